"""The ways in which a transfer fails: curl's exit codes with their words."""

from tutorial.cluster.network import tcp
from tutorial.cluster.network.fetch import EMPTY, Fetch
from tutorial.cluster.network.http import HttpRequest

MALFORMED = "URL using bad/illegal format or missing URL"


class CurlFault(Exception):
    """Ends the transfer: curl's exit code, what it says behind it, and further lines."""

    def __init__(self, exit_code: int, text: str, further: str = "") -> None:
        super().__init__(text)
        self.exit_code, self.further = exit_code, further


def malformed() -> CurlFault:
    """The URL can't be read."""
    return CurlFault(3, MALFORMED)


def of_fetch(found: Fetch, request: HttpRequest, host: str, *, on_node: bool) -> CurlFault | None:
    """What curl says of a transfer that brought no response; None when it brought one."""
    if found.response is not None:
        return None
    if not found.connected:
        return _unconnected(found, request, host, on_node=on_node)
    if found.error == tcp.GAVE_UP:
        return CurlFault(28, f"Operation timed out after {found.elapsed_ms} milliseconds with 0 bytes received")
    if found.error == EMPTY:
        return CurlFault(52, EMPTY)
    return CurlFault(56, found.error if found.error.startswith("Recv failure") else f"Recv failure: {found.error}")


def _unconnected(found: Fetch, request: HttpRequest, host: str, *, on_node: bool) -> CurlFault:
    place = f"Failed to connect to {host} port {request.port} after {found.elapsed_ms} ms"
    if found.error == tcp.GAVE_UP:
        whole, connecting = request.max_time_ms, request.connect_timeout_ms
        if connecting is not None and (whole is None or connecting < whole):
            return CurlFault(28, f"{place}: Timeout was reached")
        return CurlFault(28, f"Connection timed out after {found.elapsed_ms} milliseconds")
    if on_node:
        return CurlFault(7, f"Failed connect to {host}:{request.port}; {found.error}")
    return CurlFault(28 if found.error == tcp.TIMED_OUT else 7, f"{place}: Couldn't connect to server")
