"""What is behind an element, for a page that asks: the picture's inspection with words linked as in a terminal."""

from typing import Any

from tutorial.attempt.attempt import Attempt
from tutorial.attempt.entries import Frame
from tutorial.cluster.world import World
from tutorial.shell.links import linked
from tutorial.topology.inspect import inspect


def inspection(attempt: Attempt, name: str) -> Frame | None:
    """The facts, tables and reasons of what an id names, in the world as it is published; None when there is no such
    thing."""
    world = World(attempt.published)
    typed = {line.number: (line.entry.terminal, line.entry.text) for line in attempt.lines.values() if line.number}
    found = inspect(world, name, typed)
    if found is None:
        return None
    for table in found["tables"]:
        table["lines"] = [_linked(world, line) for line in table["lines"]]
    return {"type": "inspection", "rev": attempt.rev, **found, "last": attempt.last.document(name)}


def _linked(world: World, line: list[list[Any]]) -> list[list[Any]]:
    """A line whose plain text is linked like that of a terminal."""
    spans: list[list[Any]] = []
    for text, element, kind in line:
        if element is not None:
            spans.append([text, element, kind])
        else:
            spans += [[span.text, span.element, span.kind] for span in linked(world, text)]
    return spans
