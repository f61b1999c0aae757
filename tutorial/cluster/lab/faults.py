"""Faults: what an operator or an accident does to a lab, in the neutral form of recordings."""

from collections.abc import Callable, Mapping

from tutorial.cluster import host as hosts
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.lab.reader import Reader, within
from tutorial.cluster.network import chains, links, sockets, sysctls
from tutorial.cluster.network.tables import FDB, LINKS, NAMESPACES, NEIGHBOURS, ROUTES
from tutorial.cluster.world import World

PORT_STATES = {"0": "disabled", "1": "listening", "2": "learning", "3": "forwarding", "4": "blocking"}
"""The states of a bridge's port by the numbers that the kernel gives them."""


def inject(world: World, given: Reader) -> None:
    """Do one fault to the world; ScenarioError says which field is at fault, and what is not there to be broken."""
    kind = given.text("fault")
    if kind not in FAULTS:
        raise given.fault("fault", f"is not known: {kind}; known are {', '.join(sorted(FAULTS))}")
    FAULTS[kind](world, _namespace(world, given), given)


def _namespace(world: World, given: Reader) -> str:
    name = "ns" if "ns" in given.given else "node"
    namespace = given.text(name)
    if world.get(NAMESPACES, namespace) is None:
        raise given.fault(name, f"names a namespace that the lab does not have: {namespace}")
    return namespace


def _device(world: World, namespace: str, given: Reader) -> str:
    device = given.text("device")
    if world.get(LINKS, device, namespace) is None:
        raise given.fault("device", f"names a device that {namespace} does not have: {device}")
    return device


def _process_kill(world: World, namespace: str, given: Reader) -> None:
    name, node = given.text("process"), world[NAMESPACES, namespace].node
    found = [
        process for process in world.values(PROCESSES, node) if (process.name, process.namespace) == (name, namespace)
    ]
    if not found:
        raise given.fault("process", f"names a process that does not run in {namespace}: {name}")
    for process in found:
        sockets.close_all(world, namespace, process.pid)
        hosts.end(world, node, process.pid)


def _link_down(world: World, namespace: str, given: Reader) -> None:
    links.set_up(world, namespace, _device(world, namespace, given), up=False)


def _bridge_port_state(world: World, namespace: str, given: Reader) -> None:
    device, state = _device(world, namespace, given), given.word("state")
    if state not in PORT_STATES:
        raise given.fault("state", f"must be one of {', '.join(PORT_STATES)}, not {state}")
    if not world[LINKS, device, namespace].master:
        raise given.fault("device", f"is not the port of a bridge: {device}")
    links.set_port_state(world, namespace, device, PORT_STATES[state])


def _iptables(change: Callable[[World, str, str, str], object]) -> "Fault":
    def fault(world: World, namespace: str, given: Reader) -> None:
        table, rule = given.text("table"), given.text("rule")
        try:
            change(world, namespace, table, rule)
        except ClusterError as error:
            raise within(given, "rule", error) from error

    return fault


def _fdb_del(world: World, namespace: str, given: Reader) -> None:
    device, mac = _device(world, namespace, given), given.text("mac").lower()
    keys = [
        key
        for key, entry in world.rows(FDB, namespace)
        if entry.mac.lower() == mac and device in {entry.dev, entry.port}
    ]
    if not keys:
        raise given.fault("mac", f"is not in the forwarding table of {device}: {mac}")
    for key in keys:
        world.delete(FDB, key, namespace)


def _neigh_del(world: World, namespace: str, given: Reader) -> None:
    key = (_device(world, namespace, given), given.address("ip"))
    if world.get(NEIGHBOURS, key, namespace) is None:
        raise given.fault("ip", f"is no neighbour on {key[0]}: {key[1]}")
    world.delete(NEIGHBOURS, key, namespace)


def _route_del(world: World, namespace: str, given: Reader) -> None:
    """Without a table the route is looked for where `ip route del` looks: in `main`."""
    destination, table = given.prefix("dst"), given.word("table", "main")
    found = [
        key for key, route in world.rows(ROUTES, namespace) if (route.table, route.destination) == (table, destination)
    ]
    if not found:
        raise given.fault("dst", f"is not in routing table {table} of {namespace}: {destination}")
    world.delete(ROUTES, found[0], namespace)


def _sysctl(world: World, namespace: str, given: Reader) -> None:
    sysctls.put(world, namespace, given.text("key"), given.word("value"))


Fault = Callable[[World, str, Reader], None]
FAULTS: Mapping[str, Fault] = {
    "process_kill": _process_kill,
    "link_down": _link_down,
    "bridge_port_state": _bridge_port_state,
    "iptables_insert": _iptables(chains.add),
    "iptables_delete": _iptables(chains.delete),
    "fdb_del": _fdb_del,
    "neigh_del": _neigh_del,
    "route_del": _route_del,
    "sysctl": _sysctl,
}
"""What each kind of fault does to a namespace."""
