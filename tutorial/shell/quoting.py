"""Texts quoted as bash quotes them."""

import re

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./\-]+")


def quoted(text: str) -> str:
    """The text as a word that a shell reads back: as it stands, or in single quotes."""
    if _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def declared(text: str) -> str:
    """The text in double quotes, as `export -p` prints values."""
    return '"' + re.sub(r'([$`"\\])', r"\\\1", text) + '"'
