"""nc: the words of the real one (openbsd-netcat 1.219) for words of ours, and what it leaves to look at."""

import pytest

from tests.build import article_attempt, no_tool, typed
from tests.golden.servers import attempt
from tutorial.attempt import Entry, Line, run
from tutorial.cluster.network import sockets
from tutorial.lesson.judge import PROBES

SHAPES = (
    ("nc -zv 127.0.0.1 nosuch", "nc: port number invalid: nosuch\n"),
    ("nc -zv 127.0.0.1 70000", "nc: port number too large: 70000\n"),
    ("nc -zv 127.0.0.1 0", "nc: port number too small: 0\n"),
    ("nc -zv 127.0.0.1", "nc: missing port number\n"),
    ("nc -w x 127.0.0.1 80", "nc: timeout invalid: x\n"),
    ("nc -n -zv localhost 80", 'nc: getaddrinfo for host "localhost" port 80: Name or service not known\n'),
    ("nc -zv 127.0.0.1 http", "nc: connect to 127.0.0.1 port 80 (tcp) failed: Connection refused\n"),
    ("nc -zv localhost 81", "nc: connect to localhost (127.0.0.1) port 81 (tcp) failed: Connection refused\n"),
    ("nc -zvu 127.0.0.1 9999", ""),
    ("nc 127.0.0.1 81 </dev/null", ""),
)


@pytest.mark.parametrize(("line", "stderr"), SHAPES)
def test_the_real_ones_words(line: str, stderr: str) -> None:
    shown = typed(article_attempt(tty=False), line, "master")
    assert (shown.text("stdout"), shown.text("stderr"), shown.exit_code) == ("", stderr, 1)


def asked(text: str, options: str = "") -> Line:
    made = attempt(tty=False)
    return typed(made, f"printf '{text}' | nc {options} 172.16.15.168 9896", "master")


def test_what_is_no_request_is_refused_by_the_server() -> None:
    assert asked("hello\\n").text("stdout").splitlines()[::4] == ["HTTP/1.1 400 Bad Request", "400 Bad Request"]


def test_a_connection_that_the_server_keeps_open_is_waited_for() -> None:
    request = "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"
    made = attempt(tty=False)
    before = made.world.now_ms
    typed(made, f"printf '{request}' | nc -w 3 172.16.15.168 9896", "master")
    assert made.world.now_ms - before >= 3_000
    before = made.world.now_ms
    typed(made, f"printf '{request}' | nc -N 172.16.15.168 9896", "master")
    assert made.world.now_ms - before < 1_000


def test_an_open_udp_port_is_one_of_which_nobody_says_that_it_is_closed() -> None:
    made = attempt(tty=False)
    sockets.listen(made.world, "S3", "udp", sockets.ANY, 53, pid=1, program="dcos-net")
    shown = typed(made, "nc -zvu 172.16.15.168 53", "master")
    assert shown.text("stderr") == "Connection to 172.16.15.168 53 port [udp/domain] succeeded!\n"


def test_a_connection_leaves_a_trace_that_meets_no_goal_of_a_request() -> None:
    made = attempt(tty=False)
    (name,) = typed(made, "nc -z 172.16.15.168 9896", "master").traces
    trace = made.traces[name].summary()
    assert (trace["method"], trace["success"], trace["method"] in PROBES) == ("CONNECT", True, True)


def test_a_connection_is_closed_by_who_opened_it() -> None:
    made = attempt(tty=False)
    typed(made, "nc -z 172.16.15.168 9896", "master")
    states = [typed(made, "ss -Htan | grep 9896 | cut -d' ' -f1", place).text("stdout") for place in ("master", "S3")]
    assert states == ["TIME-WAIT\n", "LISTEN\n"]


def test_ctrl_c_leaves_what_was_seen() -> None:
    made = attempt(tty=False)
    run(made.execute(Entry(1, 1, "master", "line", "nc -zv 172.16.15.168 4444")), no_tool)
    run(made.execute(Entry(2, 2_000, "master", "interrupt", "")), no_tool)
    line = made.lines[1]
    assert (line.exit_code, [made.traces[name].summary()["error"] for name in line.traces]) == (130, ["gave up"])
