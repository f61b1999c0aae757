"""Bodies that are too large, at a real server: refused before they are read, however they come."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import Server
from tutorial.web.limits import BODY

HUGE = 300_000_000
"""What a hostile client says that it sends."""
SENT = 40_000_000
"""What it does send, for as long as somebody reads."""
FLAT = 10_000_000
PART = b"x" * 64_000
POST = "POST /api/attempts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        yield connection


def answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in small letters) and body of a response that ends with the connection."""
    whole = b""
    while part := connection.recv(65_536):
        whole += part
    head, _, body = whole.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status.split()[1]), headers, body


def memory(server: Server) -> int:
    """Bytes of memory that the server holds. From now on `peak` counts."""
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
    return peak(server)


def peak(server: Server) -> int:
    """The most bytes of memory that the server has held since `memory` was called."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def pour(connection: socket.socket, part: bytes) -> None:
    """Send on, whatever was answered, until it is enough or nobody takes it."""
    for _ in range(SENT // len(part)):
        try:
            connection.sendall(part)
        except OSError:
            return


def cut_off(connection: socket.socket) -> bool:
    """Whether the other end stops taking bytes within 20 s."""
    for _ in range(200):
        try:
            connection.sendall(b"x")
        except OSError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("path", ["/api/attempts", "/c/nobody/v2/apps", "/nowhere"])
def test_a_length_that_is_too_large_is_refused_before_anything_of_it_is_sent(server: Server, path: str) -> None:
    with connected(server) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {HUGE}\r\n\r\n".encode())
        status, headers, body = answer(connection)
    assert status == 413
    assert (headers["content-type"], headers["connection"]) == ("application/json", "close")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert json.loads(body) == {"code": "too_large", "message": f"a body may have at most {BODY:,} bytes"}


def test_who_asks_whether_to_go_on_is_told_not_to(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(f"{POST}Content-Length: {HUGE}\r\nExpect: 100-continue\r\n\r\n".encode())
        whole = b""
        while part := connection.recv(65_536):
            whole += part
    assert whole.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in whole


def test_a_body_that_is_sent_all_the_same_costs_no_memory(server: Server) -> None:
    before = memory(server)
    with connected(server) as connection:
        connection.sendall(f"{POST}Content-Length: {HUGE}\r\n\r\n".encode())
        pour(connection, PART)
        assert answer(connection)[0] == 413
    assert peak(server) - before < FLAT


def test_a_body_in_chunks_is_refused_when_it_becomes_too_large(server: Server) -> None:
    before = memory(server)
    with connected(server) as connection:
        connection.sendall(f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode())
        pour(connection, b"%x\r\n%s\r\n" % (len(PART), PART))
        assert answer(connection)[0] == 413
    assert peak(server) - before < FLAT


@pytest.mark.parametrize("framing", ["length", "chunks"])
@pytest.mark.parametrize(("size", "status"), [(BODY, 400), (BODY + 1, 413)])
def test_the_limit_is_where_it_is_said_to_be(server: Server, framing: str, size: int, status: int) -> None:
    with connected(server) as connection:
        if framing == "length":
            connection.sendall(f"{POST}Connection: close\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * size)
        else:
            connection.sendall(f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"x" * size))
        assert answer(connection)[0] == status


def test_a_client_that_goes_on_and_on_is_cut_off(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(f"{POST}Content-Length: {HUGE}\r\n\r\n".encode())
        assert answer(connection)[0] == 413
        assert cut_off(connection)
