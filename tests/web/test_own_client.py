"""`docs/bring-your-own-client.md`: every block of the page is run, in its order, against a real server."""

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from tests.servers import ROOT, Server

PAGE = ROOT / "docs" / "bring-your-own-client.md"
SITE, RELAY = "http://127.0.0.1:8000", "127.0.0.1:5050"
"""The addresses on the page, for which a test has others."""
MARK = "=== end of block"
RUN = {"sh": "{}", "python": "python3 - <<'PYTHON'\n{}PYTHON"}


@dataclass(frozen=True)
class Block:
    """What a fence of the page holds, and what the fence behind it says that it prints."""

    kind: str
    text: str
    output: str | None


def blocks() -> list[Block]:
    """The page's blocks; AssertionError for a fence that nobody would run or read."""
    found: list[Block] = []
    for fence in (token for token in MarkdownIt().parse(PAGE.read_text()) if token.type == "fence"):
        if fence.info == "output":
            found[-1] = Block(found[-1].kind, found[-1].text, fence.content)
        else:
            assert fence.info in {*RUN, "config marathon-lb", "config mesos-dns"}, fence.info
            found.append(Block(fence.info, fence.content, None))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fitted(text: str, server: Server, relay: str) -> str:
    return text.replace(SITE, server.url).replace(RELAY, relay)


def typed(folder: Path, script: str) -> str:
    """What one shell prints that is given all of it; whatever it has left running is ended."""
    for name in (".venv", "manage.py"):
        (folder / name).symlink_to(ROOT / name)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "HOME": str(folder), "DCOS_DIR": str(folder / "dcos")}
    command = ["bash", "-euo", "pipefail", "-c", script]
    pipe, merged = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=pipe, stderr=merged, text=True, start_new_session=True
    ) as shell:
        try:
            printed, _ = shell.communicate(timeout=150)
        finally:
            if shell.poll() is None:
                os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0, printed
    return printed


def as_shown(shown: str, relay: str) -> re.Pattern[str]:
    """What output looks like that the page shows: `…` is anything, alone on its line any lines."""
    lines = [re.escape(line.replace(RELAY, relay)).replace("…", ".*") for line in shown.splitlines()]
    return re.compile("".join(r"(?:.*\n)*?" if line == ".*" else f"{line}\n" for line in lines))


def test_every_block_of_the_page_runs_and_prints_what_it_shows(server: Server, tmp_path: Path) -> None:
    relay = f"127.0.0.1:{free_port()}"
    run = [block for block in blocks() if block.kind in RUN]
    script = "\n".join(f"{RUN[block.kind].format(block.text)}\necho '{MARK}'" for block in run)
    parts = typed(tmp_path, fitted(script, server, relay)).split(f"{MARK}\n")
    assert parts.pop() == ""
    assert len(parts) == len(run)
    for block, printed in zip(run, parts, strict=True):
        if block.output is not None:
            assert as_shown(block.output, relay).match(printed), (block.output, printed)


def test_the_page_shows_what_each_program_prints_or_is_given() -> None:
    found = blocks()
    assert sum(block.output is not None for block in found) >= 8
    assert {block.kind for block in found} == {*RUN, "config marathon-lb", "config mesos-dns"}
    assert PAGE.name in (ROOT / "README.md").read_text()
