"""Scenarios: the cluster as it stands before the first line.

A scenario is a value read from a table (`[scenario]` of a lesson, or a TOML file); `build` makes its world. The
article's cluster is the one built in here; others are described by what differs from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tutorial.cluster import clock, nodes
from tutorial.cluster.errors import ScenarioError
from tutorial.cluster.host import AGENT_ROLES, FILES, HOSTS, File, Host
from tutorial.cluster.mesos.tables import AGENTS, PRIVATE_PORTS, PUBLIC_PORTS, Agent
from tutorial.cluster.network import setup
from tutorial.cluster.state import State
from tutorial.cluster.world import World

HOME = "/home/you"
"""The learner's home directory on the laptop; the files of a scenario or lesson stand in it."""

Pin = tuple[str, tuple[str | int, ...], str | int]
REGION = "aws/us-west-2"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a world begins with. `files` maps names in the learner's home directory to their content.

    `overlay`: whether the overlay joins the nodes.
    """

    name: str
    epoch: str
    hosts: tuple[Host, ...]
    underlay: setup.Underlay
    pins: tuple[Pin, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    seed: str = "1"
    overlay: bool = True


def _node(name: str, role: str, ip: str, zone: str, order: int, *, public_ip: str = "") -> Host:
    hostname = f"ip-{ip.replace('.', '-')}"
    return Host(name, hostname, role, ip, public_ip, REGION, f"{REGION}{zone}", order)


def _tasks(mode: str, time: str, tasks: tuple[tuple[str, str], ...], started: tuple[int, ...]) -> Iterator[Pin]:
    """The article's five tasks in a network mode: agent and beginning of the id of each, and their order of starting.

    That order decides who gets which address on an agent. How long the registry takes makes it.
    """
    for number, ((agent, start), place) in enumerate(zip(tasks, started, strict=True), 1):
        instance = f"{start}-{time}-11e9-9d1c-70b3d5800001"
        yield "marathon.agent", ("/httpi", mode, number, 1, 1), agent
        yield "marathon.instance", ("/httpi", mode, number, 1), instance
        yield "docker.manifest", (f"httpi.instance-{instance}._app.1",), 600 + 150 * place


def _bridge_pins() -> Iterator[Pin]:
    """In bridge mode: tasks in the order in which they were staged, their ports, the two containers that it names."""
    tasks = (("S4", "4afd6e71"), ("S3", "4c759702"), ("S4", "4c91e4d7"), ("S2", "4cf4e242"), ("S3", "4f300b77"))
    yield from _tasks("container/bridge", "ac95", tasks, (1, 2, 3, 4, 5))
    for number, port in enumerate((7143, 9896, 14666, 8584, 26186), 1):
        yield "marathon.port", ("/httpi", "container/bridge", number, 1, 1), port
    containers = {
        "4c759702": "881e3841-b58f-49dc-b20c-31253aa2cafb",
        "4f300b77": "1e44c87b-4c24-479b-a3ce-70bb33ddfc25",
    }
    for start, container in containers.items():
        yield "mesos.container", (f"httpi.instance-{start}-ac95-11e9-9d1c-70b3d5800001._app.1",), container


def _overlay_pins() -> Iterator[Pin]:
    """On the overlay."""
    tasks = (("S2", "77b1a6c0"), ("S3", "77b1f4e1"), ("S3", "77b21bf2"), ("S4", "77b26a13"), ("S3", "77b29124"))
    yield from _tasks("container", "ac97", tasks, (1, 2, 5, 3, 4))


ARTICLE = Scenario(
    name="article",
    epoch="2019-07-22T15:02:00.000Z",
    hosts=(
        _node("master", "master", "172.16.9.10", "a", 0, public_ip="93.186.40.120"),
        _node("S0", "public_agent", "172.16.33.10", "a", 0, public_ip="93.186.40.121"),
        _node("S1", "agent", "172.16.9.84", "a", 1),
        _node("S2", "agent", "172.16.17.198", "b", 2),
        _node("S3", "agent", "172.16.15.168", "b", 3),
        _node("S4", "agent", "172.16.40.67", "c", 4),
        Host("router", "router", "router", "172.16.0.1", "203.0.113.1"),
        Host("outside", "outside", "client", "203.0.113.50", tools="debian12"),
        Host("laptop", "laptop", "laptop", "203.0.113.60", tools="debian12"),
    ),
    underlay=setup.Underlay("172.16.0.0/16", "172.16.0.1"),
    pins=(
        ("mesos.master", ("id",), "602c0829-41e6-4910-91e5-16a38fa82c0a"),
        ("dcos.cluster", ("name",), "article"),
        ("overlay.number", ("S1",), 5),
        ("marathon.agent", ("/httpi", "host", 1, 1, 1), "S1"),
        ("marathon.port", ("/httpi", "host", 1, 1, 1), 16327),
        *_bridge_pins(),
        *_overlay_pins(),
    ),
)
"""The cluster of the source article, with the values that it shows."""

SCENARIOS: Mapping[str, Scenario] = {ARTICLE.name: ARTICLE}


@dataclass(slots=True)
class _Table:
    """A scenario's table, read field by field, so that every fault is named."""

    given: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)

    def text(self, name: str, default: str) -> str:
        """A field that must be a text."""
        value = self.given.get(name, default)
        if not isinstance(value, str):
            self.faults.append(f"scenario.{name} must be a text, not {value!r}")
            return default
        return value


FIELDS = frozenset({"name", "seed", "epoch", "files", "pins"})


