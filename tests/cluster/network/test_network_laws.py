"""Laws of the data path, over random networks: walks answer, change nothing, end once, and are repeatable."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.network.build import ask, card, container, network, node
from tutorial.cluster.network import chains, links, report, saved
from tutorial.cluster.network.fetch import Fetch
from tutorial.cluster.network.ipsets import IPSETS, MEMBERS, IpSet, Member, scope
from tutorial.cluster.network.ipvs.tables import COUNTS
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.rules import RuleError
from tutorial.cluster.network.tables import CHAINS, COUNTERS, FDB, LINKS, NAMESPACES, NEIGHBOURS, FdbEntry, Neighbour
from tutorial.cluster.network.trace import MESSAGES, SENTENCES, Disposition
from tutorial.cluster.network.walk import send
from tutorial.cluster.world import World

HOSTS = ("a", "b", "h")
ADDRESSES = (
    "10.0.0.1",
    "10.0.0.2",
    "10.0.0.254",
    "10.0.1.254",
    "10.0.1.3",
    "10.0.1.9",
    "172.17.0.1",
    "172.17.0.2",
    "172.17.0.3",
)
ODD = ("127.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.5", "10.0.0.255", "8.8.8.8", "172.17.0.9")
DEVICES = ("eth0", "eth1", "docker0", "veth2", "veth3", "lo", "gone")
MACS = ("02:42:ac:11:00:02", "02:42:ac:11:00:03", "02:42:ac:11:00:01", "02:00:00:00:00:09")
PREFIXES = ("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/24", "10.0.1.0/24", "172.17.0.0/16", "10.0.1.3/32", "127.0.0.0/8")
ends = st.sampled_from(ADDRESSES + ODD)
ports = st.sampled_from([0, 1, 80, 8080, 32768, 65535])


def fields(**chosen: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(chosen)


routes = fields(
    dst=st.sampled_from(PREFIXES),
    dev=st.sampled_from(["eth0", "lo"]),
    via=st.sampled_from(["", *ADDRESSES]),
    table=st.sampled_from(["main", "local", "42"]),
    type=st.sampled_from(["unicast", "unicast", "local"]),
)
conditions = st.sampled_from(
    [
        "",
        "-p tcp",
        "-p udp",
        "-p tcp --dport 80",
        "! -i docker0",
        "-o eth0",
        "-s 10.0.0.0/24",
        "! -d 172.17.0.2",
        "-m addrtype --dst-type LOCAL",
        "-m conntrack --ctstate ESTABLISHED",
        "-m conntrack --ctstate RELATED,INVALID",
        "-m mark --mark 1",
        "-m limit --limit 1/min --limit-burst 2",
        "-p tcp -m multiport --ports 80,8080",
        "-m set --match-set nets dst",
        "-m set ! --match-set ends dst,dst",
        "-m ipvs --ipvs",
        "-m conntrack --ctorigdst 10.0.1.9",
    ]
)
filter_rules = st.builds(
    "-A {} {} -j {}".format,
    st.sampled_from(["INPUT", "OUTPUT", "FORWARD", "OWN"]),
    conditions,
    st.sampled_from(
        ["ACCEPT", "DROP", "RETURN", "REJECT", "REJECT --reject-with tcp-reset", "OWN", "LOG", "MARK --set-mark 1"]
    ),
)
mangle_rules = st.builds(
    "-A {} {} -j {}".format,
    st.sampled_from(["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
    conditions,
    st.sampled_from(["ACCEPT", "DROP", "MARK --set-mark 1", "MARK --xor-mark 3"]),
)
nat_rules = st.one_of(
    st.builds("-A PREROUTING {} -j DNAT --to-destination {}".format, conditions, st.sampled_from(ADDRESSES)),
    st.builds("-A OUTPUT {} -j DNAT --to-destination {}:80".format, conditions, st.sampled_from(ADDRESSES)),
    st.builds("-A PREROUTING {} -j REDIRECT".format, conditions),
    st.builds("-A OUTPUT {} -j REDIRECT --to-ports 81".format, conditions.filter(lambda text: text != "")),
    st.builds("-A POSTROUTING {} -j MASQUERADE".format, conditions),
    st.builds("-A POSTROUTING {} -j SNAT --to-source {}".format, conditions, st.sampled_from(ADDRESSES)),
    st.builds("-A INPUT {} -j SNAT --to-source {}:7".format, conditions, st.sampled_from(ADDRESSES)),
)
servers = fields(ip=st.sampled_from(ADDRESSES), port=st.sampled_from([80, 81]), weight=st.integers(0, 2))
services = fields(
    vip=st.sampled_from(ADDRESSES),
    port=st.sampled_from([80, 8080]),
    scheduler=st.sampled_from(["wlc", "lc", "rr", "wrr", "sh"]),
    dests=st.lists(servers, max_size=3, unique_by=lambda given: (given["ip"], given["port"])),
)
hosts = fields(
    routes=st.lists(routes, max_size=4),
    rules=st.lists(fields(**{"from": st.sampled_from(PREFIXES)}, table=st.just("42")), max_size=1),
    filter=st.lists(filter_rules, max_size=5),
    nat=st.lists(nat_rules, max_size=4),
    mangle=st.lists(mangle_rules, max_size=2),
    ipvs=st.lists(services, max_size=2, unique_by=lambda given: (given["vip"], given["port"])),
    bridge_nf=st.sampled_from(["0", "1"]),
    forward=st.sampled_from(["0", "1"]),
    rp_filter=st.sampled_from(["0", "1", "2"]),
)
accidents = st.lists(st.tuples(st.sampled_from([*HOSTS, "h/c2"]), st.sampled_from(DEVICES)), max_size=2)
known = st.lists(st.tuples(st.sampled_from(HOSTS), st.sampled_from(DEVICES), ends, st.sampled_from(MACS)), max_size=3)
learned = st.lists(st.tuples(st.sampled_from(MACS), st.sampled_from(["veth2", "veth3"])), max_size=2)


def described(chosen: dict[str, Any]) -> dict[str, Any]:
    return {
        "routes": chosen["routes"],
        "rules": chosen["rules"],
        "sysctls": {
            "net.ipv4.ip_forward": chosen["forward"],
            "net.ipv4.conf.all.rp_filter": chosen["rp_filter"],
            "net.bridge.bridge-nf-call-iptables": chosen["bridge_nf"],
        },
        "ipvs": chosen["ipvs"],
        "listens": 80,
    }


@st.composite
def worlds(draw: Any) -> World:
    """a and h (with two containers) on one wire, h and b on another, with whatever tables."""
    chosen = {name: draw(hosts) for name in HOSTS}
    made = [container(number, hairpin=draw(st.booleans())) for number in (2, 3)]
    docker0 = {"name": "docker0", "type": "bridge", "mac": "02:42:ac:11:00:01", "addrs": ["172.17.0.1/16"]}
    right = card("10.0.1.254/24", name="eth1", wire="right")
    world = network(
        node("a", card("10.0.0.1/24"), card("10.0.0.2/24", name="eth1"), **described(chosen["a"])),
        node("h", card("10.0.0.254/24"), right, docker0, *(port for port, _ in made), **described(chosen["h"])),
        node("b", card("10.0.1.3/24", wire="right"), **described(chosen["b"])),
        *(inside for _, inside in made),
    )
    for name, tables in chosen.items():
        fill(world, name, tables)
    for namespace, device, ip, mac in draw(known):
        world.put(NEIGHBOURS, (device, ip), Neighbour(device, ip, mac, "PERMANENT"), namespace)
    for mac, port in draw(learned):
        world.put(FDB, ("docker0", mac), FdbEntry("docker0", mac, port), "h")
    for namespace, device in draw(accidents):
        if world.get(LINKS, device, namespace) is not None:
            links.set_up(world, namespace, device, up=False)
    return world


def fill(world: World, namespace: str, tables: dict[str, Any]) -> None:
    """Rules as an operator would type them; what iptables refuses is not there."""
    world.put(IPSETS, "nets", IpSet("nets", "hash:net"), namespace)
    world.put(MEMBERS, "10.0.0.0/8", Member("10.0.0.0/8"), scope(namespace, "nets"))
    world.put(IPSETS, "ends", IpSet("ends", "hash:ip,port"), namespace)
    world.put(MEMBERS, "10.0.1.3,tcp:80", Member("10.0.1.3,tcp:80"), scope(namespace, "ends"))
    chains.set_policy(world, namespace, "filter", "OWN", "-")
    for table in ("filter", "nat", "mangle"):
        for line in tables[table]:
            with suppress(RuleError):
                chains.add(world, namespace, table, line)


packets = st.builds(
    Packet,
    kind=st.sampled_from(["syn", "syn-ack", "rst", "data", "fin"]),
    protocol=st.sampled_from(["tcp", "tcp", "udp"]),
    source=ends,
    source_port=ports,
    destination=ends,
    destination_port=ports,
    ttl=st.integers(1, 64),
)
errors = st.builds(
    lambda source, destination, about: Packet("icmp-host-unreachable", "icmp", source, 0, destination, 0, about=about),
    ends,
    ends,
    st.tuples(st.just("tcp"), ends, ports, ends, ports),
)
origins = st.sampled_from([*HOSTS, "h/c2", "h/c3"])


@settings(max_examples=120, deadline=None)
@given(worlds(), origins, st.one_of(packets, errors))
def test_a_walk_answers_with_one_disposition_and_changes_nothing(world: World, origin: str, packet: Packet) -> None:
    before = world.state
    walk = send(world, origin, packet)
    assert world.state is before
    assert walk.disposition in Disposition
    assert all(step.message in MESSAGES and step.sentence for step in walk.steps)
    assert world.get(NAMESPACES, walk.namespace) is not None
    assert walk == send(world, origin, packet)
    other = World(before)
    report.apply(other, walk)
    assert {(c.table, c.scope, c.key) for c in other.take_changes()} == {
        (c.table, c.scope, c.key) for c in walk.changes
    }


@settings(max_examples=50, deadline=None)
@given(worlds(), origins, ends, st.sampled_from([80, 81]))
def test_a_request_ends_in_words_or_in_a_response(world: World, origin: str, address: str, port: int) -> None:
    again = world.fork()
    found = ask(world, origin, f"{address}:{port}", max_time_ms=10_000)
    assert (found.response is None) == bool(found.error)
    assert found.trace.success == (found.response is not None)
    assert found.trace.sentence
    assert found.elapsed_ms <= 10_000
    second: Fetch = ask(again, origin, f"{address}:{port}", max_time_ms=10_000)
    assert second == found
    world.take_changes()
    again.take_changes()
    assert world.state.hash() == again.state.hash()


@settings(max_examples=50, deadline=None)
@given(worlds(), origins, ends)
def test_taps_alternate_between_a_device_that_sends_and_one_that_takes(world: World, origin: str, address: str) -> None:
    """A time to live never rises, and falls only between the stack's two sides."""
    for leg in ask(world, origin, f"{address}:80", max_time_ms=10_000).trace.legs:
        ttls = [tap.packet.ttl for tap in leg.syn]
        assert ttls == sorted(ttls, reverse=True)
        assert all(tap.direction == "out" for tap in leg.syn[:1])


