"""What a Docker daemon keeps: containers. Scope of every table: host id."""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.state import Index, Table


class Refused(ClusterError):
    """What the daemon does not do, in its words."""

    code = "docker"


HOST = "host"
"""The network of containers that have none of their own: they share their host's."""


@dataclass(frozen=True, slots=True)
class Published:
    """A port of a container that its host serves; `pid` is that of the docker-proxy that stands by for it."""

    protocol: str
    host_port: int
    port: int
    pid: int = 0
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Container:
    """A container; times are logical ms, -1 where there is none yet. `state` is created, running or exited.

    `network` is the name of its Docker network. `env` are its variables, those of the task the same objects as there.
    `ports` are those that its host is to serve whenever it runs, not served yet. `obeys`: whether its process ends on
    SIGTERM. `error` is why it could not be started last; `log` what its programs said. `remove_ms`: when its agent
    removes it (-1: not yet known).
    """

    name: str
    id: str
    image: str
    image_id: str
    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    network: str
    hostname: str
    labels: tuple[tuple[str, str], ...]
    task_id: str
    cpus_milli: int
    mem_mb: int
    created_ms: int
    state: str = "created"
    pid: int = 0
    started_ms: int = -1
    finished_ms: int = -1
    exit_code: int = 0
    obeys: bool = True
    ports: tuple[Published, ...] = ()
    error: str = ""
    log: str = ""
    remove_ms: int = -1
    causes: Causes = ()

    def namespace(self, host: str) -> str:
        """The network namespace of its processes: its own, `S3/<name>`, unless it shares its host's."""
        return host if self.network == HOST else f"{host}/{self.name}"


RUNNING: Index[Container] = Index("docker.container.running", lambda found: "" if found.state == "running" else None)
"""Those that run, in group ""."""
CONTAINERS: Table[Container] = Table("docker.container", (RUNNING,))
"""Key: container name."""


@dataclass(frozen=True, slots=True)
class Executor:
    """What an agent runs for one task until the task has ended; `state` is starting, running or stopping.

    `pulling` is the image that it waits for; `retries` are those of the kill that stops it (see `Event`).
    """

    task_id: str
    container: str
    state: str = "starting"
    pulling: str = ""
    retries: int = 0


EXECUTORS: Table[Executor] = Table("docker.executor")
"""Key: task id."""


@dataclass(frozen=True, slots=True)
class PulledImage:
    """An image that a host has pulled, when last, and for whom."""

    name: str
    id: str
    pulled_ms: int
    causes: Causes = ()


IMAGES: Table[PulledImage] = Table("docker.image")
"""Key: image name with its tag."""
