"""Programs and shells in containers."""

import json

import pytest

from tests.build import article_attempt, no_tool, typed
from tests.cluster.definitions import bridged
from tutorial import shell
from tutorial.attempt import Attempt, Entry, Line, run
from tutorial.play import let_settle

CAN_NOT_START = (
    "OCI runtime exec failed: exec failed: container_linux.go:345: starting container process caused "
    '"exec: \\"{}\\": executable file not found in $PATH": unknown\n'
)


@pytest.fixture
def bridge() -> Attempt:
    """The article's five containers behind bridges: two of them on S3."""
    made = article_attempt({"bridge.json": json.dumps(bridged(instances=5))})
    typed(made, "dcos marathon app add bridge.json; sleep 30")
    return made


def name(attempt: Attempt) -> str:
    """The newest container of S3: 172.17.0.3, port 26186."""
    return typed(attempt, "docker ps -l --format '{{.Names}}'", "S3").text("stdout").strip()


def told(line: Line) -> tuple[str, str, int | None]:
    return line.text("stdout"), line.text("stderr"), line.exit_code


@pytest.mark.parametrize(
    ("line", "output", "code"),
    [
        ("docker exec NAME ip -4 -br addr show eth0", "eth0@if11        UP             172.17.0.3/16 \n", 0),
        ("docker exec NAME hostname | grep -cx '[0-9a-f]\\{12\\}'", "1\n", 0),
        ("docker exec NAME env | grep -c '^PORT0=26186$\\|^TERM='", "1\n", 0),
        ("docker exec -t NAME env | grep ^TERM", "TERM=xterm\n", 0),
        ("docker exec -e A=1 -e B NAME env | grep '^[AB]='", "A=1\nB=\n", 0),
        ("docker exec -w /tmp NAME pwd", "/tmp\n", 0),
        ("docker exec NAME false", "", 1),
        ("docker exec NAME sh -c 'echo $PORT0 $1; exit 3' zero one", "26186 one\n", 3),
        ("echo 'pwd; exit 4' | docker exec -i NAME sh", "/\n", 4),
        ("echo x | docker exec -i NAME cat", "x\n", 0),
        ("echo x | docker exec NAME cat", "", 0),
        ("docker exec NAME sh", "", 0),
        ("docker container exec NAME /bin/true", "", 0),
        ("docker exec NAME curl -s x", CAN_NOT_START.format("curl"), 126),
        ("docker exec NAME cd /", CAN_NOT_START.format("cd"), 126),
    ],
)
def test_a_program_runs_in_the_containers_place(bridge: Attempt, line: str, output: str, code: int) -> None:
    assert told(typed(bridge, line.replace("NAME", name(bridge)), "S3")) == (output, "", code)


def test_what_is_wrong_with_an_exec_is_said(bridge: Attempt) -> None:
    found = name(bridge)
    shown = typed(bridge, f"echo pwd | docker exec -it {found} sh", "S3")
    assert told(shown) == ("", "the input device is not a TTY\n", 1)
    assert told(typed(bridge, "docker exec none ls", "S3")) == ("", "Error: No such container: none\n", 1)
    assert '"docker exec" requires at least 2 arguments.' in typed(bridge, f"docker exec {found}", "S3").text("stderr")
    whole = typed(bridge, f"docker inspect -f '{{{{.Id}}}}' {found}", "S3").text("stdout").strip()
    typed(bridge, f"docker stop {found}", "S3")
    shown = typed(bridge, f"docker exec {found} ls", "S3")
    assert told(shown) == ("", f"Error response from daemon: Container {whole} is not running\n", 1)


@pytest.mark.parametrize(("where", "sudo"), [("S3", ""), ("master", "sudo ")])
def test_a_shell_in_a_container_takes_the_next_lines(bridge: Attempt, where: str, sudo: str) -> None:
    found = name(bridge)
    if sudo:
        typed(bridge, "ssh centos@172.16.15.168", where)
    before = bridge.terminal(where)
    typed(bridge, f"{sudo}docker exec -it {found} sh", where)
    assert bridge.terminal(where) == {"host": f"S3/{found}", "user": "root", "cwd": "/", "prompt": "/ # "}
    assert typed(bridge, "ip route | head -1; echo $PORT0", where).text("stdout") == (
        "default via 172.17.0.1 dev eth0 \n26186\n"
    )
    assert told(typed(bridge, "curl x", where)) == ("", "sh: curl: not found\n", 127)
    assert told(typed(bridge, "docker ps", where)) == ("", "sh: docker: not found\n", 127)
    offered = shell.complete(bridge.world, where, "ho", 2)
    assert [each.text for each in offered.candidates] == ["hostname "]
    typed(bridge, "cd /tmp", where)
    assert bridge.terminal(where)["prompt"] == "/tmp # "
    assert typed(bridge, "exit", where).text("stdout") == ""
    assert bridge.terminal(where) == before


def frames_of(attempt: Attempt, *lines: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Type lines at places without waiting for their ends, then let the world settle: which frames told of S3's shell,
    with its host and prompt."""
    for where, text in lines:
        run(attempt.execute(Entry(attempt.next_seq, attempt.next_at_ms(), where, "line", text)), no_tool)
    let_settle(attempt, no_tool)
    found = [frame for frame in attempt.commit() if frame.get("terminal") == "S3" and "prompt" in frame]
    assert all(("line" in frame) == (frame["type"] != "terminal") for frame in found)
    return [(frame["type"], frame["host"], frame["prompt"]) for frame in found if frame["type"] != "started"]


OUTER = ("S3", "[root@ip-172-16-15-168 ~]# ")


def test_a_shell_ends_with_its_container(bridge: Attempt) -> None:
    found = name(bridge)
    typed(bridge, f"docker exec -it {found} sh", "S3")
    typed(bridge, "ssh 172.16.15.168", "S1")
    assert frames_of(bridge, ("S1", f"docker restart {found}")) == [("terminal", *OUTER)]
    assert typed(bridge, "echo $?; hostname", "S3").text("stdout") == "137\nip-172-16-15-168\n"


def test_a_line_that_runs_in_it_ends_first(bridge: Attempt) -> None:
    found = name(bridge)
    typed(bridge, f"docker exec -it {found} sh", "S3")
    typed(bridge, "ssh 172.16.15.168", "S1")
    assert frames_of(bridge, ("S3", "sleep 30"), ("S1", f"docker kill {found}")) == [("ended", *OUTER)]
    assert typed(bridge, "hostname", "S3").text("stdout") == "ip-172-16-15-168\n"


def test_what_may_follow_a_container_is_what_the_container_has(bridge: Attempt) -> None:
    found = name(bridge)
    for typed_so_far, words in (("cur", []), ("hos", ["hostname "]), ("hostname --fq", ["--fqdn "])):
        text = f"docker exec -it {found} {typed_so_far}"
        offered = shell.complete(bridge.world, "S3", text, len(text))
        assert [each.text for each in offered.candidates] == words
