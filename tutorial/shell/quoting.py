"""Texts quoted as bash quotes them."""

import re

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./\-]+")


def quoted(text: str) -> str:
    """The text as a word that a shell reads back: as it stands, or in single quotes."""
    if _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def listed(text: str) -> str:
    """The text in single quotes, as `${x@Q}` and `alias` print it."""
    if not text.isprintable():
        return escaped(text)
    return "'" + text.replace("'", "'\\''") + "'"


def declared(text: str) -> str:
    """The text in double quotes, as `export -p` prints values."""
    return '"' + re.sub(r'([$`"\\])', r"\\\1", text) + '"'


def escaped(text: str) -> str:
    """The text with backslashes before what is special, as `printf %q` prints it."""
    if not text:
        return "''"
    if not text.isprintable():
        return "$'" + "".join(_CONTROL.get(mark, mark) for mark in text) + "'"
    return _SPECIAL.sub(r"\\\g<0>", text)


_SPECIAL = re.compile(r"[^\w@%+=:./\-]|^[#~]", re.ASCII)
_CONTROL = {mark: f"\\{ord(mark):03o}" for mark in map(chr, range(32))}
_CONTROL |= {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\x1b": "\\E", "'": "\\'", "\\": "\\\\"}
