"""What checks have read of a world, so that it is known without asking them when their answer cannot have changed."""

from typing import Any, cast

from tutorial.cluster.state import Key, Rows, State
from tutorial.cluster.world import World


class Glance:
    """A state that notes which rows are read of it; whatever else is read of it is noted as `more`."""

    def __init__(self, state: State) -> None:
        self.more = False
        self._state = state
        self._tables: dict[str, None] = {}
        self._read: dict[tuple[str, str], Rows] = {}
        self._counted: dict[tuple[str, Key, str], Rows] = {}

    @property
    def world(self) -> World:
        """The world of that state, to be read only."""
        return World(cast(State, self))

    def rows(self, table: str, scope: str = "") -> Rows:
        """As of the state itself."""
        self._tables[table] = None
        found = self._read[table, scope] = self._state.rows(table, scope)
        return found

    def group(self, index: str, group: Key, scope: str = "") -> Rows:
        """As of the state itself."""
        found = self._counted[index, group, scope] = self._state.group(index, group, scope)
        return found

    def __getattr__(self, name: str) -> Any:
        self.more = True
        return getattr(self._state, name)

    def stands_in(self, state: State) -> bool:
        """Whether all that was read is there in another state, unchanged. A later question about a state with the same
        tables as that one is answered at once.
        """
        if self.more or state.tables is self._state.tables:
            return not self.more
        stands = self._same_tables(state) or self._same_rows(state)
        if stands:
            self._state = state
        return stands

    def _same_tables(self, state: State) -> bool:
        """Whether whole tables are the same: most lines change one that no check reads."""
        was = self._state
        if state.groups is not was.groups:
            return False
        for table in self._tables:  # noqa: SIM110  # a generator costs more than a few tables, at every line
            if state.tables.get(table) is not was.tables.get(table):
                return False
        return True

    def _same_rows(self, state: State) -> bool:
        stands = all(state.rows(*place) is rows for place, rows in self._read.items())
        return stands and all(state.group(*place) is found for place, found in self._counted.items())
