"""awk's patterns: extended regular expressions with the escapes of its strings."""

from tutorial.shell.errors import UsageError
from tutorial.shell.regex import PatternFault, Search, parse

KEPT = 100
"""Patterns that are kept; then all are forgotten and made anew."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_PLAIN = '/"&'


class Patterns:
    """The patterns of one run, by what is written of them."""

    def __init__(self) -> None:
        self._kept: dict[str, Search] = {}

    def of(self, source: str) -> Search:
        """The pattern of a text; UsageError in gawk's words for one that is wrong."""
        found = self._kept.get(source)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept = {}
            try:
                found = self._kept[source] = Search(parse(translated(source), extended=True))
            except PatternFault as fault:
                raise UsageError(f"fatal: {fault}: /{source}/", exit_code=2) from fault
        return found


def translated(source: str) -> str:
    """The pattern as grep -E writes it."""
    out: list[str] = []
    at = 0
    while at < len(source):
        mark = source[at]
        if mark == "\\" and at + 1 < len(source):
            out.append(_escape(source[at + 1]))
            at += 2
        elif mark == "[":
            inside, at = _brackets(source, at + 1)
            out.append(inside)
        else:
            out.append(mark)
            at += 1
    return "".join(out)


def _escape(mark: str) -> str:
    if mark in _ESCAPES:
        return _ESCAPES[mark]
    if mark == "y":
        return "\\b"
    return mark if mark in _PLAIN else f"\\{mark}"


def _brackets(source: str, at: int) -> tuple[str, int]:
    """What stands in brackets, where a backslash is an escape in awk, and the index behind it."""
    negated = source.startswith("^", at)
    at += negated
    kept: list[str] = []
    first, closing, hyphen = True, False, False
    while at < len(source) and (source[at] != "]" or first):
        if source.startswith("[:", at) and (end := source.find(":]", at)) > 0:
            kept.append(source[at : end + 2])
            at = end + 2
        elif source[at] == "\\" and at + 1 < len(source):
            mark = _ESCAPES.get(source[at + 1], source[at + 1])
            closing, hyphen = closing or mark == "]", hyphen or mark == "-"
            kept.append("" if mark in "]-" else mark)
            at += 2
        else:
            closing = closing or source[at] == "]"
            kept.append("" if source[at] == "]" else source[at])
            at += 1
        first = False
    text = ("]" if closing else "") + "".join(kept) + ("-" if hyphen else "")
    if text == "^" and not negated:
        text = "\\^"
        return text, at + 1
    return f"[{'^' if negated else ''}{text}" + ("]" if at < len(source) else ""), at + 1
