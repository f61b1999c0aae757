"""The picture of a cluster that lives at random: what is sent of it adds up to what is there."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from tests.cluster.test_life import Life
from tests.topology.test_structure import check
from tutorial.topology.operations import apply
from tutorial.topology.structure import Picture, structure


class Drawn(Life):
    """A life with a viewer who gets operations and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = Picture(self.cluster.world)
        self.seen: dict[str, dict[str, Any]] = {element["id"]: element for element in self.picture.document()}
        self.slots: dict[str, tuple[str, int]] = {}

    @invariant()
    def the_viewer_sees_what_is_there(self) -> None:
        self.seen = apply(self.seen, self.picture.operations(self.cluster.world.take_changes()))
        assert self.seen == structure(self.cluster.world)
        assert self.seen == {element["id"]: element for element in self.picture.document()}
        check(self.seen)

    @invariant()
    def no_task_moves(self) -> None:
        tasks = [element for element in self.seen.values() if element["kind"] == "task"]
        slots = {task["facts"]["task id"]: (task["parent"], task["place"]["slot"]) for task in tasks}
        assert all(self.slots.get(name, place) == place for name, place in slots.items())
        self.slots = slots


TestLives = Drawn.TestCase
TestLives.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
