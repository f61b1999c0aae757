"""What `ping` is asked for: its numbers, with its complaints about others.

Sources: iputils 20221126 ping/ping.c, iputils_common.c (strtol_or_err).
"""

from dataclasses import dataclass

from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed

LONG, INT = (1 << 63) - 1, (1 << 31) - 1
LARGEST = 65507
LEAST_INTERVAL_MS = 10
"""More often is not simulated."""
FOR_USERS_MS = 2
STAMP = 16
"""Bytes of a request that hold the time at which it was sent."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How often (0: until it is stopped), how far apart, how long after the last one (ms), and until when (0: no
    limit); bytes of data; the time to live; names and single answers are left out."""

    count: int = 0
    interval_ms: int = 1_000
    linger_ms: int = 10_000
    deadline_ms: int = 0
    size: int = 56
    ttl: int = 64
    numeric: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads numbers."""

    options: Parsed

    def number(self, flag: str, default: int, low: int, high: int) -> int:
        """A whole number."""
        text = self.options.last(flag, str(default))
        digits = text.removeprefix("-")
        plain = digits.isascii() and digits.isdigit()
        if plain and low <= int(text) <= high:
            return int(text)
        said = f"invalid argument: '{text}'"
        raise ShellError(f"{said}: out of range: {low} <= value <= {high}" if plain else said, exit_code=1)

    def seconds(self, flag: str, default_ms: int, what: str) -> int:
        """A time in milliseconds, of seconds with or without a part."""
        text = self.options.last(flag, "")
        if not text:
            return default_ms
        whole, _, part = text.partition(".")
        digits = whole + part
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise ShellError(f"bad {what}: {text}", exit_code=2)
        return round(float(text) * 1000)


def settings(options: Parsed, user: str) -> Settings:
    """What the options ask for; ShellError in ping's words, UsageError for what is not simulated."""
    read = Reader(options)
    interval_ms = read.seconds("-i", 1_000, "timing interval")
    if user != "root" and interval_ms < FOR_USERS_MS:
        raise ShellError(f"cannot flood; minimal interval allowed for user is {FOR_USERS_MS}ms", exit_code=2)
    if interval_ms < LEAST_INTERVAL_MS:
        raise UsageError("-i: requests less than 0.01 s apart are not supported here", exit_code=2)
    size = read.number("-s", 56, 0, INT)
    if size > LARGEST:
        raise ShellError(f"packet size too large: {size}", exit_code=2)
    ttl = read.number("-t", 64, 0, 255)
    if not ttl:
        raise ShellError("cannot set unicast time-to-live: Invalid argument", exit_code=2)
    return Settings(
        count=read.number("-c", 0, 1, LONG) if options.has("-c") else 0,
        interval_ms=interval_ms,
        linger_ms=read.seconds("-W", 10_000, "linger time") or 10_000,
        deadline_ms=1_000 * read.number("-w", 0, 0, INT),
        size=size,
        ttl=ttl,
        numeric=options.has("-n"),
        quiet=options.has("-q"),
    )
