"""What may stand for an operand or for the argument of an option, by the name that usages give it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from tutorial.cluster.docker.images import REGISTRY
from tutorial.cluster.docker.networks import NETWORKS
from tutorial.cluster.docker.tables import CONTAINERS, IMAGES
from tutorial.cluster.edgelb.pools import POOLS
from tutorial.cluster.host import FILES, HOSTS, NODE_ROLES, Host
from tutorial.cluster.marathon import groups
from tutorial.cluster.marathon.tables import APPS, DEPLOYMENTS
from tutorial.cluster.mesos import documents
from tutorial.cluster.mesos.tables import AGENTS, TASKS
from tutorial.cluster.network import routing
from tutorial.cluster.network.dns.stub import at_hand
from tutorial.cluster.network.show.routes import route_tables
from tutorial.cluster.world import World
from tutorial.shell import addresses, files, registry
from tutorial.shell.completion.written import variables
from tutorial.shell.terminal import Frame, host_of


@dataclass(frozen=True, slots=True)
class Found:
    """A word that may be typed. One that is not `final` goes on: a folder, an address before its port."""

    value: str
    about: str = ""
    final: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where the word is typed: the shell and the world around it."""

    world: World
    shell: Frame

    @property
    def host(self) -> Host | None:
        """The host that the shell runs on."""
        return host_of(self.world, self.shell.host)


Kind = Callable[[Place, str], Iterable[Found]]
"""The words of a kind, for what is typed so far; those that do not begin so are left out by who asks."""


def any_files(place: Place, typed: str) -> Iterator[Found]:
    """The files and folders in the folder that is typed; hidden ones only behind a dot."""
    folder, mark, name = typed.rpartition("/")
    where = files.absolute(place.shell.cwd, folder + mark)
    if not _may_list(place, where):
        return
    if name in {".", ".."}:
        yield Found(f"{folder}{mark}../", final=False)
    for found in files.listing(place.world, place.shell.host, where):
        if found.startswith(name) and (name.startswith(".") or not found.startswith(".")):
            file = files.lookup(place.world, place.shell.host, files.absolute(where, found))
            is_dir = file is not None and file.is_dir
            yield Found(f"{folder}{mark}{found}{'/' if is_dir else ''}", final=not is_dir)


def _may_list(place: Place, folder: str) -> bool:
    found = files.lookup(place.world, place.shell.host, folder)
    if found is None or not files.may(found, place.shell.user, 4):
        return False
    try:
        files.check_way(place.world, place.shell.host, place.shell.user, folder, f"{folder}/")
    except files.FileError:
        return False
    return True


def folders(place: Place, typed: str) -> Iterator[Found]:
    """As files, without what is no folder."""
    return (found for found in any_files(place, typed) if not found.final)


def commands(place: Place, typed: str) -> Iterator[Found]:
    """The commands that the host has; a path is a file."""
    if "/" in typed:
        yield from any_files(place, typed)
        return
    for name in registry.commands_of(place.host, inside=place.shell.inside > 0):
        if name[0].isalpha():
            yield Found(name, registry.all_commands()[name].summary)


def variable_names(place: Place, typed: str) -> Iterator[Found]:
    """The names of the shell's variables."""
    return (Found(name) for name in variables(place.shell))


def settings(place: Place, typed: str) -> Iterator[Found]:
    """Variables before their new values."""
    return (replace(found, value=f"{found.value}=", final=False) for found in variable_names(place, typed))


def pools(place: Place, typed: str) -> Iterator[Found]:
    """Names of Edge-LB's pools."""
    for pool in place.world.values(POOLS):
        yield Found(pool.name, f"Edge-LB's, by {pool.app_id}")


def apps(place: Place, typed: str) -> Iterator[Found]:
    """Ids of apps; without their slash where none is typed."""
    for app in place.world.values(APPS):
        wanted = app.definition["instances"]
        about = f"{wanted} instance{'' if wanted == 1 else 's'}"
        yield Found(app.id, about)
        if typed and not typed.startswith("/"):
            yield Found(app.id[1:], about)


def app_groups(place: Place, typed: str) -> Iterator[Found]:
    """Ids of groups of apps; without their slash where none is typed."""
    for group in groups.ids(place.world):
        count = len(groups.apps_in(place.world, group))
        about = f"{count} app{'' if count == 1 else 's'}"
        yield Found(group, about)
        if typed and not typed.startswith("/"):
            yield Found(group[1:], about)


def deployments(place: Place, typed: str) -> Iterator[Found]:
    """Ids of the deployments that are under way."""
    return (Found(found.id, ", ".join(found.apps)) for found in place.world.values(DEPLOYMENTS))


def tasks(place: Place, typed: str) -> Iterator[Found]:
    """Ids of tasks."""
    for task in place.world.values(TASKS):
        yield Found(task.info.id, f"{task.info.agent}, {task.state}")


def containers(place: Place, typed: str) -> Iterator[Found]:
    """Names of this host's containers."""
    for container in place.world.values(CONTAINERS, place.shell.host.partition("/")[0]):
        yield Found(container.name, f"{container.image}, {container.state}")


