"""An instant written by a format, as strftime writes it in the C locale. All machines here keep UTC."""

import re

from tutorial.cluster.clock import moment

_PLACE = re.compile(r"%([-_0^#]*)([0-9]{0,3})(:{0,3}z|.)", re.DOTALL)
_OWN = {
    "s": "{seconds}",
    "z": "+0000",
    ":z": "+00:00",
    "::z": "+00:00:00",
    "Z": "UTC",
    "n": "\n",
}
_OWN |= {
    "t": "\t",
    "P": "%p",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "R": "%H:%M",
    "h": "%b",
    "r": "%I:%M:%S %p",
}
_OWN |= {
    "c": "%a %b %e %H:%M:%S %Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "e": "{day:2d}",
    "k": "{hour:2d}",
    "l": "{hour12:2d}",
}
_OWN |= {"C": "{century:02d}", "q": "{quarter}"}
_PYTHON = frozenset("aAbBdHIjmMpSuUVwWyYgG")
_PADDING = {"-": "", "_": " ", "0": "0"}


def written(epoch_ms: int, form: str) -> str:
    """The instant by a format; what is no directive stays as it is."""
    return _PLACE.sub(lambda found: _directive(epoch_ms, found), form)


def _directive(epoch_ms: int, found: "re.Match[str]") -> str:
    flags, width, kind = found.groups()
    if kind == "%":
        return found[0] if flags or width else "%"
    if kind == "N":
        return f"{epoch_ms % 1000 * 1_000_000:09d}"[: int(width or 9)].ljust(int(width or 9), "0")
    if kind == "z":
        return {"-": "+0", "_": "   +0"}.get(flags[-1:], "+0000").rjust(int(width or 0))
    if kind in _OWN:
        text = _own(epoch_ms, kind)
    elif kind in _PYTHON:
        text = moment(epoch_ms).strftime(f"%{kind}")
    else:
        return found[0]
    return _padded(text.upper() if "^" in flags and kind != "P" else text, flags, int(width or 0))


def _own(epoch_ms: int, kind: str) -> str:
    when = moment(epoch_ms)
    parts = {
        "seconds": epoch_ms // 1000,
        "day": when.day,
        "hour": when.hour,
    }
    parts |= {"hour12": (when.hour + 11) % 12 + 1, "century": when.year // 100, "quarter": (when.month + 2) // 3}
    text = _OWN[kind]
    if text.startswith("{"):
        return text.format(**parts)
    return text if kind in {"n", "t"} else written(epoch_ms, text).lower() if kind == "P" else written(epoch_ms, text)


def _padded(text: str, flags: str, width: int) -> str:
    """With another padding of numbers, or a width."""
    number = text.strip().isdigit()
    flag = next((mark for mark in reversed(flags) if mark in _PADDING), "")
    if flag and number:
        digits = text.strip().lstrip("0") or "0"
        return digits.rjust(max(width, len(text)) if flag != "-" else width, _PADDING[flag] or " ")
    return text.rjust(width, "0" if flag == "0" or (number and text[:1] != " " and not flag) else " ")
