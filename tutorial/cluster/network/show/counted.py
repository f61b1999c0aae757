"""What devices have carried, as `ip -s link` prints it.

Source: iproute2 6.1 ip/ipaddress.c (print_stats64, size_columns). Nothing but packets and bytes is counted here.
"""

from typing import Any

from tutorial.cluster.network import traffic
from tutorial.cluster.network.tables import Link
from tutorial.cluster.network.traffic import Traffic
from tutorial.cluster.spans import Spans, line
from tutorial.cluster.world import World

WIDTHS = (10, 7, 6, 7, 7, 7, 10)
"""Of the columns, where nothing in them is wider; the last one is empty."""
HEADINGS = {
    "RX": ("bytes", "packets", "errors", "dropped", "missed", "mcast", ""),
    "TX": ("bytes", "packets", "errors", "dropped", "carrier", "collsns", ""),
}
ERRORS = {
    "RX": ("length", "crc", "frame", "fifo", "overrun"),
    "TX": ("aborted", "fifo", "window", "heartbt", "transns"),
}
OTHERS = {
    "rx": ("errors", "dropped", "over_errors", "multicast"),
    "tx": ("errors", "dropped", "carrier_errors", "collisions"),
}
MORE = {
    "rx": ("length_errors", "crc_errors", "frame_errors", "fifo_errors", "missed_errors"),
    "tx": ("aborted_errors", "fifo_errors", "window_errors", "heartbeat_errors", "carrier_changes"),
}


def counted_lines(world: World, namespace: str, link: Link, level: int) -> tuple[Spans, ...]:
    """The lines behind a device for `-s` (level 1) or `-s -s` (level 2, with each kind of error)."""
    found = traffic.of(world, namespace, link.name)
    counts = {"RX": (found.received_bytes, found.received), "TX": (found.sent_bytes, found.sent)}
    widths = [max(width, *map(len, _column(found, at))) for at, width in enumerate(WIDTHS)]
    lines: list[str] = []
    for name, own in counts.items():
        lines += _table(name, HEADINGS[name], widths, (*own, 0, 0, 0, 0))
        lines += _errors(name, widths) if level > 1 else []
    return tuple(line(text) for text in lines)


def _column(found: Traffic, at: int) -> tuple[str, ...]:
    columns = ((found.received_bytes, found.sent_bytes), (found.received, found.sent))
    return tuple(str(number) for number in columns[at]) if at < len(columns) else ("0",)


def _table(name: str, headings: tuple[str, ...], widths: list[int], counts: tuple[int, ...]) -> list[str]:
    """A heading, whose first column begins left of the figures, and the figures."""
    first, *rest = zip(headings, widths, strict=True)
    heading = f"    {name}: {first[0]:>{first[1] - 4}}" + "".join(f" {text:>{width}}" for text, width in rest)
    figures = "".join(f"{count:>{width}} " for count, width in zip(counts, widths, strict=False))
    return [heading, f"    {figures}"]


def _errors(name: str, widths: list[int]) -> list[str]:
    kinds = tuple(zip(ERRORS[name], widths[1:], strict=False))
    heading = f"    {name} errors:" + "".join(f" {text:>{width}}" for text, width in kinds)
    return [heading, f"    {'':<{widths[0]}}" + "".join(f" {0:>{width}}" for _, width in kinds) + " "]


def counted_object(world: World, namespace: str, link: Link, level: int) -> dict[str, Any]:
    """The same for `-j`."""
    found = traffic.of(world, namespace, link.name)
    counts = {"rx": (found.received_bytes, found.received), "tx": (found.sent_bytes, found.sent)}
    return {
        way: {
            **dict(zip(("bytes", "packets"), own, strict=True)),
            **dict.fromkeys(OTHERS[way] + (MORE[way] if level > 1 else ()), 0),
        }
        for way, own in counts.items()
    }
