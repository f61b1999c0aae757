"""From a master's `/state` to records, as Mesos-DNS has them on DC/OS (`IPSources` host, netinfo).

Source: mesosphere/mesos-dns (dcos/1.13) records/generator.go (InsertState and what it calls), records/state/state.go.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutorial.cluster.jsontext import Json
from tutorial.cluster.mesos.names import short_hash
from tutorial.cluster.mesosdns.labels import agent_tail, fragment, label

KINDS = ("A", "AAAA", "SRV")
RUNNING = "TASK_RUNNING"
_PID = re.compile(r"[^@]*@(\[[^\]]*\]|[^:]*):(\d+)")
_RANGE = re.compile(r"(\d+)-(\d+)")

Found = Iterator[tuple[str, str, str]]
"""Records one by one: kind, name with its last dot, value."""


def records(state: Json, masters: Iterable[str], domain: str = "mesos") -> dict[str, dict[str, list[str]]]:
    """Kind → name → values, all sorted; names keep their letters' case. `masters`: `address:port`, in their order."""
    found: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in KINDS}
    agents = {agent["id"]: agent for agent in state.get("slaves", ())}
    for part in (
        _of_masters(state, tuple(masters), domain),
        _of_agents(agents.values(), domain),
        *(_of_framework(framework, agents, domain) for framework in state.get("frameworks", ())),
    ):
        for kind, name, value in part:
            found[kind][name].add(value)
    return {kind: {name: sorted(names[name]) for name in sorted(names)} for kind, names in found.items()}


def _address(name: str, address: str) -> Found:
    if address:
        yield "AAAA" if ":" in address else "A", name, address


def _end(pid: str) -> tuple[str, int]:
    """Address and port of a process id such as `slave(1)@172.16.9.84:5051`; nothing where there is none."""
    match = _PID.fullmatch(pid)
    return (match[1].strip("[]"), int(match[2])) if match else ("", 0)


# Masters and agents


def _of_masters(state: Json, masters: tuple[str, ...], domain: str) -> Found:
    leader, port = _end(state.get("leader", ""))
    if not leader:
        return
    for name in ("leader", "master", "ns1"):
        yield from _address(f"{name}.{domain}.", leader)
    for protocol in ("tcp", "udp"):
        yield "SRV", f"_leader._{protocol}.{domain}.", f"leader.{domain}.:{port}"
    for number, master in enumerate(dict.fromkeys(masters)):
        address = master.rpartition(":")[0].strip("[]")
        yield from _address(f"master.{domain}.", address)
        yield from _address(f"master{number}.{domain}.", address)


def _of_agents(agents: Iterable[Json], domain: str) -> Found:
    for agent in agents:
        address, port = _end(agent["pid"])
        yield from _address(f"slave.{domain}.", address)
        yield "SRV", f"_slave._tcp.{domain}.", f"slave.{domain}.:{port}"


# Frameworks and tasks


def _of_framework(framework: Json, agents: dict[str, Json], domain: str) -> Found:
    name = fragment(framework["name"])
    address, port = _end(framework.get("pid", ""))
    if address:
        yield from _address(f"{name}.{domain}.", address)
        yield "SRV", f"_framework._tcp.{name}.{domain}.", f"{name}.{domain}.:{port}"
    for task in framework.get("tasks", ()):
        agent = agents.get(task["slave_id"])
        if agent is not None and task["state"] == RUNNING:
            yield from of_task(task, agent, name, domain)


def of_task(task: Json, agent: Json, framework: str, domain: str) -> Found:
    """A task that tells of itself has its records twice, by an old rule: once more under its name as it is written."""
    told = task.get("discovery", {}).get("name", "")
    for name in dict.fromkeys((told, label(told)) if told else (label(task["name"]),)):
        names = _Names(name, f"{name}-{short_hash(task['id'])}-{agent_tail(task['slave_id'])}", framework, domain)
        yield from _addresses(task, agent, names)
        yield from _of_resources(task, names, tells=bool(told))
        yield from _of_discovery(task, names) if told else ()


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a task: the one that it shares with others of its app, the one that is its own."""

    shared: str
    own: str
    framework: str
    domain: str

    def full(self, front: str, *, agent: bool = False) -> str:
        """`<front>.marathon.mesos.`, for what concerns the agent `<front>.marathon.slave.mesos.`."""
        return f"{front}.{self.framework}{'.slave' if agent else ''}.{self.domain}."

    def service(self, protocol: str, port: str = "", *, agent: bool = False) -> str:
        """`_httpi._tcp.marathon.mesos.`, with the name of a port before it."""
        return self.full(f"{f'_{port}.' if port else ''}_{self.shared}._{protocol}", agent=agent)


def _addresses(task: Json, agent: Json, names: _Names) -> Found:
    host = _end(agent["pid"])[0]
    for name in (names.shared, names.own):
        for address in _first_of_each((host, *_told(task))):
            yield from _address(names.full(name), address)
        yield from _address(names.full(name, agent=True), host)


def _first_of_each(addresses: Iterable[str]) -> tuple[str, ...]:
    """The first IPv4 and the first IPv6 address."""
    firsts: dict[bool, str] = {}
    for address in addresses:
        if address:
            firsts.setdefault(":" in address, address)
    return tuple(firsts.values())


def _told(task: Json) -> Iterator[str]:
    """The addresses that the newest status of a running task tells of its networks."""
    running = [status for status in task.get("statuses", ()) if status["state"] == RUNNING]
    newest: Json = max(running, key=lambda status: status["timestamp"], default={})
    for network in newest.get("container_status", {}).get("network_infos", ()):
        for told in network.get("ip_addresses", ()):
            yield told.get("ip_address", "")


def _of_resources(task: Json, names: _Names, *, tells: bool) -> Found:
    """A service for each port that the task holds of its agent; where it tells nothing of itself, under both names."""
    for port in _ports(task.get("resources", {}).get("ports", "")):
        target = f"{names.full(names.own, agent=True)}:{port}"
        for protocol in ("tcp", "udp"):
            yield "SRV", names.service(protocol, agent=True), target
            if not tells:
                yield "SRV", names.service(protocol), target


def _ports(ranges: str) -> Iterator[int]:
    for first, last in _RANGE.findall(ranges):
        yield from range(int(first), int(last) + 1)


def _of_discovery(task: Json, names: _Names) -> Found:
    """A service for each port that the task tells of, once more with the port's name where it has one."""
    for port in task["discovery"].get("ports", {}).get("ports", ()):
        target = f"{names.full(names.own)}:{port['number']}"
        protocol = label(port.get("protocol", ""))
        for each in (protocol,) if protocol else ("tcp", "udp"):
            yield "SRV", names.service(each), target
            if name := label(port.get("name", "")):
                yield "SRV", names.service(each, name), target
