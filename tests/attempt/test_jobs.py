"""Jobs: commands that go on when their line has ended. Each is a process; signals, waits and budgets reach it."""

import pytest

from tests.build import lived, no_tool
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster.host import PROCESSES, SIGNALS
from tutorial.shell.jobs import AT_ONCE, REMEMBERED
from tutorial.shell.terminal import JOBS

LAPTOP = "laptop"


def lines(*texts: str, gap_ms: int = 10) -> Attempt:
    return lived(*((at * gap_ms + 1, LAPTOP, "line", text) for at, text in enumerate(texts)))


def screen(attempt: Attempt, seq: int) -> str:
    return "".join(span.text for _, spans in attempt.lines[seq].output for span in spans)


def go_on(attempt: Attempt, to_ms: int) -> Attempt:
    run(attempt.advance(to_ms), no_tool)
    return attempt


def processes(attempt: Attempt) -> list[str]:
    return [" ".join(process.argv) for process in attempt.world.values(PROCESSES, LAPTOP)]


def test_a_job_goes_on_when_its_line_has_ended_and_prints_where_it_was_begun() -> None:
    attempt = lines("sleep 2 && echo done &", "echo early")
    assert attempt.lines[1].exit_code == 0
    assert screen(attempt, 1) == "[1] 2301\n"
    assert screen(attempt, 2) == "early\n"
    assert not attempt.settled
    go_on(attempt, 60_000)
    assert attempt.settled
    assert attempt.world.now_ms == 2_001
    assert screen(attempt, 1) == "[1] 2301\ndone\n[1]+  Done                    sleep 2 && echo done\n"
    assert attempt.lines[1].exit_code == 0


def test_a_job_is_a_process_of_its_host_as_long_as_it_runs() -> None:
    attempt = lines("sleep 2 &")
    assert "sleep 2" in processes(attempt)
    assert "sleep 2" not in processes(go_on(attempt, 5_000))
    assert not attempt.world.values(SIGNALS, LAPTOP)


def test_jobs_lists_what_runs_and_once_it_has_ended_no_more() -> None:
    attempt = lines("sleep 20 &", "sleep 30 | cat &", "jobs", "jobs -l %1", "jobs -p")
    assert screen(attempt, 3) == (
        "[1]-  Running                 sleep 20 &\n[2]+  Running                 sleep 30 | cat &\n"
    )
    assert screen(attempt, 4) == "[1]-  2301 Running                 sleep 20 &\n"
    assert screen(attempt, 5) == "2301\n2302\n"
    go_on(attempt, 60_000)
    run(attempt.execute(Entry(6, 70_000, LAPTOP, "line", "jobs; echo $?; sleep 1 &")), no_tool)
    assert screen(attempt, 6) == "0\n[1] 2303\n"


def test_wait_waits_for_jobs_of_earlier_lines() -> None:
    attempt = lines("(sleep 3; exit 4) &", "wait $!; echo $?")
    assert attempt.busy(LAPTOP)
    go_on(attempt, 60_000)
    assert (attempt.lines[2].text("stdout"), attempt.lines[2].exit_code) == ("4\n", 0)
    assert attempt.world.now_ms == 3_001


def test_fg_waits_for_a_job_and_ctrl_c_ends_it_then() -> None:
    attempt = lived(
        (1, LAPTOP, "line", "sleep 50 &"),
        (10, LAPTOP, "line", "fg"),
        (20, LAPTOP, "interrupt", ""),
        (30, LAPTOP, "line", "jobs; echo $?"),
    )
    assert screen(attempt, 2) == "sleep 50\n^C\n"
    assert attempt.lines[2].exit_code == 130
    assert screen(attempt, 1) == "[1] 2301\n[1]+  Exit 130                sleep 50\n"
    assert screen(attempt, 4) == "0\n"
    assert attempt.settled


def test_fg_gives_the_jobs_own_exit_code() -> None:
    attempt = go_on(lines("(sleep 2; exit 3) &", "fg %1; echo $?"), 9_000)
    assert screen(attempt, 2) == "(sleep 2; exit 3)\n3\n"


def test_ctrl_c_ends_the_line_before_the_terminal_alone() -> None:
    attempt = lived((1, LAPTOP, "line", "sleep 5 &"), (9, LAPTOP, "line", "sleep 50"), (20, LAPTOP, "interrupt", ""))
    assert attempt.lines[2].exit_code == 130
    assert "Done" in screen(go_on(attempt, 9_000), 1)


def test_another_terminal_kills_a_job_by_its_process() -> None:
    attempt = lived((1, "S1", "line", "sleep 50 &"), (9, "S1", "line", "wait; echo $?"))
    (job,) = attempt.world.values(JOBS, "S1")
    run(attempt.execute(Entry(3, 20, "S1", "interrupt", "")), no_tool)
    run(attempt.execute(Entry(4, 30, "master", "line", f"ssh root@172.16.9.84 kill {job.pid}")), no_tool)
    go_on(attempt, 40)
    assert screen(attempt, 1).endswith("[1]+  Terminated              sleep 50\n")
    assert attempt.settled


@pytest.mark.parametrize(
    ("signal", "words", "code"),
    [
        ("", "Terminated", 143),
        ("-9", "Killed", 137),
        ("-HUP", "Hangup", 129),
        ("-s USR1", "User defined signal 1", 138),
    ],
)
def test_a_signal_ends_a_job_with_its_words(signal: str, words: str, code: int) -> None:
    attempt = lines("sleep 50 &", f"kill {signal} %1; wait $!; echo $?")
    assert screen(attempt, 1) == f"[1] 2301\n[1]+  {words:<24}sleep 50\n"
    assert screen(attempt, 2) == f"{code}\n"
    assert "sleep 50" not in processes(attempt)


