"""What an inspection finds, and what it is looked for with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tutorial.cluster.causes import Causes
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.network.tables import NAMESPACES
from tutorial.cluster.world import World
from tutorial.topology import why
from tutorial.topology.element import Element
from tutorial.topology.printed import Printed
from tutorial.topology.structure import host_elements, shown
from tutorial.topology.why import Step, Typed

Document = dict[str, Any]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    """One thing: what it is, its facts, the tables that tell of it, the steps that led to it.

    `own` are the ids by which printed lines name it, where that is not its own. `definition` are the lines of an app's
    definition, each with the JSON pointer of what begins there and how many entries are there because of that.
    """

    id: str
    kind: str
    label: str
    parent: str = ""
    state: str = ""
    facts: Facts = ()
    tables: tuple[Printed, ...] = ()
    why: tuple[Step, ...] = ()
    own: tuple[str, ...] = ()
    definition: tuple[tuple[str, str, int], ...] = ()

    def document(self) -> Document:
        """The thing as the page gets it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "label": self.label,
            "parent": self.parent or None,
            "state": self.state,
            "facts": dict(self.facts),
            "own": [self.id, *self.own],
            "tables": [table.document({self.id, *self.own}) for table in self.tables],
            "why": [step.document() for step in self.why],
            "definition": [list(line) for line in self.definition],
        }


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked for: an id, what stands behind its kind, the lines that were typed."""

    world: World
    id: str
    rest: str
    typed: Typed = field(repr=False)

    def namespaces(self) -> Iterator[str]:
        """The namespaces in which an entry of that id may be."""
        for namespace in self.world.values(NAMESPACES):
            if self.rest.startswith(f"{namespace.id}/"):
                yield namespace.id

    def of(self, host: Host) -> dict[str, Element]:
        """The elements of a machine."""
        return {element.id: element for element in host_elements(self.world, host)}

    def drawn(self, namespace: str) -> Element | None:
        """The element of the picture, if it is one."""
        host = self.world.get(HOSTS, namespace.partition("/")[0])
        return self.of(host).get(self.id) if host is not None and shown(host) else None

    def entry(self, causes: Causes, node: str, by: Step | None = None) -> tuple[Step, ...]:
        """Why an entry is there."""
        return why.of_entry(self.world, node, causes, self.typed, by)
