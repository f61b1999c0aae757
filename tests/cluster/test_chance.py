"""Keyed chance: a draw depends on its key alone."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster import chance
from tutorial.cluster.state import State
from tutorial.cluster.world import World


@given(st.text(), st.text(min_size=1), st.integers(1, 10**9))
def test_a_draw_is_in_range_and_the_same_whenever_it_is_made(seed: str, purpose: str, options: int) -> None:
    first = chance.draw(seed, purpose, ("/httpi", 3), options)
    assert 0 <= first < options
    assert chance.draw(seed, purpose, ("/httpi", 3), options) == first


def test_draws_are_spread_evenly_over_the_options() -> None:
    counts = Counter(chance.draw("1", "marathon.port", ("/httpi", number), 10) for number in range(10_000))
    assert set(counts) == set(range(10))
    assert all(880 < count < 1120 for count in counts.values())


def test_nothing_to_draw_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to draw from"):
        chance.draw("1", "marathon.agent", (), 0)


@given(st.text())
def test_a_uuid_has_version_4_and_the_variant_of_rfc_4122(seed: str) -> None:
    uuid = chance.uuid4(seed, "mesos.container", ("x",))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uuid)


@given(st.integers(0, 200))
def test_hexadecimal_digits_are_as_many_as_asked_for(count: int) -> None:
    assert re.fullmatch(rf"[0-9a-f]{{{count}}}", chance.hex_digits("1", "docker.id", ("x",), count))


def pinned(value: str) -> World:
    return World(State("1", 0, pins=(("marathon.agent", ("/httpi", 1), value),)))


def test_a_pin_decides_the_draw_of_its_key() -> None:
    options = ("S1", "S2", "S3", "S4")
    assert pinned("S3").choose("marathon.agent", ("/httpi", 1), options) == "S3"
    drawn = World(State("1", 0)).choose("marathon.agent", ("/httpi", 2), options)
    assert pinned("S3").choose("marathon.agent", ("/httpi", 2), options) == drawn


def test_a_pin_that_cannot_be_honoured_falls_back_to_the_draw() -> None:
    options = ("S1", "S2")
    drawn = World(State("1", 0)).choose("marathon.agent", ("/httpi", 1), options)
    assert pinned("S9").choose("marathon.agent", ("/httpi", 1), options) == drawn
