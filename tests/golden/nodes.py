"""The nodes on which the recordings of Linux tools were made, described table by table as the recordings' makers had
them: agent S3 with its containers in bridge mode or on the overlay, S2, the master, the client outside."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.lab import expand
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network import chains, setup, sockets
from tutorial.cluster.network.tables import (
    CONNTRACK,
    COUNTERS,
    FDB,
    LINKS,
    NEIGHBOURS,
    FdbEntry,
    Neighbour,
    Route,
    Tracked,
    Tuple5,
)
from tutorial.cluster.world import World

Lab = dict[str, Any]
VIP = "11.249.78.219"
VTEPS = {
    1: "172.16.9.10",
    2: "172.16.33.10",
    3: "172.16.17.198",
    4: "172.16.15.168",
    5: "172.16.40.67",
    6: "172.16.9.84",
}
"""The nodes' addresses by the last part of their VTEP's address; node k has 9.0.(k-1).0/24."""
BRIDGE = [("veth10f72e2", 69, "c1", "172.17.0.2"), ("vethd365035", 71, "c2", "172.17.0.3")]
OVERLAY = [
    ("veth5be01d7", 75, "c1", "9.0.3.130"),
    ("vetha91c3f4", 77, "c2", "9.0.3.131"),
    ("veth07d62ab", 79, "c3", "9.0.3.132"),
]
PAIR_MACS = {"veth10f72e2": "8e:3c:5d:0a:11:69", "vethd365035": "8e:3c:5d:0a:11:71"}
PAIR_MACS |= {
    "veth5be01d7": "8e:3c:5d:0b:03:75",
    "vetha91c3f4": "8e:3c:5d:0b:03:77",
    "veth07d62ab": "8e:3c:5d:0b:03:79",
}
ROLES = {"S3": "agent", "S2": "agent", "master": "master", "outside": "client"}


def docker_mac(ip: str) -> str:
    return "02:42:" + ":".join(f"{int(part):02x}" for part in ip.split("."))


def card(ip: str, mac: str, wire: str = "lan", bits: int = 16) -> Lab:
    return {"name": "eth0", "type": "veth", "peer_ns": wire, "peer": f"p{ip}", "mac": mac, "addrs": [f"{ip}/{bits}"]}


def overlay_tables(own: int) -> Lab:
    """What dcos-net writes on a node for every other one."""
    others = [number for number in VTEPS if number != own]
    return {
        "routes": [
            *({"dst": f"9.0.{k - 1}.0/24", "via": f"44.128.0.{k}", "dev": "vtep1024"} for k in others),
            *({"dst": VTEPS[k], "via": f"44.128.0.{k}", "dev": "vtep1024", "table": "42"} for k in others),
        ],
        "rules": [{"from": "9.0.0.0/8", "table": "42"}],
        "neigh": [{"ip": f"44.128.0.{k}", "mac": f"70:b3:d5:80:00:0{k}", "dev": "vtep1024"} for k in others],
        "fdb": [{"mac": f"70:b3:d5:80:00:0{k}", "dst": VTEPS[k], "dev": "vtep1024"} for k in reversed(others)],
    }


def vtep(number: int) -> Lab:
    address, mac = f"44.128.0.{number}/20", f"70:b3:d5:80:00:0{number}"
    return {
        "name": "vtep1024",
        "type": "vxlan",
        "vni": 1024,
        "port": 64000,
        "learning": True,
        "mac": mac,
        "addrs": [address],
    }


def node(name: str, *links: Lab, via: str, **fields: Any) -> Lab:
    given = {"routes": [], "sysctls": {"net.ipv4.ip_forward": "1"}, **fields}
    default = {"dst": "default", "via": via, "dev": "eth0"}
    return {
        "ns": name,
        "node": name,
        "kind": "host",
        "links": list(links),
        **given,
        "routes": [default, *given["routes"]],
    }


def container(host: str, name: str, ip: str, gateway: str, bits: int, mtu: int) -> Lab:
    eth0 = {"name": "eth0", "type": "veth-peer", "mac": docker_mac(ip), "mtu": mtu, "addrs": [f"{ip}/{bits}"]}
    routes = [{"dst": "default", "via": gateway, "dev": "eth0"}]
    return {"ns": f"{host}/{name}", "node": host, "kind": "container", "links": [eth0], "routes": routes}


def ports(master: str, given: list[tuple[str, int, str, str]], mtu: int) -> list[Lab]:
    return [
        {
            "name": name,
            "type": "veth",
            "peer_ns": f"S3/{inside}",
            "peer": "eth0",
            "master": master,
            "mac": PAIR_MACS[name],
            "mtu": mtu,
        }
        for name, _, inside, _ in given
    ]


def world(lab: str) -> World:
    """The nodes of a lab: `bridge` or `overlay`."""
    bridged = lab == "bridge"
    docker0 = {"name": "docker0", "type": "bridge", "mac": "02:42:5b:7a:11:3c", "addrs": ["172.17.0.1/16"]}
    dcos = {"name": "d-dcos", "type": "bridge", "mac": "02:42:1d:c0:50:03", "addrs": ["9.0.3.129/25"]}
    dcos["mtu"] = 1500 if bridged else 1420
    pairs, master, mtu = (BRIDGE, "docker0", 1500) if bridged else (OVERLAY, "d-dcos", 1420)
    gateway, bits = ("172.17.0.1", 16) if bridged else ("9.0.3.129", 25)
    eth0 = card("172.16.15.168", "06:5a:10:00:15:68")
    s2 = {"name": "d-dcos", "type": "bridge", "mac": "02:42:1d:c0:50:02", "mtu": 1420, "addrs": ["9.0.2.129/25"]}
    pair = {
        "name": "veth2",
        "type": "veth",
        "peer_ns": "S2/c1",
        "peer": "eth0",
        "master": "d-dcos",
        "mac": "8e:3c:5d:0b:02:75",
    }
    built = expand.build(
        reader(
            "",
            {
                "namespaces": [
                    node(
                        "S3",
                        eth0,
                        docker0,
                        vtep(4),
                        dcos,
                        *ports(master, pairs, mtu),
                        via="172.16.0.1",
                        **overlay_tables(4),
                    ),
                    *(container("S3", inside, ip, gateway, bits, mtu) for _, _, inside, ip in pairs),
                    node(
                        "S2",
                        card("172.16.17.198", "06:5a:10:01:71:98"),
                        vtep(3),
                        s2,
                        pair,
                        via="172.16.0.1",
                        **overlay_tables(3),
                    ),
                    container("S2", "c1", "9.0.2.130", "9.0.2.129", 25, 1420),
                    node(
                        "master",
                        card("172.16.9.10", "06:5a:10:00:09:10"),
                        vtep(1),
                        via="172.16.0.1",
                        **overlay_tables(1),
                    ),
                    node("outside", card("203.0.113.50", "06:5a:cb:00:71:50", "net", 24), via="203.0.113.1"),
                ]
            },
        )
    )
    _machines(built, pairs)
    _numbers(built, pairs)
    _neighbours(built, bridged=bridged)
    return built


def _machines(built: World, pairs: list[tuple[str, int, str, str]]) -> None:
    for order, (name, role) in enumerate(ROLES.items()):
        built.put(HOSTS, name, Host(name, name, role, "", order=order))
    for host, name in (*(("S3", inside) for _, _, inside, _ in pairs), ("S2", "c1")):
        running = Container(name, name, "", "", (), (), "bridge", name, (), "", 0, 0, 0, state="running")
        built.put(CONTAINERS, name, running, host)


def _numbers(built: World, pairs: list[tuple[str, int, str, str]]) -> None:
    """The devices' numbers, the VIP as it stands on the recorded nodes."""
    numbers = {"eth0": 2, "docker0": 3, "vtep1024": 10, "d-dcos": 11, **{name: number for name, number, _, _ in pairs}}
    for name, number in numbers.items():
        built.put(LINKS, name, replace(built[LINKS, name, "S3"], index=number), "S3")
    for _, number, inside, _ in pairs:
        built.put(LINKS, "eth0", replace(built[LINKS, "eth0", f"S3/{inside}"], index=number - 1), f"S3/{inside}")
    for name in ("S3", "master"):
        setup.add_route(built, name, Route("local", f"{VIP}/32", "lo", source=VIP, kind="local"))


