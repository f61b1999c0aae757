"""Operations between two pictures: they lead from one to the other, and one list after another leads further."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from tutorial.topology.operations import Document, apply, operations

NAMES = st.sampled_from(["agent:S1", "agent:S2", "link:S1/eth0", "task:a", "edge:a--b"])
TEXTS = st.sampled_from(["", "a", "b"])
PLACES = st.fixed_dictionaries({"band": TEXTS, "order": st.integers(0, 2), "slot": st.integers(0, 2)})


@st.composite
def documents(draw: st.DrawFn, name: str) -> Document:
    """An element; only edges have ends."""
    document: Document = {
        "id": name,
        "kind": draw(st.sampled_from(["agent", "task", "edge"])),
        "parent": draw(st.one_of(st.none(), NAMES)),
        "label": draw(TEXTS),
        "state": draw(TEXTS),
        "place": draw(PLACES),
        "facts": draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
    }
    ends = {"source": draw(NAMES), "target": draw(NAMES)} if draw(st.booleans()) else {}
    return document | ends


@st.composite
def pictures(draw: st.DrawFn) -> dict[str, Document]:
    names = draw(st.lists(NAMES, unique=True, max_size=5))
    return {name: draw(documents(name)) for name in names}


@given(pictures(), pictures())
def test_operations_lead_from_one_picture_to_the_other(before: dict[str, Document], after: dict[str, Document]) -> None:
    kept = copy.deepcopy(before)
    assert apply(before, operations(before, after)) == after
    assert before == kept


@given(pictures(), pictures(), pictures())
def test_operations_may_be_applied_one_list_after_another(
    first: dict[str, Document], second: dict[str, Document], third: dict[str, Document]
) -> None:
    way = [*operations(first, second), *operations(second, third)]
    assert apply(first, way) == third


@given(pictures())
def test_nothing_leads_from_a_picture_to_itself(picture: dict[str, Document]) -> None:
    assert operations(picture, copy.deepcopy(picture)) == []


@given(pictures(), pictures())
def test_operations_come_as_additions_moves_changes_removals(
    before: dict[str, Document], after: dict[str, Document]
) -> None:
    kinds = [operation[0] for operation in operations(before, after)]
    order = ["add", "move", "change", "remove"]
    assert [order.index(kind) for kind in kinds] == sorted(order.index(kind) for kind in kinds)


def test_a_move_says_where_and_a_change_says_what() -> None:
    before = {"task:a": {"id": "task:a", "label": "a", "state": "staging", "place": {"slot": 0}, "parent": "agent:S1"}}
    after = {"task:a": {"id": "task:a", "label": "a", "state": "running", "place": {"slot": 1}, "parent": "agent:S1"}}
    assert operations(before, after) == [
        ["move", "task:a", {"place": {"slot": 1}}],
        ["change", "task:a", {"state": "running"}],
    ]
