"""Ours and the recorded HTTPie, asked the same things, print the same.

Left out are colours, for terminals here have none. Where nobody could be asked for a name, nobody can be asked here.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.build import no_tool
from tests.golden.servers import attempt
from tutorial.cluster.host import FILES, File
from tutorial.cluster.network.dns.configuration import RESOLVER_FILE
from tutorial.play import Typed, type_line

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux" / "httpie.json"
RECORDINGS = json.loads(DATA.read_text())["commands"]
assert len(RECORDINGS) > 20
NOBODY = "nameserver 127.0.0.1\n"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FREE = re.compile(r"(?i)(?<=\ndate: )[^\r\n]*|(?<=object at 0x)[0-9a-f]+")
_NAME = re.compile(r"^[\w-]+(?=: )", re.M)


def levelled(text: str) -> list[str]:
    """Lines without colours, dates, places in memory. Names of headers in small letters, as HAProxy 2.6 writes them;
    without those that 2.6 and 1.9 have not both with a page of their own."""
    plain = _NAME.sub(lambda found: found[0].lower(), _FREE.sub("…", _COLOUR.sub("", text)))
    return [line for line in plain.split("\n") if not re.match("connection: close|content-length: 107", line)]


@pytest.mark.parametrize(
    "recording", RECORDINGS, ids=lambda each: f"{each['command'][5:]}{' tty' * each.get('terminal', False)}"
)
def test_http_prints_what_the_real_one_printed(recording: dict[str, Any]) -> None:
    tty = recording.get("terminal", False)
    made = attempt(tty=tty)
    if recording.get("note") == "no such name":
        made.world.put(FILES, RESOLVER_FILE, File(NOBODY), "outside")
    line = type_line(made, Typed(recording["where"], recording["command"]), no_tool)
    stdout, stderr = line.text("stdout"), line.text("stderr")
    if tty:
        stdout, stderr = stdout + stderr, ""
    assert levelled(stdout) == levelled(recording["stdout"])
    assert levelled(stderr) == levelled(recording["stderr"])
    assert line.exit_code == recording["exit"]


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("http :80/x a==b", ["GET /x?a=b HTTP/1.1", "Host: localhost"]),
        (
            "http put 172.16.15.168:9896/x?y z==1 X-A:b Accept:",
            ["PUT /x?y&z=1 HTTP/1.1", "X-A: b", "Host: 172.16.15.168:9896"],
        ),
        ("echo -n hi | http 172.16.15.168:9896 Host:me", ["POST / HTTP/1.1", "Content-Length: 2", "Host: me"]),
    ],
)
def test_items_change_what_is_sent(command: str, sent: list[str]) -> None:
    line = type_line(attempt(tty=False), Typed("master", f"{command} -v"), no_tool)
    head = line.text("stdout").split("\r\n\r\n")[0].split("\r\n")
    assert [each for each in head if each in sent] == sent
    assert ("Accept: */*" in head) == ("Accept:" not in command)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("http nope.example", "[Errno -2] Name or service not known\nCouldn’t resolve the given hostname."),
        ("http 172.16.15.168 a=b", "http: a=b: not supported here; supported items: Name:value, name==value"),
        ("http https://172.16.15.168", "TLS is not simulated; ask by http://"),
        ("http --pretty=x 172.16.15.168:9896", "--pretty: invalid choice: 'x'"),
        ("http --timeout=x 172.16.15.168:9896", "--timeout: invalid float value: 'x'"),
        ("http 'a b'", "URL using bad/illegal format"),
    ],
)
def test_what_cannot_be_asked_is_said(command: str, words: str) -> None:
    line = type_line(attempt(tty=False), Typed("master", command), no_tool)
    assert line.exit_code not in (0, None)
    assert words in line.text("stderr")
