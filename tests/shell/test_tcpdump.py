"""tcpdump: filters in libpcap's words, what it takes and leaves, and that nothing depends on whether somebody looks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import no_tool, typed
from tests.golden.servers import attempt
from tutorial import shell
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster.network.captures import CAPTURES, SHOWN
from tutorial.cluster.network.packet import Load, Packet
from tutorial.shell.errors import ShellError
from tutorial.shell.sniffing.filters import parsed

SYN = Packet("syn", "tcp", "172.16.9.10", 40000, "172.16.15.168", 9896, source_mac="02:42:ac:11:00:02", load=Load())
SYNTAX = "can't parse filter expression: syntax error"
REFUSED = {
    "foo": SYNTAX,
    "port": SYNTAX,
    "tcp and": SYNTAX,
    "(tcp": SYNTAX,
    "10.0.0.1": SYNTAX,
    "tcp 80": SYNTAX,
    "host 10.0.0.1 10.0.0.2": SYNTAX,
    "tcp udp": SYNTAX,
    "not": SYNTAX,
    "port nosuch": "unknown port 'nosuch'",
    "udp and port nosuch": "unknown port 'nosuch'",
    "host nosuch.example": "unknown host 'nosuch.example'",
    "host 999.1.1.1": "invalid IPv4 address '999.1.1.1'",
    "port 70000": "illegal port number 70000 > 65535",
    "net 10.0.0.1/8": 'non-network bits set in "10.0.0.1/8"',
    "icmp port 80": "illegal qualifier of 'port'",
    "tcp host 1.1.1.1": "'tcp' modifier applied to host",
}
"""What libpcap 1.10.3 said of each."""
PASSES = {
    "": True,
    "tcp": True,
    "ip": True,
    "udp": False,
    "!icmp": True,
    "host 172.16.9.10 and not port 22": True,
    "src 172.16.15.168": False,
    "dst net 172.16": True,
    "dst net 10": False,
    "src or dst port 9896": True,
    "src and dst port 9896": False,
    "port 80 or 9896": True,
    "portrange 9000-9899": True,
    "tcp and (port 80 or port 81)": False,
    "port 9896 or udp and icmp": False,
    "port 9896 && host 1.1.1.1 || tcp": True,
    "tcp[tcpflags] & tcp-syn != 0": True,
    "tcp[tcpflags] & (tcp-rst|tcp-fin) != 0": False,
    "tcp[13] == 2": True,
    "icmp[icmptype] == icmp-echo": False,
    "less 74": True,
    "less 73": False,
    "ether host 02:42:AC:11:00:02": True,
    "broadcast": False,
    "ip6": False,
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_filter_is_refused_in_libpcaps_words(text: str) -> None:
    with pytest.raises(ShellError) as refused:
        parsed(text)
    assert str(refused.value) == REFUSED[text]


@pytest.mark.parametrize("text", PASSES)
def test_a_filter_lets_through_what_it_says(text: str) -> None:
    assert parsed(text)(SYN) is PASSES[text]


TYPED = "tcp udp ip arp ether src dst host net port portrange less and or not ! ( ) 80 1-9 10 é"
WORDS = st.sampled_from(TYPED.split(" "))


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_whatever_is_typed_is_a_filter_or_refused(words: list[str]) -> None:
    try:
        test = parsed(" ".join(words))
    except ShellError:
        return
    assert test(SYN) in {True, False}


def looked_at(line: str, *others: str) -> tuple[Attempt, int]:
    """An attempt in which a second terminal of S3 looks while others ask S3's httpi; the line's number."""
    made = attempt(tty=True)
    shell.open_terminal(made.world, "watches", "S3", "root")
    run(made.execute(Entry(1, 1, "watches", "line", line)), no_tool)
    for number, other in enumerate(others, 2):
        run(made.execute(Entry(number, number * 1000, "master", "line", other)), no_tool)
        run(made.advance(number * 1000 + 500), no_tool)
    return made, 1


ASK = "curl -s http://172.16.15.168:9896"


def test_packets_are_printed_while_others_send_and_the_world_stays_settled() -> None:
    made, line = looked_at("tcpdump -nn -i eth0 tcp port 9896", ASK)
    assert made.busy("watches")
    assert made.settled
    assert len(made.lines[line].text("stdout").splitlines()) == 10
    run(made.execute(Entry(3, 9_000, "watches", "interrupt", "")), no_tool)
    assert made.lines[line].text("stderr").splitlines()[-3:] == [
        "10 packets captured",
        "10 packets received by filter",
        "0 packets dropped by kernel",
    ]
    assert (made.lines[line].exit_code, made.world.scopes(CAPTURES), made.world.scopes(SHOWN)) == (0, (), ())


def test_it_ends_by_itself_when_it_has_enough() -> None:
    made, line = looked_at("tcpdump -nn -c 1 -i eth0 tcp port 9896", ASK)
    assert made.lines[line].text("stdout").count("\n") == 1
    assert "1 packet captured\n" in made.lines[line].text("stderr")
    assert not made.busy("watches")


def test_a_pipe_takes_what_it_prints_and_may_end_it() -> None:
    made, line = looked_at("tcpdump -nn -i eth0 tcp port 9896 2>/dev/null | head -n 2", ASK, ASK)
    assert [made.lines[line].text("stdout").count("\n"), made.lines[line].exit_code] == [2, 0]
    assert made.world.scopes(CAPTURES) == ()


def test_a_time_limit_ends_it_with_its_counts() -> None:
    made, line = looked_at("timeout 5 tcpdump -nn -i eth0 tcp port 9896", ASK)
    assert made.busy("watches")
    assert not made.settled
    run(made.advance(10_000), no_tool)
    assert (made.lines[line].exit_code, "10 packets captured" in made.lines[line].text("stderr")) == (124, True)


def test_nothing_depends_on_whether_somebody_looks() -> None:
    watched, _ = looked_at("tcpdump -nn -i any", ASK, "ping -c 1 172.16.15.168")
    alone, _ = looked_at("true", ASK, "ping -c 1 172.16.15.168")
    for name in sorted(set(watched.world.state.tables) | set(alone.world.state.tables)):
        if not name.startswith(("capture.", "shell.")):
            assert watched.world.state.tables.get(name) == alone.world.state.tables.get(name), name


def test_a_replay_shows_the_same() -> None:
    shown = [looked_at("tcpdump -nn -i any", ASK, ASK) for _ in range(2)]
    first, second = ((made.lines[1].text("stdout"), made.lines[3].state_hash) for made, _ in shown)
    assert first == second
    assert first[0].count("\n") > 20


def test_a_job_looks_while_its_own_terminal_asks() -> None:
    made, line = looked_at("tcpdump -nn -c 10 -i eth0 tcp port 9896 & sleep 30; echo done", ASK)
    assert made.lines[line].text("stdout").count("Flags") == 10
    assert "done" not in made.lines[line].text("stdout")


def test_only_root_may_look() -> None:
    made = attempt(tty=False)
    shell.open_terminal(made.world, "core", "S3", "core")
    run(made.execute(Entry(1, 1, "core", "line", "tcpdump -i lo; sudo tcpdump -c 0")), no_tool)
    assert made.lines[1].text("stderr") == (
        "tcpdump: lo: You don't have permission to perform this capture on that device\n"
        "(socket: Operation not permitted)\ntcpdump: invalid packet count 0\n"
    )


FORMS = {
    "-v": r"\d\d:\d\d:\d\d\.\d{6} IP \(tos 0x0, ttl 64, id \d+, offset 0, flags \[DF\], proto TCP \(6\), length 60\)",
    "-e": r"\S+ [0-9a-f:]{17} > [0-9a-f:]{17}, ethertype IPv4 \(0x0800\), length 74: 172\.16\.9\.10\..*",
    "-t": r"IP 172\.16\.9\.10\..*",
    "-ttt": r" 00:00:00\.000000 IP .*",
    "-tttt": r"2019-07-22 \d\d:\d\d:\d\d\.\d{6} IP .*",
    "-q": r"\S+ IP 172\.16\.9\.10\.\d+ > 172\.16\.15\.168\.9896: tcp 0",
}


@pytest.mark.parametrize("option", FORMS)
def test_forms_of_a_line(option: str) -> None:
    made, line = looked_at(f"tcpdump -nn {option} -c 1 -i eth0 tcp port 9896", ASK)
    assert re.fullmatch(FORMS[option], made.lines[line].text("stdout").splitlines()[0])


def test_devices_and_strangers() -> None:
    made = attempt(tty=False)
    assert typed(made, "tcpdump -D", "master").text("stdout").splitlines()[0].startswith("1.any (Pseudo-device")
    assert typed(made, "tcpdump -i nope", "master").text("stderr").startswith("tcpdump: nope: No such device exists\n")
