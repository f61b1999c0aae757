"""`dcos`: which half of the CLI a command line goes to."""

import re
from collections.abc import Callable

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import marathon, node, task, usage
from tutorial.shell.dcoscli.client import Client, CliError, Outcome

_KNOWN = frozenset(re.findall(r"^    ([a-z]+)$", usage.CORE, re.MULTILINE)) - {"dcos"}


def run(client: Client, words: tuple[str, ...]) -> Outcome:
    """What a command line (behind `dcos`) prints, and its exit code."""
    try:
        _dispatch(client, words)
    except CliError as fault:
        client.err(str(fault))
        client.outcome.exit_code = 1
    return client.outcome


def _dispatch(client: Client, words: tuple[str, ...]) -> None:
    name, rest = (words[0], words[1:]) if words else ("", ())
    if name in _COMMANDS:
        _COMMANDS[name](client, rest)
    elif name == "--version":
        _version(client)
    elif name in _KNOWN - {"help"}:
        client.err(f"dcos {name}: not supported here yet; supported: {' '.join(_COMMANDS)}")
        client.outcome.exit_code = 2
    else:
        client.outcome.stdout += usage.CORE


def _version(client: Client) -> None:
    answer: Json = client.ask("/dcos-metadata/dcos-version.json")
    client.out("dcoscli.version=0.8.0")
    client.out(f"dcos.version={answer['version']}")
    client.out(f"dcos.variant={answer['dcos-variant']}")
    client.out(f"dcos.commit={answer['dcos-image-commit']}")
    client.out(f"dcos.bootstrap-id={answer['bootstrap-id']}")


def reads_input(words: tuple[str, ...]) -> bool:
    """Whether a command line takes a definition from standard input."""
    plain = [word for word in words if not word.startswith("--")]
    return plain == ["marathon", "app", "add"] or (plain[:3] == ["marathon", "app", "update"] and len(plain) == 4)


def supported() -> tuple[str, ...]:
    """The subcommands that are there."""
    return tuple(_COMMANDS)


_COMMANDS: dict[str, Callable[[Client, tuple[str, ...]], None]] = {
    "marathon": marathon.run,
    "node": node.run,
    "task": task.run,
}
