"""Stored journals: rows in and out. Synchronous; the server calls this from the threads of `tutorial.web.threads`.

Law of this file: a row is inserted by one statement, which is one commit; whoever comes second gets `Taken`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

from django.db import IntegrityError, connection, transaction

from tutorial.attempt import Entry, Line
from tutorial.cluster.waits import Answer
from tutorial.web import models


class Taken(Exception):
    """Another process has stored an entry of that number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A journal entry as it is stored; fields in the order of `COLUMNS`."""

    seq: int
    at_ms: int
    wall_ms: int
    rev: int
    terminal: str
    kind: str
    text: str
    answers: str = "{}"
    exit_code: int | None = None
    state_hash: str = ""
    steps: int = 0
    line_id: str = ""

    def entry(self) -> Entry:
        """The entry that a replay applies."""
        answers = tuple((key, Answer(*answer)) for key, answer in json.loads(self.answers).items())
        return Entry(self.seq, self.at_ms, self.terminal, self.kind, self.text, answers)


COLUMNS = tuple(field.name for field in fields(Row))
VALUES = attrgetter(*COLUMNS)
TABLE = models.Entry._meta.db_table
INSERT = f"INSERT INTO {TABLE} (branch_id, {', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * (len(COLUMNS) + 1))})"  # noqa: S608  # no value is written into it


def row(line: Line, wall_ms: int, rev: int, line_id: str = "") -> Row:
    """The row of an entry and of what its line has shown so far."""
    entry = line.entry
    return Row(
        entry.seq,
        entry.at_ms,
        wall_ms,
        rev,
        entry.terminal,
        entry.kind,
        entry.text,
        answers_text(line),
        line.exit_code,
        line.state_hash,
        line.steps,
        line_id,
    )


def answers_text(line: Line) -> str:
    """The answers of outside tools that a line has used, as JSON."""
    answers = {key: (answer.stdout, answer.stderr, answer.exit_code) for key, answer in line.answers}
    return json.dumps(answers) if answers else "{}"


def insert(branch: int, new: Row) -> None:
    """Store an entry; Taken when its number is in use."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, (branch, *VALUES(new)))
    except IntegrityError as error:
        raise Taken from error


def insert_all(branch: int, rows: Iterable[Row]) -> None:
    """Store entries in one transaction."""
    values = [models.Entry(branch_id=branch, **dict(zip(COLUMNS, VALUES(new), strict=True))) for new in rows]
    models.Entry.objects.bulk_create(values)


def finish(branch: int, lines: Iterable[Line]) -> None:
    """Store the end of lines that ended after their first slice."""
    with transaction.atomic():
        for line in lines:
            models.Entry.objects.filter(branch_id=branch, seq=line.entry.seq).update(
                exit_code=line.exit_code, state_hash=line.state_hash, steps=line.steps, answers=answers_text(line)
            )


def load(branch: int, *, after: int = 0, until_rev: int | None = None) -> list[Row]:
    """The entries of a branch behind number `after`, those that it shares with its parents first; of all these, those
    up to a `rev`, where that is given."""
    own = [Row(*values) for values in _rows(branch).filter(seq__gt=after).order_by("seq")]
    parent, fork_rev = models.Branch.objects.values_list("parent_id", "fork_rev").get(pk=branch)
    rows = own if parent is None else load(parent, after=after, until_rev=fork_rev) + own
    return rows if until_rev is None else [row for row in rows if row.rev <= until_rev]


def _rows(branch: int):  # type: ignore[no-untyped-def]  # the type of a values_list is beyond words
    return models.Entry.objects.filter(branch_id=branch).values_list(*COLUMNS)
