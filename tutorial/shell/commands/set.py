"""set: lists variables, switches how the shell works, or sets the positional parameters."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import UsageError
from tutorial.shell.quoting import quoted
from tutorial.shell.session import VARIABLES_LIMIT

NAMES = {"errexit": "e", "noglob": "f", "noclobber": "C", "nounset": "u", "pipefail": "P", "xtrace": "x"}
_LETTERS = frozenset("efuxC")


def run(call: Call) -> int:
    """`set` lists, `set -e` and `set -o NAME` switch on, `+` off, `set -- WORD…` sets `$1` and so on."""
    if not call.args:
        return _list(call)
    words, arguments = list(call.args), None
    while words and arguments is None:
        word = words.pop(0)
        if word in {"--", "-"}:
            arguments = words if words or word == "--" else None
        elif word[:1] not in {"-", "+"}:
            arguments = [word, *words]
        elif word[1:] == "o":
            _by_name(call, words, on=word[0] == "-")
        else:
            _by_letters(call, word)
    if arguments is not None:
        _put(call, tuple(arguments))
    return 0


def _list(call: Call) -> int:
    for name, variable in sorted(call.session.variables.items()):
        if variable.value is not None:
            call.out(f"{name}={quoted(variable.value) if variable.value else ''}\n")
    return 0


def _by_name(call: Call, words: list[str], *, on: bool) -> None:
    if not words:
        for name, letter in sorted(NAMES.items()):
            call.out(f"{name:<15}\t{'on' if letter in call.session.options else 'off'}\n")
        return
    name = words.pop(0)
    if name not in NAMES:
        known = " ".join(sorted(NAMES))
        raise UsageError(f"{name} is not supported here; supported: {known}", label="bash: set")
    _switch(call, NAMES[name], on=on)


def _by_letters(call: Call, word: str) -> None:
    for letter in word[1:]:
        if letter not in _LETTERS:
            known = " ".join(f"-{known}" for known in sorted(_LETTERS))
            raise UsageError(
                f"option {word[0]}{letter} is not supported here; supported: -- {known} -o", label="bash: set"
            )
        _switch(call, letter, on=word[0] == "-")


def _switch(call: Call, letter: str, *, on: bool) -> None:
    others = set(call.session.options) - {letter}
    call.session.options = "".join(sorted(others | {letter} if on else others))


def _put(call: Call, arguments: tuple[str, ...]) -> None:
    if sum(map(len, arguments)) + len(arguments) > VARIABLES_LIMIT:
        raise UsageError(f"the arguments of a shell may hold {VARIABLES_LIMIT:,} characters", 1, label="bash: set")
    call.session.arguments = arguments


COMMAND = Command(
    "set",
    "List variables, switch how the shell works, or set the positional parameters.",
    "set [-efuxC] [-o NAME] [-- WORD…]",
    run,
)
