"""What `http` prints. Source: HTTPie 3.2.1, httpie/output/writer.py; recordings of it.

On a terminal headers stand in the order of their names; a terminal here has no colours.
"""

from operator import itemgetter

from tutorial.cluster.network.http import Headers, HttpRequest, HttpResponse

BLANK = "\r\n\r\n"
BEHIND_MS = 1
"""A limit is noticed in the millisecond behind it."""
NUMBERS = {
    "Connection refused": 111,
    "Connection timed out": 110,
    "Network is unreachable": 101,
    "No route to host": 113,
}
"""The system's words for a connection that failed, and their numbers."""


def request_text(request: HttpRequest, *, sort: bool) -> str:
    """What was sent, with the two lines between it and the answer."""
    path = request.path or "/"
    head = _head(f"{request.method} {path} HTTP/1.1", request.headers, sort=sort)
    return f"{head}{BLANK}{request.body}\n\n"


def response_text(response: HttpResponse, parts: str, *, sort: bool, separate: bool) -> str:
    """The answer's headers (`h` in `parts`) and body (`b`); behind a body on a terminal there are two empty lines."""
    head = _head(f"HTTP/1.1 {response.status} {response.reason}", response.headers, sort=sort) + BLANK
    body = response.body.removesuffix("\n") + "\n\n\n" if separate else response.body
    return (head if "h" in parts else "") + (body if "b" in parts else "")


def _head(first: str, headers: Headers, *, sort: bool) -> str:
    ordered = sorted(headers, key=itemgetter(0)) if sort else headers
    return ("\n" if sort else "\r\n").join([first, *(f"{name}: {value}" for name, value in ordered)])


def complaint(level: str, text: str) -> str:
    """A complaint of `http`'s own."""
    return f"\nhttp: LogLevel.{level}: {text}\n\n\n"


def unresolved(words: str, again: str) -> str:
    """What it says when a name has no address: for now (`again`), or none at all."""
    if words == again:
        return (
            f"gaierror: [Errno -3] {words}\n"
            "Couldn’t connect to a DNS server. Please check your connection and try again."
        )
    return f"gaierror: [Errno -2] {words}\nCouldn’t resolve the given hostname. Please check the URL and try again."


def unconnected(request: HttpRequest, host: str, words: str, place: str) -> str:
    """What it says when no connection was opened; `place` is where an object lies in memory."""
    number = NUMBERS.get(words, 0)
    connection = f"<urllib3.connection.HTTPConnection object at 0x{place}>"
    return (
        f"ConnectionError: HTTPConnectionPool(host='{host}', port={request.port}): Max retries exceeded with url: "
        f"{request.path} (Caused by NewConnectionError('{connection}: Failed to establish a new connection: "
        f"[Errno {number}] {words}')) {_doing(request)}"
    )


def aborted(request: HttpRequest, words: str) -> str:
    """What it says when a connection ended without an answer."""
    why = "RemoteDisconnected('Remote end closed connection without response')"
    if "reset" in words:
        why = "ConnectionResetError(104, 'Connection reset by peer')"
    return f"ConnectionError: ('Connection aborted.', {why}) {_doing(request)}"


def _doing(request: HttpRequest) -> str:
    return f"while doing a {request.method} request to URL: {request.url}"