def test_every_disposition_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Disposition)


def counted(world: World) -> dict[Any, int]:
    """Every counter of iptables and IPVS."""
    found: dict[Any, int] = {}
    for namespace in world.scopes(COUNTERS):
        found |= {(namespace, key): number for key, number in world.rows(COUNTERS, namespace)}
    for namespace in world.scopes(COUNTS):
        for key, count in world.rows(COUNTS, namespace):
            found[namespace, key, "in"], found[namespace, key, "out"] = count.inwards, count.outwards
            found[namespace, key] = count.connections
    return found


@settings(max_examples=60, deadline=None)
@given(worlds(), st.lists(st.tuples(origins, ends), min_size=1, max_size=3))
def test_counters_only_grow(world: World, requests: list[tuple[str, str]]) -> None:
    for origin, address in requests:
        before = counted(world)
        ask(world, origin, f"{address}:80", max_time_ms=2_000)
        after = counted(world)
        assert all(after[key] >= number for key, number in before.items())


DEATHS = {
    *("route.none", "route.many", "forward.off", "ttl.exceeded"),
    *("source.localnet", "source.martian", "source.rp_filter", "neighbour.failed"),
    *("filter.drop", "filter.reject", "nat.no_address", "ipvs.none", "ipvs.removed"),
    *("link.down", "link.no_carrier", "link.dummy", "link.other", "wire.lost", "wire.cut", "bridge.lost"),
    *("bridge.blocked", "vxlan.unknown", "vxlan.no_route", "vxlan.other", "vxlan.moved", "socket.none"),
    "socket.unasked",
}
"""The steps behind which a packet goes nowhere."""
HOME = {"socket.client", "socket.client_reset", "socket.client_error"}


