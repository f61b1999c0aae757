"""`haproxy.cfg` and its two maps, as Marathon-LB 1.13.1 writes them.

Source: mesosphere/marathon-lb marathon_lb.py (config); compared with recordings of it byte by byte.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathonlb import backends, fronts, networking
from tutorial.cluster.marathonlb.filling import fill
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.marathonlb.fronts import ByAppId
from tutorial.cluster.marathonlb.head import HEAD
from tutorial.cluster.marathonlb.services import Service, services
from tutorial.cluster.marathonlb.vhosts import Vhosts

FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What Python raises where Marathon-LB takes a document to be other than it is."""


class Refusal(ClusterError):
    """Marathon-LB writes nothing: the configuration that it had stays. The text is what it logs."""

    code = "marathon-lb"


class NoGroups(Exception):
    """Neither Marathon-LB nor an app names a group."""


@dataclass(frozen=True, slots=True)
class Written:
    """The three files: the configuration (its head and the body behind it) and the maps."""

    body: str
    domains: str
    apps: str

    @property
    def configuration(self) -> str:
        """The whole `haproxy.cfg`."""
        return HEAD + self.body


def write(apps: Json, flags: Flags, resolve: networking.Resolve = networking.literal) -> Written:
    """The files for Marathon's `apps`. Whatever is wrong with one app ends the whole: raises Refusal."""
    try:
        return _written(services(apps, flags, resolve), flags)
    except FAULTS as error:
        raise Refusal(f"{type(error).__name__}: {error}") from error
    except NoGroups as error:
        raise Refusal(f"Exception: {error}") from error


def _written(found: list[Service], flags: Flags) -> Written:
    file = _File(flags)
    of_app: defaultdict[str, list[Service]] = defaultdict(list)
    for service in found:
        of_app[service.app].append(service)
    for service in sorted(found, key=attrgetter("app", "port")):
        if _wanted(service, flags) and service.settings.enabled:
            file.add(service, of_app[service.app])
    return file.written()


def _wanted(service: Service, flags: Flags) -> bool:
    """Whether one of its groups is one of ours; those of the port replace those of the app."""
    groups = service.settings.groups or service.groups
    if "*" in flags.groups:
        return True
    if not groups and not flags.groups:
        raise NoGroups("No groups specified")
    return not set(groups).isdisjoint(flags.groups)


class _File:
    """What is gathered, service by service, in the order of the services."""

    def __init__(self, flags: Flags) -> None:
        self.flags = flags
        self.userlists: list[str] = []
        self.frontends: list[str] = []
        self.backends: list[str] = []
        self.by_id = ByAppId(flags)
        self.vhosts = Vhosts(flags.folder, flags.haproxy_map)

    def add(self, service: Service, of_app: list[Service]) -> None:
        """One more service. What is said first is refused first."""
        if service.settings.user:
            self.userlists.append(_userlist(service))
        self.frontends.append(fronts.own_head(service))
        self.backends.append(backends.head(service))
        if self.flags.bind_http_https and service.settings.vhost:
            self.vhosts.add(service, service.settings.vhost)
        self.by_id.add(service)
        self.backends.append(backends.options(service))
        self.frontends.append(fronts.own_glue(service))
        self.backends.append(backends.servers(service, of_app))

    def written(self) -> Written:
        """The files of all that was added."""
        shared = self.by_id.text
        if self.flags.bind_http_https:
            shared = fronts.http(self.vhosts) + shared + fronts.https(self.vhosts, self.flags)
        body = "".join((*self.userlists, shared, *self.frontends, *self.backends))
        by_map = self.flags.haproxy_map
        return Written(
            body, _map(self.vhosts.names) if by_map else "", _map(self.by_id.backends.items()) if by_map else ""
        )


def _userlist(service: Service) -> str:
    settings = service.settings
    template = settings.template("USERLIST_HEAD")
    return fill(template, backend=service.backend, user=settings.user, passwd=settings.password)


def _map(lines: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{key} {backend}\n" for key, backend in lines)
