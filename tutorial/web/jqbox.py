"""The jq box: answers an `Ask` by real jq in a child process. `SyncBox` blocks; `Pool` serves an event loop, fairly.

Law of this file: whatever a program does, there is an answer, and the box can be asked again. What was killed gets
a fixed text. Processor time and memory are limited in the child; the deadline here only guards a stuck child.
"""

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType

from tutorial.cluster.waits import Answer, Ask

ROOT = Path(__file__).parents[2]
CHILD = "import sys; sys.path.append(sys.argv[1]); from tutorial.web.jqchild.serve import main; main(sys.argv[2])"
"""The child sees Python's library and this project, and no other package."""
DEADLINE_S = 20.0
STUCK = Answer("", f"jq: stopped: no answer within {DEADLINE_S:.0f} s\n", 137)
DIED = Answer("", "jq: stopped: its process died\n", 137)


LOGGER = logging.getLogger(__name__)


class ChildDied(Exception):
    """The child closed its pipe."""


class SyncBox:
    """A box that blocks whoever asks. Its child starts with the first question and is replaced when it dies."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "SyncBox":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def __call__(self, ask: Ask) -> Answer:
        """What jq answers; ValueError for another tool."""
        if ask.tool != "jq":
            raise ValueError(f"there is no box for {ask.tool}")
        try:
            child = self._started()
            _send(child, ask)
            return _receive(child, time.monotonic() + DEADLINE_S)
        except TimeoutError:
            self.close()
            return STUCK
        except (ChildDied, OSError):
            LOGGER.exception("the jq box has lost its child")
            self.close()
            return DIED

    def close(self) -> None:
        """End the child and whatever it runs."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):  # it may have died already, with its group
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            library = importlib.util.find_spec("jq")
            assert library is not None, "the package jq is installed with Hopscope"
            assert library.origin is not None, "the package jq is a compiled module"
            self._child = subprocess.Popen(  # noqa: S603, what runs is ours
                [sys.executable, "-I", "-S", "-c", CHILD, str(ROOT), library.origin],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={"TZ": "UTC0"},  # it is read once, before the child empties its environment
                start_new_session=True,
            )
        return self._child


def _send(child: subprocess.Popen[bytes], ask: Ask) -> None:
    job = {
        "program": ask.program,
        "stdin": ask.stdin,
        "options": ask.options,
        "now_ms": ask.now_ms,
        "environment": dict(ask.environment),
    }
    data = json.dumps(job).encode()
    assert child.stdin is not None
    child.stdin.write(len(data).to_bytes(8, "big") + data)
    child.stdin.flush()


def _receive(child: subprocess.Popen[bytes], deadline: float) -> Answer:
    size = int.from_bytes(_read(child, 8, deadline), "big")
    return Answer(**json.loads(_read(child, size, deadline)))


def _read(child: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    """Exactly so many bytes; TimeoutError at the deadline, ChildDied at the end of the pipe."""
    assert child.stdout is not None
    descriptor = child.stdout.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    data = bytearray()
    while len(data) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
        piece = os.read(descriptor, size - len(data))
        if not piece:
            raise ChildDied
        data += piece
    return bytes(data)


Waiting = tuple[Ask, "asyncio.Future[Answer]"]


class Pool:
    """A few boxes for an event loop. Owners take turns, so one that asks much does not keep the others waiting."""

    def __init__(self, size: int = 2) -> None:
        self._idle = [SyncBox() for _ in range(size)]
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="jq")
        self._queues: OrderedDict[Hashable, deque[Waiting]] = OrderedDict()

    async def ask(self, owner: Hashable, ask: Ask) -> Answer:
        """The answer, when it is the owner's turn and a box is free."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(owner, deque()).append((ask, future))
        self._dispatch()
        return await future

    def _dispatch(self) -> None:
        while self._idle and self._queues:
            owner, waiting = self._queues.popitem(last=False)
            ask, future = waiting.popleft()
            if waiting:
                self._queues[owner] = waiting
            if not future.done():
                self._run(self._idle.pop(), ask, future)

    def _run(self, box: SyncBox, ask: Ask, future: "asyncio.Future[Answer]") -> None:
        running = future.get_loop().run_in_executor(self._threads, box, ask)
        running.add_done_callback(partial(self._done, box, future))

    def _done(self, box: SyncBox, future: "asyncio.Future[Answer]", running: "asyncio.Future[Answer]") -> None:
        self._idle.append(box)
        error = running.exception()
        if future.done():
            pass  # nobody waits for it any more
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(running.result())
        self._dispatch()
