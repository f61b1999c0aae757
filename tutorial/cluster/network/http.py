"""HTTP messages between programs of the cluster."""

from dataclasses import dataclass

REASONS = {
    200: "OK",
    301: "Moved Permanently",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What a client sends, and how long it waits (ms; None: as long as the kernel). `url` is what was typed."""

    address: str
    port: int
    method: str = "GET"
    path: str = "/"
    headers: Headers = ()
    body: str = ""
    url: str = ""
    connect_timeout_ms: int | None = None
    max_time_ms: int | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What a server answers; header names as the server writes them, in its order."""

    status: int
    headers: Headers
    body: str

    @property
    def reason(self) -> str:
        """The reason phrase that belongs to the status."""
        return REASONS.get(self.status, "")
