"""What a HAProxy was started with. Scope of the tables: a network namespace."""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.servers.balanced import Target
from tutorial.cluster.servers.haproxy_config import Config, parsed
from tutorial.cluster.state import Table


@dataclass(frozen=True, slots=True)
class Proxy:
    """What a port of HAProxy leads to: its servers in the order of the configuration."""

    servers: tuple[Target, ...]
    causes: Causes = SCENARIO


PROXIES: Table[Proxy] = Table("haproxy.proxy")
"""Key: the port that it binds."""


@dataclass(frozen=True, slots=True)
class Running:
    """The configuration that a HAProxy was started with, its maps, its process, and when that began."""

    text: str
    domains: str
    apps: str
    pid: int
    since_ms: int = 0

    @property
    def config(self) -> Config:
        """What the text says."""
        return parsed(self.text)


RUNNING: Table[Running] = Table("haproxy.running")
"""Key: the pid of its process. Where there is one, it decides instead of `PROXIES`."""
