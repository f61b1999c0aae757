"""What a trace says about something that a lesson asks: predictions and cells of tables are compared with it.

Law of this file: a reading follows from the trace alone, in the browser's form; no answer is stored anywhere.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tutorial.lesson.model import Lesson, Reading

Document = dict[str, Any]


def _end(field: str, part: int) -> Callable[[Document], str]:
    return lambda hop: str(hop["after"][field]).rpartition(":")[::2][part]


OF_HOPS: dict[str, Callable[[Document], str]] = {
    "src": lambda hop: str(hop["after"]["src"]),
    "dst": lambda hop: str(hop["after"]["dst"]),
    "src_ip": _end("src", 0),
    "src_port": _end("src", 1),
    "dst_ip": _end("dst", 0),
    "dst_port": _end("dst", 1),
    "ttl": lambda hop: str(hop["after"]["ttl"]),
    "smac": lambda hop: str(hop["after"]["smac"]),
    "dmac": lambda hop: str(hop["after"]["dmac"]),
    "kind": lambda hop: str(hop["kind"]),
    "node": lambda hop: str(hop["node"]).partition("/")[0],
    "place": lambda hop: f"{hop['kind']} {str(hop['node']).partition('/')[0]}",
}
"""What may be read of one hop: the header as it is behind it, its kind, its machine, both."""
OF_TRACES: dict[str, Callable[[list[Document]], int]] = {
    "hops": len,
    "rewrites": lambda hops: sum(bool({"src", "dst"} & set(hop["changed"])) for hop in hops if hop["kind"] != "vxlan"),
    "envelopes": lambda hops: sum(hop["message"] == "vxlan.wrapped" for hop in hops),
    "connections": lambda hops: len({hop["leg"] for hop in hops}),
    "machines": lambda hops: len({str(hop["node"]).partition("/")[0] for hop in hops}),
}
"""What may be counted on the way of a request, without the way back."""


def asked(lesson: Lesson) -> Iterator[tuple[str, Reading]]:
    """Everything that a lesson asks of traces, by the names under which the page is told."""
    for prediction in lesson.predictions:
        yield prediction.id, prediction.reading
    for table in lesson.tables:
        for row, (_, cells) in enumerate(table.rows):
            yield from ((f"{table.id}.{row}.{column}", cell) for column, cell in enumerate(cells))


def readings(lesson: Lesson, trace: Document) -> Document:
    """What a trace says: name → the value, and the number of the hop at which it is seen; only what it is about."""
    found = ((name, read(reading, trace)) for name, reading in asked(lesson))
    return {name: value for name, value in found if value is not None}


def read(reading: Reading, trace: Document) -> Document | None:
    """What a trace says; None when it is about another request, or has no such hop."""
    if reading.origin not in {"", trace["from"]} or not trace["url"].startswith(reading.url):
        return None
    hops = [hop for hop in trace["hops"] if hop["direction"] == "request"]
    if reading.reads in OF_TRACES:
        return (
            {"value": str(OF_TRACES[reading.reads](hops)), "hop": hops[0]["n"]} if hops and trace["success"] else None
        )
    matching = [hop for hop in hops if _matches(reading, hop)]
    at = reading.nth - 1 if reading.nth > 0 else reading.nth
    if not -len(matching) <= at < len(matching):
        return None
    return {"value": OF_HOPS[reading.reads](matching[at]), "hop": matching[at]["n"]}


def _matches(reading: Reading, hop: Document) -> bool:
    return (
        reading.kind in {"", hop["kind"]}
        and reading.node in {"", hop["node"]}
        and (not reading.changed or reading.changed in hop["changed"])
    )
