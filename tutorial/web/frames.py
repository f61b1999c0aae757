"""Frames of the socket: reading what a client sent, writing what it gets. Shapes: docs/protocol.schema.json.

The checks here are the schema's, by hand, for they stand on the way of every line; a test holds the two together.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from tutorial.cluster.jsontext import encoded
from tutorial.web.limits import FASTEST, SLOWEST

Frame = dict[str, Any]

LARGEST = 64 * 1024
"""Bytes of a frame from a client. A larger one is refused."""
LARGEST_TAKEN = 1024 * 1024
"""Bytes that Daphne takes of one. At a larger one the conversation is over, with code `TOO_LARGE`."""
TOO_LARGE = 4413
LINE_ID = re.compile(r'\s*\{\s*(?:"type"\s*:\s*"line"\s*,\s*)?"id"\s*:\s*"([^"\\]{1,64})"')
"""The id of a line where it stands at the beginning of the frame."""
TERMINAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")


class Refused(Exception):
    """A coded error for one client: what was wrong, and what to do."""

    def __init__(
        self, code: str, message: str, *, retry_after: float | None = None, line_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.line_id = line_id

    def frame(self) -> Frame:
        """The error frame that says so."""
        more = {"id": self.line_id, "retry_after": self.retry_after}
        given = {name: value for name, value in more.items() if value is not None}
        return {"type": "error", "code": self.code, "message": self.message, **given}


Check = Callable[[Any], str]
"""What is wrong with a field's value; empty when nothing is."""


def _text(least: int, most: int | None) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) < least or (most is not None and len(value) > most):
            return f"must be a text of {least} to {most} characters" if most else "must be a text"
        return "" if storable(value) else "must be valid Unicode without NUL"

    return check


def _terminal(value: Any) -> str:
    if isinstance(value, str) and TERMINAL.fullmatch(value):
        return ""
    return "must name a place such as laptop, master, S3 (letters, digits, . _ / -, at most 64)"


def _count(value: Any) -> str:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return "" if whole and not isinstance(value, bool) and value >= 0 else "must be a whole number, 0 or more"


def _count_or_null(value: Any) -> str:
    return "" if value is None else _count(value) and f"{_count(value)}, or null"


def _text_or_null(value: Any) -> str:
    return "" if value is None or isinstance(value, str) else "must be a text or null"


def _page(value: Any) -> str:
    return "" if value is None else _text(1, 64)(value)


def _speed(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if number and SLOWEST <= value <= FASTEST else f"must be a number from {SLOWEST:g} to {FASTEST:g}"


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


CLIENT: Mapping[str, Mapping[str, Check]] = {
    "hello": {"capability": _text(1, 200), "have": _count_or_null},
    "line": {"id": _text(1, 64), "terminal": _terminal, "text": _text(0, None)},
    "complete": {"id": _text(1, 64), "terminal": _terminal, "text": _text(0, None), "cursor": _count},
    "file": {"id": _text(1, 64), "terminal": _terminal, "path": _text(0, 4096)},
    "interrupt": {"terminal": _terminal},
    "eof": {"terminal": _terminal},
    "speed": {"speed": _speed},
    "checkout": {"branch": _text(0, 100)},
    "look": {"id": _text(1, 64), "seq": _count},
    "now": {},
    "branch": {"id": _text(1, 64)},
    "undo": {"seq": _count},
    "redo": {"seq": _count},
    "name": {"branch": _text(0, 100), "name": _text(1, 100)},
    "trace": {"id": _text(0, 40)},
    "traces": {"before": _count},
    "inspect": {"id": _text(1, 512)},
    "ping": {},
    "ack": {"frames": _count},
}
"""Type of a frame → its fields, all of which must be there."""


OPTIONAL: Mapping[str, Mapping[str, Check]] = {
    "hello": {"branch": _text_or_null, "page": _page},
    "line": {"first": _flag, "past": _flag},
    "complete": {"past": _flag},
    "file": {"past": _flag},
    "interrupt": {"past": _flag},
    "eof": {"past": _flag},
    "trace": {"past": _flag},
    "inspect": {"past": _flag},
    "look": {"at_ms": _count_or_null},
    "branch": {"name": _text_or_null},
}
"""Fields that may be missing."""
NAMED = frozenset({"line", "complete", "file", "inspect", "look", "branch"})
"""Types of frames whose `id` a refusal names."""
NOTHING: Mapping[str, Check] = {}


def storable(text: str) -> bool:
    """Whether a text can be stored by every database: no NUL, no half of a surrogate pair."""
    return "\0" not in text and (text.isascii() or text.encode("utf-8", "replace").decode() == text)


def read(text: str) -> Frame:
    """The frame of a client; Refused `bad_frame` names what is wrong. One that is `too_large` is not looked into."""
    if not _fits(text):
        found = LINE_ID.match(text)
        line_id = found[1] if found else None
        raise Refused("too_large", f"a frame may have at most {LARGEST:,} bytes: send less at once", line_id=line_id)
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_frame", f"a frame must be a JSON object: {error}") from error
    if not isinstance(frame, dict):
        raise Refused("bad_frame", "a frame must be a JSON object")
    kind = frame.get("type")
    if not isinstance(kind, str) or kind not in CLIENT:
        raise Refused("bad_frame", f"type must be one of {', '.join(CLIENT)}")
    for name, check in CLIENT[kind].items():
        if wrong := check(frame[name]) if name in frame else "is missing":
            raise Refused("bad_frame", f"{kind}.{name} {wrong}", line_id=_line_id(frame))
    for name, check in OPTIONAL.get(kind, NOTHING).items():
        if wrong := check(frame[name]) if name in frame else "":
            raise Refused("bad_frame", f"{kind}.{name} {wrong}", line_id=_line_id(frame))
    return frame


def _fits(text: str) -> bool:
    if len(text) > LARGEST or text.isascii():
        return len(text) <= LARGEST
    return len(text.encode("utf-8", "replace")) <= LARGEST


def _line_id(frame: Frame) -> str | None:
    given = frame.get("id")
    return given if frame["type"] in NAMED and isinstance(given, str) and not _text(1, 64)(given) else None


def encode(frame: Frame) -> str:
    """A frame as the text that every socket gets; what is no valid Unicode is shown as `?`."""
    return encoded(frame).decode()


def welcome(rev: int, can: str, texts: list[str]) -> str:
    """The answer to a client that has missed only these frames."""
    return f'{{"type":"welcome","rev":{rev},"can":"{can}","frames":[{",".join(texts)}]}}'
