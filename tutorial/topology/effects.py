"""What is there because of something: every entry that names a line, or a part of an app's definition, as its cause.

Law of this file: what an effect is follows from its row and its row's causes. A test takes causes away, replays, and
finds none of the entries that named them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.causes import SCENARIO, Cause, Causes
from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.network import ipsets, places, rules
from tutorial.cluster.network.dns.records import RECORDS
from tutorial.cluster.network.ipvs.tables import SERVICES
from tutorial.cluster.network.tables import ADDRESSES, CHAINS, LINKS, ROUTES, SOCKETS
from tutorial.cluster.servers.haproxy_tables import RUNNING
from tutorial.cluster.state import Table
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World
from tutorial.topology import why
from tutorial.topology.balancing import balanced
from tutorial.topology.services import vip_id
from tutorial.topology.why import Step

Document = dict[str, Any]
MOST = 60
"""So many entries of a kind are told one by one."""
WORDS = {
    "task": gettext("tasks"),
    "container": gettext("containers"),
    "port": gettext("ports that something listens on"),
    "rule": gettext("{target} rules"),
    "link": gettext("ends of veth pairs"),
    "address": gettext("addresses"),
    "route": gettext("routes"),
    "ipvs": gettext("virtual services in IPVS"),
    "server": gettext("backends in IPVS"),
    "member": gettext("members of sets"),
    "record": gettext("DNS records"),
    "balanced": gettext("servers in HAProxy"),
}
"""What there is, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An entry: its kind (with the target of a rule), its id (empty where it has none), what it is called, where it is
    (a namespace), and why; `drawn` is what the picture shows in its stead."""

    kind: str
    id: str
    label: str
    where: str
    causes: Causes
    target: str = ""
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What entries are looked for by: a line, and where `pointer` is not empty a part of what it gave `subject`."""

    line: int
    subject: str = ""
    pointer: str = ""

    def gave(self, effect: Effect) -> bool:
        """Whether an entry is there for it: what a part holds belongs to the part."""
        return any(self._is(cause) for cause in effect.causes)

    def _is(self, cause: Cause) -> bool:
        if not self.pointer:
            return cause.line == self.line
        inside = cause.pointer == self.pointer or cause.pointer.startswith(f"{self.pointer}/")
        return cause.subject == self.subject and inside


def reason(steps: tuple[Step, ...]) -> Reason | None:
    """What something is there for, by the steps that led to it: the part of a definition, else the line, else None."""
    line = next((step.line for step in steps if step.line), 0)
    part = next((step for step in steps if step.kind == "definition" and step.pointer.startswith("/")), None)
    if part is not None and part.pointer not in {why.COUNT, why.NAME}:
        return Reason(line, part.app, part.pointer)
    return Reason(line) if line else None


def effects(world: World) -> Iterator[Effect]:
    """Every entry that a packet meets or that leads to one, by where it is."""
    for _, instance in _asked(world, INSTANCES):
        yield Effect("task", f"task:{instance.id}", instance.task_id, instance.agent, instance.causes[:1])
    for host, container in _asked(world, CONTAINERS):
        if container.state == "running":
            yield Effect("container", "", container.name, host, container.causes)
    for where, socket in _asked(world, SOCKETS):
        name = places.socket(where, socket.protocol, socket.port)
        yield Effect("port", name, str(socket.port), where, socket.causes)
    yield from _rules(world)
    yield from _devices(world)
    yield from _services(world)
    for holder, found in _asked(world, RECORDS):
        name = places.record(holder, found.name, found.type)
        yield Effect("record", name, f"{found.name} {found.type}", holder.rpartition("/")[2], found.causes)


def _asked(world: World, table: Table[Any]) -> Iterator[tuple[str, Any]]:
    """The rows of all scopes that did not stand there from the start, each with its scope."""
    for where in world.scopes(table):
        rows = world.state.rows(table.name, where)
        yield from ((where, rows[key]) for key in sorted(key for key, row in rows.items() if row.causes != SCENARIO))


def _rules(world: World) -> Iterator[Effect]:
    for where in world.scopes(CHAINS):
        for chain in world.values(CHAINS, where):
            for rule in chain.rules:
                if rule.causes != SCENARIO:
                    name = places.rule(where, chain.table, chain.name, rule.id)
                    yield Effect("rule", name, rule.text, where, rule.causes, rules.parse(rule.text).target)


def _devices(world: World) -> Iterator[Effect]:
    for where, link in _asked(world, LINKS):
        if link.kind == "veth":
            yield Effect("link", places.link(where, link.name), link.name, where, link.causes)
    for where, address in _asked(world, ADDRESSES):
        label = f"{address.ip}/{address.prefix}"
        yield Effect("address", places.address(where, address), label, where, address.causes)
    for where, route in _asked(world, ROUTES):
        yield Effect("route", places.route(where, route), route.text, where, route.causes)


def _services(world: World) -> Iterator[Effect]:
    for where, service in _asked(world, SERVICES):
        label = f"{service.address}:{service.port}"
        name, drawn = places.service(where, service.key), vip_id(service.key)
        yield Effect("ipvs", name, label, where, service.causes, drawn=drawn)
        for server in service.servers:
            name = places.real_server(where, service.key, server.name)
            yield Effect("server", name, server.name, where, server.causes)
    for where, member in _asked(world, ipsets.MEMBERS):
        yield Effect("member", "", member.value, where.partition(" ")[0], member.causes)
    for where in world.scopes(RUNNING):
        for backend, one, causes in balanced(world, where):
            yield Effect("balanced", places.balanced(where, backend, one.name), one.name, where, causes)


# For a page


def document(world: World, wanted: Reason) -> Document:
    """What there is because of a reason, by kind, and how the reason is said."""
    found = [effect for effect in effects(world) if wanted.gave(effect)]
    kinds = sorted({(list(WORDS).index(effect.kind), effect.target) for effect in found})
    groups = [_group([one for one in found if (list(WORDS).index(one.kind), one.target) == kind]) for kind in kinds]
    drawn = dict.fromkeys(name for effect in found for name in (effect.id, effect.drawn) if name)
    return {"without": _said(wanted).document(), "count": len(found), "groups": groups, "elements": list(drawn)}


def _said(wanted: Reason) -> Said:
    if not wanted.pointer:
        return gettext("Without line {line} there would be no", line=str(wanted.line))
    return gettext("Without {pointer} there would be no", pointer=wanted.pointer)


def _group(found: list[Effect]) -> Document:
    first = found[0]
    message = WORDS[first.kind]
    title = Said(message.message, (("target", first.target),)) if first.target else message
    nodes = sorted({effect.where.partition("/")[0] for effect in found})
    entries = [[effect.id, effect.label, places.said(effect.where)] for effect in found[:MOST]]
    return {"kind": first.kind, "title": title.document(), "count": len(found), "nodes": nodes, "entries": entries}
