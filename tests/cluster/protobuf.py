"""Protobuf messages without their schema: https://protobuf.dev/programming-guides/encoding."""

from collections.abc import Iterator
from typing import Any


def wire(data: bytes) -> Iterator[tuple[int, int, Any]]:
    """Number, wire type and value of each field."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            value |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 0x80:
                return value

    while at < len(data):
        key = varint()
        size = {0: 0, 1: 8, 2: -1, 5: 4}[key & 7]
        if size == 0:
            yield key >> 3, 0, varint()
            continue
        length = varint() if size < 0 else size
        yield key >> 3, key & 7, data[at : at + length]
        at += length


def only(message: bytes, *path: int) -> Any:
    """What stands at a path of field numbers, the first of each."""
    for number in path:
        message = next(value for place, _, value in wire(message) if place == number)
    return message
