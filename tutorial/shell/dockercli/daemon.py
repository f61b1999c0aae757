"""The daemon that a call of docker talks to, and what it finds by a name, an id, or the beginning of an id.

Sources: moby/moby 18.09, daemon/container.go (GetContainer), pkg/truncindex/truncindex.go,
api/server/router/network/network_routes.go (getNetwork), client/errors.go.
"""

from tutorial.cluster.docker.networks import NETWORKS, Network
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.shell.command import Call
from tutorial.shell.errors import ShellError


class Failed(ShellError):
    """What the daemon answers when it can't. `missing` is the kind of thing and the name that it did not find."""

    def __init__(self, text: str, missing: tuple[str, str] | None = None) -> None:
        super().__init__(text, exit_code=1)
        self.missing = missing

    @property
    def response(self) -> str:
        """The words as docker prints them."""
        return f"Error response from daemon: {self}"

    @property
    def inspected(self) -> str:
        """The same from a call that gives what is not found words of its own."""
        return f"Error: No such {self.missing[0]}: {self.missing[1]}" if self.missing else self.response


def host(call: Call) -> str:
    """The host whose daemon answers: the one where the call is made."""
    return call.session.place.split("/")[0]


def container(call: Call, name: str) -> Container:
    """The container of a name, an id, or the beginning of one id; Failed in the daemon's words."""
    known = call.world.values(CONTAINERS, host(call))
    named = [each for each in known if name.removeprefix("/") in {each.name, each.id}]
    found = named or [each for each in known if name and each.id.startswith(name)]
    if not found:
        raise Failed(f"No such container: {name}", ("container", name))
    if len(found) > 1:
        raise Failed(f"Multiple IDs found with provided prefix: {name}")
    return found[0]


def network(call: Call, name: str) -> Network:
    """The network of a name, an id, or the beginning of one id; Failed in the daemon's words."""
    known = call.world.values(NETWORKS, host(call))
    named = [each for each in known if each.id == name] or [each for each in known if each.name == name]
    found = named or [each for each in known if name and each.id.startswith(name)]
    if not found:
        raise Failed(f"network {name} not found", ("network", name))
    if len(found) > 1:
        raise Failed(f"network {name} is ambiguous ({len(found)} matches found based on ID prefix)")
    return found[0]
