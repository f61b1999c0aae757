"""What rooms tell: frames with all their fields, the snapshot, the documents of the HTTP interface."""

from typing import Any

from tutorial.attempt import Line, line_document, showing
from tutorial.web.frames import Frame
from tutorial.web.live import Live

OUTPUT_IN_SNAPSHOT = 1_000_000
"""Characters of output in one snapshot: the newest lines have theirs, the older ones a link."""

OF_A_LINE = frozenset({"started", "output", "waiting", "cut", "ended"})
"""Types of the frames that carry the id of their line."""


def output_href(attempt: str, seq: int) -> str:
    """Where all that a line printed stands."""
    return f"/api/attempts/{attempt}/lines/{seq}/output"


def batch(live: Live, fresh: list[Frame], before: int) -> list[Frame]:
    """Frames that are published together, complete. Only the last carries the new `rev`: who has it has them all."""
    for frame in fresh:
        if frame["type"] in OF_A_LINE:
            frame["id"] = live.ids.get(frame["line"])
        if frame["type"] == "cut":
            frame["href"] = output_href(live.record.id, frame["line"])
        if "rev" in frame:
            frame["rev"] = before
    if fresh:
        fresh[-1]["rev"] = live.attempt.rev
    return fresh


def snapshot(live: Live, rev: int, can: str) -> Frame:
    """Everything that a page must know."""
    attempt, record = live.attempt, live.record
    return {
        **showing.snapshot(attempt),
        "rev": rev,
        "can": can,
        "read_only": live.differs or None,
        "attempt": record.id,
        "lesson": record.lesson or None,
        "branch": record.branch_name,
        "branches": [twig.document() for twig in record.tree],
        "redo": record.redo if attempt.next_seq == record.forked + 1 else None,
        "journal": _journal(live),
    }


def _journal(live: Live) -> list[Frame]:
    left = OUTPUT_IN_SNAPSHOT
    told: list[Frame] = []
    for line in reversed(live.attempt.lines.values()):
        document = {**line_document(line), "id": live.ids.get(line.entry.seq)}
        size = sum(len(span.text) for _, spans in line.output for span in spans)
        if size > left:
            document["output"] = []
        if line.cut or size > left:
            document["cut"] = output_href(live.record.id, line.entry.seq)
        left = max(0, left - size)
        told.append(document)
    return told[::-1]


def state(live: Live) -> dict[str, Any]:
    """What `GET /api/attempts/<id>` answers."""
    attempt, record = live.attempt, live.record
    return {
        **_origin(live),
        "branch": record.branch_name,
        "branches": list(record.branches),
        "rev": attempt.rev,
        "state_hash": attempt.published.hash(),
        "entries": len(attempt.lines),
        "steps": attempt.steps,
        "clock": showing.clock(attempt),
        "goals": attempt.judge.document(),
        "read_only": live.differs or None,
    }


def journal(live: Live) -> dict[str, Any]:
    """What `GET /api/attempts/<id>/journal` answers, and `POST /api/attempts` takes."""
    return {
        **_origin(live),
        "at_ms": live.attempt.world.now_ms,
        "entries": [_entry(line) for line in live.attempt.lines.values()],
    }


def _origin(live: Live) -> dict[str, Any]:
    record = live.record
    return {
        "id": record.id,
        "engine": record.engine,
        "lesson": record.lesson or None,
        "lesson_hash": record.lesson_hash or None,
        "scenario": None if record.lesson else record.scenario,
        "seed": record.seed or None,
        "lang": record.language,
    }


def _entry(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "seq": entry.seq,
        "at_ms": entry.at_ms,
        "terminal": entry.terminal,
        "kind": entry.kind,
        "text": entry.text,
        "exit_code": line.exit_code,
        "state_hash": line.state_hash or None,
    }
