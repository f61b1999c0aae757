"""What an attempt is said to hold, beside what it holds."""

import pytest

from tests.attempt.test_memory import LINES, bytes_each, lived

ASK = ("master", "curl http://172.16.9.84:16327")
JOURNALS = {
    "nothing": (),
    "many short lines": (("laptop", "true"),) * 100,
    "much output": (("laptop", "seq 2000"),) * 20,
    "many traces": (*LINES, *(ASK,) * 30),
    "large files": tuple(("laptop", f"seq 3000 > {number}") for number in range(20)),
    "several tasks": (*LINES, ("laptop", "dcos marathon app update /httpi instances=5"), ("laptop", "true")),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_the_estimate_is_near_what_is_measured(name: str) -> None:
    measured = bytes_each(lambda: lived(JOURNALS[name]), 4)
    assert 0.6 < lived(JOURNALS[name]).weight / measured < 1.6


def test_what_is_taken_away_weighs_nothing_any_more() -> None:
    files = (("laptop", "seq 3000 > numbers"), ("laptop", ": > numbers"))
    before, after = (lived(files[:count]).weight for count in (1, 2))
    assert before > 13_000 > after
