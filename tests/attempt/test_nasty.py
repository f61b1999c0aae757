"""A corpus of nasty lines: none raises, each ends by its budget, others are answered meanwhile, nothing piles up."""

import time
from collections.abc import Iterator
from pathlib import Path
from resource import getpagesize

import pytest

from tests.build import article_attempt
from tests.nasty import FAMILIES, corpus
from tutorial.attempt import LINE_BUDGET, Entry, Running
from tutorial.cluster.waits import Answer, Ask
from tutorial.shell.context import OUTPUT_LIMIT
from tutorial.shell.terminal import TERMINALS
from tutorial.web.jqbox import SyncBox

PLACES = ("laptop", "master", "S1")
FRESH_AFTER_STEPS, FRESH_AFTER_LINES = 1_500_000, 150
ASKED_EVERY = 400
"""Breaths of a nasty line between two lines of somebody else."""
LONGEST_S = 0.5
"""Of the processor, between two breaths: as long somebody else waits at most."""
GROWTH_BYTES = 200_000_000
LINES = corpus()


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


class Besieged:
    """An attempt into which nasty lines are typed, and another one whose learner goes on meanwhile."""

    def __init__(self, box: SyncBox) -> None:
        self.box, self.other = box, article_attempt()
        self.attempt = article_attempt()
        self.breaths, self.longest, self.most = 0, 0.0, 0
        self.first = resident()

    def type(self, text: str, place: str) -> None:
        """Type a line and let the clock run until nothing is left of it. One that waits for others gets Ctrl-C."""
        attempt = self.attempt
        if attempt.steps > FRESH_AFTER_STEPS or len(attempt.lines) > FRESH_AFTER_LINES:
            attempt = self.attempt = article_attempt()
        steps, seq = attempt.steps, attempt.next_seq
        self.drive(attempt.execute(Entry(seq, attempt.next_at_ms(), place, "line", text)))
        while attempt.lines[seq].exit_code is None or not attempt.settled:
            if attempt.next_due_ms is None:
                self.drive(attempt.execute(Entry(attempt.next_seq, attempt.next_at_ms(), place, "interrupt", "")))
                assert not attempt.busy(place)
            else:
                self.drive(attempt.advance(attempt.next_due_ms))
        assert [fault.error for fault in attempt.faults] == []
        assert attempt.lines[seq].exit_code in range(256)
        assert attempt.lines[seq].steps <= LINE_BUDGET + 20_000
        assert attempt.steps >= steps
        assert attempt.lines[seq].shown <= OUTPUT_LIMIT + 20_000
        while len(attempt.world[TERMINALS, place].frames) > 1:
            self.drive(attempt.execute(Entry(attempt.next_seq, attempt.next_at_ms(), place, "eof", "")))
        attempt.commit()

    def drive(self, running: Running) -> None:
        """As a server does: in slices, with others in between."""
        answer: Answer | None = None
        while True:
            began = time.process_time()
            try:
                wait = running.send(answer)
            except StopIteration:
                self.longest = max(self.longest, time.process_time() - began)
                return
            self.longest = max(self.longest, time.process_time() - began)
            answer = self.box(wait) if isinstance(wait, Ask) else None
            self.breaths += 1
            if self.breaths % ASKED_EVERY == 0:
                self.ask_the_other()

    def ask_the_other(self) -> None:
        """The other learner's line is answered at once."""
        other = self.other
        if len(other.lines) > FRESH_AFTER_LINES:
            other = self.other = article_attempt()
        seq = other.next_seq
        for _ in other.execute(Entry(seq, other.next_at_ms(), "laptop", "line", f"echo $(({self.breaths} + 1))")):
            """It breathes, too."""
        assert other.lines[seq].text("stdout") == f"{self.breaths + 1}\n"
        self.most = max(self.most, resident() - self.first)


@pytest.fixture(scope="module")
def box() -> Iterator[SyncBox]:
    with SyncBox() as opened:
        yield opened


def test_there_are_a_thousand_lines_and_no_two_alike() -> None:
    lines = [line for family in LINES.values() for line in family]
    assert len(lines) == len(set(lines)) >= 1_000


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_nasty_line_ends_by_its_budget_and_harms_nobody(family: str, box: SyncBox) -> None:
    besieged = Besieged(box)
    for number, line in enumerate(LINES[family]):
        besieged.type(line, PLACES[number % len(PLACES)])
    besieged.ask_the_other()
    assert besieged.longest < LONGEST_S
    assert besieged.most < GROWTH_BYTES
