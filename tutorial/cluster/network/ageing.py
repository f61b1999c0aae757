"""Sweeping tables whose entries age: what has aged out is as good as gone, but takes room."""

from collections.abc import Callable
from typing import TypeVar

from tutorial.cluster.state import Table
from tutorial.cluster.world import World

Entry = TypeVar("Entry")
SWEEP_EVERY = 64
"""New entries between two sweeps of a table."""


def sweep(
    world: World,
    namespace: str,
    table: Table[Entry],
    alive: Callable[[Entry, int], bool],
    forget: Callable[[World, str, Entry], None],
) -> None:
    """Take out what has aged, when the entry that is about to come is one of so many."""
    if (len(world.state.rows(table.name, namespace)) + 1) % SWEEP_EVERY:
        return
    for entry in world.values(table, namespace):
        if not alive(entry, world.now_ms):
            forget(world, namespace, entry)
