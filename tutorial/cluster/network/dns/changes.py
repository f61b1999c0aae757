"""Records that come and go, many at once: each set is written once, however many of its values change."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from tutorial.cluster.causes import Causes
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RECORDS, RecordSet
from tutorial.cluster.world import World

Single = tuple[str, str, str]
"""One record: type, plain name, value."""


class Changes:
    """Collects what comes and what goes, and writes it. Of one record what was said last counts."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], dict[str, Causes | None]] = defaultdict(dict)

    def come(self, found: Iterable[Single], causes: Causes) -> None:
        """These records are there from now on."""
        for kind, name, value in found:
            self._said[name, kind][value] = causes

    def go(self, found: Iterable[Single]) -> None:
        """These are not there any more."""
        for kind, name, value in found:
            self._said[name, kind][value] = None

    def write(self, world: World, holder: str, ttl: int) -> None:
        """Write them to whose records they are. A set has the causes of the value that came last."""
        for (name, kind), said in self._said.items():
            known = world.get(RECORDS, (name, kind), holder)
            values = sorted(known.values if known else ())
            for value, causes in said.items():
                _put(values, value, there=causes is not None)
            come = [causes for causes in said.values() if causes is not None]
            causes = come[-1] if come else known.causes if known else ()
            records.put(world, holder, RecordSet(name, kind, ttl, tuple(values), causes))


def _put(values: list[str], value: str, *, there: bool) -> None:
    """Let a value be in a sorted list, once, or not. Few of many values change: so none of the others is looked at."""
    at = bisect_left(values, value)
    known = at < len(values) and values[at] == value
    if there and not known:
        values.insert(at, value)
    elif known and not there:
        del values[at]
