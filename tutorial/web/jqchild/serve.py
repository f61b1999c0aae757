"""The child's own main: jobs in, results out, until the other side closes."""

import ctypes
import gc
import os
import signal
import sys
from typing import IO

from tutorial.web.jqchild.fork import Spare
from tutorial.web.jqchild.library import load


def serve(library: ctypes.CDLL, source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer jobs until the other side closes."""
    gc.freeze()
    spare = Spare(library)
    while head := source.read(8):
        data = spare(source.read(int.from_bytes(head, "big")))
        sink.write(len(data).to_bytes(8, "big") + data)
        sink.flush()
        spare = Spare(library)


def main(library: str) -> None:
    """Serve standard input, with the library at that path."""
    os.environ.clear()  # Python itself puts LC_CTYPE there
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(load(library), sys.stdin.buffer, sys.stdout.buffer)
