"""What `curl -w` prints."""

import re
from dataclasses import dataclass

from tutorial.cluster.network.fetch import Fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.shell.curl.url import Url

_PIECE = re.compile(r"%\{([^}]*)\}|%(%)|\\([nrt])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Done:
    """A transfer that has ended, well or not."""

    url: Url
    typed: str
    request: HttpRequest | None
    found: Fetch | None
    redirects: int = 0
    exit_code: int = 0
    error: str = ""
    file: str = ""


def write_out(form: str, done: Done) -> tuple[str, list[str]]:
    """The text of a format, and the names in it that curl does not know."""
    values = _values(done)
    unknown: list[str] = []

    def one(found: "re.Match[str]") -> str:
        if found[2] or found[3]:
            return found[2] or _ESCAPES[found[3]]
        if found[1] not in values:
            unknown.append(found[1])
        return values.get(found[1], "")

    return _PIECE.sub(one, form), unknown


def _values(done: Done) -> dict[str, str]:
    request, found = done.request, done.found
    response = found.response if found else None
    connected = found is not None and found.connected
    body, head = (len(response.body.encode()), len(response.head.encode())) if response else (0, 0)
    took_ms = found.elapsed_ms if found else 0
    took, at_once = _seconds(took_ms), _seconds(0)
    status = f"{response.status if response else 0:03}"
    headers = {name.lower(): value for name, value in response.headers} if response else {}
    return {
        "content_type": headers.get("content-type", ""),
        "errormsg": done.error,
        "exitcode": str(done.exit_code),
        "filename_effective": done.file,
        "http_code": status,
        "http_version": "1.1" if response else "0",
        "local_ip": found.local[0] if found and connected else "",
        "local_port": str(found.local[1] if found and connected else 0),
        "method": request.method if request else "GET",
        "num_connects": str(int(connected)),
        "num_redirects": str(done.redirects),
        "redirect_url": "",
        "remote_ip": request.address if request and connected else "",
        "remote_port": str(request.port if request and connected else 0),
        "response_code": status,
        "scheme": done.url.scheme.upper(),
        "size_download": str(body),
        "size_header": str(head),
        "size_request": str(len(request.head.encode()) if request and connected else 0),
        "size_upload": str(len(request.body.encode()) if request and connected else 0),
        "speed_download": str(body * 1000 // max(took_ms, 1)),
        "time_appconnect": at_once,
        "time_connect": took if connected else at_once,
        "time_namelookup": at_once,
        "time_pretransfer": took if connected else at_once,
        "time_redirect": at_once,
        "time_starttransfer": took if response else at_once,
        "time_total": took,
        "url": done.typed,
        "url_effective": done.url.text,
        "urlnum": "0",
    }


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.6f}"
