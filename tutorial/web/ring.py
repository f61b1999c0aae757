"""The last frames of a room, for clients that come back: what they missed, if it is still held."""

from collections import deque
from typing import NamedTuple

HELD = 500_000
"""Characters that one room holds."""


class Batch(NamedTuple):
    """Frames that were published together, and `rev` before and after them."""

    before: int
    after: int
    texts: tuple[str, ...]
    size: int


class Ring:
    """Batches without a gap, the newest last."""

    def __init__(self) -> None:
        self._batches: deque[Batch] = deque()
        self.size = 0

    def add(self, before: int, after: int, texts: list[str]) -> None:
        """Hold a batch; the oldest ones go when it becomes too much."""
        batch = Batch(before, after, tuple(texts), sum(map(len, texts)))
        self._batches.append(batch)
        self.size += batch.size
        while self.size > HELD:
            self.size -= self._batches.popleft().size

    def since(self, have: int, rev: int) -> list[str] | None:
        """The frames behind `have`, now that `rev` stands; None when they are not all held."""
        if have == rev:
            return []
        behind = [batch for batch in self._batches if batch.before >= have]
        if not behind or behind[0].before != have:
            return None
        return [text for batch in behind for text in batch.texts]
