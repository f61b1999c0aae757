"""Everything of one process that attempts share: the rooms that are awake, the jq boxes, the turns, the limits."""

from collections import OrderedDict
from functools import lru_cache
from typing import Any

from tutorial.web import records, threads
from tutorial.web.jqbox import Pool
from tutorial.web.limits import ATTEMPTS_A_MINUTE, Buckets
from tutorial.web.processes import Processes
from tutorial.web.room import Room
from tutorial.web.turns import Turns

AWAKE = 400
"""Worlds that are kept awake; beyond that the ones that were used longest ago fall asleep."""


class Hall:
    """The rooms of this process. A room that nobody uses is forgotten: its journal is the attempt."""

    def __init__(self, awake: int = AWAKE, layer: Any = None) -> None:
        self.pool = Pool()
        self.turns = Turns()
        self.newcomers = Buckets(ATTEMPTS_A_MINUTE, 60)
        self.processes = Processes(self._heard, layer)
        self._awake = awake
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    async def room(self, attempt: str) -> Room | None:
        """The room of an attempt; None when there is no such attempt."""
        if attempt not in self._rooms and not await threads.read(records.exists, attempt):
            return None
        room = self._rooms.setdefault(attempt, Room(attempt, self))
        self._rooms.move_to_end(attempt)
        self._forget_oldest(attempt)
        return room

    def forget(self, attempt: str) -> None:
        """Let a world fall asleep."""
        self._rooms.pop(attempt, None)

    async def _heard(self, attempt: str, branch: int, seq: int) -> None:
        room = self._rooms.get(attempt)
        if room is not None:
            await room.catch_up(branch, seq)

    def _forget_oldest(self, wanted: str) -> None:
        surplus = len(self._rooms) - self._awake
        if surplus > 0:
            idle = [name for name, room in self._rooms.items() if room.idle and name != wanted]
            for name in idle[:surplus]:
                self.forget(name)


@lru_cache(maxsize=1)
def hall() -> Hall:
    """The hall of this process."""
    return Hall()
