"""Small networks for tests, described as labs are: hosts on one wire, routers between wires, containers on a bridge."""

from collections.abc import Generator, Mapping
from typing import Any, TypeVar

from tutorial.cluster.lab import expand
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network.fetch import Fetch, fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.trace import Tap, Trace
from tutorial.cluster.servers import serve
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

Lab = dict[str, Any]
Value = TypeVar("Value")


def card(address: str, *, name: str = "eth0", wire: str = "lan", **fields: object) -> Lab:
    """A network card with an address, plugged into a wire."""
    ip = address.partition("/")[0]
    mac = "0e:00" + "".join(f":{int(part):02x}" for part in ip.split("."))
    link = {"name": name, "type": "veth", "peer_ns": wire, "peer": f"p-{ip}", "mac": mac, "addrs": [address]}
    return {**link, **fields}


def node(name: str, *links: Lab, via: str = "", listens: int = 0, **fields: object) -> Lab:
    """A host with its devices, a default route and a web server."""
    return {
        "ns": name,
        "node": name.partition("/")[0],
        "kind": "container" if "/" in name else "host",
        "links": list(links),
        "routes": [{"dst": "default", "via": via, "dev": "eth0"}] if via else [],
        "processes": [{"kind": "httpi", "name": "httpi", "listen": f"0.0.0.0:{listens}"}] if listens else [],
        **fields,
    }


def network(*namespaces: Lab) -> World:
    """The world of some namespaces."""
    return expand.build(reader("lab", {"namespaces": list(namespaces)}))


FORWARDS = {"net.ipv4.ip_forward": "1"}


def pair(*, a: Mapping[str, Any] | None = None, b: Mapping[str, Any] | None = None) -> World:
    """Two hosts on one wire: a (10.0.0.1) asks, b (10.0.0.2) serves on port 80."""
    return network(
        node("a", card("10.0.0.1/24"), **(a or {})),
        node("b", card("10.0.0.2/24"), **{"listens": 80, **(b or {})}),
    )


def routed(*, b: Mapping[str, Any] | None = None, router: Mapping[str, Any] | None = None) -> World:
    """a (10.0.0.1) and b (10.0.1.2, port 80) on two wires with a router (r) between them."""
    inner, outer = card("10.0.0.254/24", wire="left"), card("10.0.1.254/24", name="eth1", wire="right")
    return network(
        node("a", card("10.0.0.1/24", wire="left"), via="10.0.0.254"),
        node("r", inner, outer, **{"sysctls": FORWARDS, **(router or {})}),
        node("b", card("10.0.1.2/24", wire="right"), **{"via": "10.0.1.254", "listens": 80, **(b or {})}),
    )


def two_ways(*, back: str = "10.9.0.254", a: Mapping[str, Any] | None = None) -> World:
    """a and b (10.9.9.9, port 80) with two routers between them: a asks by r, and in table 42 by q; b answers by r, or
    by q (10.9.0.253)."""
    left, right = card("10.0.0.1/24", wire="left"), card("10.1.0.1/24", name="eth1", wire="right")
    asker = node("a", left, right, via="10.0.0.254", **(a or {}))
    asker["routes"].append({"dst": "default", "via": "10.1.0.254", "dev": "eth1", "table": "42"})
    ends = [card("10.0.0.254/24", wire="left"), card("10.1.0.254/24", wire="right")]
    far = [card(f"10.9.0.{last}/16", name="eth1", wire="far") for last in (254, 253)]
    routes = [{"dst": "10.0.0.0/24", "via": "10.1.0.1", "dev": "eth0"}]
    return network(
        asker,
        node("r", ends[0], far[0], sysctls=FORWARDS),
        {**node("q", ends[1], far[1], sysctls=FORWARDS), "routes": routes},
        node("b", card("10.9.9.9/16", wire="far"), via=back, listens=80),
    )


