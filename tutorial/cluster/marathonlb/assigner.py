"""Service ports for apps with addresses of their own that Marathon has given none (before 1.5, without mappings).

Source: mesosphere/marathon-lb utils.py (ServicePortAssigner), with its own range.
"""

from collections.abc import Iterable
from hashlib import sha1
from itertools import chain

LEAST, MOST = 10_050, 10_100
TRIES = 50


class Assigner:
    """Gives the same ports to the same apps, as long as they ask in the same order."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int], int | None] = {}

    def ports(self, app: str, own: Iterable[int]) -> list[int | None]:
        """A port for each own port of an app's task; None where none is left."""
        return [self._port(app, port) for port in own]

    def _port(self, app: str, own: int) -> int | None:
        self._given[app, own] = self._given.get((app, own)) or self._free(app, own)
        return self._given[app, own]

    def _free(self, app: str, own: int) -> int | None:
        """The first free one of those that the app's name draws; then the least free one."""
        taken = set(self._given.values())
        if len(self._given) > MOST - LEAST:
            return None
        trials = chain((_drawn(f"{app}-{own}-{n}") for n in range(TRIES)), range(LEAST, MOST + 1))
        return next(port for port in trials if port not in taken)


def _drawn(text: str) -> int:
    digest = sha1(text.encode(), usedforsecurity=False).hexdigest()
    return LEAST + int(digest[:8], 16) % (MOST - LEAST + 1)
