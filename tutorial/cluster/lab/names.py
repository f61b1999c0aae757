"""A lab's names: what the resolver of a namespace answers, without a server of its own."""

from tutorial.cluster.lab.reader import Reader
from tutorial.cluster.network import ipv4
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

NAMES: Table[str] = Table("lab.name")
"""Scope: namespace. Key: a name in small letters, without a dot at the end. Entry: its address."""


def add(world: World, namespace: str, given: Reader) -> None:
    """Read the field `dns` of a namespace: names and their addresses."""
    known = given.object("dns")
    for name in sorted(known.given):
        if not ipv4.is_address(known.text(name)):
            raise known.fault(name, f"must be an IPv4 address, not {known.text(name)!r}")
        world.put(NAMES, _plain(name), known.text(name), namespace)


def resolve(world: World, namespace: str, name: str) -> str | None:
    """The address of a name; None when the namespace's resolver does not know it."""
    return world.get(NAMES, _plain(name), namespace)


def _plain(name: str) -> str:
    return name.lower().removesuffix(".")