@settings(max_examples=150, deadline=None)
@given(worlds(), origins, ends)
def test_an_answer_reaches_who_asked_or_the_trace_says_where_it_died(world: World, origin: str, address: str) -> None:
    found = ask(world, origin, f"{address}:80", max_time_ms=2_000)
    leg = found.trace.legs[0]
    last = leg.reply_steps[-1] if leg.reply_steps else leg.request_steps[-1]
    if found.connected:
        assert (last.message, last.namespace) == ("socket.client", origin)
    elif leg.reply_steps and last.message in HOME:
        assert last.namespace == origin
        assert found.error
    else:
        assert last.message in DEATHS
        assert last.decides


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(HOSTS), st.booleans())
def test_tables_that_are_saved_and_restored_are_the_same(world: World, host: str, keep: bool) -> None:
    ask(world, host, "10.0.1.3:80", max_time_ms=1_000)
    before = saved.dump(world, host, counted=keep)
    saved.restore(world, host, before)
    assert saved.dump(world, host, counted=keep) == before
    rules = [(key, [rule.text for rule in chain.rules]) for key, chain in world.rows(CHAINS, host)]
    saved.restore(world, host, saved.dump(world, host))
    assert [(key, [rule.text for rule in chain.rules]) for key, chain in world.rows(CHAINS, host)] == rules


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(HOSTS), st.text(max_size=40))
def test_a_restore_that_fails_changes_nothing(world: World, host: str, broken: str) -> None:
    before = world.state
    text = saved.dump(world, host)
    with suppress(RuleError):
        saved.restore(world, host, f"{text}*filter\n{broken}\n-A NOWHERE -j DROP\nCOMMIT\n")
        raise AssertionError("a rule for a chain that is not there was taken")
    assert world.state is before
