"""A network between page and server that can be cut, swallow everything, lose connections without a word, be mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536


class Network:
    """Carries connections to a port of this machine; `url` is its own address."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._flows = threading.Event()
        self._flows.set()
        self._over = threading.Event()
        self._refuses = False
        self._ends: set[socket.socket] = set()
        self._lost: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection, and refuse new ones."""
        self._refuses = True
        for end in tuple(self._ends):
            _close(end)

    def swallow(self) -> None:
        """Take everything and carry nothing: no end of a connection notices. What is under way arrives when mended."""
        self._flows.clear()

    def lose(self) -> None:
        """Forget the connections that there are: neither end hears anything of the other again, not even its end."""
        self._lost |= self._ends

    def mend(self) -> None:
        """Carry again."""
        self._refuses = False
        self._flows.set()

    def close(self) -> None:
        """Nobody needs this network any more."""
        self.cut()
        self._flows.set()
        self._over.set()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._refuses:
                    _close(near)
                else:
                    threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        self._flows.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._target))
        except OSError:  # the server is not there
            _close(near)
            return
        self._ends |= {near, far}
        threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
        self._pump(far, near)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self._flows.wait()
                if source not in self._lost:
                    sink.sendall(data)
        if source in self._lost:
            self._over.wait()
        for end in (source, sink):
            _close(end)
            self._ends.discard(end)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def network(port: int) -> Iterator[Network]:
    """A network for the time of a `with` block."""
    found = Network(port)
    try:
        yield found
    finally:
        found.close()
