"""The branches of an attempt, as they are stored: made, named, left. Synchronous; every change is one transaction.

Laws of this file: a branch with entries of its own is kept for ever. One that nobody has named and in which nobody has
typed is where somebody stands who has undone lines: undoing and redoing move it along its parent, and whoever leaves
it leaves nothing behind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction

from tutorial.web import journal, models
from tutorial.web.journal import Row

MOST = 50
"""Branches of an attempt."""
TOLD = 120
"""Characters of a line that the tree tells."""
UNDONE = "line"
"""The kind of entries that are undone and redone; whatever else was entered behind one goes with it."""


class Unmade(Exception):
    """What was asked cannot be done: a code of the protocol's, and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Own:
    """An entry of a branch as the tree of branches shows it."""

    seq: int
    at_ms: int
    kind: str
    terminal: str
    text: str
    exit_code: int | None


OWN = tuple(field.name for field in fields(Own))


@dataclass(frozen=True, slots=True)
class Twig:
    """A branch in the tree: behind which entry and when it left its parent, and its own entries."""

    name: str
    parent: str | None
    seq: int
    at_ms: int
    own: tuple[Own, ...]

    def document(self) -> dict[str, Any]:
        """As the page reads it."""
        entries = [
            {
                "seq": entry.seq,
                "at_ms": entry.at_ms,
                "terminal": entry.terminal,
                "text": entry.text[:TOLD],
                "exit_code": entry.exit_code,
            }
            for entry in self.own
            if entry.kind == "line"
        ]
        return {"name": self.name, "parent": self.parent, "seq": self.seq, "at_ms": self.at_ms, "lines": entries}


def tree(attempt: str) -> tuple[Twig, ...]:
    """All branches with their entries, the oldest first. Of the only one of an attempt the entries are not read."""
    found = list(models.Branch.objects.filter(attempt_id=attempt).select_related("parent").order_by("pk"))
    if len(found) < 2:
        return tuple(Twig(branch.name, None, 0, 0, ()) for branch in found)
    return tuple(_twig(branch) for branch in found)


def _twig(branch: models.Branch) -> Twig:
    entries = models.Entry.objects.filter(branch=branch).order_by("seq")
    own = tuple(Own(*values) for values in entries.values_list(*OWN))
    if branch.parent is None:
        return Twig(branch.name, None, 0, 0, own)
    seq = own[0].seq - 1 if own else len(journal.load(branch.parent.pk, until_rev=branch.fork_rev))
    return Twig(branch.name, branch.parent.name, seq, branch.at_ms or 0, own)


def begin(
    attempt: str, *, from_branch: int, fork_rev: int, at_ms: int, wall_ms: int, rows: Iterable[Row] = (), name: str = ""
) -> None:
    """A new branch, with entries, made the current one. Its clock stands at `at_ms` now."""
    with transaction.atomic():
        found = _attempt(attempt)
        if name:
            _check(found, name)
        parent = models.Branch.objects.get(pk=from_branch)
        made = _make(found, parent, fork_rev, at_ms, wall_ms)
        if name:
            made.name = name
            made.save(update_fields=["name"])
        journal.insert_all(made.pk, rows)
        _turn_to(found, made)


def undo(attempt: str, branch: int, seq: int, wall_ms: int) -> None:
    """Go back before entry `seq`, the last one of the current branch that can be undone."""
    with transaction.atomic():
        found = _current(attempt, branch)
        rows = journal.load(branch)
        last = next((row for row in reversed(rows) if row.kind == UNDONE), None)
        if last is None or last.seq != seq:
            raise Unmade("not_last", "that line is not the last one; nothing was undone")
        _move(found, last, wall_ms)