def container(number: int, *, hairpin: bool = False) -> tuple[Lab, Lab]:
    """The port of a container on docker0, and the container: 172.17.0.<number>, port 80."""
    mac = f"02:42:ac:11:00:{number:02x}"
    port = {"name": f"veth{number}", "type": "veth", "peer_ns": f"h/c{number}", "peer": "eth0", "master": "docker0"}
    eth0 = {"name": "eth0", "type": "veth-peer", "mac": mac, "addrs": [f"172.17.0.{number}/16"]}
    port |= {"mac": f"2e:00:ac:11:00:{number:02x}", "hairpin": hairpin}
    return port, node(f"h/c{number}", eth0, via="172.17.0.1", listens=80)


VIP, VIP_PORT = "11.249.78.219", 3141


def service(*dests: str, weights: tuple[int, ...] = (), scheduler: str = "wlc", port: int = 80) -> Lab:
    """A virtual service on the VIP over servers on one port; their weights are 1 when not given."""
    given = [{"ip": ip, "port": port, "weight": weights[index] if weights else 1} for index, ip in enumerate(dests)]
    return {"proto": "tcp", "vip": VIP, "port": VIP_PORT, "scheduler": scheduler, "dests": given}


def vip_client(address: str, given: Lab) -> Lab:
    """The host a, which has the VIP and a virtual service on it."""
    minuteman = {"name": "minuteman", "type": "dummy", "mac": "0e:00:00:00:00:99"}
    client = node("a", card(address), minuteman, ipvs=[given])
    client["routes"].append({"dst": f"{VIP}/32", "type": "local", "dev": "minuteman", "table": "local"})
    return client


def balanced_cluster(agents: int) -> World:
    """A client with a VIP over five of so many servers, all on one wire."""
    hosts = [(f"s{number}", f"10.0.{1 + number // 250}.{number % 250 + 1}") for number in range(agents)]
    client = vip_client("10.0.0.1/16", service(*(ip for _, ip in hosts[:5])))
    return network(client, *(node(name, card(f"{ip}/16"), listens=80) for name, ip in hosts))


DOCKER0 = {"name": "docker0", "type": "bridge", "mac": "02:42:ac:11:00:01", "addrs": ["172.17.0.1/16"]}
PUBLISHED = {
    "nat": [
        "-A PREROUTING -m addrtype --dst-type LOCAL -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
        "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
    ]
}
"""Port 8080 of h leads to the first container; what leaves the bridge hides behind h."""


def bridged(*, hairpin: bool = False, containers: int = 2, h: Mapping[str, Any] | None = None) -> World:
    """A host h (10.0.0.2) with containers on docker0, published on 8080, and a host a (10.0.0.1) on the same wire."""
    made = [container(number, hairpin=hairpin) for number in range(2, 2 + containers)]
    ports, inside = [port for port, _ in made], [namespace for _, namespace in made]
    fields = {"sysctls": FORWARDS, "iptables": PUBLISHED, **(h or {})}
    return network(
        node("a", card("10.0.0.1/24"), listens=81),
        node("h", card("10.0.0.2/24"), DOCKER0, *ports, **fields),
        *inside,
    )


def run(world: World, work: Generator[Until, None, Value]) -> Value:
    """Let a generator run to its end; the clock goes to whatever it waits for."""
    while True:
        try:
            wait = next(work)
        except StopIteration as end:
            value: Value = end.value
            return value
        world.set_now(wait.at_ms)


def ask(world: World, origin: str, end: str, **fields: Any) -> Fetch:
    """One request from a namespace to `address:port`."""
    address, _, port = end.partition(":")
    return run(world, fetch(world, origin, HttpRequest(address, int(port or 80), **fields), serve))


def seen(taps: tuple[Tap, ...]) -> str:
    """Where a packet was seen, as one line: `a eth0>, b >eth0`."""
    marks = {"out": "{} {}>", "in": "{} >{}"}
    return ", ".join(marks[tap.direction].format(tap.namespace, tap.device) for tap in taps)


def messages(trace: Trace, direction: str = "request") -> list[str]:
    """The messages of the hops of one way."""
    return [step.message for _, way, step in trace.hops() if way == direction]
