"""The ways from a machine's card to a task, and what stands on them: ports, rules, a bridge, veth pairs.

Law of this file: every element is a row of a table, and each edge follows from two of them. A task that shares its
machine's network has its ports alone; the emptiness between them is the message.
"""

from collections.abc import Iterable, Iterator

from tutorial.cluster.causes import Causes
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.marathon.definition import ports
from tutorial.cluster.marathon.ports import wanted
from tutorial.cluster.marathon.tables import Instance, app_of
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network import places, rules, sockets
from tutorial.cluster.network.tables import ADDRESSES, CHAINS, LINKS, SOCKETS, Address, Link, Rule, Socket
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place, edge

Facts = tuple[tuple[str, str], ...]
MOST = 6
"""So many ports of one task are drawn."""
LARGEST_PAIR = 2
LEADING = "nat"
"""The table whose rules lead packets to containers."""


def way_elements(world: World, instance: Instance, parent: str) -> Iterator[Element]:
    """What packets for a task meet on its machine, with the edges between."""
    held = tuple(_ports(world, instance, parent))
    for port, socket in held:
        yield port
        if socket is not None and world.get(LINKS, "eth0", instance.agent) is not None:
            yield edge(places.link(instance.agent, "eth0"), port.id)
    yield from _folded(world, instance, parent, {port.id for port, _ in held})
    inside = own_namespace(world, instance)
    if inside:
        yield from _inner(world, instance, parent, inside, {port.label: port.id for port, _ in held})
    else:
        yield from (edge(port.id, f"task:{instance.id}") for port, socket in held if socket is not None)


def container_of(world: World, instance: Instance) -> Container | None:
    """The container that Docker made for the task of an instance, if there is one."""
    task = world.get(TASKS, instance.task_id)
    return world.get(CONTAINERS, f"mesos-{task.container_id}", instance.agent) if task else None


def own_namespace(world: World, instance: Instance) -> str:
    """The network namespace of a task's container; empty where it has none, or its machine's."""
    container = container_of(world, instance)
    found = container.namespace(instance.agent) if container else instance.agent
    return "" if found == instance.agent else found


# Ports


def _ports(world: World, instance: Instance, parent: str) -> Iterator[tuple[Element, Socket | None]]:
    """The ports of a task on its machine: outlined while they are only promised, solid once something listens.

    Of very many only some are drawn, those on which something listens first.
    """
    found = {
        (kind, port): sockets.listening(world, instance.agent, kind, port) for kind, port in _promised(world, instance)
    }
    found |= {(socket.protocol, socket.port): socket for socket in _taken(world, instance)}
    open_ports = [port for port, socket in found.items() if socket is not None]
    for kind, port in list(found) if len(found) <= MOST else open_ports[:MOST]:
        socket = found[kind, port]
        name, state = places.socket(instance.agent, kind, port), "listening" if socket else "promised"
        place = Place(column="A", slot=instance.slot)
        yield Element(name, "port", str(port), parent, state, place, _port_facts(socket)), socket


def _promised(world: World, instance: Instance) -> Iterator[tuple[str, int]]:
    """Protocol and number of the host ports that Marathon gave a task."""
    definition = app_of(world, instance).definition
    held = zip(ports(definition), wanted(definition), strict=True)
    protocols = [port["protocol"] for port, host_port in held if host_port is not None]
    for port, protocol in zip(instance.host_ports, protocols, strict=True):
        yield "tcp" if "tcp" in protocol else "udp", port


def _taken(world: World, instance: Instance) -> Iterator[Socket]:
    """The sockets of a task's program on its machine, which a load balancer has opened by itself."""
    container = container_of(world, instance)
    if container is not None and container.pid and not own_namespace(world, instance):
        yield from (socket for socket in world.values(SOCKETS, instance.agent) if socket.pid == container.pid)


def _folded(world: World, instance: Instance, parent: str, drawn: set[str]) -> Iterator[Element]:
    """One pill for the promised ports that are not drawn."""
    left = [port for kind, port in _promised(world, instance) if places.socket(instance.agent, kind, port) not in drawn]
    if left:
        facts = (("host port", ranges(left)), ("program", "nothing listens yet"))
        name, place = f"ports:{instance.agent}/{instance.id}", Place(column="A", slot=instance.slot)
        yield Element(name, "port", f"+{len(left)}", parent, "promised", place, facts)


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in ascending order, three neighbours and more as a range: `80, 443, 10000-10100`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > LARGEST_PAIR else ", ".join(map(str, run)) for run in runs)


def _port_facts(socket: Socket | None) -> Facts:
    if socket is None:
        return (("program", "nothing listens yet"),)
    address = (("program", f"{socket.program} (pid {socket.pid})"), ("address", f"{socket.address}:{socket.port}"))
    return address + _asked(socket.causes)


