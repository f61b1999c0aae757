"""What a browser outside the cluster is shown by one of its web servers, looked at without leaving a trace."""

from tutorial.cluster.api.messages import Refusal, Response
from tutorial.cluster.host import HOSTS
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.fetch import at_once, fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers import serve
from tutorial.cluster.world import World

PROGRAM = "browser"


def browse(world: World, end: str, target: str) -> Response:
    """The answer of a server at `address:port` to a GET of a path with its query, asked by the outside client.

    Whatever that changes is written into the world that is given: give one that is thrown away. Where there is no
    answer at once, the response says why.
    """
    try:
        return _asked(world, end, target)
    except Refusal as refusal:
        return refusal.response()


def _asked(world: World, end: str, target: str) -> Response:
    address, _, port = end.partition(":")
    if not ipv4.is_address(address) or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise Refusal(400, f"{end} is no address with a port, such as 93.186.40.121:9090")
    client = next((host for host in world.values(HOSTS) if host.role == "client"), None)
    if client is None:
        raise Refusal(404, "this cluster has no client outside that could ask")
    request = HttpRequest(address, int(port), path=target, headers=(("Host", end), ("User-Agent", PROGRAM)))
    try:
        found = at_once(fetch(world, client.id, request, serve, PROGRAM))
    except NotSimulatedError as fault:
        raise Refusal(501, str(fault)) from fault
    if found is None:
        raise Refusal(504, f"{end} does not answer {client.hostname} at once")
    if found.response is None:
        raise Refusal(502, f"{end} gives {client.hostname} no answer: {found.error}")
    kinds = tuple((name, value) for name, value in found.response.headers if name.lower() == "content-type")
    return Response(found.response.status, kinds, found.response.body)
