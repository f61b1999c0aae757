"""What stands in a world, without what only passes: whether a line has changed anything that others would meet.

Law of this file: two states are quietly the same exactly when nothing but traces of looking and asking tells them
apart: counters, tracked and open connections, what was learned of neighbours and bridges' ports, sessions, and with
every row when, at whose bidding and under which inner number it was written.
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from tutorial.cluster.network.tables import Chain, FdbEntry, Neighbour, Rule
from tutorial.cluster.state import MODULUS, Rows, State, digest_of

PASSING = (
    *("net.counter", "net.traffic", "net.conntrack", "net.connection", "net.opened", "net.index", "net.limit"),
    *("ipvs.connection", "ipvs.count", "ipvs.mark", "haproxy.turn", "haproxy.counters"),
    *("capture.", "kernel.log", "marathon.statistics", "mesos.offer", "pid", "signal", "terminal"),
)
"""Tables of what only passes, by how their names begin."""
UNSAID = frozenset({"causes"})
"""Fields that say why a row is there, not what it is."""


def quiet_hash(state: State) -> str:
    """32 hexadecimal digits that two states share exactly when they are quietly the same (see above); they may differ
    in clock and queue, too. Costs as much as the world has rows; `quietly_same` costs what differs."""
    total = sum(digest_of(f"{table}\0{scope}\0{key!r}\0{still}") for table, scope, key, still in _standing(state))
    return f"{total % MODULUS:032x}"


def quietly_same(before: State, after: State) -> bool:
    """Whether two states of one world differ in nothing but what passes: nothing that somebody did with lines that
    only look or ask. Costs as much as the tables that were written."""
    places = _written(before, after)
    return all(_same(before.rows(table, scope), after.rows(table, scope)) for table, scope in places)


def _standing(state: State) -> Iterator[tuple[str, str, Any, str]]:
    for table in sorted(state.tables):
        if not table.startswith(PASSING):
            for scope, rows in state.tables[table].items():
                yield from ((table, scope, key, _still(row)) for key, row in rows.items() if _stands(row))


def _written(before: State, after: State) -> Iterator[tuple[str, str]]:
    """Table and scope of the maps that are not the very same ones in both."""
    for table in {*before.tables, *after.tables}:
        if table.startswith(PASSING):
            continue
        scopes = before.tables.get(table, {}), after.tables.get(table, {})
        for scope in {*scopes[0], *scopes[1]} if scopes[0] is not scopes[1] else ():
            if before.rows(table, scope) is not after.rows(table, scope):
                yield table, scope


def _same(before: Rows, after: Rows) -> bool:
    for key in {*before, *after}:
        one, other = before.get(key), after.get(key)
        if one is not other and _told(one) != _told(other):
            return False
    return True


def _told(row: Any) -> str:
    return _still(row) if row is not None and _stands(row) else ""


def _stands(row: Any) -> bool:
    """Whether somebody wrote a row: no kernel learned it from packets, and it is no chain that is as if not there."""
    if isinstance(row, Neighbour):
        return row.state == "PERMANENT"
    if isinstance(row, Chain):
        return bool(row.rules) or row.policy != "ACCEPT"
    return row.permanent if isinstance(row, FdbEntry) else True


@lru_cache(maxsize=1 << 14, typed=True)
def _still(row: Any) -> str:
    """A row without when, why and its inner number, as text."""
    return repr(_without(row))


def _without(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without(part) for part in value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    kept = [field.name for field in fields(value) if field.name not in UNSAID and not field.name.endswith("_ms")]
    kept = [name for name in kept if not (isinstance(value, Rule) and name == "id")]
    return type(value).__name__, *((name, _without(getattr(value, name))) for name in kept)
