"""The laws of an attempt: replay, slices, crashes, chance, endings."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.build import article_attempt, no_tool, typed
from tutorial import shell
from tutorial.attempt import Attempt, Entry, run, settle
from tutorial.cluster.api import Request
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.waits import Ask

ROOT = Path(__file__).parents[2]
LINES = (
    ("laptop", "dcos marathon app add httpi_host.json"),
    ("laptop", "sleep 20; echo rested"),
    ("master", "curl http://172.16.9.84:16327"),
    ("S1", "sudo docker ps"),
    ("master", "curl http://172.16.9.84:9 || echo $?"),
)


def played(attempt: Attempt) -> list[str]:
    """The state hashes after each of the lines."""
    return [typed(attempt, text, where).state_hash for where, text in LINES]


def entries(attempt: Attempt) -> list[Entry]:
    return [line.entry for line in attempt.lines.values()]


def replayed(journal: list[Entry], start: Attempt, *, cut_every: int = 0) -> Attempt:
    """The same journal again; between the slices other work may happen, and the clock may be looked at."""
    for entry in journal:
        if cut_every:
            for at_ms in range(start.world.now_ms, entry.at_ms, cut_every):
                run(start.advance(at_ms), no_tool)
                start.commit()
        run(start.execute(entry), no_tool)
    return start


def test_the_same_journal_gives_the_same_hashes_and_the_same_words() -> None:
    first = article_attempt()
    hashes = played(first)
    again = replayed(entries(first), article_attempt())
    assert [line.state_hash for line in again.lines.values()] == hashes
    assert [line.output for line in again.lines.values()] == [line.output for line in first.lines.values()]


@pytest.mark.parametrize("cut_every", [1, 7, 1000])
def test_slices_of_any_size_give_the_same_world(cut_every: int) -> None:
    first = article_attempt()
    hashes = played(first)
    journal = entries(first)
    again = replayed(journal[:3], article_attempt(), cut_every=cut_every * 37)
    assert [line.state_hash for line in again.lines.values()] == hashes[:3]


def test_two_processes_with_other_hash_seeds_agree() -> None:
    program = (
        "from tests.attempt.test_laws import played; from tests.build import article_attempt;"
        "print(played(article_attempt()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(outputs) == 1
    assert json.loads(outputs.pop().replace("'", '"')) == played(article_attempt())


def drawn(attempt: Attempt) -> list[tuple[str, str, tuple[int, ...]]]:
    """What was drawn for every task: id, agent, ports."""
    return [(task.info.id, task.info.agent, task.info.ports) for task in attempt.world.values(TASKS)]


def test_an_inserted_line_changes_no_drawn_value() -> None:
    plain, other = article_attempt(), article_attempt()
    typed(other, "echo something else")
    typed(other, "true", "S3")
    for attempt in (plain, other):
        typed(attempt, "dcos marathon app add httpi_host.json")
        typed(attempt, "dcos marathon app update /httpi instances=4")
        typed(attempt, "sleep 60")
    assert len(drawn(plain)) == 4
    assert drawn(plain) == drawn(other)


def test_a_line_that_raises_leaves_the_world_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "true")
    before = dict(attempt.world.state.tables)
    listening = attempt.world.rows(SOCKETS, "S1")

    def broken(*_: object) -> None:
        attempt.world.delete(TASKS, next(iter(attempt.world.rows(TASKS)))[0])
        raise ZeroDivisionError

    monkeypatch.setattr("tutorial.shell.run_line", lambda *_: (broken() for _ in range(1)))
    line = typed(attempt, "true")
    monkeypatch.undo()
    assert line.exit_code == 70
    assert "Traceback" not in line.text("stderr")
    assert isinstance(attempt.faults[-1].error, ZeroDivisionError)
    after = dict(attempt.world.state.tables)
    assert {name for name in after if after[name] != before[name]} <= {shell.TERMINALS.name}
    assert attempt.world.rows(SOCKETS, "S1") == listening
    assert typed(attempt, "echo still here").text("stdout") == "still here\n"


def test_a_call_that_raises_is_answered_with_500_and_leaves_the_world_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    before = attempt.world.rows(TASKS)

    def broken(*_: object) -> None:
        attempt.world.delete(TASKS, before[0][0])
        raise ZeroDivisionError

    run(settle(attempt, 600_000), no_tool)
    before = attempt.world.rows(TASKS)
    monkeypatch.setattr("tutorial.cluster.api.answer", broken)
    call = Request("DELETE", "/service/marathon/v2/apps/httpi").dump()
    run(attempt.execute(Entry(2, attempt.next_at_ms(), "", "http", call)), no_tool)
    monkeypatch.undo()
    response = attempt.lines[2].response
    assert response is not None
    assert response.status == 500
    assert attempt.world.rows(TASKS) == before
    assert isinstance(attempt.faults[-1].error, ZeroDivisionError)
    assert typed(attempt, "echo still here").text("stdout") == "still here\n"


def test_an_endless_loop_ends_with_137_and_says_so() -> None:
    attempt = article_attempt()
    line = typed(attempt, "while true; do true; done")
    assert line.exit_code == 137
    assert "steps" in line.text("stderr")
    assert typed(attempt, "echo $?").text("stdout") == "137\n"


def test_an_entry_out_of_order_is_refused() -> None:
    attempt = article_attempt()
    typed(attempt, "true")
    for seq, at_ms in ((1, 99_999), (3, 99_999), (2, attempt.last_at_ms)):
        with pytest.raises(ValueError, match="does not follow"):
            run(attempt.execute(Entry(seq, at_ms, "laptop", "line", "true")), no_tool)


def test_the_stored_answer_of_a_tool_is_used_instead_of_the_tool() -> None:
    first = article_attempt()
    typed(first, "dcos marathon app add httpi_host.json")
    line = typed(first, "echo '[1,2]' | jq length")
    assert line.text("stdout") == "2\n"
    stored = [replace(shown.entry, answers=tuple(shown.answers)) for shown in first.lines.values()]
    again = replayed(stored, article_attempt())
    assert again.lines[2].text("stdout") == "2\n"
    assert again.lines[2].state_hash == line.state_hash


def test_a_tool_is_asked_while_the_world_stands_still() -> None:
    attempt = article_attempt()
    running = attempt.execute(Entry(1, 1, "laptop", "line", "echo 1 | jq ."))
    asked = next(wait for wait in running if isinstance(wait, Ask))
    assert (asked.tool, asked.stdin) == ("jq", "1\n")
    assert attempt.world.now_ms == 1


def test_what_is_not_committed_is_not_published() -> None:
    attempt = article_attempt()
    before = attempt.published
    run(attempt.execute(Entry(1, 1, "laptop", "line", "cd /tmp")), no_tool)
    assert attempt.published is before
    frames = attempt.commit()
    assert attempt.published is attempt.world.state
    assert [frame["type"] for frame in frames if frame["type"] in {"started", "ended"}] == ["started", "ended"]


def test_an_interrupt_ends_the_waiting_line_with_130() -> None:
    attempt = article_attempt()
    run(attempt.execute(Entry(1, 1, "laptop", "line", "sleep 100; echo never")), no_tool)
    assert attempt.busy("laptop")
    run(attempt.execute(Entry(2, 5, "laptop", "interrupt", "")), no_tool)
    assert attempt.lines[1].exit_code == 130
    assert "never" not in attempt.lines[1].text("stdout")
    assert not attempt.busy("laptop")


def test_a_world_is_settled_at_once_when_its_waiting_line_was_interrupted() -> None:
    attempt = article_attempt()
    run(attempt.execute(Entry(1, 1, "laptop", "line", "sleep 100")), no_tool)
    assert not attempt.settled
    run(attempt.execute(Entry(2, 5, "laptop", "interrupt", "")), no_tool)
    assert attempt.settled


def test_another_terminal_takes_lines_while_one_waits() -> None:
    attempt = article_attempt()
    run(attempt.execute(Entry(1, 1, "laptop", "line", "sleep 2; echo late")), no_tool)
    run(attempt.execute(Entry(2, 5, "S1", "line", "echo early")), no_tool)
    assert attempt.lines[2].text("stdout") == "early\n"
    assert attempt.lines[1].exit_code is None
    run(attempt.advance(2_001), no_tool)
    assert (attempt.lines[1].exit_code, attempt.lines[1].text("stdout")) == (0, "late\n")


def test_a_settled_world_does_not_move_with_the_clock() -> None:
    attempt = article_attempt()
    typed(attempt, "true")
    before = attempt.world.state
    run(attempt.advance(before.now_ms + 3_600_000), no_tool)
    assert attempt.world.state == before


def test_the_end_of_input_gives_one_terminal_frame_and_no_output() -> None:
    attempt = article_attempt()
    typed(attempt, "cd /tmp")
    run(attempt.execute(Entry(2, attempt.next_at_ms(), "laptop", "eof", "")), no_tool)
    frames = attempt.commit()
    assert [frame["type"] for frame in frames] == ["terminal"]
    assert (frames[0]["terminal"], frames[0]["text"]) == ("laptop", "exit\n")
    assert frames[0]["cwd"] == "/home/you"
    assert attempt.lines[2].text("stdout") == "exit\n"


def test_a_long_line_is_cut_once_and_a_replay_for_its_sake_has_it_all() -> None:
    def printed(whole: int | None) -> tuple[Attempt, list[dict[str, object]]]:
        attempt = Attempt(article_attempt().world.state, cut_at=15, whole=whole)
        run(attempt.execute(Entry(1, 1, "laptop", "line", "for i in 1 2 3; do echo 0123456789; done")), no_tool)
        return attempt, attempt.commit()

    cut, frames = printed(None)
    whole, all_frames = printed(1)
    assert cut.lines[1].text("stdout") == "0123456789\n0123"
    assert [frame["type"] for frame in frames] == ["started", "output", "cut", "ended"]
    assert [frame["part"] for frame in all_frames if frame["type"] == "output"] == [0]
    assert whole.lines[1].text("stdout") == "0123456789\n" * 3
    assert whole.lines[1].state_hash == cut.lines[1].state_hash


def test_what_a_step_prints_in_a_row_is_one_frame_however_it_is_driven() -> None:
    text = "echo one; echo two; ls /nowhere; echo three; sleep 1; echo four; echo five"

    def pieces(cut_every: int) -> list[tuple[int, str, str]]:
        attempt = article_attempt()
        frames = []
        for _ in attempt.execute(Entry(1, 1, "laptop", "line", text)):
            pass
        for at_ms in range(0, 2_000, cut_every):
            frames += attempt.commit()
            run(attempt.advance(at_ms), no_tool)
        frames += attempt.commit()
        return [
            (frame["part"], frame["stream"], "".join(span[0] for span in frame["spans"]))
            for frame in frames
            if frame["type"] == "output"
        ]

    assert [(part, text) for part, stream, text in pieces(1_999) if stream == "stdout"] == [
        (0, "one\ntwo\n"),
        (2, "three\n"),
        (3, "four\nfive\n"),
    ]
    assert pieces(1) == pieces(1_999)
