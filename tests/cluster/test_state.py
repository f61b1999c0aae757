"""Laws of the world as a value: digest, forks, changes, order of events."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster.state import MOST_RETRIES, Change, Index, State, Table, Tally, changed, sealed
from tutorial.cluster.world import World

THINGS: Table[int] = Table("thing")
WRITES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "S1"]), st.one_of(st.none(), st.integers(0, 5)))
)


def world(seed: str = "1") -> World:
    return World(State(seed, 0))


def written(writes: list[tuple[str, str, int | None]], cuts: bool = False) -> World:
    found = world()
    for key, scope, value in writes:
        found.put(THINGS, key, value, scope)
        if cuts:
            found.take_changes()
    found.take_changes()
    return found


@given(WRITES)
def test_the_digest_depends_on_the_rows_and_not_on_the_way_there(writes: list[tuple[str, str, int | None]]) -> None:
    found = written(writes)
    rows = [(key, scope, value) for scope in ("", "S1") for key, value in found.rows(THINGS, scope)]
    assert found.state.hash() == written(rows).state.hash()
    assert found.state.hash() == written(writes, cuts=True).state.hash()


@given(WRITES, WRITES)
def test_states_with_different_rows_have_different_hashes(
    one: list[tuple[str, str, int | None]], other: list[tuple[str, str, int | None]]
) -> None:
    first, second = written(one), written(other)
    same_rows = all(first.rows(THINGS, scope) == second.rows(THINGS, scope) for scope in ("", "S1"))
    assert (first.state.hash() == second.state.hash()) == same_rows


@given(WRITES, WRITES)
def test_the_changes_turn_the_digest_before_into_the_digest_after(
    before: list[tuple[str, str, int | None]], after: list[tuple[str, str, int | None]]
) -> None:
    found = written(before)
    start = found.state
    for key, scope, value in after:
        found.put(THINGS, key, value, scope)
    changes = found.take_changes()
    assert sealed(start, changes).digest == found.state.digest
    assert all(change.before != change.after for change in changes)


EVEN: Index[int] = Index("grouped.even", lambda number: number % 2 if number < 4 else None)
KINDS: Tally[int] = Tally("grouped.kinds", lambda number: (number % 2, number))
GROUPED: Table[int] = Table("grouped", (EVEN, KINDS))


def check_groups(found: World) -> None:
    """What the indexes say is what the rows say, and nothing else is kept."""
    kept = 0
    for scope in ("", "S1"):
        rows = dict(found.rows(GROUPED, scope))
        for group in (0, 1):
            mine = sorted(key for key, number in rows.items() if number < 4 and number % 2 == group)
            assert found.group(GROUPED, EVEN, group, scope) == tuple(rows[key] for key in mine)
            assert found.count(EVEN, group, scope) == len(mine)
            kinds = Counter(number for number in rows.values() if number % 2 == group)
            assert found.tally(KINDS, group, scope) == kinds
            kept += bool(mine) + bool(kinds)
    assert sum(map(len, found.state.groups.values())) == kept
    assert all(found.state.groups.values())


@given(WRITES, WRITES)
def test_groups_and_tallies_follow_the_rows(
    before: list[tuple[str, str, int | None]], after: list[tuple[str, str, int | None]]
) -> None:
    found = world()
    for key, scope, value in before:
        found.put(GROUPED, key, value, scope)
    check_groups(found)
    mark, fork = found.mark(), found.fork()
    for key, scope, value in after:
        found.put(GROUPED, key, value, scope)
    check_groups(found)
    check_groups(fork)
    found.restore(mark)
    check_groups(found)


def test_a_row_that_is_written_by_the_tables_name_alone_is_grouped_too() -> None:
    found = world()
    found.put(Table("grouped"), "a", 2)
    assert found.group(GROUPED, EVEN, 0) == (2,)


def test_groups_are_no_part_of_the_hash() -> None:
    plain, grouped = world(), world()
    plain.put(Table("grouped"), "a", 2)
    grouped.put(GROUPED, "a", 2)
    plain.take_changes()
    grouped.take_changes()
    bare = changed(grouped.state, groups=State("1", 0).groups)
    assert bare.hash() == plain.state.hash() == grouped.state.hash()


LAID: Table[int] = Table("laid", (Index("laid.half", lambda number: number // 2), Tally("laid.all", lambda n: (n, 1))))
ROWS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), min_size=1)


@given(ROWS, WRITES)
def test_rows_that_were_laid_are_rows_like_others(
    rows: dict[str, int], writes: list[tuple[str, str, int | None]]
) -> None:
    """Whatever is written afterwards, all is as if they had been put one by one, in every scope for itself."""
    laid, put = world(), world()
    laid.put(LAID, "own", 7, "S1")
    put.put(LAID, "own", 7, "S1")
    laid.lay(LAID, rows, ["", "S1"])
    for scope in ("", "S1"):
        for key, value in rows.items():
            put.put(LAID, key, value, scope)
    for found in (laid, put):
        for key, scope, value in writes:
            found.put(LAID, key, value, scope)
    assert laid.state.tables == put.state.tables
    assert laid.state.groups == put.state.groups


def test_a_laid_row_that_is_taken_out_and_put_back_leaves_the_digest_as_it_was() -> None:
    found = world()
    found.lay(LAID, {"a": 1, "b": 2}, ["S1", "S2"])
    begun = found.state.hash()
    found.delete(LAID, "a", "S1")
    (change,) = found.take_changes()
    assert (change.scope, change.before, change.after) == ("S1", 1, None)
    assert found.state.hash() != begun
    assert found.rows(LAID, "S2") == (("a", 1), ("b", 2))
    found.put(LAID, "a", 1, "S1")
    found.take_changes()
    assert found.state.hash() == begun


def test_worlds_with_other_laid_rows_or_scopes_have_other_digests() -> None:
    digests = set()
    for rows, scopes in (({"a": 1}, ["S1"]), ({"a": 2}, ["S1"]), ({"a": 1}, ["S2"]), ({"b": 1}, ["S1"])):
        found = world()
        found.lay(LAID, rows, scopes)
        digests.add(found.state.hash())
    assert len(digests) == 4


def test_nothing_is_laid_over_a_row_or_a_group_that_is_there() -> None:
    for key, value in (("a", 7), ("own", 1)):
        found = world()
        found.put(LAID, key, value, "S1")
        with pytest.raises(ValueError, match="beside"):
            found.lay(LAID, {"a": 1}, ["S1"])


def test_a_fork_and_its_origin_do_not_see_each_other() -> None:
    origin = world()
    origin.put(THINGS, "a", 1)
    fork = origin.fork()
    fork.put(THINGS, "a", 2)
    origin.put(THINGS, "b", 3)
    assert (origin.get(THINGS, "a"), fork.get(THINGS, "a"), fork.get(THINGS, "b")) == (1, 2, None)


def test_a_restored_world_forgets_what_was_written_since_the_mark() -> None:
    found = world()
    found.put(THINGS, "a", 1)
    mark = found.mark()
    found.put(THINGS, "a", 2)
    found.after(5, "later")
    found.restore(mark)
    assert found.take_changes() == (Change("thing", "", "a", None, 1),)
    assert found.state.queue == ()


def test_events_of_one_moment_happen_in_the_order_in_which_they_were_queued() -> None:
    found = world()
    found.after(10, "second")
    found.after(5, "first")
    found.after(10, "third")
    kinds = []
    while event := found.pop_event(until_ms=10):
        kinds.append((event.kind, found.now_ms))
    assert kinds == [("first", 5), ("second", 10), ("third", 10)]


def test_only_progress_events_keep_a_world_unsettled() -> None:
    found = world()
    found.after(10, "check", progress=False)
    assert found.settled
    found.after(10, "pull")
    assert not found.settled


def test_the_clock_does_not_jump_over_an_event() -> None:
    found = world()
    found.after(10, "pull")
    found.set_now(9)
    with pytest.raises(ValueError, match="due"):
        found.set_now(11)


def test_an_event_inherits_the_retries_of_what_is_happening() -> None:
    found = world()
    found.retries = 2
    assert found.after(1, "pull").retries == 2
    assert found.after(1, "pull", retries=5).retries == 5
    assert found.after(1, "pull", retries=1).retries == 2


def test_what_was_tried_three_times_is_not_waited_for() -> None:
    found = world()
    found.after(10, "relaunch", retries=MOST_RETRIES)
    assert found.settled
    found.after(20, "relaunch", retries=MOST_RETRIES - 1)
    assert not found.settled


def test_what_is_under_way_with_a_subject_can_be_waited_for() -> None:
    found = world()
    found.after(10, "status", "task", retries=7)
    found.after(10, "status", "other", retries=7)
    found.wait_for("task")
    assert [event.retries for event in found.state.queue] == [0, 7]
    assert not found.settled


def test_events_are_found_by_kind_and_subject() -> None:
    found = world()
    late = found.after(20, "pull", "a")
    early = found.after(10, "pull", "a")
    found.after(10, "pull", "b")
    assert found.queued("pull", "a") == (early, late)
    assert found.queued("push", "a") == ()


def test_a_changed_entry_is_what_replace_makes_and_the_old_one_stays() -> None:
    before = State("7", 1_000, now_ms=5)
    after = changed(before, rev=3, now_ms=9)
    assert after == replace(before, rev=3, now_ms=9)
    assert (before.rev, before.now_ms) == (0, 5)
    with pytest.raises(KeyError):
        changed(before, colour="red")


def test_rows_that_are_equal_but_not_alike_are_told_apart() -> None:
    one, true = world(), world()
    one.put(THINGS, "a", 1)
    true.put(THINGS, "a", True)
    for found in (one, true):
        found.take_changes()
    assert one.state.hash() != true.state.hash()
