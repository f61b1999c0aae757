"""What a body of `POST /api/attempts` asks for: a lesson, a scenario, or a journal to begin with."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from tutorial.cluster import api
from tutorial.cluster.errors import ScenarioError
from tutorial.lesson.model import Lesson
from tutorial.web import starts
from tutorial.web.answers import Problem
from tutorial.web.frames import LARGEST, TERMINAL, storable
from tutorial.web.journal import Row
from tutorial.web.limits import BODY, ENTRIES, FASTEST, SLOWEST
from tutorial.web.records import wall_ms

WAYS = ("lesson", "scenario", "journal")
FIELDS = frozenset({*WAYS, "seed", "lang"})
KINDS = frozenset({"line", "interrupt", "eof", "http", "clock"})
DAY_MS = 86_400_000
LATEST_MS = 365 * DAY_MS
"""The logical time at which the last entry may stand: a replay runs through all of it."""
GAP_DAYS = 10
"""The logical time that may pass before an entry."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How an attempt begins; `rows` are the entries that it has already, `at_ms` is where its clock stands then."""

    lesson: Lesson | None
    scenario: Any
    seed: str
    language: str
    rows: tuple[Row, ...] = ()
    at_ms: int | None = None


def read_journal(text: str) -> Beginning:
    """The beginning that a body with a journal describes; Problem says what is wrong with it."""
    beginning = read(text)
    if json.loads(text).get("journal") is None:
        raise _wrong("journal is missing")
    return beginning


def read(text: str) -> Beginning:
    """The beginning that a body describes; Problem says what is wrong with it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "bad_body", f"the body must be a JSON object: {error}") from error
    if not isinstance(document, dict):
        raise _wrong("the body must be a JSON object")
    if not all(map(storable, _texts(document))):
        raise _wrong("every text must be valid Unicode without NUL")
    if unknown := sorted(set(document) - FIELDS):
        raise _wrong(f"{unknown[0]} is not a field; known are {', '.join(sorted(FIELDS))}")
    ways = [name for name in WAYS if document.get(name) is not None]
    if len(ways) != 1:
        raise _wrong(f"say how to begin by one of {', '.join(WAYS)}")
    seed = _text(document, "seed", 100)
    language = _text(document, "lang", 20) or translation.get_language() or "en"
    if ways == ["journal"]:
        return _of_journal(document["journal"], seed, language)
    return _origin(document, seed, language)


def _texts(document: Any) -> Iterator[str]:
    """Every text and key of a document."""
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            pending += [*value, *value.values()]


def _wrong(message: str) -> Problem:
    return Problem(422, "bad_field", message)


def _text(document: dict[str, Any], name: str, longest: int) -> str:
    value = document.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise _wrong(f"{name} must be a text of at most {longest} characters")
    return value


def _origin(document: dict[str, Any], seed: str, language: str, content_hash: str = "") -> Beginning:
    """The lesson or scenario that a document names, built once to see that it can be."""
    lesson = None
    scenario = document.get("scenario") if document.get("lesson") is None else "article"
    if document.get("lesson") is not None:
        name = _text(document, "lesson", 100)
        lesson = starts.lesson_at(name, content_hash) if content_hash else starts.lesson_named(name)
        if lesson is None:
            raise _wrong(f"there is no lesson {name}" + (f" with content {content_hash}" if content_hash else ""))
    try:
        starts.start(lesson, scenario, seed)
    except ScenarioError as error:
        raise _wrong(f"scenario: {error}") from error
    return Beginning(lesson, scenario, seed, language)


def _of_journal(journal: Any, seed: str, language: str) -> Beginning:
    """A journal as `GET /api/attempts/<id>/journal` gives it. What it says of outcomes is found out anew."""
    if not isinstance(journal, dict) or not isinstance(journal.get("entries"), list):
        raise _wrong("journal must be an object with a list of entries")
    if len(journal["entries"]) > ENTRIES:
        raise _wrong(f"journal.entries: at most {ENTRIES}")
    seed = seed or _text(journal, "seed", 100)
    origin = _origin(journal, seed, language, _text(journal, "lesson_hash", 32))
    rows = []
    last_ms = -1
    for seq, given in enumerate(journal["entries"], 1):
        row = _row(seq, given, last_ms)
        last_ms = row.at_ms
        rows.append(row)
    return Beginning(origin.lesson, origin.scenario, seed, language, tuple(rows), _moment(journal, max(last_ms, 0)))


def _moment(journal: dict[str, Any], last_ms: int) -> int | None:
    """The logical time from which the clock runs on; None where the journal does not say."""
    at_ms = journal.get("at_ms")
    if at_ms is None:
        return None
    if not isinstance(at_ms, int) or isinstance(at_ms, bool) or not last_ms <= at_ms <= last_ms + GAP_DAYS * DAY_MS:
        raise _wrong(f"journal.at_ms must be a whole number from {last_ms}, at most {GAP_DAYS} days later")
    return at_ms


def _row(seq: int, given: Any, last_ms: int) -> Row:
    where = f"journal.entries[{seq - 1}]"
    if not isinstance(given, dict) or given.get("seq", seq) != seq:
        raise _wrong(f"{where} must be an object with seq {seq}")
    at_ms, kind = given.get("at_ms"), given.get("kind", "line")
    if not isinstance(at_ms, int) or isinstance(at_ms, bool) or not last_ms < at_ms <= LATEST_MS:
        raise _wrong(f"{where}.at_ms must be a whole number above {last_ms}, at most {LATEST_MS} (a year)")
    if at_ms - max(last_ms, 0) > GAP_DAYS * DAY_MS:
        raise _wrong(f"{where}.at_ms must be at most {GAP_DAYS} days after the entry before it")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _wrong(f"{where}.kind must be one of {', '.join(sorted(KINDS))}")
    terminal, text = _text(given, "terminal", 64), _text(given, "text", BODY if kind == "http" else LARGEST)
    if kind in {"line", "interrupt", "eof"} and not TERMINAL.fullmatch(terminal):
        raise _wrong(f"{where}.terminal must name a place such as laptop, master, S3")
    if kind == "http":
        _check_http(text, where)
    if kind == "clock":
        _check_speed(text, where)
    return Row(seq, at_ms, wall_ms(), 0, terminal, kind, text)


def _check_http(text: str, where: str) -> None:
    try:
        api.Request.load(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise _wrong(f"{where}.text must be a request: {error}") from error


def _check_speed(text: str, where: str) -> None:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not SLOWEST <= speed <= FASTEST:
        raise _wrong(f"{where}.text must be a speed from {SLOWEST:g} to {FASTEST:g}")
