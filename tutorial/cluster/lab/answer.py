"""A document with a lab and a request → the path that the request takes, in the form of recordings."""

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from tutorial.cluster.errors import ScenarioError
from tutorial.cluster.lab import curl, expand, faults, spec
from tutorial.cluster.lab.reader import Reader, reader
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.dns.stub import resolve
from tutorial.cluster.network.fetch import Fetch, fetch
from tutorial.cluster.network.tables import NAMESPACES
from tutorial.cluster.network.trace import Trace
from tutorial.cluster.servers import answer as answer_names
from tutorial.cluster.servers import serve
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

Document = dict[str, Any]
Value = TypeVar("Value")
BETWEEN_MS = 1_000
"""Between a warming request and what follows."""
MOST_REPEATS = 1_000


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a document: the world after its request, the request's legs, look-ups and traces, and what curl
    showed. A request whose name led to no address left no trace.
    """

    world: World
    legs: list[Document]
    outcome: Document
    lookups: list[Document]
    traces: list[Trace]


def answer(text: str) -> Document:
    """The answer to a document given as JSON text; ClusterError says what is wrong with it, or not simulated."""
    return traced(reader("", parsed(text)))


def parsed(text: str) -> Any:
    """The value of a JSON text that can be told on as UTF-8; ScenarioError says why it is none."""
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ScenarioError(f"the document holds half a character: {error.object[error.start]!r}") from error
    except ValueError as error:
        raise ScenarioError(f"the document is not JSON: {error}") from error
    except RecursionError as error:
        raise ScenarioError("the document is nested too deeply") from error
    return value


def traced(document: Reader) -> Document:
    """The legs and the outcome of a document's request, with the name of the case where it has one, and the look-ups
    where names were asked for."""
    played = play(document)
    name = document.text("case", document.text("id", ""))
    lookups = {"lookups": played.lookups} if played.lookups else {}
    return {**({"case": name} if name else {}), **lookups, "legs": played.legs, "outcome": played.outcome}


def play(document: Reader) -> Played:
    """Build the lab, warm it, break it, send the request."""
    world = _world(document)
    for warm in document.objects("warm"):
        _send(world, warm)
        world.set_now(world.now_ms + BETWEEN_MS)
    for fault in document.objects("faults"):
        faults.inject(world, fault)
    return _request(world, document.object("request"))


def _world(document: Reader) -> World:
    """The lab's world: from its tables, or, where `lab` is no more than a name, from its short form."""
    lab = document.given.get("lab")
    if "spec" in document.given and (lab is None or isinstance(lab, str)):
        return spec.build(document.object("spec"))
    if lab is None:
        raise document.fault("lab", "is missing; give the expanded lab there, or its short form as `spec`")
    return expand.build(document.object("lab"))


def _request(world: World, given: Reader) -> Played:
    """The request, as often as it asks for: the legs of all, the outcome of the last."""
    count = given.number("count", 1)
    if not 1 <= count <= MOST_REPEATS:
        raise given.fault("count", f"must be from 1 to {MOST_REPEATS}, not {count}")
    legs: list[Document] = []
    lookups: list[Document] = []
    traces: list[Trace] = []
    outcome: Document = {}
    for _ in range(count):
        began_ms = world.now_ms
        asked, lookup, fetched = _send(world, given)
        if fetched is None:
            shown = curl.unresolved(asked, lookup, world.now_ms - began_ms)
        else:
            shown = curl.outcome(asked, fetched)
            legs += fetched.trace.export_legs()
            traces.append(fetched.trace)
        lookups += [] if ipv4.is_address(asked.host) else [lookup.export()]
        outcome = {**asdict(shown), "time": rounded(world.now_ms - began_ms)}
    return Played(world, legs, outcome, lookups, traces)


def _send(world: World, given: Reader) -> tuple[curl.Asked, Lookup, Fetch | None]:
    """What is asked, what came of its host's name, and of the request; None where there was no address to ask."""
    origin = given.text("from")
    if world.get(NAMESPACES, origin) is None:
        raise given.fault("from", f"names a namespace that the lab does not have: {origin}")
    asked, began_ms = curl.asked(given), world.now_ms
    until_ms = None if asked.patience_ms is None else began_ms + asked.patience_ms
    lookup = run(world, resolve(world, origin, asked.host, answer_names, until_ms=until_ms))
    if not lookup.addresses:
        return asked, lookup, None
    request = asked.request(lookup.addresses[0], world.now_ms - began_ms)
    return asked, lookup, run(world, fetch(world, origin, request, serve, lookups=(lookup,)))


def run(world: World, work: Generator[Until, None, Value]) -> Value:
    """Let a generator run to its end, with the clock moved on to whatever it waits for."""
    while True:
        try:
            wait = next(work)
        except StopIteration as end:
            value: Value = end.value
            return value
        world.set_now(wait.at_ms)


def rounded(elapsed_ms: int) -> str:
    """A duration as recordings round it: whole seconds below a minute, then tens of seconds."""
    seconds = elapsed_ms / 1000
    if seconds < 0.9:
        return "instant"
    return f"about {round(seconds) if seconds < 60 else round(seconds / 10) * 10} s"
