"""curl 7.88 as recordings ran it: what its arguments ask for, what it prints, its exit code.

Source: curl 7.88.1 lib/connect.c, lib/multi.c, lib/transfer.c, src/tool_operate.c.
"""

import re
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.lab.reader import Reader
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.fetch import EMPTY, RESET, Fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tcp import GAVE_UP, TIMED_OUT

Document = dict[str, Any]
LIMITS = {"--connect-timeout": "connect", "-m": "whole", "--max-time": "whole"}
PLAIN = frozenset({"-s", "-S", "-sS", "-v", "-4", "--silent", "--show-error", "--verbose", "--ipv4", "--noproxy", "*"})
"""Arguments that change nothing of what is recorded."""
COULD_NOT_RESOLVE, COULD_NOT_CONNECT, TIMEOUT, GOT_NOTHING, RECEIVE_ERROR = 6, 7, 28, 52, 56
_URL = re.compile(r"http://([^/:?#@\s]+)(?::([0-9]{1,5}))?(/[^\s#]*)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What curl is asked to fetch: the URL and what it names, and how long it waits."""

    url: str
    host: str
    port: int
    path: str
    connect_ms: int | None
    whole_ms: int | None

    @property
    def patience_ms(self) -> int | None:
        """How long it waits at most until it is connected."""
        return min((limit for limit in (self.connect_ms, self.whole_ms) if limit is not None), default=None)

    def request(self, address: str, spent_ms: int) -> HttpRequest:
        """The request to an address of the host, when so much of the time is over."""
        left = [None if limit is None else max(0, limit - spent_ms) for limit in (self.connect_ms, self.whole_ms)]
        return HttpRequest(
            address, self.port, path=self.path, url=self.url, connect_timeout_ms=left[0], max_time_ms=left[1]
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of curl shows; `connect_error` is the system's word behind exit 7 and a time-out of the kernel's."""

    exit: int
    http_code: int = 0
    stdout: str = ""
    stderr: str = ""
    connect_error: str | None = None


def asked(given: Reader) -> Asked:
    """What a document asks for; ScenarioError says what in its URL or arguments is not understood."""
    url = given.text("url")
    found = _URL.fullmatch(url)
    port = int(found[2] or 80) if found else 0
    if found is None or not 0 < port < 65536:
        raise given.fault("url", f"must be an http URL, as http://172.16.9.84:16327/, not {url!r}")
    limits = _limits(given)
    return Asked(url, found[1], port, found[3] or "/", limits.get("connect"), limits.get("whole"))


def _limits(given: Reader) -> dict[str, int]:
    limits: dict[str, int] = {}
    words = list(given.texts("curl_args"))
    while words:
        word = words.pop(0)
        if word in LIMITS:
            seconds = words.pop(0) if words else ""
            if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", seconds):
                raise given.fault("curl_args", f"must have a number of seconds behind {word}")
            limits[LIMITS[word]] = round(float(seconds) * 1000)
        elif word not in PLAIN:
            raise given.fault("curl_args", f"has an argument that is not simulated: {word}")
    return limits


def unresolved(asked_for: Asked, lookup: Lookup, spent_ms: int) -> Outcome:
    """What curl shows for a name of which it learned no address."""
    if lookup.error == GAVE_UP:
        return Outcome(TIMEOUT, stderr=_line(TIMEOUT, f"Resolving timed out after {spent_ms} milliseconds"))
    return Outcome(COULD_NOT_RESOLVE, stderr=_line(COULD_NOT_RESOLVE, f"Could not resolve host: {asked_for.host}"))


def outcome(asked_for: Asked, fetch: Fetch) -> Outcome:
    """What curl shows of a request."""
    if fetch.response is not None:
        return Outcome(0, fetch.response.status, fetch.response.body)
    if fetch.connected:
        return _broken(fetch)
    end = f"{asked_for.host} port {asked_for.port} after {fetch.elapsed_ms} ms"
    if fetch.error == GAVE_UP:
        return Outcome(TIMEOUT, stderr=_line(TIMEOUT, _own_limit(asked_for, fetch, end)))
    code = TIMEOUT if fetch.error == TIMED_OUT else COULD_NOT_CONNECT
    words = f"Failed to connect to {end}: Couldn't connect to server"
    return Outcome(code, stderr=_line(code, words), connect_error=fetch.error)


def _own_limit(asked_for: Asked, fetch: Fetch, end: str) -> str:
    """`-m` and `--connect-timeout` end with other words."""
    whole_ms, connect_ms = asked_for.whole_ms, asked_for.connect_ms
    if whole_ms is not None and (connect_ms is None or whole_ms <= connect_ms):
        return f"Connection timed out after {fetch.elapsed_ms} milliseconds"
    return f"Failed to connect to {end}: Timeout was reached"


def _broken(fetch: Fetch) -> Outcome:
    """A connection that was open and brought no answer."""
    if fetch.error == EMPTY:
        return Outcome(GOT_NOTHING, stderr=_line(GOT_NOTHING, EMPTY))
    if fetch.error == RESET:
        return Outcome(RECEIVE_ERROR, stderr=_line(RECEIVE_ERROR, RESET))
    if fetch.error == GAVE_UP:
        words = f"Operation timed out after {fetch.elapsed_ms} milliseconds with 0 bytes received"
        return Outcome(TIMEOUT, stderr=_line(TIMEOUT, words))
    return Outcome(RECEIVE_ERROR, stderr=_line(RECEIVE_ERROR, f"Recv failure: {fetch.error}"))


def _line(code: int, words: str) -> str:
    return f"curl: ({code}) {words}"
