"""`docker ps --filter`. Sources: docker/cli 18.09, opts/opts.go (FilterOpt); moby/moby 18.09, daemon/list.go,
api/types/filters/parse.go.

Values of one key are alternatives, but for labels; different keys must all hold.
"""

from collections.abc import Callable

from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.world import World
from tutorial.shell.command import Call
from tutorial.shell.dockercli import daemon
from tutorial.shell.errors import UsageError
from tutorial.shell.regex import Automaton, PatternFault, parse

BAD_FLAG = 125
STATES = ("paused", "restarting", "removing", "running", "dead", "created", "exited")
Keys = dict[str, list[str]]


def parsed(words: list[str]) -> Keys:
    """The values of each key; UsageError in the CLI's words for what is no filter."""
    found: Keys = {}
    for word in words:
        key, mark, value = word.partition("=")
        if not mark:
            fault = "bad format of filter (expected name=value)\nSee 'docker ps --help'."
            raise UsageError(f'invalid argument "{word}" for "-f, --filter" flag: {fault}', BAD_FLAG)
        found.setdefault(key.strip().lower(), []).append(value.strip())
    return found


def kept(call: Call, keys: Keys, containers: list[Container]) -> list[Container]:
    """The containers that pass; daemon.Failed for what the daemon refuses."""
    for key in keys:
        if key not in _TESTS:
            raise daemon.Failed(f"Invalid filter '{key}'")
    for value in keys.get("status", []):
        if value not in STATES:
            raise daemon.Failed(f"Unrecognised filter value for status: {value}")
    host = daemon.host(call)
    return [one for one in containers if all(_holds(call.world, host, one, key, keys[key]) for key in keys)]


def _holds(world: World, host: str, container: Container, key: str, values: list[str]) -> bool:
    found = (_TESTS[key](world, host, container, value) for value in values)
    return all(found) if key == "label" else any(found)


def _matches(pattern: str, text: str) -> bool:
    """Whether a text is this, or has a part that this regular expression describes; one that is none describes none."""
    if pattern == text:
        return True
    try:
        matching = Automaton(parse(pattern, extended=True)).occurs(text)
    except PatternFault:
        return False
    while True:
        try:
            next(matching)
        except StopIteration as end:
            return bool(end.value)


def _name(world: World, host: str, container: Container, value: str) -> bool:
    return _matches(value, container.name) or _matches(value, f"/{container.name}")


def _label(world: World, host: str, container: Container, value: str) -> bool:
    key, mark, wanted = value.partition("=")
    labels = dict(container.labels)
    return key in labels and (not mark or labels[key] == wanted)


def _network(world: World, host: str, container: Container, value: str) -> bool:
    network = world.get(NETWORKS, container.network, host)
    return value == container.network or (network is not None and bool(value) and network.id.startswith(value))


def _publish(world: World, host: str, container: Container, value: str) -> bool:
    port, _, protocol = value.partition("/")
    endpoint = world.get(ENDPOINTS, container.name, host)
    low, _, high = port.partition("-")
    if not (low.isascii() and low.isdigit() and (not high or (high.isascii() and high.isdigit()))):
        raise daemon.Failed(f"Invalid containerPort: {port}")
    wanted = range(int(low), int(high or low) + 1)
    published = endpoint.published if endpoint else ()
    return any(one.host_port in wanted and one.protocol == (protocol or "tcp") for one in published)


_TESTS: dict[str, Callable[[World, str, Container, str], bool]] = {
    "name": _name,
    "id": lambda world, host, container, value: _matches(value, container.id),
    "status": lambda world, host, container, value: container.state == value,
    "label": _label,
    "network": _network,
    "publish": _publish,
    "ancestor": lambda world, host, container, value: value in {container.image, container.image.partition(":")[0]},
    "exited": lambda world, host, container, value: container.state == "exited" and str(container.exit_code) == value,
}
