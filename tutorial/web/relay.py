"""A relay for clients of a Mesos master that know no paths, such as Mesos-DNS: calls that only ask, on a port.

Law of this file: the address of the cluster is a capability. It is sent to its own server, and said to nobody else.
"""

import json
import re
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

CALL = re.compile(r"/(?:master/)?(?P<name>state|state-summary|slaves)(?:\.json)?/*")
"""The calls of a master that only ask. Clients older than Mesos 1.0 add `.json`."""
REDIRECT = re.compile(r"/(?:master/)?redirect/*")
"""By this call a client finds the leading master."""
SECRET = re.compile(r"(?:/[\w.~-]+)*/c/[\w-]+", re.ASCII)
PASSED = ("Content-Type", "Retry-After")
MOST_BYTES = 32 * 2**20
PATIENCE_S = 20.0
MOST_AT_ONCE = 16

Say = Callable[[str], object]


class Unfit(Exception):
    """What somebody asked for can't be: in words, with the HTTP status where there is a client to tell."""

    def __init__(self, message: str, status: int = HTTPStatus.BAD_GATEWAY) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What the cluster's server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster answers. Its text leaves the capability out."""

    https: bool
    host: str
    port: int | None
    path: str

    @classmethod
    def at(cls, url: str) -> "Cluster":
        """The cluster at its address, `http://…/c/<capability>/`. Raises Unfit, without repeating the address."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise Unfit("the cluster's address is not an address: look at its host and port") from error
        path = parts.path.rstrip("/")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise Unfit("the cluster's address must begin with http://HOST or https://HOST")
        if parts.query or parts.fragment or not SECRET.fullmatch(path):
            raise Unfit("the cluster's address must end with /c/ and its capability, and nothing behind it")
        return cls(parts.scheme == "https", parts.hostname, port, path)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        return f"{'https' if self.https else 'http'}://{host}{port}{self.path.rpartition('/')[0]}/…"

    def get(self, path: str) -> Answer:
        """What a path below the cluster's address is answered with. Raises Unfit when nothing of use comes."""
        kind = HTTPSConnection if self.https else HTTPConnection
        connection = kind(self.host, self.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", self.path + path, headers={"Accept": "application/json"})
            response = connection.getresponse()
            body = response.read(MOST_BYTES + 1)
        except TimeoutError as error:
            raise Unfit(f"{self} has not answered for {PATIENCE_S:.0f} s", HTTPStatus.GATEWAY_TIMEOUT) from error
        except (OSError, HTTPException, UnicodeError) as error:
            raise Unfit(f"{self} can't be asked: {_reason(error)}") from error
        finally:
            connection.close()
        if len(body) > MOST_BYTES:
            raise Unfit(f"{self} answered with more than {MOST_BYTES // 2**20} MiB")
        if response.length:
            raise Unfit(f"{self} broke off its answer")
        if 300 <= response.status < 400:
            raise Unfit(f"{self} sends clients elsewhere ({response.status}): give the address that it sends them to")
        headers = {name: value for name in PASSED if (value := response.headers[name])}
        return Answer(response.status, headers, body)


def _reason(error: Exception) -> str:
    """An error's words; those of HTTP's errors may repeat what was received, so only their kind is told."""
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__


def led_by(body: bytes, leader: str) -> bytes:
    """A master's state with another address of its leader. Raises Unfit when it is no state."""
    try:
        state = json.loads(body)
    except ValueError as error:
        raise Unfit("the cluster's state is not JSON") from error
    if not isinstance(state, dict) or "leader" not in state:
        raise Unfit("the cluster's state names no leader")
    return json.dumps({**state, "leader": f"master@{leader}"}, separators=(",", ":")).encode()


def listening_place(text: str) -> tuple[str, int]:
    """The host and port of `HOST:PORT`, an IPv6 address in brackets. Raises Unfit."""
    found = re.fullmatch(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]/\s]+)):(?P<port>[0-9]{1,5})", text)
    if not found or int(found["port"]) > 65535:
        raise Unfit(f"{text!r} is not HOST:PORT, such as 127.0.0.1:5050")
    return found["six"] or found["host"], int(found["port"])


class Relay(ThreadingHTTPServer):
    """Answers on a port with what a cluster answers. At most so many at once; others wait to be taken.

    Raises Unfit when the port can't be had. `say` is told what went wrong.
    """

    daemon_threads = True

    def __init__(self, cluster: Cluster, place: tuple[str, int], say: Say) -> None:
        self.cluster, self.say = cluster, say
        self._free = threading.BoundedSemaphore(MOST_AT_ONCE)
        try:
            self.address_family = socket.getaddrinfo(*place, type=socket.SOCK_STREAM)[0][0]
            super().__init__(place, Asked)
        except OSError as error:
            raise Unfit(f"{place[0]} port {place[1]} can't be listened on: {error.strerror}") from error

    def server_bind(self) -> None:
        """Bind without looking up the host's name, which nobody needs and may take long."""
        TCPServer.server_bind(self)

    @property
    def place(self) -> str:
        """`HOST:PORT` of the socket itself."""
        return _place(self.socket)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take the next client when there is room."""
        self._free.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, and make room."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no error of ours; anything else is said with its traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _place(own: socket.socket) -> str:
    host, port = own.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Asked(BaseHTTPRequestHandler):
    """One call on the relay; the connection ends with its answer."""

    server: Relay
    server_version, sys_version = "hopscope-relay", ""
    timeout = PATIENCE_S
    error_content_type, error_message_format = "text/plain; charset=utf-8", "%(message)s\n"

    def do_GET(self) -> None:  # the base class's name
        """Answer a call of a master that only asks."""
        path = self.path.partition("?")[0]
        try:
            if REDIRECT.fullmatch(path):
                # A host without a scheme is what a master itself sends.
                self._send(HTTPStatus.TEMPORARY_REDIRECT, {"Location": f"//{_place(self.connection)}"}, b"")
            elif call := CALL.fullmatch(path):
                self._pass_on(call["name"])
            else:
                raise Unfit("only /state, /state-summary, /slaves and /redirect are relayed", HTTPStatus.NOT_FOUND)
        except Unfit as unfit:
            self._refuse(unfit)

    do_HEAD = do_GET  # noqa: N815  # names that http.server looks for

    def do_POST(self) -> None:
        """Refuse what might change something."""
        self._refuse(Unfit("only GET and HEAD are relayed", HTTPStatus.METHOD_NOT_ALLOWED), Allow="GET, HEAD")

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815  # names that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Calls are not logged; what went wrong is said where it is known."""

    def _pass_on(self, call: str) -> None:
        answer = self.server.cluster.get(f"/mesos/master/{call}")
        body = answer.body
        if call == "state" and answer.status == HTTPStatus.OK:
            body = led_by(body, _place(self.connection))
        if answer.status >= 400:
            self._say(f"{self.server.cluster} answered {answer.status}")
        self._send(answer.status, answer.headers, body)

    def _refuse(self, unfit: Unfit, **headers: str) -> None:
        self._say(str(unfit))
        self._send(unfit.status, {"Content-Type": "text/plain; charset=utf-8", **headers}, f"{unfit}\n".encode())

    def _say(self, text: str) -> None:
        self.server.say(f"{self.command} {ascii(self.path)[1:-1][:80]}: {text}")

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
