"""`watch` prints a page when it differs from the last one; `time` tells the cluster's time."""

import pytest

from tests.build import lived, no_tool
from tests.shell.build import Typist, world
from tutorial.attempt import run
from tutorial.shell import context

HEAD = "Every 2.0s: cat f    laptop: Mon Jul 22 15:"


def test_watch_prints_a_page_when_it_is_another_one_and_ends_by_ctrl_c() -> None:
    attempt = lived(
        (1, "laptop", "line", "echo one > f"),
        (10, "laptop", "line", "watch cat f"),
        (9_000, "master", "line", "true"),
    )
    assert attempt.lines[2].text("stdout") == f"{HEAD}02:00 2019\n\none\n"
    assert attempt.busy("laptop")


def test_watch_shows_what_another_terminal_changes_and_ends_by_ctrl_c() -> None:
    attempt = lived(
        (1, "S1", "line", "watch -n 1 iptables -t filter -S INPUT"),
        (2_500, "master", "line", "ssh root@172.16.9.84 iptables -A INPUT -s 1.2.3.4 -j DROP"),
        (6_000, "S1", "interrupt", ""),
    )
    shown = attempt.lines[1].text("stdout")
    assert shown.count("Every 1.0s: iptables -t filter -S INPUT    Mon Jul 22") == 2
    assert shown.endswith("-P INPUT ACCEPT\n-A INPUT -s 1.2.3.4/32 -j DROP\n")
    assert attempt.lines[1].exit_code == 130
    run(attempt.advance(60_000), no_tool)
    assert attempt.settled


@pytest.mark.parametrize(
    ("line", "screen", "code"),
    [
        ("watch", "watch: usage: watch [-egt] [-n SECONDS] COMMAND…\n", 1),
        ("watch -n x true", "watch: failed to parse argument: 'x'\n", 1),
        ("watch -te false", "", 8),
        ("echo x > f; watch -gt 'cat f; echo y >> f'", "x\n", 0),
        ("watch -te 'echo $((1 + 1)); false'", "2\n", 8),
        ("watch -tex ls 'no  file;'", "ls: cannot access 'no  file;': No such file or directory\n", 8),
    ],
)
def test_watch_ends_as_its_options_say(line: str, screen: str, code: int) -> None:
    shown = Typist(world()).type(line)
    assert (shown.screen, shown.exit_code) == (screen, code)


def test_watch_without_end_ends_by_its_budget() -> None:
    shown = Typist(world()).type("watch -n 0.1 'cat f; echo x >> f'")
    assert shown.exit_code == 137
    assert shown.steps <= context.BUDGET + 1_000


def test_time_tells_how_long_it_took_in_the_clusters_time() -> None:
    typist = Typist(world())
    assert typist.type("time sleep 61.5").stderr == "\nreal\t1m1.500s\nuser\t0m0.000s\nsys\t0m0.000s\n"
    assert typist.type("time -p sleep 2 | cat").stderr == "real 2.00\nuser 0.00\nsys 0.00\n"
    shown = typist.type("time ! true; echo $?; { time false; } 2>/dev/null; echo $?")
    assert (shown.stdout, shown.stderr) == ("1\n1\n", "\nreal\t0m0.000s\nuser\t0m0.000s\nsys\t0m0.000s\n")
    assert typist.type("time for i in $(seq 300); do :; done").stderr.startswith("\nreal\t0m0.000s\nuser\t0m0.00")
