"""Stored attempts: how one begins, and everything a process must know to wake it. Synchronous."""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tutorial.attempt import ENGINE
from tutorial.lesson.model import Lesson
from tutorial.web import branches, capabilities, journal, models, starts
from tutorial.web.branches import Twig
from tutorial.web.journal import Row

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Record:
    """A stored attempt: where it starts, which branch is current, where its clock stood when that was made.

    `typed` are the ids of the lines that were typed in any of its branches, as their clients chose them; `tree` are the
    branches; entries up to `fork_rev` the current one shares with its parents; `redo` is the entry that may be redone.
    """

    id: str
    lesson: str
    lesson_hash: str
    scenario: Any
    seed: str
    language: str
    engine: str
    anchor_ms: int
    anchor_wall_ms: int
    branch: int
    branch_name: str
    fork_rev: int
    tree: tuple[Twig, ...]
    redo: int | None
    typed: frozenset[str]
    start: starts.Start

    @property
    def branches(self) -> tuple[str, ...]:
        """The names of all branches, the oldest first."""
        return tuple(twig.name for twig in self.tree)

    @property
    def forked(self) -> int:
        """The number of entries that the current branch shares with its parents."""
        return next(twig.seq for twig in self.tree if twig.name == self.branch_name)


def wall_ms() -> int:
    """Milliseconds since 1970 by the machine's clock."""
    return time.time_ns() // 1_000_000


@transaction.atomic
def create(
    lesson: Lesson | None,
    scenario: Any,
    seed: str,
    language: str,
    rows: tuple[Row, ...] = (),
    *,
    at_ms: int | None = None,
) -> tuple[str, dict[str, str]]:
    """A new attempt with its first branch: its id, and its capabilities by kind. Its clock begins to run at `at_ms`."""
    if lesson is not None:
        starts.keep(lesson)
    attempt = models.Attempt.objects.create(
        id=secrets.token_hex(8),
        lesson=lesson.id if lesson else "",
        lesson_hash=lesson.content_hash if lesson else "",
        scenario=json.dumps(scenario),
        seed=seed,
        language=language,
        engine=ENGINE,
        anchor_wall_ms=wall_ms(),
    )
    anchor = {} if at_ms is None else {"at_ms": at_ms, "wall_ms": wall_ms()}
    branch = models.Branch.objects.create(attempt=attempt, name=MAIN, **anchor)
    attempt.current = branch
    attempt.save(update_fields=["current"])
    journal.insert_all(branch.pk, rows)
    return attempt.id, capabilities.mint(attempt)


def load(attempt_id: str) -> Record | None:
    """The record of an attempt; None when there is none."""
    found = models.Attempt.objects.select_related("current").filter(pk=attempt_id).first()
    if found is None or found.current is None:
        return None
    lesson = starts.lesson_at(found.lesson, found.lesson_hash) if found.lesson else None
    return Record(
        id=found.id,
        lesson=found.lesson,
        lesson_hash=found.lesson_hash,
        scenario=json.loads(found.scenario),
        seed=found.seed,
        language=found.language,
        engine=found.engine,
        anchor_ms=found.current.at_ms or 0,
        anchor_wall_ms=found.current.wall_ms or found.anchor_wall_ms,
        branch=found.current.pk,
        branch_name=found.current.name,
        fork_rev=found.current.fork_rev if found.current.parent_id else -1,
        tree=branches.tree(found.id),
        redo=next((row.seq for row in branches.undone(found.current.pk)), None),
        typed=frozenset(_line_ids(found)),
        start=starts.start(lesson, json.loads(found.scenario), found.seed),
    )


def _line_ids(attempt: models.Attempt) -> QuerySet[models.Entry, str]:
    rows = models.Entry.objects.filter(branch__attempt=attempt).exclude(line_id="")
    return rows.values_list("line_id", flat=True)


def exists(attempt_id: str) -> bool:
    """Whether there is such an attempt."""
    return models.Attempt.objects.filter(pk=attempt_id).exists()


def current(attempt_id: str) -> str | None:
    """The name of the current branch; None when there is no such attempt."""
    return models.Attempt.objects.filter(pk=attempt_id).values_list("current__name", flat=True).first()
