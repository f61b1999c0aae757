"""One element of the picture and where the structure puts it. Boxes and pixels are the viewer's business."""

from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]

KINDS = {
    "master": "A master: Marathon, the Mesos master and DNS run here.",
    "public_agent": "A public agent: the only agent with an address on the internet.",
    "agent": "A private agent: tasks run here.",
    "router": "The router between the cluster and the internet.",
    "client": "A client on the internet, not part of the cluster.",
    "wire": "The underlay: the network that joins the machines.",
    "nic": "A network card: where packets enter and leave a machine.",
    "port": "A port on which a task listens, on the machine's own address.",
    "rule": "A rule that gives packets the address of a container as their destination.",
    "bridge": "A bridge: joins the containers of a machine to each other, and to the machine.",
    "veth": "A veth pair: one end on the bridge, the other end in the container.",
    "vtep": "A VTEP: the end of the overlay's tunnel, which puts packets into envelopes.",
    "route": "A route: decides by which device a packet leaves.",
    "vip": "A virtual address: on no interface, shared out among the tasks behind it.",
    "proxy": "A port of a load balancer, which takes requests and asks a task itself.",
    "task": "A task: one running instance of an app.",
    "edge": "A way that a packet can take.",
}
"""Every kind that the server sends, with its sentence in the legend; a test compares it with the styles of the page."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: band (edge, wire, agents), order within the band, column and slot within a host."""

    band: str = ""
    order: int = 0
    column: str = ""
    slot: int = 0

    def document(self) -> Document:
        """The place as the browser gets it."""
        return {"band": self.band, "order": self.order, "column": self.column, "slot": self.slot}


@dataclass(frozen=True, slots=True)
class Element:
    """A node or an edge of the picture. `parent` is the host it stands in; `source` and `target` make it an edge."""

    id: str
    kind: str
    label: str = ""
    parent: str = ""
    state: str = ""
    place: Place = field(default_factory=Place)
    facts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    target: str = ""

    def document(self) -> Document:
        """The element as the browser gets it; ends only for edges."""
        document: Document = {
            "id": self.id,
            "kind": self.kind,
            "parent": self.parent or None,
            "label": self.label,
            "state": self.state,
            "place": self.place.document(),
            "facts": dict(self.facts),
        }
        return document | ({"source": self.source, "target": self.target} if self.source else {})


def edge(source: str, target: str) -> Element:
    """A way from one element to another; its id follows from its ends."""
    return Element(f"edge:{source}--{target}", "edge", source=source, target=target)
