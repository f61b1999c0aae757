"""What an event of the cluster means for the line of time: which elements of the picture it changed."""

from collections.abc import Iterable

from tutorial.attempt.entries import Moment
from tutorial.topology.operations import Operation

MOST = 8
"""So many elements are named at one moment."""


def moment_of(at_ms: int, operations: Iterable[Operation]) -> Moment | None:
    """The moment of some operations; None when no element came, went or got another state (links do not count)."""
    changed = dict(pair for operation in operations for pair in _changed(operation))
    return Moment(at_ms, tuple(changed.items())[:MOST]) if changed else None


class LastChanges:
    """Of each element of the picture, when it changed last: logical time, and the number of the newest line (0: it
    changed by itself)."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[int, int]] = {}

    def note(self, operations: Iterable[Operation], at_ms: int, line: int) -> None:
        """Take in some operations of one moment."""
        for kind, what, *_ in operations:
            if kind == "remove":
                self._of.pop(what, None)
            elif kind != "move":
                self._of[what["id"] if kind == "add" else what] = (at_ms, line)

    def document(self, element: str) -> dict[str, int] | None:
        """As the page gets it; None for what stands as it stood at the start, and for what is no element."""
        found = self._of.get(element)
        return None if found is None else {"at_ms": found[0], "line": found[1]}


def _changed(operation: Operation) -> list[tuple[str, str | None]]:
    kind, what, *fields = operation
    if kind == "add":
        return [] if "source" in what else [(what["id"], what["state"])]
    if kind == "change" and "state" in fields[0]:
        return [(what, fields[0]["state"])]
    return [(what, None)] if kind == "remove" and not what.startswith("edge:") else []
