"""timeout, held against coreutils 8.32's words."""

import pytest

from tests.build import article_attempt, typed

CASES = {
    "timeout 1 sleep 5": ("", 124),
    "timeout 5 sleep 1": ("", 0),
    "timeout 0 sleep 1": ("", 0),
    "timeout 1 false": ("", 1),
    "timeout 2": ("Try 'timeout --help' for more information.\n", 125),
    "timeout x true": (
        "timeout: invalid time interval ‘x’\nTry 'timeout --help' for more information.\n",
        125,
    ),
    "timeout 1 nope": ("timeout: failed to run command ‘nope’: No such file or directory\n", 127),
    "timeout -s INT 1 sleep 5": ("", 124),
    "timeout 1s sleep 5 | cat": ("", 0),
}


@pytest.mark.parametrize("line", CASES)
def test_a_command_ends_when_its_time_is_over(line: str) -> None:
    shown = typed(article_attempt(tty=False), line, "master")
    assert (shown.text("stdout"), shown.text("stderr"), shown.exit_code) == ("", *CASES[line])


def test_a_ping_that_is_ended_says_nothing_more_and_an_interrupted_one_its_counts() -> None:
    ended = typed(article_attempt(tty=False), "timeout 2 ping 172.16.15.168", "master")
    stopped = typed(article_attempt(tty=False), "timeout -s INT 2 ping 172.16.15.168", "master")
    assert [("ping statistics" in shown.text("stdout"), shown.exit_code) for shown in (ended, stopped)] == [
        (False, 124),
        (True, 124),
    ]
