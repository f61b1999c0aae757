"""Keyed chance: a draw depends on the seed and on what is drawn for whom, never on what was drawn before.

There is no generator state, so a line inserted into a journal or taken out of it shifts no other draw.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Option = TypeVar("Option")
Subject = tuple[str | int, ...]


def draw(seed: str, purpose: str, subject: Subject, options: int) -> int:
    """A number in `range(options)`. The bias is below 2**-64 for every number of options used here."""
    if options < 1:
        raise ValueError(f"nothing to draw from for {purpose} {subject}")
    text = f"{seed}\0{purpose}\0{subject!r}".encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big") % options


def choose(seed: str, purpose: str, subject: Subject, options: Sequence[Option]) -> Option:
    """One of the options, which must stand in an order that does not depend on hashing."""
    return options[draw(seed, purpose, subject, len(options))]


def uuid4(seed: str, purpose: str, subject: Subject) -> str:
    """A random UUID (version 4, variant 1) as text."""
    number = draw(seed, purpose, subject, 1 << 122)
    text = f"{number >> 74:012x}4{number >> 62 & 0xFFF:03x}{0x8 | number >> 60 & 0x3:x}{number & (1 << 60) - 1:015x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def hex_digits(seed: str, purpose: str, subject: Subject, count: int) -> str:
    """`count` random hexadecimal digits, e.g. 64 for a Docker id."""
    digits = ""
    while len(digits) < count:
        digits += f"{draw(seed, purpose, (*subject, len(digits)), 1 << 128):032x}"
    return digits[:count]
