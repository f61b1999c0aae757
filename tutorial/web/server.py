"""The server that `make run` starts: Daphne, which refuses what is too large before it has read it.

Daphne takes every body whole and hands it on in memory, however large: the limit of `answers.body` comes after that.
At too large a frame it drops the connection without a word.

Run as `python -m tutorial.web.server` with Daphne's own options.
"""

import json
from http import HTTPStatus
from io import BytesIO
from typing import Any

import daphne.server  # before anything else of Twisted, for it chooses the event loop
from daphne.cli import CommandLineInterface
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.base import DelayedCall
from twisted.python.failure import Failure

from tutorial.web import frames
from tutorial.web.answers import TOO_LARGE
from tutorial.web.limits import BODY
from tutorial.web.middleware import HEADERS
from tutorial.web.websocket import text_head

LINGER_S = 5.0
"""How long a refused client may go on sending. A connection that is closed under its hands may lose the answer."""


def _refusal() -> bytes:
    """The answer to a body that is too large, as it goes over the wire."""
    status, body = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, json.dumps(TOO_LARGE).encode()
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        **HEADERS,
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


class BoundedRequest(WebRequest):
    """A request that is answered with 413 as soon as its length or its body passes the limit; the rest is dropped."""

    content: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = BODY
        self._refused = False
        self._end: DelayedCall | None = None

    def gotLength(self, length: int | None) -> None:  # noqa: N802  # Twisted's name
        """Take the headers; `length` is what they say of the body, None when it comes in chunks."""
        too_large = length is not None and length > BODY
        super().gotLength(0 if too_large else length)
        if too_large:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        """Take a part of the body."""
        self._left -= len(data)
        if self._left >= 0:
            super().handleContentChunk(data)
        elif not self._refused:
            self._refuse()

    def process(self) -> Any:
        """The request is complete: hand it on, or close the connection of a refused one."""
        return self.channel.loseConnection() if self._refused else super().process()

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802  # Twisted's name
        """The connection is closed."""
        if self._end is not None and self._end.active():
            self._end.cancel()
        super().connectionLost(reason)

    def _refuse(self) -> None:
        self._refused = True
        self._left = 0
        self.content.close()
        self.content = BytesIO()
        self.requestHeaders.removeHeader(b"Expect")  # who asked whether to go on has the answer
        self.channel.write(_refusal())
        self.channel.transport.loseWriteConnection()
        self._end = self.channel.callLater(LINGER_S, self.channel.transport.abortConnection)


class BoundedFactory(HTTPFactory):
    """Makes connections whose requests are bounded."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  # Twisted's name
        """The protocol of a new connection."""
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


class BoundedSocket(WebSocketProtocol):
    """A socket that is closed with the code of docs/protocol.md when a frame is larger than the server takes."""

    def handle_reply(self, message: dict[str, Any]) -> None:
        """As Daphne and Autobahn do it, but for the questions that they ask at every frame and the notes that nobody
        reads: for a whole text those cost more than the sending.
        """
        text = message.get("text")
        if text and self.state == self.STATE_OPEN and not self.send_queue and not self._perMessageCompress:
            data = text.encode()
            self.transport.write(text_head(len(data)) + data)
        else:
            super().handle_reply(message)

    def _max_message_size_exceeded(self, _size: int, _most: int, _reason: str) -> None:
        self.failedByMe = True  # so that nothing of the frame is kept
        self.sendCloseFrame(code=frames.TOO_LARGE, reasonUtf8=b"a frame was too large", isReply=False)


class BoundedSocketFactory(WebSocketFactory):
    """Makes sockets that say why they are closed."""

    protocol = BoundedSocket


if __name__ == "__main__":
    # Daphne's server has no other place for them.
    daphne.server.HTTPFactory = BoundedFactory
    daphne.server.WebSocketFactory = BoundedSocketFactory
    CommandLineInterface.entrypoint()
