"""The checks that a goal may name, one file each, found by their names. A check reads the world and the traces."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class View:
    """What a check may look at: the world as it is, and the traces of requests that have ended since the last look:
    a probe (`ping`, `traceroute`) asks no program for anything. `gathered` is what a check that gathers has found in
    this attempt until now."""

    world: World
    traces: tuple[Any, ...]
    gathered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of goal: the parameters it takes, each with its type and default (None: required), and its judgement.

    What may be done in several lines is gathered: `gather` names what it finds in the new traces. A check `of_traces`
    holds at the moment of a trace, any other one as long as the world is so.
    """

    summary: str
    parameters: dict[str, tuple[type, Any]]
    holds: Callable[..., bool]
    gather: Callable[..., frozenset[str]] | None = None
    of_traces: bool = False


@cache
def known() -> dict[str, Check]:
    """Every check by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").CHECK for name in names}
