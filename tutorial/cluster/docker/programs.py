"""What starting a container's command comes to: a process that listens, one that only lasts, or an exit.

Sources: dcos-labs/httpi main.go; Go's package flag; busybox sh for one simple command.
"""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tutorial.cluster.docker.images import Image

SHELL = ("/bin/sh", "-c")
VARIABLE = re.compile(r"'[^']*'|\$(?:\{(?P<braced>\w+)\}|(?P<plain>\w+))")
OPERATORS = frozenset(";&|()<>`")
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
Listens = Callable[[int], object]
UNBOUNDED_MS = 10**12
"""About 30 years: nothing lasts longer here."""
EDGELB_PORT = 80
"""Where Edge-LB's API server listens in its container (unverified)."""
KILL, TERM = 9, 15
ENDED_BY_KILL = 137
ENDED_BY_SIGNAL = 2
"""The exit code of a Go program that a signal ends while it is the first process of its container: the kernel keeps the
signal from it by which it would kill itself, so it exits (runtime/signal_unix.go, dieFromSignal)."""
ENDING_GO = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 11, TERM, 16, 31})
"""The signals on which a Go program ends that asked for none of them (runtime/sigtab_linux_generic.go)."""


def on_signal(number: int, *, obeys: bool) -> int | None:
    """The exit code with which a container's first process ends on a signal; None: it goes on.

    A first process that has no handler for a signal does not hear it, SIGKILL apart.
    """
    if number == KILL:
        return ENDED_BY_KILL
    return ENDED_BY_SIGNAL if obeys and number in ENDING_GO else None


@dataclass(frozen=True, slots=True)
class Start:
    """What a command comes to: the process and the port on which it listens (0: none), or how it ended.

    `exit_code` is None while it runs; `lasts_ms` is when it ends by itself (0: never); `obeys`: SIGTERM ends it.
    """

    program: str
    argv: tuple[str, ...]
    port: int = 0
    lasts_ms: int = 0
    exit_code: int | None = None
    message: str = ""
    obeys: bool = True


def command_line(image: Image, command: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The argv of a container: the app's `cmd` as a shell line, else its `args`, else the image's own command; these
    two behind the image's entrypoint."""
    return (*SHELL, command) if command else (*image.entrypoint, *(arguments or image.command))


def start(image: Image, argv: tuple[str, ...], environment: Mapping[str, str], listens: Listens) -> Start:
    """Start an argv in an image; `listens` finds what listens on a port of the network namespace."""
    if argv[:2] == SHELL:
        return _shell(image, argv[2], environment, listens)
    return _program(image, argv, listens, missing="exec: {}: executable file not found in $PATH")


def _shell(image: Image, line: str, environment: Mapping[str, str], listens: Listens) -> Start:
    """A shell line with one simple command in it; the shell itself is replaced by what it starts."""

    def value(match: re.Match[str]) -> str:
        name = match["braced"] or match["plain"]
        return environment.get(name, "") if name else match[0]

    try:
        simple = not any(OPERATORS.issuperset(word) for word in shlex.shlex(line, posix=True, punctuation_chars=True))
        words = tuple(shlex.split(VARIABLE.sub(value, line)))
    except ValueError as error:
        return Start("sh", (*SHELL, line), exit_code=2, message=f"/bin/sh: syntax error: {error}")
    if not simple:
        return Start("sh", (*SHELL, line), exit_code=2, message="a container here runs one simple command")
    return _program(image, words, listens, missing="/bin/sh: {}: not found") if words else Start("sh", (), exit_code=0)


def _program(image: Image, argv: tuple[str, ...], listens: Listens, missing: str) -> Start:
    name = image.program(argv[0])
    if name is None:
        return Start("sh", argv, exit_code=127, message=missing.format(argv[0]))
    return PROGRAMS[name](argv, listens)


def _httpi(argv: tuple[str, ...], listens: Listens) -> Start:
    """httpi parses its one flag and listens."""
    text, error = _port_flag(argv[1:])
    if error:
        return Start("httpi", argv, exit_code=2, message=error)
    if not re.fullmatch(r"0*[1-9]\d{0,4}", text, re.ASCII) or int(text) > 65535:
        return Start("httpi", argv, exit_code=1, message=f"listen tcp: address {text}: invalid port")
    if listens(int(text)):
        return Start("httpi", argv, exit_code=1, message=f"listen tcp 0.0.0.0:{text}: bind: address already in use")
    return Start("httpi", argv, port=int(text))


def _port_flag(words: tuple[str, ...]) -> tuple[str, str]:
    """The value of `-port` (3141 when it is not given) and what Go's package flag finds wrong."""
    if not words or not words[0].startswith("-") or words[0] == "-":
        return "3141", ""
    name, equals, value = words[0].lstrip("-").partition("=")
    if name != "port":
        return "", f"flag provided but not defined: -{name}"
    if not equals and len(words) == 1:
        return "", "flag needs an argument: -port"
    return (value if equals else words[1]), ""


def _sleep(argv: tuple[str, ...], listens: Listens) -> Start:
    """busybox sleep: the sum of its arguments. As the first process of its container it does not hear SIGTERM."""
    parts = [re.fullmatch(r"(\d+)([smhd]?)", word, re.ASCII) for word in argv[1:]]
    if not parts or not all(parts):
        return Start("sleep", argv, exit_code=1, message=f"sleep: invalid number '{' '.join(argv[1:])}'")
    seconds = sum(int(part[1][:12]) * SECONDS[part[2]] for part in parts if part)
    return Start("sleep", argv, lasts_ms=min(max(1, seconds * 1000), UNBOUNDED_MS), obeys=False)


def _marathon_lb(argv: tuple[str, ...], listens: Listens) -> Start:
    """Marathon-LB's `run`: it must be told how to ask Marathon. HAProxy listens as soon as there is a configuration."""
    if argv[1:2] not in (("sse",), ("poll",)):
        return Start("run", argv, exit_code=1, message="Define one of: poll, sse")
    return Start("run", argv)


def _edgelb_api(argv: tuple[str, ...], listens: Listens) -> Start:
    """Edge-LB's API server listens on a port of its container's own."""
    return Start("apiserver", argv, port=EDGELB_PORT)


PROGRAMS: dict[str, Callable[[tuple[str, ...], Listens], Start]] = {
    "httpi": _httpi,
    "run": _marathon_lb,
    "apiserver": _edgelb_api,
    "lbmgr": lambda argv, _: Start("lbmgr", argv),
    "sleep": _sleep,
    "true": lambda argv, _: Start("true", argv, exit_code=0),
    "false": lambda argv, _: Start("false", argv, exit_code=1, message="false"),
    "sh": lambda argv, _: Start("sh", argv, exit_code=0),
}
