"""What must hold in a cluster's networks: after every event, and once everything has settled."""

import json
import re
from collections import Counter

from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS
from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import HOSTS, PROCESSES
from tutorial.cluster.marathon.tables import INSTANCES, Instance
from tutorial.cluster.mesos.tables import AGENTS, TASKS, Task
from tutorial.cluster.network import saved
from tutorial.cluster.network.dns.records import RECORDS
from tutorial.cluster.network.ipvs.tables import SERVICES
from tutorial.cluster.network.tables import ADDRESSES, LINKS, NAMESPACES, SEGMENTS, SOCKETS
from tutorial.cluster.world import World

DNAT = re.compile(r"-A DOCKER ! -i (\S+) -p (\w+) -m \w+ --dport (\d+) -j DNAT --to-destination (\S+):(\d+)")
OF_TASKS = re.compile(r"_(web|api|db-shop)\._tcp\.marathon\.mesos")
NODES = frozenset({"master", "agent", "public_agent"})


def once(values: list[object]) -> None:
    """Nothing stands in a list twice."""
    assert not [value for value, count in Counter(values).items() if count > 1]


def check_networks(world: World) -> None:
    """What holds at every moment: nothing is given twice in its scope; pairs, endpoints, namespaces belong together."""
    namespaces = world.values(NAMESPACES)
    for host in (agent.host for agent in world.values(AGENTS)):
        own = [found.id for found in namespaces if found.node == host and found.id != host]
        running = [found for found in world.values(CONTAINERS, host) if found.state == "running"]
        assert sorted(own) == sorted(found.namespace(host) for found in running if found.network != "host")
        endpoints = world.values(ENDPOINTS, host)
        assert {f"{host}/{found.container}" for found in endpoints} == set(own)
        once([(found.network, found.ip) for found in endpoints])
        once([(port.protocol, port.host_port) for found in endpoints for port in found.published])
        for network in world.values(NETWORKS, host):
            macs = [link.mac for link in world.values(LINKS, host) if network.bridge and link.master == network.bridge]
            once([*macs, *(found.mac for found in endpoints if found.network == network.name)])
        assert {port.pid for found in endpoints for port in found.published} - set(
            dict(world.rows(PROCESSES, host))
        ) == {port.pid for found in endpoints for port in found.published if not serves(world, host, port.pid)}
    everywhere = [(found.id, world.values(LINKS, found.id), world.values(ADDRESSES, found.id)) for found in namespaces]
    for name, links, addresses in everywhere:
        once([link.index for link in links])
        once([address.ip for address in addresses])
        for link in links:
            if link.peer:
                other = world[LINKS, link.peer, link.peer_namespace]
                assert (other.peer_namespace, other.peer) == (name, link.name)
    shared = [address.ip for _, _, addresses in everywhere for address in addresses if not local(address.ip)]
    once(list(shared))
    once([end for segment in world.scopes(SEGMENTS) for end in world.values(SEGMENTS, segment)])


def serves(world: World, host: str, pid: int) -> bool:
    """Whether a proxy still has its socket."""
    return any(socket.pid == pid for socket in world.values(SOCKETS, host))


def local(ip: str) -> bool:
    """Whether an address means another machine on each machine: loopback, Docker's bridge, the name server's device."""
    return ip.startswith(("127.", "172.17.", "198.51.100."))


def check_agreement(world: World, labels: dict[str, str]) -> None:
    """What all have to say of the same ports is the same: Marathon, Mesos-DNS, IPVS on every node, Docker's rules.

    `labels` maps app ids to the names of their virtual addresses, all on port 80.
    """
    running = [found for found in world.values(INSTANCES) if found.condition == "Running"]
    check_services(world, running)
    check_published(world, running)
    wanted: dict[str, set[str]] = {}
    for instance in running:
        if (label := labels.get(instance.app_id)) is not None:
            wanted.setdefault(label, set()).add(backend(world, instance))
    for host in (host.id for host in world.values(HOSTS) if host.role in NODES):
        found = [{server.name for server in service.servers} for service in world.values(SERVICES, host)]
        assert sorted(map(sorted, found)) == sorted(map(sorted, wanted.values())), host


def task_of(world: World, instance: Instance) -> Task:
    return world[TASKS, instance.task_id]


def port_of(world: World, instance: Instance) -> int:
    """The port that the task itself was told: the agent's where it has one, else its own."""
    told = dict(task_of(world, instance).info.environment)
    assert told["PORT0"] == told["PORT_HTTP"]
    return int(told["PORT0"])


def backend(world: World, instance: Instance) -> str:
    """Where a request to a virtual address goes."""
    host = world[HOSTS, instance.agent].ip
    return f"{host if instance.host_ports else instance.addresses[0]}:{port_of(world, instance)}"


def check_services(world: World, running: list[Instance]) -> None:
    """Mesos-DNS tells of the ports of all running tasks, and of no others."""
    wanted: dict[str, Counter[int]] = {}
    for instance in running:
        name = f"_{task_of(world, instance).info.name.replace('.', '-')}._tcp.marathon.mesos"
        wanted.setdefault(name, Counter())[port_of(world, instance)] += 1
    found = (records for records in world.values(RECORDS, "mesos-dns") if OF_TASKS.fullmatch(records.name))
    assert {records.name: Counter(int(value.split()[2]) for value in records.values) for records in found} == wanted


def check_published(world: World, running: list[Instance]) -> None:
    """Docker's rules lead from the agents' ports to the containers that Marathon knows there."""
    for host in (agent.host for agent in world.values(AGENTS)):
        lines = saved.dump(world, host, only="nat").splitlines()
        found = {(m[2], int(m[3]), m[4]) for line in lines if (m := DNAT.match(line)) is not None}
        wanted = {
            ("tcp", instance.host_ports[0], instance.addresses[0])
            for instance in running
            if instance.agent == host and instance.host_ports and instance.addresses[0] != world[HOSTS, host].ip
        }
        assert found == wanted, host
        for instance in (found for found in running if found.agent == host):
            mappings = json.loads(task_of(world, instance).info.container)["docker"].get("port_mappings", [])
            assert [mapping["host_port"] for mapping in mappings] == (
                list(instance.host_ports) if instance.addresses[0] != world[HOSTS, host].ip else []
            )
