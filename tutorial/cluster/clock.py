"""Logical time as text. The only module below `web` that knows a calendar; it never asks what time it is."""

from datetime import UTC, datetime, timedelta

Moment = datetime
EARLIEST = datetime.min  # noqa: DTZ901, as Python says what has no zone
"""The first moment that can be written, in no zone."""


def read_moment(text: str) -> Moment:
    """A time in ISO 8601, in a zone or in none; ValueError if it is none. One in a zone compares with its like only."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def parse_instant(text: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 instant such as `2019-07-22T15:02:00.000Z`; ValueError if it is none."""
    moment = read_moment(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return round(moment.timestamp() * 1000)


def moment(epoch_ms: int) -> datetime:
    """The instant as a datetime in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=epoch_ms)


def epoch_ms(*parts: int) -> int | None:
    """The instant of a year, month, day, hour, minute, second in UTC, in milliseconds since 1970; None when there is
    no such one.
    """
    try:
        when = datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # as many as it takes
    except ValueError:
        return None
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def iso(epoch_ms: int) -> str:
    """Marathon's form of an instant, always with three digits of milliseconds."""
    return moment(epoch_ms).strftime("%Y-%m-%dT%H:%M:%S.") + f"{epoch_ms % 1000:03d}Z"


def http_date(epoch_ms: int) -> str:
    """The form of an HTTP `Date` header (RFC 9110, 5.6.7)."""
    return moment(epoch_ms).strftime("%a, %d %b %Y %H:%M:%S GMT")


def ctime(epoch_ms: int) -> str:
    """C's `asctime` without its newline: `Mon Jul 22 15:02:08 2019`, the day of the month padded with a blank."""
    found = moment(epoch_ms)
    return found.strftime("%a %b ") + f"{found.day:2}" + found.strftime(" %H:%M:%S %Y")
