"""The last frames of a room: given out from a border between batches, or not at all."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tutorial.web import ring
from tutorial.web.ring import Ring


def filled(*borders: int) -> Ring:
    made = Ring()
    for before, after in pairwise(borders):
        made.add(before, after, [f"{before} to {after}", "more"])
    return made


def test_who_stands_on_a_border_gets_everything_behind_it() -> None:
    held = filled(0, 1, 5, 6)
    assert held.since(1, 6) == ["1 to 5", "more", "5 to 6", "more"]
    assert held.since(6, 6) == []


def test_who_stands_on_no_border_gets_nothing() -> None:
    held = filled(2, 3, 7)
    assert [held.since(have, 7) for have in (0, 4, 6, 8)] == [None, None, None, None]


@given(sizes=st.lists(st.integers(1, 300_000), max_size=12))
def test_what_is_held_is_bounded_and_has_no_gap(sizes: list[int]) -> None:
    held = Ring()
    for rev, size in enumerate(sizes):
        held.add(rev, rev + 1, ["x" * size])
    assert sum(batch.size for batch in held._batches) <= ring.HELD
    for have in range(len(sizes)):
        missed = held.since(have, len(sizes))
        assert missed is None or [len(text) for text in missed] == sizes[have:]