def load(table: object) -> Scenario:
    """The scenario of that name, or the one that a table describes; ScenarioError names every faulty field.

    Fields: `name` (the scenario to begin from, default `article`), `seed` and `epoch` (texts), `files` (a table of
    names and contents), `pins` (a list of {purpose, subject, value}, put before those of the named scenario).
    """
    if not isinstance(table, str | Mapping):
        raise ScenarioError(f"a scenario must be a name or a table, not {table!r}")
    reader = _Table({"name": table} if isinstance(table, str) else table)
    unknown = sorted(set(reader.given) - FIELDS)
    reader.faults += [f"scenario.{name} is not a field; known are {', '.join(sorted(FIELDS))}" for name in unknown]
    base = SCENARIOS.get(reader.text("name", ARTICLE.name))
    if base is None:
        known = ", ".join(SCENARIOS)
        reader.faults.append(f"scenario.name: there is no scenario {reader.given['name']!r}; known are {known}")
        base = ARTICLE
    scenario = replace(
        base,
        seed=reader.text("seed", base.seed),
        epoch=_epoch(reader, base),
        files=_files(reader, base),
        pins=_pins(reader) + base.pins,
    )
    if reader.faults:
        raise ScenarioError("; ".join(reader.faults))
    return scenario


YEARS = (clock.parse_instant("1970-01-01T00:00:00Z"), clock.parse_instant("3000-01-01T00:00:00Z"))


def _epoch(reader: _Table, base: Scenario) -> str:
    epoch = reader.text("epoch", base.epoch)
    try:
        if not YEARS[0] <= clock.parse_instant(epoch) < YEARS[1]:
            reader.faults.append("scenario.epoch must lie between the years 1970 and 2999")
    except ValueError as error:
        reader.faults.append(f"scenario.epoch: {error}")
    return epoch


def _files(reader: _Table, base: Scenario) -> tuple[tuple[str, str], ...]:
    given = reader.given.get("files", {})
    if not isinstance(given, Mapping) or not all(isinstance(text, str) for text in given.values()):
        reader.faults.append("scenario.files must be a table of names and texts")
        return base.files
    wrong = [name for name in given if "/" in name or "\0" in name or name in {"", ".", ".."}]
    reader.faults += [f"scenario.files: {name!r} is not the name of a file" for name in wrong]
    return tuple(sorted({**dict(base.files), **given}.items()))


PIN = "purpose (a text), subject (a list of texts and whole numbers) and value (a text or whole number)"


def _pins(reader: _Table) -> tuple[Pin, ...]:
    given = reader.given.get("pins", [])
    if not isinstance(given, list | tuple):
        reader.faults.append("scenario.pins must be a list")
        return ()
    wrong = [index for index, pin in enumerate(given) if not _is_pin(pin)]
    reader.faults += [f"scenario.pins[{index}] must have {PIN}" for index in wrong]
    return tuple((pin["purpose"], tuple(pin["subject"]), pin["value"]) for pin in given if _is_pin(pin))


def _is_pin(pin: object) -> bool:
    if not isinstance(pin, Mapping) or set(pin) != {"purpose", "subject", "value"}:
        return False
    subject = pin["subject"]
    parts = [pin["value"], *subject] if isinstance(subject, list | tuple) else [None]
    return isinstance(pin["purpose"], str) and all(isinstance(part, str) or type(part) is int for part in parts)


def build(scenario: Scenario, *, seed: str | None = None, files: Mapping[str, str] | None = None) -> State:
    """The world of a scenario before the first line; `files` are put into the learner's home beside its own."""
    epoch_ms = clock.parse_instant(scenario.epoch)
    world = World(State(seed or scenario.seed, epoch_ms, pins=scenario.pins))
    for host in scenario.hosts:
        world.put(HOSTS, host.id, host)
        _file_system(world, host)
    nodes.start(world, scenario.hosts, scenario.underlay, overlay=scenario.overlay)
    for host in scenario.hosts:
        if host.role in AGENT_ROLES:
            world.put(AGENTS, host.id, _agent(host))
    for name, content in {**dict(scenario.files), **(files or {})}.items():
        world.put(FILES, f"{HOME}/{name}", File(content, owner="you", group="you"), "laptop")
    world.take_changes()
    return world.state


def _agent(host: Host) -> Agent:
    public = host.role == "public_agent"
    return Agent(
        host=host.id,
        role="slave_public" if public else "*",
        cpus_milli=4000,
        mem_mb=14861,
        disk_mb=35572,
        ports=PUBLIC_PORTS if public else PRIVATE_PORTS,
        attributes=(("public_ip", "true"),) if public else (),
    )


DIRECTORIES = ("/", "/bin", "/etc", "/home", "/proc", "/root", "/tmp", "/usr", "/usr/bin", "/var", "/var/log")  # noqa: S108  # of a simulated host


def _file_system(world: World, host: Host) -> None:
    """The few files that every machine has, with its own name and addresses in them."""
    user = {"laptop": "you", "client": "you"}.get(host.role, "centos")
    for path in DIRECTORIES:
        mode = {"/tmp": 0o1777, "/root": 0o550}.get(path, 0o755)  # noqa: S108  # of a simulated host
        world.put(FILES, path, File(is_dir=True, mode=mode), host.id)
    home = File(is_dir=True, owner=user, group=user, mode=0o700)
    world.put(FILES, f"/home/{user}", home, host.id)
    release = "Debian GNU/Linux 12" if host.tools == "debian12" else "CentOS Linux release 7.6.1810 (Core)"
    texts = {
        "/etc/hostname": f"{host.hostname}\n",
        "/etc/hosts": f"127.0.0.1 localhost\n{host.ip} {host.hostname}\n",
        "/etc/os-release" if host.tools == "debian12" else "/etc/redhat-release": f"{release}\n",
    }
    for path, text in texts.items():
        world.put(FILES, path, File(text), host.id)
