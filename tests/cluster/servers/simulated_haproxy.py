"""The simulated HAProxy before simulated servers."""

from tests.cluster.network.build import ask, card, network, node
from tests.cluster.servers.haproxy_cases import SERVERS, Asked, Statistics, Told, table
from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.lab import faults
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.servers.haproxy_process import take_up
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.world import World

SIMULATED = [(f"10.0.0.{11 + n}", 80) for n in range(SERVERS)]
"""The ends of the simulated servers."""


def started(files: Running) -> World:
    """A client, servers and a HAProxy that has taken up some files."""
    servers = [node(f"b{n}", card(f"10.0.0.{11 + n}/24"), listens=80) for n in range(SERVERS)]
    world = network(node("a", card("10.0.0.1/24")), node("p", card("10.0.0.2/24")), *servers)
    assert take_up(world, "p", files, dict.fromkeys((*files.config.frontends, files.config.statistics), SCENARIO))
    return world


def ours(files: Running, requests: list[Asked]) -> tuple[list[Told], Statistics]:
    """What the simulated HAProxy makes of requests, and its statistics afterwards."""
    world = started(files)
    assert world.pop_event(0) is not None  # at which it would begin to look at its servers
    told, cookie = [], ""
    for request in requests:
        for killed in request.kills:
            fault = {"fault": "process_kill", "node": f"b{killed}", "process": "httpi"}
            faults.inject(world, reader("fault", fault))
        sent = (*request.headers, *((("Cookie", cookie),) if request.returns else ()))
        found = ask(world, "a", f"10.0.0.2:{request.port}", path=request.path, headers=sent)
        assert found.response is not None
        headers = {name.lower(): value for name, value in found.response.headers}
        cookie = headers.get("set-cookie", cookie).partition(";")[0]
        ends = [leg.request_steps[0].before.destination for leg in found.trace.legs[1:]]
        status = found.response.status
        server = int(ends[-1].rpartition(".")[2]) - 11 if status == 200 else None
        seconds = round(found.elapsed_ms / 1000)
        told.append(Told(status, server, "set-cookie" in headers, headers.get("location", ""), seconds))
    return told, own_statistics(world, files)


def own_statistics(world: World, files: Running) -> Statistics:
    """What the simulated HAProxy tells of itself."""
    stats = ask(world, "a", f"10.0.0.2:{files.config.statistics}", path="/haproxy?stats;csv").response
    assert stats is not None
    return table(stats.body)
