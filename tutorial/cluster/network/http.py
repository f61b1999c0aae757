"""HTTP messages between programs of the cluster."""

from dataclasses import dataclass

REASONS = {
    200: "OK",
    301: "Moved Permanently",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What a client sends, and how long it waits (ms; None: as long as the kernel). `url` is what was typed, `peer` the
    address from which the server that reads it was asked. `tls`: it came encrypted, for `server_name` where one was
    told."""

    address: str
    port: int
    method: str = "GET"
    path: str = "/"
    headers: Headers = ()
    body: str = ""
    url: str = ""
    connect_timeout_ms: int | None = None
    max_time_ms: int | None = None
    peer: str = ""
    tls: bool = False
    server_name: str = ""

    @property
    def size(self) -> int:
        """Its bytes on the wire."""
        return len(f"{self.head}{self.body}".encode())

    @property
    def head(self) -> str:
        """The request's line and headers as they go over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers)]
        return "".join(f"{line}\r\n" for line in [*lines, ""])


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

    @property
    def size(self) -> int:
        """Its bytes on the wire."""
        return len(f"{self.head}{self.body}".encode())

    @property
    def head(self) -> str:
        """The answer's status line and headers as they come over the wire."""
        lines = [f"HTTP/1.1 {self.status} {self.reason}", *(f"{name}: {text}" for name, text in self.headers)]
        return "".join(f"{line}\r\n" for line in [*lines, ""])