def networks(place: Place, typed: str) -> Iterator[Found]:
    """Names of the networks of this host's Docker."""
    for network in place.world.values(NETWORKS, place.shell.host.partition("/")[0]):
        yield Found(network.name, network.subnet or network.driver)


def images_here(place: Place, typed: str) -> Iterator[Found]:
    """Names of the images of this host's Docker."""
    return (Found(image.name) for image in place.world.values(IMAGES, place.shell.host.partition("/")[0]))


def images_of_registry(place: Place, typed: str) -> Iterator[Found]:
    """Names of the images that can be pulled."""
    return (Found(name, f"{image.size_mb} MB") for name, image in REGISTRY.items())


def docker_objects(place: Place, typed: str) -> Iterator[Found]:
    """What Docker can inspect here."""
    yield from containers(place, typed)
    yield from networks(place, typed)


def nodes(place: Place, typed: str) -> Iterator[Found]:
    """Mesos's ids of the agents."""
    for agent in place.world.values(AGENTS):
        yield Found(documents.slave_id(place.world, agent.host), _told(place.world.get(HOSTS, agent.host)))


def _told(host: Host | None) -> str:
    if host is None or host.id == host.role:
        return host.id if host else ""
    return f"{host.id}, {host.role.replace('_', ' ')}"


def hosts(place: Place, typed: str) -> Iterator[Found]:
    """Addresses of the machines that can be reached from here, and names that are known here."""
    inside = place.host is not None and place.host.role in NODE_ROLES
    for host in place.world.values(HOSTS):
        address = host.ip if inside and host.role in NODE_ROLES else host.public_ip
        if host.role in NODE_ROLES and address:
            yield Found(address, _told(host))
    for name, address in _known_names(place):
        yield Found(name, address)


def private_addresses(place: Place, typed: str) -> Iterator[Found]:
    """The nodes' addresses inside of the cluster, wherever one is."""
    return (Found(host.ip, _told(host)) for host in place.world.values(HOSTS) if host.role in NODE_ROLES)


def _known_names(place: Place) -> Iterator[tuple[str, str]]:
    """The names in the host's `/etc/hosts`, with their addresses."""
    known = place.world.get(FILES, "/etc/hosts", place.shell.host.partition("/")[0])
    for line in (known.content if known else "").splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        for name in names:
            if at_hand(place.world, place.shell.host, name)[:1] == (address,):
                yield name, address


def logins(place: Place, typed: str) -> Iterator[Found]:
    """Hosts, behind `user@` if that is typed."""
    user, mark, _ = typed.rpartition("@")
    return (replace(found, value=f"{user}{mark}{found.value}") for found in hosts(place, typed))


def urls(place: Place, typed: str) -> Iterator[Found]:
    """The beginning of a URL: the scheme, then the host; a port may follow."""
    scheme = "http://"
    if scheme.startswith(typed):
        yield Found(scheme, final=False)
    before = scheme if typed.startswith(scheme) else ""
    if typed:
        for found in hosts(place, typed):
            yield Found(before + found.value, found.about, final=False)


def devices(place: Place, typed: str) -> Iterator[Found]:
    """The network devices of where one is."""
    for link in routing.links(place.world, addresses.namespace(place.world, place.shell.host)):
        yield Found(link.name, link.kind)


def routing_tables(place: Place, typed: str) -> Iterator[Found]:
    """The routing tables that have routes, and all of them together."""
    names = route_tables(place.world, addresses.namespace(place.world, place.shell.host))
    return (Found(name) for name in (*names, "all"))


def among(*words: str) -> Kind:
    """A closed list."""
    return lambda place, typed: (Found(word) for word in words)


KINDS: dict[str, Kind] = {
    "APP-ID": apps,
    "APP-RESOURCE": any_files,
    "COMMAND": commands,
    "CONTAINER": containers,
    "DEPLOYMENT-ID": deployments,
    "DEVICE": devices,
    "DOCKER-OBJECT": docker_objects,
    "FILE": any_files,
    "FOLDER": folders,
    "GROUP-ID": app_groups,
    "GROUP-RESOURCE": any_files,
    "HOST": hosts,
    "IMAGE": images_here,
    "IMAGE-OF-REGISTRY": images_of_registry,
    "IP": private_addresses,
    "METHOD": among("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    "NAME": variable_names,
    "NAME=VALUE": settings,
    "NETWORK": networks,
    "NODE-ID": nodes,
    "POD-RESOURCE": any_files,
    "POOL-FILE": any_files,
    "POOL-NAME": pools,
    "REPOS-FILE": any_files,
    "ROUTING-TABLE": routing_tables,
    "RULE-TABLE": among("filter", "nat", "mangle", "raw"),
    "TASK": tasks,
    "TASK-ID": tasks,
    "TASK-IDS": tasks,
    "TOOL": commands,
    "URL": urls,
    "USER": among("root", "centos"),
    "[USER@]HOST": logins,
    "WORD": any_files,
}
"""A kind that is not listed is a free text: a number, a pattern, a format."""
