"""JSON as the Python half colours it on a terminal. Source: pygments, JsonLexer and Terminal256Formatter."""

import re

_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=:))|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>true|false|null)'
    r"|(?P<number>-?[0-9][0-9.eE+-]*)|(?P<blank> +)"
)
_STARTS = {"key": "38;5;28;01", "text": "38;5;124", "word": "38;5;28;01", "number": "38;5;241", "blank": "38;5;250"}
_BOLD = frozenset({"key", "word"})


def coloured(text: str) -> str:
    """A document printed by `json.dumps`, with the terminal's codes around its keys, values and blanks."""
    return _TOKEN.sub(_code, text)


def _code(found: "re.Match[str]") -> str:
    kind = found.lastgroup or ""
    end = "39;00" if kind in _BOLD else "39"
    return f"\x1b[{_STARTS[kind]}m{found[0]}\x1b[{end}m"
