"""Commands of `manage.py` as a user starts them: in a process, with files or on standard input."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.servers import ROOT

MANAGE = (sys.executable, "manage.py")


def run(*words: str, given: bytes = b"") -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    done = subprocess.run([*MANAGE, *words], cwd=ROOT, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@contextmanager
def talking_to(*words: str, code: int) -> Iterator[Callable[[str], str]]:
    """A running command: gives it a line and takes the line that it answers within 30 s, without ending its input.

    It must end with an exit code once the input ends.
    """
    pipe, buffered = subprocess.PIPE, {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen([*MANAGE, *words], cwd=ROOT, stdin=pipe, stdout=pipe, env=buffered) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        stdin, stdout = running.stdin, running.stdout

        def answered(line: str) -> str:
            stdin.write(line.encode() + b"\n")
            stdin.flush()
            ready, _, _ = select.select([stdout], [], [], 30)
            assert ready, "no answer came"
            return stdout.readline().decode()

        try:
            yield answered
        finally:
            stdin.close()
        assert running.wait(timeout=30) == code
