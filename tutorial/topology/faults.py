"""What can be broken at an element, and how it is mended: each a line that an administrator types.

Law of this file: a fault's `line`, and then its `back` typed at the same place, leave the world quietly as it was
(`cluster.quiet`), unless `back` is empty: then a controller makes good what was lost. A tool is a function in `TOOLS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.docker.networks import ENDPOINTS
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon.documents import ACTIVE
from tutorial.cluster.marathon.tables import INSTANCES, Instance
from tutorial.cluster.mesos.liveness import UNITS
from tutorial.cluster.mesos.tables import AGENTS
from tutorial.cluster.network import rules
from tutorial.cluster.network.tables import CHAINS, LINKS, Rule
from tutorial.cluster.overlay.kernel import DEVICE, PORT
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World
from tutorial.topology import mending
from tutorial.topology.printed import RULED
from tutorial.topology.ways import container_of, leads_to, own_namespace

Document = dict[str, Any]
LAPTOP = "laptop"
"""Where nobody is root: lines of administrators are typed elsewhere."""

CARRYING = frozenset({"", "eth0", DEVICE})
"""The devices by which envelopes of the overlay come, or the machine itself."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be broken: its name, in words what it does (`title`) and what follows (`told`), where its
    `line` is typed, the line that takes it `back`, and whether it is broken already (`on`)."""

    name: str
    title: Said
    told: Said
    where: str
    line: str
    back: str = ""
    on: bool = False

    def document(self) -> Document:
        """The fault as the page gets it."""
        words = {"title": self.title.document(), "told": self.told.document()}
        return {"name": self.name, **words, "where": self.where, "line": self.line, "back": self.back, "on": self.on}


Found = Iterator[Fault]
Tool = Callable[[World, str], Found]


def _rules_here(world: World, host: str) -> bool:
    """Whether somebody may type `iptables` on a machine."""
    found = world.get(HOSTS, host)
    return found is not None and found.role in RULED


def faults(world: World, name: str) -> tuple[Fault, ...]:
    """What can be broken at the element of an id, in the order in which it is offered."""
    kind, _, rest = name.partition(":")
    return tuple(fault for tool in TOOLS.get(kind, ()) for fault in tool(world, rest))


# Tasks and containers


def kill_task(world: World, rest: str) -> Found:
    """Ask Marathon to kill a task."""
    instance = world.get(INSTANCES, rest)
    if instance is not None and instance.condition in ACTIVE:
        line = f"dcos marathon task kill {instance.task_id}"
        told = gettext("Marathon has it killed, and starts another one in its place by itself.")
        yield Fault("kill-task", gettext("Kill this task"), told, LAPTOP, line)


def kill_container(world: World, rest: str) -> Found:
    """Kill the container of a task behind Marathon's back."""
    instance = world.get(INSTANCES, rest)
    container = None if instance is None else container_of(world, instance)
    if instance is not None and container is not None and container.state == "running":
        told = gettext("Its executor sees it end, the task has failed, and Marathon starts another one by itself.")
        title = gettext("Kill its container")
        yield Fault("kill-container", title, told, instance.agent, f"docker kill {container.name}")


# Traffic


def block_task(world: World, rest: str) -> Found:
    """Let packets to the first port of a task die on its machine."""
    instance = world.get(INSTANCES, rest)
    container = None if instance is None else container_of(world, instance)
    if instance is not None and container is not None and container.state == "running":
        yield from _blocked(world, instance.agent, next(_ways_in(world, instance, container), None))


def block_port(world: World, rest: str) -> Found:
    """Let packets to a port of a machine die there, wherever they are led."""
    agent, protocol, number = rest.split("/")[:3] if rest.count("/") >= 2 else ("", "", "")
    if not number.isdigit():
        return
    own = f"INPUT -p {protocol} --dport {number}"
    led = (
        f"FORWARD -d {endpoint.ip} -p {found.protocol} --dport {found.port}"
        for endpoint in world.values(ENDPOINTS, agent)
        for found in endpoint.published
        if (found.protocol, str(found.host_port)) == (protocol, number)
    )
    yield from _blocked(world, agent, next(led, own))


def block_led(world: World, rest: str) -> Found:
    """Let packets die behind the rule that leads them to a container."""
    found = _rule(world, rest)
    to = None if found is None else leads_to(found[3])
    if found is None or to is None:
        return
    agent, _, _, rule, _ = found
    protocol = rules.parse(rule.text).value("protocol", "tcp")
    port = f" --dport {to[1]}" if to[1] else ""
    yield from _blocked(world, agent, f"FORWARD -d {to[0]} -p {protocol}{port}")


def _ways_in(world: World, instance: Instance, container: Container) -> Iterator[str]:
    """Chain and conditions that packets to a task meet on its machine."""
    inside = own_namespace(world, instance)
    endpoint = world.get(ENDPOINTS, container.name, instance.agent)
    for port in endpoint.published if inside and endpoint else ():
        yield f"FORWARD -d {endpoint.ip if endpoint else ''} -p {port.protocol} --dport {port.port}"
    if inside:
        yield from (f"FORWARD -d {address}" for address in instance.addresses)
    else:
        yield from (f"INPUT -p tcp --dport {port}" for port in instance.host_ports)


