"""Headers that answers carry: what a page may load, who may frame it, what it tells other sites (nothing)."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

NO_DOCUMENTS = ("text/javascript", "text/css")
"""What is never shown by itself; of scripts and styles a first page has so many that each header counts."""
OF_DOCUMENTS = frozenset({"Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"})
"""What a browser obeys in a response that it shows."""

GetResponse = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


Finish = Callable[[HttpResponseBase], HttpResponseBase]
"""What is done to a response when it is there."""


class Middleware:
    """Does something before a request is answered, and something to the response, which may come at once or later."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        finish = self.begin(request)
        response = self.get_response(request)
        return finish(response) if isinstance(response, HttpResponseBase) else _later(response, finish)

    def begin(self, request: HttpRequest) -> Finish:
        """Look at a request; what comes back is to finish its response."""
        raise NotImplementedError


async def _later(response: Awaitable[HttpResponseBase], finish: Finish) -> HttpResponseBase:
    return finish(await response)


class SecurityHeaders(Middleware):
    """Puts the headers on every response that does not bring its own."""

    def begin(self, request: HttpRequest) -> Finish:
        """Every request's response gets them."""
        return secured


def secured(response: HttpResponseBase) -> HttpResponseBase:
    """The response with the headers; a script or a style without those that only documents obey."""
    bare = response.headers.get("Content-Type", "").startswith(NO_DOCUMENTS)
    for name, value in HEADERS.items():
        if not (bare and name in OF_DOCUMENTS):
            response.headers.setdefault(name, value)
    return response