def _asked(causes: Causes) -> Facts:
    asked = asked_for_by(causes)
    return (("asked for by", asked),) if asked else ()


def asked_for_by(causes: Causes) -> str:
    """The line that something is there for, with the part of the app's definition: `line 3: /httpi, networks/0`."""
    found = next((cause for cause in causes if cause.line), None)
    if found is None:
        return ""
    part = found.pointer.strip("/")
    return f"line {found.line}: {found.subject}" + (f", {part}" if part else "")


# Between port and container


def _inner(world: World, instance: Instance, parent: str, inside: str, held: dict[str, str]) -> Iterator[Element]:
    """The rules that lead to a container, and the pairs by which it is on a bridge of its machine."""
    agent, slot = instance.agent, instance.slot
    pairs = tuple(_pairs(world, agent, inside))
    bridges = [places.link(agent, link.master) for link, _ in pairs if world.get(LINKS, link.master, agent)]
    card = places.link(agent, "eth0") if world.get(LINKS, "eth0", agent) else ""
    for element in _rules(world, instance, parent):
        yield element
        port = dict(element.facts).get("port", "")
        if before := held.get(port, card):
            yield edge(before, element.id)
        yield from (edge(element.id, bridge) for bridge in bridges[:1])
    for link, far in pairs:
        name, state = places.link(agent, link.name), "up" if link.up and far.up else "down"
        yield Element(name, "veth", link.name, parent, state, Place("", 0, "veth", slot), _pair_facts(world, link))
        bridge = places.link(agent, link.master)
        yield from (edge(found, name) for found in bridges if found == bridge)
        yield edge(name, f"task:{instance.id}")


def _pairs(world: World, agent: str, inside: str) -> Iterator[tuple[Link, Link]]:
    """The pairs between a machine and a container: the machine's end, the container's end."""
    for far in world.values(LINKS, inside):
        near = world.get(LINKS, far.peer, agent) if far.kind == "veth" and far.peer_namespace == agent else None
        if near is not None:
            yield near, far


def _pair_facts(world: World, link: Link) -> Facts:
    far = [entry for entry in world.values(ADDRESSES, link.peer_namespace) if entry.dev == link.peer]
    facts = (
        ("bridge", link.master),
        ("other end", f"{link.peer} in {places.said(link.peer_namespace)}"),
        ("address", ", ".join(f"{entry.ip}/{entry.prefix}" for entry in far)),
        ("mac", link.mac),
        ("mtu", str(link.mtu)),
    )
    return tuple((name, value) for name, value in facts if value) + _asked(link.causes)


def _rules(world: World, instance: Instance, parent: str) -> Iterator[Element]:
    for chain in world.values(CHAINS, instance.agent):
        for found in chain.rules if chain.table == LEADING else ():
            to = leads_to(found)
            if to is not None and to[0] in instance.addresses:
                name = places.rule(instance.agent, chain.table, chain.name, found.id)
                label = f"→ {to[0]}" + (f":{to[1]}" if to[1] else "")
                facts = rule_facts(found, chain.table, chain.name)
                yield Element(name, "rule", label, parent, "", Place("", 0, "B", instance.slot), facts)


def leads_to(rule: Rule) -> tuple[str, int] | None:
    """The address and port that a rule gives packets as their destination; port 0: they keep theirs."""
    if " DNAT " not in rule.text:
        return None
    parsed = rules.parse(rule.text)
    return rules.endpoint(parsed.option("--to-destination"), 0) if parsed.target == "DNAT" else None


def rule_facts(rule: Rule, table: str, chain: str) -> Facts:
    """A rule as `iptables -S` prints it, where it stands, the port that it is for, who asked for it."""
    parsed = rules.parse(rule.text)
    port = next((match.value for match in parsed.matches if match.kind == "dport" and not match.inverted), "")
    facts = (("rule", rule.text), ("table", table), ("chain", chain), *((("port", port),) if port else ()))
    return facts + _asked(rule.causes)


# The machine's part


def bridge_elements(world: World, host: str, parent: str) -> Iterator[Element]:
    """The bridges of a machine that have members."""
    links = world.values(LINKS, host)
    members = {link.master for link in links if link.kind == "veth"}
    for link in links:
        if link.kind == "bridge" and link.name in members:
            addresses = [entry for entry in world.values(ADDRESSES, host) if entry.dev == link.name]
            name, state = places.link(host, link.name), "up" if link.up else "down"
            yield Element(name, "bridge", link.name, parent, state, Place(column="C"), card_facts(link, addresses))


def card_facts(link: Link, addresses: list[Address]) -> Facts:
    """What a device has: addresses, MAC, MTU."""
    told = ", ".join(f"{address.ip}/{address.prefix}" for address in addresses)
    return (*((("address", told),) if told else ()), ("mac", link.mac), ("mtu", str(link.mtu)))
