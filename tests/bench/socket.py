"""Lines against their peers, interleaved on the same connections of one Daphne."""

import asyncio
import itertools
import json
import sqlite3
import time
from dataclasses import dataclass, field
from urllib.request import Request, urlopen

import websockets

from tests.bench.table import Row, percentile
from tests.bench.world import nobody, start
from tests.servers import Server, daphne
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster.state import State
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
    """Round trips in ms of each kind, interleaved, each round on all connections."""
    clients = [await connected(server) for _ in range(CONNECTIONS)]
    times: dict[str, list[float]] = {what: [] for what in ("echo", "echo_row", *LINES)}
    await asyncio.sleep(10)  # the apps start by the wall clock, as they do for a learner
    for number in range(ROUNDS):
        for client in clients:
            for what, found in times.items():
                elapsed = await client.measure(what)
                if number:
                    found.append(elapsed)
    for client in clients:
        await client.socket.close()
    return times


def own_time(what: str) -> float:
    """Processor time in ms that a line takes in its attempt, without server, database and jq's process."""
    attempt = deployed(start())
    terminal, text = LINES[what]
    with SyncBox() as box:
        answers = tuple(type_line(attempt, Typed(terminal, text), box).answers)
    times = []
    for _ in range(50):
        entry = Entry(attempt.next_seq, attempt.next_at_ms(), terminal, "line", text, answers)
        began = time.process_time()
        run(attempt.execute(entry), nobody)
        attempt.commit()
        times.append((time.process_time() - began) * 1000)
    return percentile(times, 0.5)


def deployed(world: State) -> Attempt:
    """An attempt on which the app runs."""
    attempt = Attempt(world)
    type_line(attempt, Typed("laptop", "dcos marathon app add httpi_host.json"), nobody)
    type_line(attempt, Typed("laptop", "true"), nobody)
    return attempt


def jq_time() -> float:
    """Milliseconds of real jq on the document that the line shows, in a warm box."""
    attempt = deployed(start())
    terminal, text = LINES["show"]
    times = []
    with SyncBox() as box:
        asked = []
        type_line(attempt, Typed(terminal, text), lambda ask: asked.append(ask) or box(ask))
        for _ in range(50):
            began = time.perf_counter()
            box(asked[0])
            times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.5)


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
    for what, outside in (("curl", 0.0), ("show", jq_time())):
        limit = middle["true"] + own_time(what) + outside + ALLOWANCE_MS
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
    made += [Row(f"{what}, p99", percentile(found, 0.99), "ms") for what, found in times.items()]
    return made
