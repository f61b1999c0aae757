"""What attempts cost beside the start world that they share."""

import gc
import tracemalloc
from collections.abc import Callable

from tests.build import FILES, no_tool
from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.play import Typed, type_line

LINES = (
    ("laptop", "dcos marathon app add httpi_host.json"),
    ("master", "curl http://172.16.9.84:80"),
    ("S1", "curl http://172.16.9.84:16327"),
    ("master", "curl http://172.16.9.84:16327"),
)
START = scenario.build(scenario.load("article"), files=FILES)


def lived(lines: tuple[tuple[str, str], ...]) -> Attempt:
    attempt = Attempt(START, cut_at=64_000)
    for where, text in lines:
        type_line(attempt, Typed(where, text), no_tool)
    return attempt


def bytes_each(make: Callable[[], object], count: int) -> float:
    """The memory that one of many takes, the first of them not counted."""
    kept = [make()]
    gc.collect()
    tracemalloc.start()
    try:
        kept += [make() for _ in range(count)]
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / count
    finally:
        tracemalloc.stop()


def test_a_fork_of_a_world_costs_next_to_nothing() -> None:
    world = lived(LINES).world
    assert bytes_each(world.fork, 1000) < 500


def test_an_attempt_at_its_start_shares_the_start() -> None:
    assert bytes_each(lambda: Attempt(START), 100) < 6_000


def test_an_attempt_after_the_lessons_lines_costs_less_than_60_kilobytes() -> None:
    assert bytes_each(lambda: lived(LINES), 40) < 60_000
