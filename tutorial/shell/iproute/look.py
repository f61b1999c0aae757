"""How `ip` is asked to look: at which namespace, by whom, at which family, in which form."""

from dataclasses import dataclass
from typing import Any

from tutorial.cluster.spans import Span, Spans
from tutorial.cluster.world import World
from tutorial.shell.iproute.asjson import json_lines

Lines = tuple[Spans, ...]
ROOT_UID = 0
IPV4, IPV6 = 4, 6


@dataclass(frozen=True, slots=True)
class Look:
    """The namespace that is looked at, by whom, and how: `-4` or `-6`, `-br`, `-o`, `-d`, `-s` (how often), `-j`,
    `-p`."""

    world: World
    namespace: str
    uid: int = ROOT_UID
    family: int = 0
    brief: bool = False
    oneline: bool = False
    details: bool = False
    statistics: int = 0
    json: bool = False
    pretty: bool = False

    def written(self, objects: list[Any]) -> Lines:
        """Objects as JSON."""
        return json_lines(objects, pretty=self.pretty)

    def entry(self, lines: Lines) -> Lines:
        """The lines of one entry; with `-o` as one, with a backslash where each ended."""
        if not self.oneline or not lines:
            return lines
        parts: list[Span] = [*lines[0]]
        for rest in lines[1:]:
            parts += [Span("\\"), *rest]
        return (tuple(parts),)
