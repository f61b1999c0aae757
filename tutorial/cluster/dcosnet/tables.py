"""What dcos-net keeps: what the nodes have told each other, and what each has made of it."""

from dataclasses import dataclass

from tutorial.cluster.causes import Causes
from tutorial.cluster.dcosnet.vips import VipKey
from tutorial.cluster.network.ipvs.tables import ServiceKey
from tutorial.cluster.state import Index, Table


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a request to a virtual address may go, as the node told that runs it: `agent` is that node."""

    agent: str
    address: str
    port: int
    causes: Causes = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """The address that a node has given to a virtual address that was asked for by name, by `causes` first."""

    written: str
    framework: str
    name: str
    address: str
    causes: Causes = ()


@dataclass(frozen=True, slots=True)
class Programmed:
    """What stands in a node's kernel for a virtual address: a service at that address."""

    key: VipKey
    address: str

    @property
    def service(self) -> ServiceKey:
        """The service's key in IPVS."""
        protocol, _, _, port = self.key
        return (protocol, self.address, port)


BACKENDS: Table[tuple[Backend, ...]] = Table("dcosnet.backend")
"""What every node knows. Key: the virtual address (a VipKey). Entry: sorted by address and port."""
TOLD: Table[tuple[VipKey, ...]] = Table("dcosnet.told")
"""Key: host id. The virtual addresses of which a node has told backends of its own, sorted."""
BY_NAME: Index[Mapping] = Index("dcosnet.mapping.name", lambda found: (found.written, found.framework))
"""The mapping of what was asked for."""
MAPPINGS: Table[Mapping] = Table("dcosnet.mapping", (BY_NAME,))
"""Scope: host id. Key: the address."""
PROGRAMMED: Table[Programmed] = Table("dcosnet.programmed")
"""Scope: host id. Key: the virtual address (a VipKey)."""
