"""Hosts: the machines of the picture, with their files and processes. Network tables are in `network.tables`."""

from dataclasses import dataclass, replace

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.state import Table
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Host:
    """A machine. Its id is the scope of its files and processes and the name of its root network namespace.

    `role` is master, public_agent, agent, router, client (the outside client) or laptop; `order` is its place among
    hosts of its role; `tools` says whose printed words its tools use: `centos7` on nodes, `debian12` elsewhere;
    `packages` are those that were installed later, sorted.
    """

    id: str
    hostname: str
    role: str
    ip: str
    public_ip: str = ""
    region: str = ""
    zone: str = ""
    order: int = 0
    tools: str = "centos7"
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file or a directory of a host; `content` of a directory is empty. Keyed by absolute path."""

    content: str = ""
    is_dir: bool = False
    owner: str = "root"
    group: str = "root"
    mode: int = 0o644
    modified_ms: int = 0


@dataclass(frozen=True, slots=True)
class Process:
    """A process of a host; `namespace` is its network namespace (the host's own id, or `S3/<container name>`)."""

    pid: int
    name: str
    argv: tuple[str, ...]
    user: str = "root"
    namespace: str = ""
    started_ms: int = 0
    causes: Causes = SCENARIO


def node_name(host: Host) -> str:
    """A host's name without its domain."""
    return host.hostname.split(".")[0]


def full_name(host: Host) -> str:
    """A host's name with its domain: the cloud's, if the host is there."""
    region = host.region.removeprefix("aws/")
    return f"{node_name(host)}.{region}.compute.internal" if region else host.hostname


AGENT_ROLES = frozenset({"agent", "public_agent"})
"""Roles of the machines on which tasks run."""
NODE_ROLES = AGENT_ROLES | {"master"}
"""Roles of the machines of DC/OS."""

HOSTS: Table[Host] = Table("host")
FILES: Table[File] = Table("file")
"""Scope: host id. Key: absolute path without a trailing slash."""
PROCESSES: Table[Process] = Table("process")
"""Scope: host id. Key: pid."""
PIDS: Table[int] = Table("pid")
"""Scope: host id. Key: "next": the next process id."""

SIGNALS: Table[int] = Table("signal")
"""Scope: host id. Key: pid. Entry: the signal that the process has been sent and has not met yet."""

FIRST_PID = 2301


def spawn(world: World, host: str, process: Process) -> Process:
    """Start a process: the same process with the next free pid of its host."""
    pid = world.get(PIDS, "next", host) or FIRST_PID
    world.put(PIDS, "next", pid + 1, host)
    started = replace(process, pid=pid, started_ms=world.now_ms)
    world.put(PROCESSES, pid, started, host)
    return started


def end(world: World, host: str, pid: int) -> None:
    """End a process; its sockets are closed by `sockets.close_all`."""
    world.delete(PROCESSES, pid, host)


def agents(world: World) -> tuple[Host, ...]:
    """Public and private agents in the order of their Mesos numbers."""
    found = [host for host in world.values(HOSTS) if host.role in AGENT_ROLES]
    return tuple(sorted(found, key=lambda host: (host.role != "public_agent", host.order)))