def _neighbours(built: World, *, bridged: bool) -> None:
    """Who was met before the recordings, and what bridges learned of them."""
    gateway = ("172.17.0.1", "02:42:5b:7a:11:3c") if bridged else ("9.0.3.129", "02:42:1d:c0:50:03")
    master, met, ports_ = ("docker0", BRIDGE, BRIDGE) if bridged else ("d-dcos", OVERLAY[1:2], OVERLAY)
    known = [("S3", "eth0", "172.16.9.10", "06:5a:10:00:09:10")]
    known += [("master", "eth0", "172.16.15.168", "06:5a:10:00:15:68")] if bridged else []
    known += [("S3", master, ip, docker_mac(ip)) for _, _, _, ip in met]
    known += [(f"S3/{'c1' if bridged else 'c2'}", "eth0", *gateway)]
    for place, dev, ip, mac in known:
        built.put(NEIGHBOURS, (dev, ip), Neighbour(dev, ip, mac, "REACHABLE", built.now_ms), place)
    for port, _, _, ip in ports_:
        built.put(FDB, (master, docker_mac(ip)), FdbEntry(master, docker_mac(ip), port, permanent=False), "S3")


def load_rules(built: World, recording: Path, where: str = "S3") -> None:
    """The rules as `iptables -S` printed them there, for `iptables -L` to print them."""
    for command in json.loads(recording.read_text())["commands"]:
        if command["where"].replace("s3", "S3") == where and command["command"] in {
            "iptables -S",
            "iptables -t nat -S",
        }:
            table = "nat" if "nat" in command["command"] else "filter"
            lines = [_as_saved(line) for line in command["stdout"].splitlines()]
            chains.load(built, where, table, lines)


def _as_saved(line: str) -> str:
    word, name, *rest = line.split(" ", 2)
    return line if word == "-A" else f":{name} {rest[0] if rest else '-'}"


def count(built: World, table: str, chain: str, packets: dict[int, int]) -> None:
    """Counters of a chain by the numbers of its rules."""
    for number, moved in packets.items():
        built.put(COUNTERS, (table, chain, number), moved, "S3")


def listen(built: World, place: str, *given: tuple[str, str, int, str]) -> None:
    """Programs that listen: protocol, address, port, name."""
    for pid, (protocol, address, port, program) in enumerate(given, 100):
        sockets.listen(built, place, protocol, address, port, pid=pid, program=program)


def track(built: World, place: str, *given: tuple[Tuple5, Tuple5, str, bool]) -> None:
    """Tracked connections: both tuples, state, whether it was answered; the last packet was a second ago."""
    for original, reply, state, seen in given:
        built.put(CONNTRACK, original, Tracked(original, reply, state, seen, built.now_ms - 1000), place)
