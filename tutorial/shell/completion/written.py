"""What is typed of a word as a value, and the rest of a value as it is typed."""

import re

from tutorial.shell.completion.position import DOUBLE, PLAIN, SINGLE, Position
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.syntax import Literal, Parameter, Part, Sequence
from tutorial.shell.terminal import Frame, home
from tutorial.shell.words import parse_word

_SAFE = re.compile(r"[\w@%+=:,./\-\u0080-\U0010ffff]*", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SPECIAL = {PLAIN: re.compile(r"[^\w@%+=:,./\-\u0080-\U0010ffff]", re.ASCII), DOUBLE: re.compile(r'[$`"\\]')}


class _Unknown(Exception):
    """The value comes from a command that was not run."""


def value(source: str, quote: str, shell: Frame) -> str | None:
    """What a word means so far, given its source and the quote that is open; None where that cannot be told."""
    try:
        parts = parse_word(source + quote, _no_script).parts
        texts = [_text(part, shell) for part in parts]
    except (_Unknown, SyntaxFault):
        return None
    if parts and isinstance(parts[0], Literal) and not parts[0].quoted:
        texts[0] = _with_home(texts[0], shell)
    return "".join(texts)


def _no_script(text: str, depth: int) -> Sequence:
    raise _Unknown


def variables(shell: Frame) -> dict[str, str]:
    """The shell's variables that have a value."""
    return {name: variable.value for name, variable in shell.variables if variable.value is not None}


def _text(part: Part, shell: Frame) -> str:
    if isinstance(part, Literal):
        return part.text
    if isinstance(part, Parameter) and not part.operator and part.name[0] not in "@*":
        return variables(shell).get(part.name, "")
    raise _Unknown


def _with_home(text: str, shell: Frame) -> str:
    if text != "~" and not text.startswith("~/"):
        return text
    return (variables(shell).get("HOME") or home(shell.user)) + text[1:]


def written(place: Position, rest: str, *, final: bool) -> str | None:
    """The word with the rest of its value behind what is typed; a final one is closed, with a blank behind it.

    None inside of backquotes where that would need a quote or a backslash.
    """
    if place.raw and not (_SAFE.fullmatch(rest) and "\\" not in place.source):
        return None
    return place.source + _quoted(rest, place.quote) + (f"{place.quote} " if final else "")


def _quoted(text: str, quote: str) -> str:
    if quote == SINGLE:
        return text.replace("'", "'\\''")
    if quote == DOUBLE:
        return _SPECIAL[DOUBLE].sub(r"\\\g<0>", text)
    pieces = [_SPECIAL[PLAIN].sub(r"\\\g<0>", piece) for piece in _CONTROL.split(text)]
    marks = [f"$'\\{ord(mark):03o}'" for mark in _CONTROL.findall(text)]
    return "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))
