"""docker: what the daemon of this host knows of its containers."""

from collections.abc import Callable

from tutorial.cluster.docker.inspect import inspect
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.jsontext import Json
from tutorial.cluster.world import World
from tutorial.shell.command import NODES, Call, Command, Option, Subcommand
from tutorial.shell.docker_text import ps_rows, ps_table, template
from tutorial.shell.errors import UsageError
from tutorial.shell.gojson import indented
from tutorial.shell.options import parse_options

PS = (
    Option(("-a", "--all"), "stopped containers too"),
    Option(("-q", "--quiet"), "ids only"),
    Option(("--no-trunc",), "whole ids and commands"),
    Option(("--format",), "print by a template, e.g. 'table {{.Names}}\\t{{.Status}}'", "TEMPLATE"),
    Option(("-l", "--latest"), "the newest one"),
    Option(("-n", "--last"), "the newest N", "N"),
)
INSPECT = (Option(("-f", "--format"), "a value of the document, e.g. '{{json .Config.Env}}'", "TEMPLATE"),)
DENIED = (
    "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: "
    "Get http://%2Fvar%2Frun%2Fdocker.sock/v1.39/{}: dial unix /var/run/docker.sock: connect: permission denied\n"
)


def run(call: Call) -> int:
    """`docker ps` and `docker inspect`; the daemon answers root alone."""
    words = list(call.args)
    if not words:
        call.out(COMMAND.help())
        return 0
    name = words.pop(0)
    if name in {"--help", "-h", "help"}:
        call.out(COMMAND.help())
        return 0
    if name == "container" and words:
        name = {"ls": "ps", "list": "ps"}.get(words[0], words[0])
        words.pop(0)
    action = _ACTIONS.get(name)
    if action is None:
        raise UsageError(f"'{name}' is not supported here; supported: {' '.join(_ACTIONS)}")
    return action(call, tuple(words))


def _permitted(call: Call, path: str) -> bool:
    if call.session.user == "root":
        return True
    call.err(DENIED.format(path))
    return False


def _ps(call: Call, words: tuple[str, ...]) -> int:
    options = parse_options(PS, words)
    if options.operands:
        call.err("\"docker ps\" accepts no arguments.\nSee 'docker ps --help'.\n")
        return 1
    if not _permitted(call, "containers/json"):
        return 1
    found = sorted(call.world.values(CONTAINERS, _daemon_of(call)), key=lambda c: (-c.created_ms, c.name))
    count = 1 if options.has("-l") else int(options.last("-n")) if options.last("-n").isdigit() else None
    if count is None and not options.has("-a"):
        found = [container for container in found if container.state == "running"]
    rows = ps_rows(call.world, tuple(found[:count]), whole=options.has("--no-trunc"))
    if options.has("--format"):
        call.out(template(options.last("--format"), rows))
    elif options.has("-q"):
        call.out("".join(f"{row['ID']}\n" for row in rows))
    else:
        call.out(ps_table(rows))
    return 0


def _daemon_of(call: Call) -> str:
    return call.session.place.split("/")[0]


def _inspect(call: Call, words: tuple[str, ...]) -> int:
    options = parse_options(INSPECT, words)
    if not options.operands:
        call.err("\"docker inspect\" requires at least 1 argument.\nSee 'docker inspect --help'.\n")
        return 1
    if not _permitted(call, f"containers/{options.operands[0]}/json"):
        return 1
    documents: list[Json] = []
    missing = ""
    for name in options.operands:
        container = find(call.world, _daemon_of(call), name)
        if container is None:
            missing = missing or name
        else:
            documents.append(inspect(call.world, _daemon_of(call), container))
    if options.has("-f"):
        call.out(template_of_documents(options.last("-f"), documents))
    else:
        call.out(indented(documents) + "\n")
    if missing:
        call.err(f"Error: No such object: {missing}\n")
        return 1
    return 0


def template_of_documents(form: str, documents: list[Json]) -> str:
    """A template filled from each document, one a line."""
    return template(form, documents)


def find(world: World, host: str, name: str) -> Container | None:
    """The container of a name, an id, or the beginning of one that no other id has."""
    found = world.get(CONTAINERS, name.removeprefix("/"), host)
    if found is not None or not name:
        return found
    matching = [container for container in world.values(CONTAINERS, host) if container.id.startswith(name)]
    return matching[0] if len(matching) == 1 else None


_ACTIONS: dict[str, Callable[[Call, tuple[str, ...]], int]] = {"ps": _ps, "inspect": _inspect}


COMMAND = Command(
    "docker",
    "Look at this host's containers.",
    "docker ps [-aq] [--no-trunc] [--format TEMPLATE]  or  docker inspect [-f TEMPLATE] CONTAINER…",
    run,
    (*PS, *INSPECT),
    roles=NODES,
    subcommands=(
        Subcommand(("ps",), "list containers", "", PS),
        Subcommand(("container", "ls"), "the same", "", PS),
        Subcommand(("inspect",), "what Docker knows of a container", "CONTAINER…", INSPECT),
    ),
)
