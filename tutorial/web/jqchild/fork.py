"""One job, in a fork of its own, with limits."""

import ctypes
import json
import os
import resource
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from tutorial.web.jqchild.options import Options
from tutorial.web.jqchild.outcome import KILLED, Stop, Streams
from tutorial.web.jqchild.program import Jq, prelude

CPU_SECONDS = 1
MEMORY_MIB = 512
DEATHS = {
    signal.SIGXCPU: f"jq: stopped: it used more than {CPU_SECONDS} s of processor time\n",
    signal.SIGABRT: f"jq: stopped: it needs more than {MEMORY_MIB} MiB of memory\n",
    signal.SIGSEGV: "jq: stopped: its data or its calls are nested too deep\n",
}


def perform(library: ctypes.CDLL, job: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
    """Run a job and deliver what it prints and its exit code; the limits are those of this process."""
    streams = Streams()

    def end(stop: Stop) -> None:
        torn = stop.message and streams.err and not streams.err[-1].endswith("\n")
        streams.err += ["\n" if torn else "", stop.message]
        deliver({"stdout": "".join(streams.out), "stderr": "".join(streams.err), "exit_code": stop.code})

    try:
        front = prelude(job["program"], job["now_ms"])
        end(Stop(Jq(library, streams, front, end).run(job["program"], Options(job["options"]))))
    except Stop as stop:
        end(stop)


def confine() -> None:
    """Limit this process: no file can be opened any more, and time and memory are bounded."""
    for what, limit in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_MIB << 20),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        hard = limit + 1 if what == resource.RLIMIT_CPU else limit
        resource.setrlimit(what, (limit, hard))


def feed(data: bytes) -> None:
    """Make data the standard input. What a pipe cannot hold is written by a thread."""
    source, sink = os.pipe()
    os.dup2(source, 0)
    os.close(source)
    if len(data) <= select.PIPE_BUF:
        os.write(sink, data)
        os.close(sink)
    else:
        threading.Thread(target=pour, args=(sink, data), daemon=True).start()


def pour(descriptor: int, data: bytes) -> None:
    """Write all of it; whoever stops reading has read enough."""
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BrokenPipeError:
        return


class Spare:
    """A forked process that waits for its one job: forked ahead, so that nobody waits for the fork."""

    def __init__(self, library: ctypes.CDLL) -> None:
        source, self._jobs = os.pipe()
        self._results, sink = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._jobs)
                os.close(self._results)
                self._run(library, source, sink)
            finally:
                os._exit(1)
        os.close(source)
        os.close(sink)

    def __call__(self, job: bytes) -> bytes:
        """The result of the job as a JSON document, whatever becomes of the process."""
        with os.fdopen(self._jobs, "wb") as file:
            file.write(job)
        with os.fdopen(self._results, "rb") as file:
            data = file.read()
        status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return data if status == 0 and data else json.dumps(died(status)).encode()

    def _run(self, library: ctypes.CDLL, source: int, sink: int) -> None:
        """In the forked process: standard input is the job's, standard output and error lead nowhere."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        with os.fdopen(source, "rb") as file:
            text = file.read()
        if not text:
            os._exit(0)  # the parent has gone
        job = json.loads(text)
        os.environ.update(job["environment"])
        feed(job["stdin"].encode("utf-8", "replace"))
        confine()
        if "TZ" in job["environment"]:
            time.tzset()  # without files: a zone that is written out holds, one that is only named is UTC everywhere

        def deliver(document: dict[str, Any]) -> None:
            with os.fdopen(sink, "wb") as file:
                file.write(json.dumps(document).encode())
            os._exit(0)

        perform(library, job, deliver)


def died(status: int) -> dict[str, Any]:
    """The result of a job whose process ended without one: killed by a signal, or out of memory in Python itself."""
    cause = signal.Signals(-status) if status < 0 else signal.SIGABRT
    text = DEATHS.get(cause, f"jq: stopped by signal {cause}\n")
    return {"stdout": "", "stderr": text, "exit_code": KILLED}
