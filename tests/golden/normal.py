"""What is made equal before an output is compared with a recording. Nothing else is."""

import re

_RULES = (
    (re.compile(r"after \d+ ms"), "after N ms"),
    (re.compile(r"after \d+ milliseconds"), "after N milliseconds"),
    (re.compile(r"(?i)(date: ).*(?=\r)"), r"\1D"),
)
_DATE = _RULES[-1]
_NODE = re.compile(r"Failed connect to (\S+):(\d+); [A-Z][a-z]+[a-z ]*")
_LINE = re.compile(r"\r *(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +\d+ +\d+ +\S+ +\S+ +\S+ +\d+")


def curl(text: str, *, on_node: bool) -> str:
    """Times, dates, and the speeds and clocks of the progress meter, of which the last state in a row counts.

    On nodes `Failed connect to H:P; words` stands for the recordings' `Failed to connect …` (contracts, section 0).
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    if on_node:
        text = _NODE.sub(r"Failed to connect to \1 port \2 after N ms: Couldn't connect to server", text)
    return re.sub(r"(\r<[^>]*>)+", r"\1", _LINE.sub(lambda found: f"\r<{' '.join(found.groups())}>", text))


def dates(text: str) -> str:
    """The text with a letter for the value of a `Date` header."""
    pattern, replacement = _DATE
    return pattern.sub(replacement, text)
