"""Everything of one process that attempts share: the rooms that are awake, the jq boxes, the turns, the limits."""

from collections import OrderedDict
from functools import lru_cache
from typing import Any

from tutorial.web import records, threads
from tutorial.web.jqbox import Pool
from tutorial.web.limits import ATTEMPTS_A_MINUTE, LINKS_A_MINUTE, Buckets
from tutorial.web.processes import Processes
from tutorial.web.room import Room
from tutorial.web.turns import Turns

AWAKE = 400
"""Worlds that are kept awake; beyond that the ones that were used longest ago fall asleep."""
WEIGHT = 500_000_000
"""Bytes that they may hold together, by an estimate; beyond that, too."""


class Hall:
    """The rooms of this process. A room that nobody uses is forgotten: its journal is the attempt."""

    def __init__(self, awake: int = AWAKE, layer: Any = None, weight: int = WEIGHT) -> None:
        self.pool = Pool()
        self.turns = Turns()
        self.newcomers = Buckets(ATTEMPTS_A_MINUTE, 60)
        self.sharers = Buckets(LINKS_A_MINUTE, 60)
        self.processes = Processes(self._heard, layer)
        self._awake = awake
        self._most = weight
        self._weight = 0
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    async def room(self, attempt: str) -> Room | None:
        """The room of an attempt; None when there is no such attempt."""
        if attempt not in self._rooms and not await threads.read(records.exists, attempt):
            return None
        room = self._rooms.setdefault(attempt, Room(attempt, self))
        self._rooms.move_to_end(attempt)
        self._forget_oldest(room)
        return room

    def forget(self, attempt: str) -> None:
        """Let a world fall asleep."""
        room = self._rooms.pop(attempt, None)
        self._weight -= room.weight if room else 0

    def grown(self, room: Room, by: int) -> None:
        """A room holds so many bytes more than before."""
        if self._rooms.get(room.id) is room:
            self._weight += by
            self._forget_oldest(room)

    async def _heard(self, attempt: str, branch: int, seq: int) -> None:
        room = self._rooms.get(attempt)
        if room is not None:
            await room.catch_up(branch, seq)

    @property
    def _crowded(self) -> bool:
        return len(self._rooms) > self._awake or self._weight > self._most

    def _forget_oldest(self, wanted: Room) -> None:
        if self._crowded:
            for room in [room for room in self._rooms.values() if room.idle and room is not wanted]:
                if not self._crowded:
                    break
                self.forget(room.id)


@lru_cache(maxsize=1)
def hall() -> Hall:
    """The hall of this process."""
    return Hall()
