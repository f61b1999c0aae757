"""Bytes that somebody writes into a connection, as the HTTP servers of the cluster read them, and what they write back.

Source: Go's net/http server.go (readRequest, badRequestError; who asks by HTTP 1.0 is told `Connection: close`).
"""

import re
from dataclasses import dataclass, replace

from tutorial.cluster.network.http import Headers, HttpRequest, HttpResponse

_FIRST = re.compile(r"([A-Z]+) (\S+) HTTP/(1\.[01])\r?\n")
_HEADER = re.compile(r"([^\s:]+):[ \t]*([^\r\n]*?)[ \t]*\r?\n")
BAD_REQUEST = HttpResponse(
    400, (("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")), "400 Bad Request"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was written; `closes`: the server closes the connection when it has answered."""

    method: str
    path: str
    headers: Headers
    body: str
    closes: bool

    def of(self, request: HttpRequest) -> HttpRequest:
        """The request with these words."""
        return replace(request, method=self.method, path=self.path, headers=self.headers, body=self.body)


def read(text: str) -> Asked | None:
    """The request at the beginning of a text; None when it is none, or not a whole one."""
    first = _FIRST.match(text)
    if first is None:
        return None
    at, headers = first.end(), []
    while found := _HEADER.match(text, at):
        headers.append((found[1], found[2]))
        at = found.end()
    end = re.compile(r"\r?\n").match(text, at)
    if end is None:
        return None
    said = {name.lower(): value for name, value in headers}
    length = said.get("content-length", "0")
    body = text[end.end() :][: int(length)] if length.isascii() and length.isdigit() else ""
    keeps = said.get("connection", "").lower()
    closes = keeps == "close" or (first[3] == "1.0" and keeps != "keep-alive")
    return Asked(first[1], first[2], tuple(headers), body, closes)


def written(response: HttpResponse, *, closes: bool) -> str:
    """An answer as it comes over the wire."""
    if closes and not any(name.lower() == "connection" for name, _ in response.headers):
        response = replace(response, headers=(*response.headers, ("Connection", "close")))
    return response.head + response.body
