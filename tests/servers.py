"""A real server for tests: Daphne in a child process, on a free port, with a database and a folder of its own."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
LISTENING = re.compile(r"Listening on TCP address 127\.0\.0\.1:(\d+)")


@dataclass
class Server:
    """A running server: its address, its process, the folder that holds all its data, the end of its log."""

    url: str
    process: subprocess.Popen[str]
    folder: Path
    log: deque[str] = field(default_factory=lambda: deque(maxlen=200))

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        """End the server and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


WAYS = ROOT / "var" / "ways.json"
"""What `make setup` has drawn of lessons: each server would play all solutions again for its first list of lessons."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a server that keeps everything in a folder."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"PUBLIC_URL", "HOST", "PORT", "DEBUG"}
    }
    own = {"HOPSCOPE_VAR": str(folder), "HOPSCOPE_DB": str(folder / "hopscope.sqlite3"), "LOG_LEVEL": "INFO"}
    return {**inherited, **own, **more}


def start(folder: Path, *, port: int = 0, application: str = "tutorial.asgi:application", **more: str) -> Server:
    """Start a server on a folder; its database is made if it is not there. With `port` 0 the system chooses one."""
    env = environment(folder, **more)
    if WAYS.exists() and not (folder / WAYS.name).exists():
        shutil.copy(WAYS, folder)
    if not (folder / "hopscope.sqlite3").exists():
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    options = ["-b", "127.0.0.1", "-p", str(port), "--access-log", os.devnull]
    command = [sys.executable, "-m", "tutorial.web.server", *options, application]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    server = Server("", process, folder)
    assert process.stderr is not None
    for line in process.stderr:
        server.log.append(line)
        if match := LISTENING.search(line):
            server.url = f"http://127.0.0.1:{match[1]}"
            break
    else:
        raise RuntimeError("the server did not start:\n" + "".join(server.log))
    threading.Thread(target=_drain, args=(process.stderr, server.log), daemon=True).start()
    return server


def _drain(stream: IO[str], log: deque[str]) -> None:
    """Read on, or the pipe fills up and blocks the server."""
    with stream:
        log.extend(stream)


@contextmanager
def daphne(folder: Path | None = None, *, port: int = 0, **more: str) -> Iterator[Server]:
    """A server for the time of a `with` block, on a folder of its own unless one is given."""
    with tempfile.TemporaryDirectory(prefix="hopscope-") as own:
        server = start(folder or Path(own), port=port, **more)
        try:
            yield server
        finally:
            server.stop()


def sql(folder: Path, statement: str) -> None:
    """Change the database of a server that is stopped."""
    with closing(sqlite3.connect(folder / "hopscope.sqlite3")) as connection, connection:
        connection.execute(statement)
