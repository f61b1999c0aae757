"""The way of a lesson's last request, found by playing its model solution: once for each version of it.

`manage.py draw_ways` plays them beforehand, for all together take seconds; what it has not drawn is played when asked.
"""

import json
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from tutorial.attempt import Attempt
from tutorial.lesson import way
from tutorial.lesson.model import Lesson
from tutorial.play import Typed, type_line
from tutorial.web import starts
from tutorial.web.jqbox import SyncBox

LOGGER = logging.getLogger(__name__)

STEP, MARGIN, LONGEST = 25, 10, 176
"""In CSS pixels: from sign to sign, from the edge to the middle of the first, from first to last at most."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A sign, and where its middle stands."""

    kind: str
    x: float


@dataclass(frozen=True, slots=True)
class Way:
    """A line of signs as it is drawn; `changes` counts the rewritten headers."""

    signs: tuple[Placed, ...]
    width: float
    changes: int

    @property
    def end(self) -> float:
        """Where the line ends: in the last sign."""
        return self.signs[-1].x


_found: dict[str, Way | None] = {}


def way_of(lesson: Lesson) -> Way | None:
    """The way of a lesson; None when its solution asks nothing of anybody, or can't be played."""
    if lesson.content_hash not in _found:
        drawn = _drawn(place()).get(lesson.content_hash)
        _found[lesson.content_hash] = placed(_played(lesson) if drawn is None else tuple(drawn))
    return _found[lesson.content_hash]


def place() -> Path:
    """Where the ways stand that were drawn beforehand: content hash of a lesson → its signs, as JSON."""
    return Path(settings.VAR_DIR) / "ways.json"


def draw() -> None:
    """Play every lesson of the course, and note their ways."""
    place().parent.mkdir(parents=True, exist_ok=True)
    place().write_text(json.dumps({lesson.content_hash: _played(lesson) for lesson in starts.lessons()}))


@cache
def _drawn(path: Path) -> dict[str, list[str]]:
    try:
        found: dict[str, list[str]] = json.loads(path.read_text())
    except (OSError, ValueError):  # nothing was drawn, or it is being drawn just now
        return {}
    return found


def _played(lesson: Lesson) -> tuple[str, ...]:
    """The signs of the last request of the model solution."""
    attempt = Attempt(starts.start(lesson, None, "").state, lesson)
    try:
        with SyncBox() as box:
            for line in lesson.solution:
                type_line(attempt, Typed(line.terminal, line.text), box)
    except Exception:  # a lesson that is broken is reported to us; the list of lessons shows it without its way
        LOGGER.exception("the solution of lesson %s cannot be played", lesson.id)
        return ()
    last = attempt.traces.last()
    return () if last is None else way.signs(last)


def placed(kinds: tuple[str, ...]) -> Way | None:
    """Signs side by side; more than there is room for stand closer together."""
    if not kinds:
        return None
    step = min(STEP, LONGEST / max(1, len(kinds) - 1))
    signs = tuple(Placed(kind, round(MARGIN + index * step, 1)) for index, kind in enumerate(kinds))
    return Way(signs, signs[-1].x + MARGIN, kinds.count(way.REWRITTEN))
