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


def _changed(operation: Operation) -> list[tuple[str, str | None]]:
    kind, what, *fields = operation
    if kind == "add":
        return [] if "source" in what else [(what["id"], what["state"])]
    if kind == "change" and "state" in fields[0]:
        return [(what, fields[0]["state"])]
    return [(what, None)] if kind == "remove" and not what.startswith("edge:") else []
