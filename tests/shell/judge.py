"""The machine's own bash as the judge of ours: what it prints, and what it says of a line's grammar."""

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.shell.build import Typist, world

HOME = "/home/you"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "USER": "you"}
_END = re.compile(r"unexpected (end of file|EOF)")
_FAULT = re.compile(r"line [0-9]+: (?!warning)(.*)")


@cache
def bash(line: str, *files: tuple[str, str]) -> tuple[str, int]:
    """What bash prints on standard output for a line in a home with some files, and its exit code."""
    with TemporaryDirectory() as folder:
        for name, content in files:
            Path(folder, name).write_text(content)
        done = subprocess.run(
            ["env", "--default-signal", "bash", "-c", line],  # whatever signals whoever tests may ignore
            cwd=folder,
            env=ENVIRONMENT | {"HOME": folder},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=False,
        )
    return done.stdout.decode("utf-8", "replace").replace(folder, HOME), done.returncode


@cache
def verdict(line: str) -> str:
    """`complete`, `open`, or bash's words for the first fault of a line."""
    done = subprocess.run(
        ["bash", "-n"], input=line, env=ENVIRONMENT, capture_output=True, text=True, timeout=20, check=False
    )
    if _END.search(done.stderr) or "here-document" in done.stderr:
        return "open"
    found = _FAULT.search(done.stderr)
    return found[1] if found else "complete"


def same_as_the_real_one(words: list[str], text: str) -> None:
    """A command line that reads a text does what the machine's own tool does: standard output and exit code."""
    line = f"{shlex.join(words)} < f; echo $?"
    shown = Typist(world({"f": text}), tty=False).type(line)
    assert (shown.stdout, shown.exit_code) == bash(line, ("f", text)), (line, shown.stderr)
