"""Which virtual addresses a task asks for, and where a request to each is to go.

Sources: dcos/dcos-net as of July 2019, apps/dcos_net/src/dcos_net_mesos_listener.erl (labels, port scopes),
apps/dcos_l4lb/src/dcos_l4lb_mesos_poller.erl (backends).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tutorial.cluster.jsontext import loads
from tutorial.cluster.mesos.tables import TaskInfo
from tutorial.cluster.network import ipv4

PREFIXES = ("VIP", "vip")
"""How the key of a port's label begins that asks for a virtual address."""
OF_A_TASK = re.compile(r"vip_port(\d+)", re.IGNORECASE)
"""The key of a task's label that does, the older way: with the number of the port."""
OLDER_VALUE = re.compile(r"(tcp|udp)://(.*)", re.DOTALL)
MOST_PORT = 65535
HOST_SCOPE = "host"

VipKey = tuple[str, str, str, int]
"""Protocol; what stands before the port, as it was written; the framework, nothing where that is an address; port."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A virtual address that a task asks for.

    `port` is the task's own; on its agent's address when `at_agent`, else on its container's. `label` is the one that
    says so, `record` the number of the port among those that the task tells of; -1 where the task itself has the label.
    """

    key: VipKey
    port: int
    at_agent: bool
    label: str
    record: int = -1


def wishes(info: TaskInfo, framework: str) -> tuple[Wish, ...]:
    """What a task asks for. A label that says nothing useful is passed over; the others are not harmed."""
    return _wishes(info.discovery, info.labels, info.ports, framework)


@lru_cache(maxsize=4096)
def _wishes(
    discovery: str, labels: tuple[tuple[str, str], ...], ports: tuple[int, ...], framework: str
) -> tuple[Wish, ...]:
    return (*_of_ports(discovery, framework), *_of_labels(labels, ports, framework))


def _of_ports(discovery: str, framework: str) -> Iterator[Wish]:
    if not any(prefix in discovery for prefix in PREFIXES):
        return
    for index, record in enumerate(loads(discovery).get("ports", {}).get("ports", ())):
        labels = {pair["key"]: pair["value"] for pair in record.get("labels", {}).get("labels", ())}
        for name, value in labels.items():
            target = vip(value, framework) if name.startswith(PREFIXES) else None
            if target is not None:
                at_agent = labels.get("network-scope", HOST_SCOPE) == HOST_SCOPE
                yield Wish((record["protocol"].lower(), *target), record["number"], at_agent, name, index)


def _of_labels(labels: tuple[tuple[str, str], ...], ports: tuple[int, ...], framework: str) -> Iterator[Wish]:
    """The older way: a label of the task for one of the ports that it has of its agent."""
    for name, value in labels:
        which, said = OF_A_TASK.fullmatch(name), OLDER_VALUE.fullmatch(value)
        target = vip(said[2], framework) if which and said else None
        if which and said and target is not None and int(which[1]) < len(ports):
            yield Wish((said[1], *target), ports[int(which[1])], at_agent=True, label=name)


def vip(value: str, framework: str) -> tuple[str, str, int] | None:
    """A label's value as (what was written before the port, framework or nothing for an address, port); None where the
    part behind the last colon is no port.
    """
    written, colon, number = value.rpartition(":")
    if not colon or not (number.isascii() and number.isdigit()) or not 0 < int(number) <= MOST_PORT:
        return None
    return (written, "" if ipv4.is_address(written) else framework, int(number))
