"""Lines against their peers, interleaved on the same connections of one Daphne."""

import asyncio
import itertools
import json
import sqlite3
import time
from dataclasses import dataclass, field
from random import Random
from urllib.request import Request, urlopen

import websockets

from tests.bench.table import Row, percentile
from tests.bench.world import nobody, start
from tests.servers import Server, daphne
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster.state import State
from tutorial.cluster.waits import Answer, Ask
from tutorial.play import Typed, type_line
from tutorial.web.jqbox import SyncBox

CONNECTIONS, ROUNDS = 16, 20
"""Each attempt gets fewer lines a second than it may have, because its turn comes once in so many."""
TRUE_RATIO, ALLOWANCE_MS = 1.3, 1.0
PATIENCE_S = 20.0
LINES = {
    "true": ("laptop", "true"),
    "curl": ("master", "curl http://172.16.9.84:16327"),
    "show": ("laptop", "dcos marathon app show /httpi | jq -r '.tasks[].ports[]'"),
}
OWN = ("own curl", "own show", "jq")
"""What `Alone` measures."""


@dataclass
class Client:
    """One connection to one attempt, on which the app runs."""

    socket: websockets.ClientConnection
    branch: int
    ids: "itertools.count[int]" = field(default_factory=itertools.count)

    async def exchange(self, frame: dict[str, object], last: str) -> None:
        """Send a frame and take what comes, up to the frame of type `last` that belongs to it."""
        async with asyncio.timeout(PATIENCE_S):
            await self.socket.send(json.dumps(frame))
            while True:
                got = json.loads(await self.socket.recv())
                if got["type"] == "error":
                    raise RuntimeError(got["message"])
                if got["type"] == last and got.get("id") == frame.get("id"):
                    return

    async def line(self, terminal: str, text: str) -> None:
        """Type a line and wait for its end."""
        await self.exchange({"type": "line", "id": f"l{next(self.ids)}", "terminal": terminal, "text": text}, "ended")

    async def measure(self, what: str) -> float:
        """Milliseconds of one round trip."""
        began = time.perf_counter()
        if what in LINES:
            await self.line(*LINES[what])
        else:
            await self.exchange({"type": what, "branch": self.branch}, what)
        return (time.perf_counter() - began) * 1000


async def connected(server: Server) -> Client:
    """A client of a fresh attempt with the app deployed."""
    request = Request(f"{server.url}/api/attempts", json.dumps({"lesson": "02-host-mode"}).encode())
    request.add_header("Content-Type", "application/json")
    with urlopen(request) as answer:  # noqa: ASYNC210  # nothing else runs yet
        made = json.load(answer)
    with sqlite3.connect(server.folder / "hopscope.sqlite3") as database:
        (branch,) = database.execute("SELECT current_id FROM web_attempt WHERE id = ?", (made["id"],)).fetchone()
    client = Client(await websockets.connect(made["socket"], origin=server.url, max_size=None), branch)
    await client.exchange({"type": "hello", "capability": made["write"], "have": None}, "snapshot")
    await client.line("laptop", "dcos marathon app add httpi_host.json")
    return client


async def measured(server: Server) -> dict[str, list[float]]:
    """Round trips in ms of each kind, interleaved, each round on all connections.

    Each kind comes behind each other one about equally often, for whatever follows a long one finds cold caches.
    """
    clients = [await connected(server) for _ in range(CONNECTIONS)]
    times: dict[str, list[float]] = {what: [] for what in ("echo", "echo_row", *LINES, *OWN)}
    await asyncio.sleep(10)  # the apps start by the wall clock, as they do for a learner
    deal = Random(1)
    with Alone() as alone:
        for number in range(ROUNDS):
            for client in clients:
                for what in deal.sample(list(times), len(times)):
                    elapsed = alone.measure(what) if what in OWN else await client.measure(what)
                    if number:
                        times[what].append(elapsed)
    for client in clients:
        await client.socket.close()
    return times


class Alone:
    """The same lines without server and database, and real jq on what it is asked, to be measured in between."""

    def __init__(self) -> None:
        self._box = SyncBox()
        self._attempt = deployed(start())
        self._asked: list[Ask] = []
        self._answers = {what: self._typed(what) for what in ("curl", "show")}

    def __enter__(self) -> "Alone":
        return self

    def __exit__(self, *error: object) -> None:
        self._box.close()

    def _typed(self, what: str) -> tuple[tuple[str, Answer], ...]:
        def asked(ask: Ask) -> Answer:
            self._asked.append(ask)
            return self._box(ask)

        return tuple(type_line(self._attempt, Typed(*LINES[what]), asked).answers)

    def measure(self, what: str) -> float:
        """Milliseconds of one of `OWN`: processor time of a line in its attempt, or wall time of jq."""
        return self._jq() if what == "jq" else self._line(what.removeprefix("own "))

    def _line(self, what: str) -> float:
        terminal, text = LINES[what]
        attempt = self._attempt
        entry = Entry(attempt.next_seq, attempt.next_at_ms(), terminal, "line", text, self._answers[what])
        began = time.process_time()
        run(attempt.execute(entry), nobody)
        attempt.commit()
        return (time.process_time() - began) * 1000

    def _jq(self) -> float:
        began = time.perf_counter()
        self._box(self._asked[0])
        return (time.perf_counter() - began) * 1000


def deployed(world: State) -> Attempt:
    """An attempt on which the app runs."""
    attempt = Attempt(world)
    type_line(attempt, Typed("laptop", "dcos marathon app add httpi_host.json"), nobody)
    type_line(attempt, Typed("laptop", "true"), nobody)
    return attempt


def rows() -> list[Row]:
    """One row a kind of round trip."""
    with daphne(application="tests.bench.app:application") as server:
        times = asyncio.run(measured(server))
    middle = {what: percentile(found, 0.5) for what, found in times.items()}
    stored = middle["echo_row"]
    made = [
        Row("echo, p50", middle["echo"], "ms"),
        Row("echo with one committed row, p50; peer: echo", stored, "ms", middle["echo"]),
        Row(
            "line `true`, p50; peer: echo with row",
            middle["true"],
            "ms",
            stored,
            f"ratio {TRUE_RATIO}",
            middle["true"] <= TRUE_RATIO * stored,
        ),
    ]
    for what, outside in (("curl", 0.0), ("show", middle["jq"])):
        limit = middle["true"] + middle[f"own {what}"] + outside + ALLOWANCE_MS
        aim = f"{limit:.2f} ms = `true` + own time + 1 ms"
        made.append(
            Row(
                f"line `{LINES[what][1][:24]}…`, p50; peer: `true`",
                middle[what],
                "ms",
                middle["true"],
                aim,
                middle[what] <= limit,
            )
        )
    made += [Row(f"{what}, p99", percentile(found, 0.99), "ms") for what, found in times.items() if what not in OWN]
    return made
