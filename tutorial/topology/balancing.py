"""What balancers and name servers have, inspected: IPVS' services and real servers, HAProxy's servers, DNS records."""

from collections.abc import Iterator

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon.tables import APPS, INSTANCES, Instance
from tutorial.cluster.marathonlb.names import flat
from tutorial.cluster.network import places
from tutorial.cluster.network.dns.records import RECORDS, RecordSet
from tutorial.cluster.network.ipvs.tables import SERVICES, Service
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.servers.haproxy_config import Server
from tutorial.cluster.servers.haproxy_tables import RUNNING
from tutorial.cluster.texts import gettext
from tutorial.cluster.world import World
from tutorial.topology import printed
from tutorial.topology.inspected import Facts, Inspected, Look
from tutorial.topology.why import Step

GROUP = "/labels/HAPROXY_GROUP"
"""The label without which Marathon-LB leaves an app out."""
Balanced = tuple[str, Server, Causes]


def ipvs(look: Look) -> Inspected | None:
    """A virtual service, or one of its real servers."""
    for namespace in look.namespaces():
        for service in look.world.values(SERVICES, namespace):
            own = places.service(namespace, service.key)
            if look.id == own or look.id.startswith(f"{own}/"):
                return _of_service(look, namespace, service)
    return None


def _of_service(look: Look, namespace: str, service: Service) -> Inspected | None:
    label = f"{service.address}:{service.port}"
    facts: Facts = (("protocol", service.protocol), ("scheduler", service.scheduler))
    causes = service.causes
    if look.id != places.service(namespace, service.key):
        name = look.id.rpartition("/")[2]
        server = next((server for server in service.servers if server.name == name), None)
        if server is None:
            return None
        facts = (("virtual address", label), *facts, ("weight", str(server.weight)))
        label, causes = name, server.causes
    node = places.node(look.world, namespace)
    host = look.world.get(HOSTS, namespace)
    tables = () if host is None else printed.of_service(look.world, host, service.key)
    return Inspected(look.id, "ipvs", label, node, facts=facts, tables=tables, why=look.entry(causes, namespace))


def record(look: Look) -> Inspected | None:
    """The records of a name and type."""
    kind, _, rest = look.rest.partition("/")
    name, _, holder = rest.partition("/")
    found = look.world.get(RECORDS, (name, kind), holder)
    if found is None:
        return None
    node = holder.rpartition("/")[2]
    machine = places.node(look.world, node) if look.world.get(HOSTS, node) else ""
    facts = (("name", found.name), ("type", found.type), ("ttl", f"{found.ttl} s"), ("values", ", ".join(found.values)))
    why = look.entry(found.causes, node if machine else holder)
    return Inspected(look.id, "record", _label(found), machine, facts=facts, why=why)


def _label(found: RecordSet) -> str:
    return f"{found.name} {found.type}"


# HAProxy


def haproxy(look: Look) -> Inspected | None:
    """A server of a backend."""
    for namespace in look.namespaces():
        for backend, server, causes in balanced(look.world, namespace):
            if places.balanced(namespace, backend, server.name) == look.id:
                facts = (("backend", backend), ("address", f"{server.address}:{server.port}"))
                node = places.node(look.world, namespace)
                why = look.entry(causes, namespace, _told(look.world, namespace, server))
                return Inspected(look.id, "server", server.name, node, facts=facts, why=why)
    return None


def balanced(world: World, namespace: str) -> Iterator[Balanced]:
    """The servers of each HAProxy of a namespace: backend, server, and why it is there."""
    for running in world.values(RUNNING, namespace):
        ports = [socket for socket in world.values(SOCKETS, namespace) if socket.pid == running.pid]
        apps = {flat(app.id): Cause(app.line, "marathonlb", app.id, app.version, GROUP) for app in world.values(APPS)}
        for name, section in running.config.backends.items():
            cause = apps.get(name.rpartition("_")[0])
            causes = (cause,) if cause else next((socket.causes for socket in ports), ())
            yield from ((name, server, causes) for server in section.servers)


def _told(world: World, namespace: str, server: Server) -> Step:
    """Who wrote a server into the configuration, and for which task."""
    title = gettext("The load balancer on {node} took it into its configuration", node=places.said(namespace))
    task = next((one for one in world.values(INSTANCES) if _is(world, one, server)), None)
    if task is None:
        return Step("marathonlb", title)
    told = gettext("Marathon told it of the task on {agent}", agent=task.agent)
    return Step("marathonlb", title, told, f"task:{task.id}")


def _is(world: World, instance: Instance, server: Server) -> bool:
    host = world.get(HOSTS, instance.agent)
    at_host = host is not None and host.ip == server.address and server.port in instance.host_ports
    return at_host or server.address in instance.addresses