def test_a_stopped_job_waits_until_it_is_sent_on() -> None:
    attempt = lines("sleep 5 &", "kill -STOP %1", "jobs; bg", "jobs")
    assert screen(attempt, 3) == "[1]+  Stopped                 sleep 5\n[1]+ sleep 5 &\n"
    assert screen(attempt, 4) == "[1]+  Running                 sleep 5 &\n"
    go_on(attempt, 60_000)
    assert screen(attempt, 1).endswith("[1]+  Done                    sleep 5\n")


def test_nothing_waits_for_a_stopped_job() -> None:
    attempt = lines("sleep 5 &", "kill -STOP $!")
    assert attempt.settled
    assert go_on(attempt, 60_000).world.now_ms < 60_000


def test_an_interrupt_by_kill_lets_ping_say_what_it_has_heard() -> None:
    attempt = lived((1, "S1", "line", "ping 172.16.9.10 > f &"), (2_500, "S1", "line", "kill -INT %1; wait; cat f"))
    assert "3 packets transmitted, 3 received, 0% packet loss" in screen(attempt, 2)


def test_the_jobs_of_a_shell_that_ends_are_hung_up() -> None:
    attempt = lived(
        (1, "master", "line", "ssh 172.16.9.84"), (10, "master", "line", "sleep 99 &"), (20, "master", "line", "exit")
    )
    assert attempt.settled
    assert not [one for one in attempt.world.values(PROCESSES, "S1") if one.name == "sleep"]


def test_a_job_ends_by_the_budget_of_its_line_and_says_so() -> None:
    attempt = go_on(lines("while true; do true; done &", "echo meanwhile"), 60_000)
    assert screen(attempt, 2) == "meanwhile\n"
    assert "hopscope: the line has used up its 200,000 steps; it was ended\n" in screen(attempt, 1)
    assert screen(attempt, 1).endswith("[1]+  Exit 137                while true; do true; done\n")
    assert attempt.settled
    assert 200_000 <= attempt.steps < 205_000


@pytest.mark.parametrize(
    "bomb", ["f() { f | f & }; f", "f() { f & f & }; f", ":(){ :|:& };:", "while true; do sleep 9 & done"]
)
def test_a_fork_bomb_ends_by_the_budget_of_its_line(bomb: str) -> None:
    attempt = go_on(lines(bomb), 600_000)
    assert attempt.settled
    assert attempt.lines[1].exit_code is not None
    assert attempt.steps < 230_000
    assert not processes(attempt)
    run(attempt.execute(Entry(2, attempt.next_at_ms(), LAPTOP, "line", "echo still here")), no_tool)
    assert screen(attempt, 2) == "still here\n"


def test_a_terminal_runs_so_many_jobs_at_once_and_remembers_so_many() -> None:
    attempt = lines(f"for i in $(seq {AT_ONCE + 1}); do sleep 1 & done")
    assert "bash: fork: retry: Resource temporarily unavailable\n" in screen(attempt, 1)
    assert len(processes(attempt)) == AT_ONCE
    go_on(attempt, 9_000)
    assert len(attempt.world.values(JOBS, LAPTOP)) == REMEMBERED


def test_the_same_journal_gives_the_same_world_with_jobs_looked_at_or_not() -> None:
    entries = (
        (1, LAPTOP, "line", "for i in 1 2 3; do (sleep $i; echo $i) & done"),
        (5, LAPTOP, "line", "i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done & wait"),
        (900, "S1", "line", "ping -c 3 172.16.9.10 & sleep 1; kill -INT %1"),
        (1_500, LAPTOP, "interrupt", ""),
        (5_000, LAPTOP, "line", "jobs; wait"),
    )
    at_once, looked_at = lived(*entries), lived(*entries, every_ms=7)
    for attempt in (at_once, looked_at):
        go_on(attempt, 20_000)
    assert at_once.world.state.hash() == looked_at.world.state.hash()
    assert [line.output for line in at_once.lines.values()] == [line.output for line in looked_at.lines.values()]


def test_a_subshell_does_not_wait_for_what_it_leaves_behind() -> None:
    attempt = lines("(sleep 9; echo late &); (sleep 5 && echo orphan &); echo early; jobs")
    assert attempt.lines[1].exit_code is None, "the first one has something to wait for itself"
    go_on(attempt, 9_002)
    assert (screen(attempt, 1), attempt.lines[1].exit_code) == ("early\nlate\n", 0)
    go_on(attempt, 60_000)
    assert screen(attempt, 1) == "early\nlate\norphan\n", "nobody is told of its end"
    assert "sleep 5" not in processes(attempt)
    assert attempt.settled


@pytest.mark.parametrize("reader", ["$(sleep 5; echo x &)", "$(sleep 5 & echo x)"])
def test_who_reads_what_a_subshell_leaves_behind_prints_waits_for_it(reader: str) -> None:
    attempt = lines(f"echo {reader}; (sleep 5 &) | cat; echo end")
    go_on(attempt, 60_000)
    assert screen(attempt, 1) == "x\nend\n"
    assert attempt.world.now_ms == 10_001


def test_what_was_left_behind_is_killed_by_its_number() -> None:
    attempt = lines("(sleep 500 & echo $!)", "kill 2301; jobs; wait; echo $?")
    assert (screen(attempt, 1), screen(attempt, 2)) == ("2301\n", "0\n")
    assert "sleep 500" not in processes(attempt)
    assert attempt.settled
