"""What Marathon costs: five tasks of a new app, one more task beside few and beside many, clusters of several sizes."""

import time
import tracemalloc
from dataclasses import replace
from statistics import median
from typing import Any

from tests.bench.table import Row
from tests.cluster.build import Cluster, app
from tutorial.cluster import scenario
from tutorial.cluster.host import Host
from tutorial.cluster.world import World

DEPLOY_AIM_MS, MORE_AIM = 5.0, 2.0
FEW, MANY, AGENTS = 50, 5_000, 100
TRIES = 15
SIZES = (5, 50, 500)
TINY: dict[str, Any] = {"cpus": 0.001, "mem": 32}


def agents(count: int) -> scenario.Scenario:
    """The article's machines, but so many private agents."""
    article = scenario.ARTICLE
    others = tuple(host for host in article.hosts if host.role != "agent")
    made = tuple(_agent(article.hosts[2], number) for number in range(1, count + 1))
    return replace(article, hosts=(*others, *made))


def _agent(like: Host, number: int) -> Host:
    ip = f"172.16.{100 + number // 250}.{1 + number % 250}"
    return replace(like, id=f"S{number}", hostname=f"ip-{ip.replace('.', '-')}", ip=ip, order=number)


def cluster(count: int) -> Cluster:
    """A cluster with so many private agents."""
    found = Cluster()
    found.world = World(scenario.build(agents(count)))
    return found


def five() -> float:
    """Processor time of a new app of five tasks, from the call until all is settled, in ms."""
    found = Cluster()
    began = time.process_time()
    found.add(app(instances=5))
    return (time.process_time() - began) * 1000


def beside(tasks: int) -> Cluster:
    """A cluster on which so many tasks run."""
    found = cluster(AGENTS)
    assert found.call("POST", "apps", app(instances=tasks, **TINY)).status == 201
    found.settle(events=200_000)
    assert found.conditions()["Running"] == tasks
    return found


def one_more(found: Cluster) -> float:
    """Processor time of scaling an app up by one task, in ms."""
    wanted = len(found.instances()) + 1
    found.world.take_changes()
    began = time.process_time()
    found.update(instances=wanted)
    found.world.take_changes()
    return (time.process_time() - began) * 1000


def more() -> Row:
    """One more task beside many, with one more beside few measured in turn."""
    few, many = beside(FEW), beside(MANY)
    pairs = [(one_more(few), one_more(many)) for _ in range(TRIES)]
    beside_few, beside_many = (median(pair[which] for pair in pairs) for which in (0, 1))
    return Row(
        f"one more task on {MANY}; peer: on {FEW}",
        beside_many,
        "ms",
        beside_few,
        f"at most {MORE_AIM:.0f} times",
        beside_many <= MORE_AIM * beside_few,
    )


def memory(count: int) -> Row:
    """What a world with so many agents and its overlay holds before its first line, in kB."""
    wanted = agents(count)
    scenario.build(wanted)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    state = scenario.build(wanted)
    held = (tracemalloc.get_traced_memory()[0] - before) / 1000
    tracemalloc.stop()
    assert state.tables
    return Row(f"memory of a world with {count} agents", held, "kB")


def rows() -> list[Row]:
    """All figures."""
    five()
    deploying = median(five() for _ in range(TRIES))
    aim = f"{DEPLOY_AIM_MS:.0f} ms"
    return [
        Row("deploying five tasks", deploying, "ms", aim=aim, met=deploying <= DEPLOY_AIM_MS),
        more(),
        *(memory(count) for count in SIZES),
    ]
