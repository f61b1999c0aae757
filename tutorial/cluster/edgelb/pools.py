"""The pools that Edge-LB's API server keeps."""

from dataclasses import dataclass, replace

from tutorial.cluster.causes import Cause
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

CONTROLLER = "edgelb"


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool: `text` is its definition with all defaults, `line` the number of the line that asked for it."""

    name: str
    text: str
    version: str
    line: int

    @property
    def definition(self) -> Json:
        """The definition with all defaults; shared, never to be changed."""
        return loads(self.text)

    @property
    def app_id(self) -> str:
        """The app in Marathon that runs its load balancers."""
        return f"/{self.definition['namespace']}/{self.name}"

    def cause(self, pointer: str) -> Cause:
        """What comes from a part of the definition."""
        return Cause(self.line, CONTROLLER, self.name, self.version, pointer)


POOLS: Table[Pool] = Table("edgelb.pool")
"""Key: the pool's name."""
VERSIONS: Table[Pool] = Table("edgelb.version")
"""Scope: the pool's name. Key: version. What a pool has been, for who asks why something is there."""


def put(world: World, pool: Pool) -> None:
    """Let a pool be as it is defined. Its version is the moment, a millisecond later where that is taken."""
    at_ms = world.now_ms
    while world.get(VERSIONS, world.timestamp(at_ms), pool.name) is not None:
        at_ms += 1
    kept = replace(pool, version=world.timestamp(at_ms))
    world.put(POOLS, pool.name, kept)
    world.put(VERSIONS, kept.version, kept, pool.name)


def front_name(frontend: Json) -> str:
    """The name of a frontend: its own, or `frontend_<address>_<port>`."""
    return str(frontend.get("name") or f"frontend_{frontend['bindAddress']}_{frontend['bindPort']}")


def wanted_ports(definition: Json) -> list[int]:
    """The ports that each load balancer of a pool needs, 0 for any: that of statistics, then those of the frontends."""
    haproxy = definition["haproxy"]
    return [haproxy["stats"]["bindPort"], *(frontend["bindPort"] for frontend in haproxy["frontends"])]
