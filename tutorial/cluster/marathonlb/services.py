"""From Marathon's apps to the services that HAProxy could offer, with their servers.

Source: mesosphere/marathon-lb marathon_lb.py (get_apps), as of 1.13.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathonlb import deployment, labels, networking
from tutorial.cluster.marathonlb.assigner import Assigner
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.marathonlb.names import flat

LEFT_OUT = frozenset({"TASK_KILLING", "TASK_KILLED", "TASK_FINISHED", "TASK_ERROR"})
"""Of 1.13.1; later releases leave out more. So a task that is still staged has a server."""
HTTP_CHECKS = frozenset({"HTTP", "HTTPS", "MESOS_HTTP", "MESOS_HTTPS"})


@dataclass(frozen=True, slots=True)
class Server:
    """A task behind a service. `host` is its agent, `address` and `port` are where it is reached."""

    host: str
    address: str
    port: int
    draining: bool


@dataclass(slots=True)
class Service:
    """A service port of an app; `groups` are those of the app, `check` is its health check in Marathon."""

    app: str
    settings: labels.Settings
    groups: tuple[str, ...]
    check: Json | None
    servers: list[Server] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port at which HAProxy listens for it."""
        return self.settings.port

    @property
    def backend(self) -> str:
        """Its name in HAProxy: `webshop_db_10101` of `/webshop/db` at port 10101."""
        return f"{flat(self.app)}_{self.port}"

    @property
    def mode(self) -> str:
        """Usually `http` or `tcp`: as asked for, else by whether it has a name."""
        asked = self.settings.mode
        return asked if asked is not None else "http" if self.settings.vhost else "tcp"

    def in_order(self) -> list[Server]:
        """By agent and port. Where both agree (tasks with addresses of their own) Marathon-LB's order is by chance;
        here the address decides."""
        return sorted(self.servers, key=attrgetter("host", "port", "address"))


def services(apps: Iterable[Json], flags: Flags, resolve: networking.Resolve) -> list[Service]:
    """Every service that has a server, of every group, in the order of the apps."""
    assigner = Assigner()
    every = deployment.merged([_without_nulls(app) for app in apps])
    return [service for app in every for service in _of_app(app, flags, resolve, assigner) if service.servers]


def _of_app(app: Json, flags: Flags, resolve: networking.Resolve, assigner: Assigner) -> Iterable[Service]:
    groups = tuple(app["labels"]["HAPROXY_GROUP"].split(",")) if "HAPROXY_GROUP" in app["labels"] else ()
    ports = networking.service_ports(app, assigner)
    # Of two indexes with the same port the second one has it, and the tasks' ports of both.
    by_port = {port: _service(app, at, port, groups, flags) for at, port in enumerate(ports) if port is not None}
    for task in app["tasks"]:
        if not _counts(app, task, flags):
            continue
        address, held = networking.ends(app, task, resolve)
        for own, port in zip(held, ports, strict=False):  # as many as both have: versions of an app may differ
            if port is not None:
                by_port[port].servers.append(Server(task["host"], address, own, task.get("draining", False)))
    return by_port.values()


def _service(app: Json, index: int, port: int, groups: tuple[str, ...], flags: Flags) -> Service:
    check = _check(app, index)
    settings = labels.Settings(port, enabled=not flags.strict_mode)
    if check is not None and check["protocol"] == "HTTP":
        settings.mode = "http"
    labels.read(settings, app["labels"], index)
    if check is None and settings.check_index is not None:
        check = _check(app, settings.check_index)
        if check is not None and check["protocol"] in HTTP_CHECKS:
            settings.mode = "http"
    return Service(app["id"], settings, groups, check)


def _check(app: Json, index: int) -> Json | None:
    """The first health check that names a port of its own, or the index of this one."""
    checks = app.get("healthChecks", [])
    return next((check for check in checks if check.get("port") or check.get("portIndex") == index), None)


def _counts(app: Json, task: Json, flags: Flags) -> bool:
    """Whether a task may have a server."""
    if not task["host"] or task.get("state") in LEFT_OUT:
        return False
    return not (flags.health_check and app.get("healthChecks")) or deployment.all_alive(task)


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value