def _blocked(world: World, agent: str, match: str | None) -> Found:
    """DROP says nothing to who asks, REJECT says so at once."""
    if match is None or not _rules_here(world, agent):
        return
    silence = gettext("Packets to it vanish: nobody tells the client, which asks again until it gives up.")
    refusal = gettext("Packets to it are turned away with a word, so the client knows at once.")
    yield _inserted(world, agent, f"{match} -j DROP", ("drop", gettext("Drop its packets"), silence))
    yield _inserted(world, agent, f"{match} -j REJECT", ("reject", gettext("Reject its packets"), refusal))


def block_envelopes(world: World, rest: str) -> Found:
    """Let a node take no envelopes of the overlay."""
    host, _, device = rest.partition("/")
    if device in CARRYING and world.get(LINKS, DEVICE, host) is not None and _rules_here(world, host):
        title = gettext("Block UDP {port}", port=str(PORT))
        told = gettext("Envelopes of the overlay die here: containers on other nodes get no answer from this one.")
        yield _inserted(world, host, f"INPUT -p udp --dport {PORT} -j DROP", ("envelopes", title, told))


def _inserted(world: World, where: str, rule: str, words: tuple[str, Said, Said]) -> Fault:
    """A rule that is put in at the head of its chain of the filter table; `words`: name, title, what follows."""
    return Fault(*words, where, f"iptables -I {rule}", f"iptables -D {rule}", on=_stands(world, where, rule))


def _stands(world: World, where: str, rule: str) -> bool:
    parsed = rules.parse(f"-A {rule}")
    chain = world.get(CHAINS, ("filter", parsed.chain), where)
    return any(rules.parse(found.text) == parsed for found in (chain.rules if chain else ()))


# Rules


def delete_rule(world: World, rest: str) -> Found:
    """Take out a rule; it goes back to where it was."""
    found = _rule(world, rest)
    if found is None or not _rules_here(world, found[0]):
        return
    where, table, chain, rule, number = found
    tool = "iptables" if table == "filter" else f"iptables -t {table}"
    back = f"{tool} -I {chain} {number} {rule.text.removeprefix(f'-A {chain} ')}"
    told = gettext("Packets no longer meet it. Whoever wrote it may write it again, when its causes change.")
    if rule.causes[0].line and not rule.causes[0].subject:
        told = gettext(
            "Packets no longer meet it. A line wrote it: no controller takes it away, and none brings it back."
        )
    yield Fault("delete-rule", gettext("Delete this rule"), told, where, f"{tool} -D {chain} {number}", back)


def _rule(world: World, rest: str) -> tuple[str, str, str, Rule, int] | None:
    """Namespace, table, chain, the rule and its number there."""
    *place, table, name, own = rest.split("/") if rest.count("/") >= 3 else ("", "", "", "")
    chain = world.get(CHAINS, (table, name), "/".join(place))
    for number, rule in enumerate(chain.rules if chain else (), 1):
        if str(rule.id) == own:
            return "/".join(place), table, name, rule, number
    return None


# Devices and machines


def link_down(world: World, rest: str) -> Found:
    """Take a network device of a machine down."""
    host, _, name = rest.rpartition("/")
    link = world.get(LINKS, name, host)
    back = None if link is None or link.kind == "loopback" else mending.link_up(world, host, name)
    if link is not None and back is not None and host != LAPTOP and world.get(HOSTS, host) is not None:
        told = gettext("Nothing goes in or out by it, and the routes that lead there are gone.")
        title = gettext("Take {device} down", device=name)
        yield Fault("link-down", title, told, host, f"ip link set {name} down", back, on=not link.up)


def agent_down(world: World, rest: str) -> Found:
    """Stop the Mesos agent of a machine."""
    host = world.get(HOSTS, rest)
    agent = world.get(AGENTS, rest)
    unit = "" if host is None else UNITS.get(host.role, "")
    if agent is not None and unit:
        told = gettext("Its tasks run on, but the master hears nothing of them, and gives them up after five minutes.")
        lines = (f"systemctl stop {unit}", f"systemctl start {unit}")
        yield Fault("agent-down", gettext("Stop the agent"), told, rest, *lines, on=agent.state != "active")


def card_down(world: World, rest: str) -> Found:
    """Take the card of a machine down: nobody reaches it any more."""
    yield from link_down(world, f"{rest}/eth0")


TOOLS: dict[str, tuple[Tool, ...]] = {
    "task": (kill_task, kill_container, block_task),
    "socket": (block_port,),
    "rule": (delete_rule, block_led),
    "link": (link_down, block_envelopes),
    "agent": (agent_down, card_down, block_envelopes),
    "host": (card_down, block_envelopes),
}
"""The beginning of an id: what can be broken there."""
