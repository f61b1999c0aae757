"""Journals that were recorded once give the world that this engine gave them then, in all time to come."""

import pytest

from tests.attempt.golden import SCRIPTS, load, replay
from tutorial.attempt import ENGINE

DATA = load()
CHANGED = f"""
The journal {{name!r}} gives another world than engine {ENGINE} gave it: from entry {{seq}} on, {{text!r}}.
Attempts that people keep are replayed from their journals: they would open with another world than they were left with.
If you did not mean to change what the simulated world does, find out what did.
If you did: raise ENGINE in tutorial/attempt/attempt.py, run `python -m tests.attempt.golden`, commit both together.
(While nobody has attempts of engine {ENGINE} yet: `python -m tests.attempt.golden --again`.)
"""


def test_the_engine_of_today_is_recorded() -> None:
    assert ENGINE in DATA["engines"], "run `python -m tests.attempt.golden` and commit what it writes"


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_recorded_journal_gives_the_recorded_world(name: str) -> None:
    journal, recorded = DATA["journals"][name], DATA["engines"][ENGINE][name]
    for seq, (made, before) in enumerate(zip(replay(journal), recorded, strict=True), 1):
        assert made == before, CHANGED.format(name=name, seq=seq, text=journal[seq - 1]["text"])
