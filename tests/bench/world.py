"""What an attempt costs without a server: memory of many, processor time of a replay."""

import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

from tests.bench.table import Row, percentile
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster import scenario
from tutorial.cluster.state import State
from tutorial.cluster.waits import Answer, Ask
from tutorial.lesson.load import load
from tutorial.play import Typed, type_line
from tutorial.web.jqbox import SyncBox

LESSON = Path(__file__).parents[2] / "lessons" / "02-host-mode"
ATTEMPTS = 200
FIRST_LINES = 4
"""Of the solution so many lines deploy the app, find its port and ask it."""
REPLAYS = 20
MEMORY_AIM_KB, REPLAY_AIM_MS = 60.0, 50.0


def start() -> State:
    """The lesson's start world, which all its attempts share."""
    lesson = load(LESSON)
    return scenario.build(lesson.scenario, files=dict(lesson.files))


def solved(world: State) -> list[Entry]:
    """The journal of the model solution, with the answers of outside tools."""
    attempt = Attempt(world, load(LESSON))
    with SyncBox() as box:
        for line in load(LESSON).solution:
            type_line(attempt, Typed(line.terminal, line.text), box)
    return [replace(line.entry, answers=tuple(line.answers)) for line in attempt.lines.values()]


def replayed(world: State, journal: list[Entry]) -> Attempt:
    """A fresh attempt brought to the end of a journal."""
    attempt = Attempt(world, load(LESSON))
    for entry in journal:
        run(attempt.execute(entry), nobody)
        attempt.commit()
    return attempt


def nobody(ask: Ask) -> Answer:
    """The box of a replay: the journal has every answer."""
    raise LookupError(f"the journal has no answer of {ask.tool}")


def memory() -> list[Row]:
    """What each of many awake attempts holds beyond the shared start, in kB: after deploying, finding the port and
    asking, for which the aim is meant; and after the whole solution, which deploys five times more.
    """
    world = start()
    journal = solved(world)
    replayed(world, journal)
    first = _held_kb(world, journal[:FIRST_LINES])
    return [
        Row(
            f"memory of one of {ATTEMPTS} attempts, app deployed and asked",
            first,
            "kB",
            aim=f"{MEMORY_AIM_KB:.0f} kB",
            met=first <= MEMORY_AIM_KB,
        ),
        Row("memory of one that has solved the lesson; peer: the former", _held_kb(world, journal), "kB", first),
    ]


def _held_kb(world: State, journal: list[Entry]) -> float:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    attempts = [replayed(world, journal) for _ in range(ATTEMPTS)]
    each = (tracemalloc.get_traced_memory()[0] - before) / len(attempts) / 1000
    tracemalloc.stop()
    return each


def replay() -> Row:
    """A replay of the model solution, beside one of the same lines as `true`."""
    world = start()
    journal = solved(world)
    bare = [replace(entry, text="true", answers=()) for entry in journal]
    ours, peer = [], []
    for _ in range(REPLAYS):
        ours.append(_milliseconds(world, journal))
        peer.append(_milliseconds(world, bare))
    median = percentile(ours, 0.5)
    aim = f"{REPLAY_AIM_MS:.0f} ms"
    return Row(
        "replay of the solution; peer: as many `true`",
        median,
        "ms",
        percentile(peer, 0.5),
        aim,
        median <= REPLAY_AIM_MS,
    )


def _milliseconds(world: State, journal: list[Entry]) -> float:
    began = time.perf_counter()
    replayed(world, journal)
    return (time.perf_counter() - began) * 1000


def rows() -> list[Row]:
    """All figures."""
    return [*memory(), replay()]
