"""Completion files: that somebody met every goal of a lesson, how, and where it led, signed by this installation.

Law of this file: what is signed is the canonical text of `completion`, and everything that a replay needs is in it.
"""

import base64
import json
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tutorial.attempt import ENGINE, Attempt, Entry, run
from tutorial.cluster.waits import Answer
from tutorial.play import Box
from tutorial.web import journal, starts
from tutorial.web.answers import Problem, answer
from tutorial.web.api import entered
from tutorial.web.keyfile import kept
from tutorial.web.live import Live

FORMAT, VERSION = "hopscope-completion", 1
KEY_FILE = "completion_key"
Document = dict[str, Any]


class Unproven(Exception):
    """What a completion file says is not so, or cannot be found out here."""


async def completion(request: HttpRequest, attempt: str) -> HttpResponse:
    """The completion file of an attempt in which every goal of its lesson is met."""
    _, room = await entered(request, attempt)
    async with room.looking() as live:
        wrong, said = _missing(live), _said(live)
    if wrong is not None:
        raise wrong
    return answer(200, signed(said), {"Content-Disposition": f'attachment; filename="hopscope-{said["lesson"]}.json"'})


def _missing(live: Live) -> Problem | None:
    """Why there is nothing to sign."""
    judge = live.attempt.judge
    if not judge.goals or live.differs:
        return Problem(409, "no_goals", live.differs or "this attempt has no goals to meet")
    left = [goal.id for goal in judge.goals if goal.id not in judge.met]
    return Problem(409, "goals_open", f"these goals are open: {', '.join(left)}") if left else None


def _said(live: Live) -> Document:
    attempt, record = live.attempt, live.record
    return {
        "lesson": record.lesson,
        "lesson_hash": record.lesson_hash,
        "engine": record.engine,
        "seed": record.seed,
        "goals": [goal.id for goal in attempt.judge.goals],
        "entries": [_entry(line) for line in attempt.lines.values()],
        "at_ms": attempt.world.now_ms,
        "state_hash": attempt.published.hash(),
    }


def _entry(line: Any) -> Document:
    entry = line.entry
    said = {"seq": entry.seq, "at_ms": entry.at_ms, "terminal": entry.terminal, "kind": entry.kind, "text": entry.text}
    return {**said, "answers": json.loads(journal.answers_text(line)), "exit_code": line.exit_code}


# Signing


def _key() -> Ed25519PrivateKey:
    """This installation's key, made on first use."""
    text = kept(settings.VAR_DIR / KEY_FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def public_key() -> str:
    """What this installation's signatures are checked with: 32 bytes in hexadecimal digits."""
    return _key().public_key().public_bytes_raw().hex()


def _canonical(said: Document) -> bytes:
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def signed(said: Document) -> Document:
    """A completion file of what is said."""
    signature = base64.b64encode(_key().sign(_canonical(said))).decode()
    return {"format": FORMAT, "version": VERSION, "completion": said, "key": public_key(), "signature": signature}


def checked(text: str, key: str) -> Document:
    """What a completion file says, if it is signed with that key; Unproven says what is wrong."""
    try:
        document = orjson.loads(text)
        if (document["format"], document["version"]) != (FORMAT, VERSION):
            raise Unproven(f"this is no completion file of version {VERSION}")
        said, signature = document["completion"], base64.b64decode(document["signature"], validate=True)
        made_with = document["key"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unproven(f"this is no completion file: {error!r}") from error
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, _canonical(said))
    except InvalidSignature as error:
        other = "" if made_with == key else f"; it names the key {made_with}, not {key}"
        raise Unproven(f"the signature is not this key's, or the file was changed since{other}") from error
    return dict(said)


# Replaying


def replayed(said: Document, box: Box) -> Attempt:
    """The attempt that a completion says, played again; Unproven where it comes out differently."""
    if said["engine"] != ENGINE:
        raise Unproven(f"it was made by engine {said['engine']}; this is engine {ENGINE}, which cannot play it again")
    lesson = starts.lesson_at(said["lesson"], said["lesson_hash"])
    if lesson is None:
        raise Unproven(f"lesson {said['lesson']} with content {said['lesson_hash']} was never kept here")
    start = starts.start(lesson, None, said["seed"])
    attempt = Attempt(start.state, start.lesson)
    for entry in said["entries"]:
        answers = tuple((name, Answer(*found)) for name, found in entry["answers"].items())
        where = entry["terminal"], entry["kind"], entry["text"]
        run(attempt.execute(Entry(entry["seq"], entry["at_ms"], *where, answers)), box)
    run(attempt.advance(said["at_ms"]), box)
    _compare(attempt, said)
    return attempt


def _compare(attempt: Attempt, said: Document) -> None:
    for entry in said["entries"]:
        code = attempt.lines[entry["seq"]].exit_code
        if code != entry["exit_code"]:
            raise Unproven(f"entry {entry['seq']} ({entry['text']!r}) ends with {code}, not {entry['exit_code']}")
    left = [goal.id for goal in attempt.judge.goals if goal.id not in attempt.judge.met]
    if left:
        raise Unproven(f"these goals are not met: {', '.join(left)}")
    if attempt.world.state.hash() != said["state_hash"]:
        raise Unproven(f"it ends in state {attempt.world.state.hash()}, not {said['state_hash']}")
