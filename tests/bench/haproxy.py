"""What writing Marathon-LB's `haproxy.cfg` costs for few apps and many, each with five tasks, two ports and a name."""

import time
from itertools import pairwise
from statistics import median
from typing import Any

from tests.bench.table import Row
from tutorial.cluster.marathonlb.config import write
from tutorial.cluster.marathonlb.flags import Flags

SIZES = (10, 100, 1_000)
TASKS = 5
GROWTH_AIM = 1.5
TRIES = 9


def apps(count: int) -> list[dict[str, Any]]:
    """So many apps, every third of them with a path."""
    return [_app(number) for number in range(count)]


def _app(number: int) -> dict[str, Any]:
    path = {"HAPROXY_0_PATH": f"/p{number}"} if number % 3 == 0 else {}
    return {
        "id": f"/shop/app-{number}",
        "labels": {"HAPROXY_GROUP": "external", "HAPROXY_0_VHOST": f"app-{number}.example.com", **path},
        "portDefinitions": [{"port": 10_000 + 2 * number}, {"port": 10_001 + 2 * number}],
        "tasks": [_task(number, at) for at in range(TASKS)],
    }


def _task(number: int, at: int) -> dict[str, Any]:
    ports = [1025 + (7 * number + at) % 30_000, 31_025 + number]
    return {"id": f"{number}.{at}", "host": f"172.16.{1 + number % 200}.{1 + at}", "ports": ports}


def once(given: list[dict[str, Any]]) -> float:
    """Processor time of one file, in ms."""
    began = time.process_time()
    written = write(given, Flags())
    took = (time.process_time() - began) * 1000
    assert written.body.count("\n  server ") == len(given) * TASKS * 2
    return took


def rows() -> list[Row]:
    """The time for each size, from the second on beside that for as many times fewer apps, as many times."""
    given = [apps(count) for count in SIZES]
    tries = [[once(some) for some in given] for _ in range(TRIES)]
    times = dict(zip(SIZES, (median(column) for column in zip(*tries, strict=True)), strict=True))
    few = Row(_what(SIZES[0]), times[SIZES[0]], "ms")
    return [few, *(_beside(count, fewer, times) for fewer, count in pairwise(SIZES))]


def _what(count: int) -> str:
    return f"haproxy.cfg for {count:,} apps of {TASKS} tasks"


def _beside(count: int, fewer: int, times: dict[int, float]) -> Row:
    took, peer = times[count], times[fewer] * count / fewer
    aim = f"at most {GROWTH_AIM} times"
    return Row(
        f"{_what(count)}; peer: {count // fewer} times that for {fewer}",
        took,
        "ms",
        peer,
        aim,
        took <= GROWTH_AIM * peer,
    )