def redo(attempt: str, branch: int, seq: int, wall_ms: int) -> None:
    """Go on behind entry `seq`, the next one that was undone."""
    with transaction.atomic():
        found = _current(attempt, branch)
        following = undone(branch)
        if not following or following[0].seq != seq:
            raise Unmade("not_undone", "that line is not the one that was undone last; nothing was redone")
        current = found.current
        parent = current and current.parent
        assert parent is not None, "what has undone lines has a parent"
        if len(following) == 1:
            _turn_to(found, parent)
        else:
            _move(found, following[1], wall_ms)


def undone(branch: int) -> list[Row]:
    """The entries of its parent that a branch may redo, in their order: none when it has entries of its own."""
    found = models.Branch.objects.get(pk=branch)
    if found.parent_id is None or not _is_empty(found):
        return []
    return [row for row in journal.load(found.parent_id) if row.rev > found.fork_rev and row.kind == UNDONE]


def _move(found: models.Attempt, before: Row, wall_ms: int) -> None:
    """Stand just before an entry of the current branch, or of the one that an empty one has left."""
    current = found.current
    assert current is not None, "an attempt has a current branch"
    empty = current.parent is not None and _is_empty(current)
    parent = current.parent if empty and current.parent is not None else current
    _turn_to(found, _make(found, parent, before.rev - 1, max(0, before.at_ms - 1), wall_ms))


def checkout(attempt: str, name: str) -> bool:
    """Make a branch the current one; False when the attempt has none of that name."""
    with transaction.atomic():
        found = _attempt(attempt)
        branch = found.branches.filter(name=name).first()
        if branch is not None:
            _turn_to(found, branch)
    return branch is not None


def rename(attempt: str, branch: str, name: str) -> None:
    """Give a branch another name."""
    with transaction.atomic():
        found = _attempt(attempt)
        if branch == name:
            return
        _check(found, name)
        if not found.branches.filter(name=branch).update(name=name):
            raise Unmade("unknown_branch", f"this attempt has no branch {branch}")


def _check(found: models.Attempt, name: str) -> None:
    if name.isdigit():
        raise Unmade("bad_name", "a branch must have a name that is not a number")
    if found.branches.filter(name=name).exists():
        raise Unmade("bad_name", f"another branch is called {name}; choose another name")


def _attempt(attempt: str) -> models.Attempt:
    return models.Attempt.objects.select_for_update(of=("self",)).select_related("current__parent").get(pk=attempt)


def _current(attempt: str, branch: int) -> models.Attempt:
    found = _attempt(attempt)
    if found.current_id != branch:
        raise Unmade("unavailable", "somebody has turned to another branch meanwhile; try again")
    return found


def _make(found: models.Attempt, parent: models.Branch, fork_rev: int, at_ms: int, wall_ms: int) -> models.Branch:
    """A branch that is called by its number in the store: no other one of the attempt ever was or will be."""
    if found.branches.count() >= MOST:
        raise Unmade("branches_full", f"an attempt has at most {MOST} branches; go on in one of them")
    made = models.Branch.objects.create(
        attempt=found, parent=parent, fork_rev=fork_rev, at_ms=at_ms, wall_ms=wall_ms, name="0"
    )
    made.name = str(made.pk)
    made.save(update_fields=["name"])
    return made


def _turn_to(found: models.Attempt, branch: models.Branch) -> None:
    """Make it the current one. The one that is left goes if it is empty, was never named, and nothing leaves it."""
    left, found.current = found.current, branch
    found.save(update_fields=["current"])
    if left is None or left.pk == branch.pk or not left.name.isdigit() or left.parent_id is None:
        return
    if _is_empty(left) and not left.children.exists():
        left.delete()


def _is_empty(branch: models.Branch) -> bool:
    return branch.parent_id is not None and not models.Entry.objects.filter(branch=branch).exists()


def number(attempt: str, revs: Sequence[tuple[int, int]]) -> None:
    """Note (seq, rev) of entries that came with a journal: they were stored before anybody knew how far they lead."""
    entries = models.Entry.objects.filter(branch__attempt_id=attempt, rev=0)
    for seq, rev in revs:
        entries.filter(seq=seq).update(rev=rev)
