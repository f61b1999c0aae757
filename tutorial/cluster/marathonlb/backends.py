"""The `backend` of a service: how it balances, what it rewrites, whom it lets in, its servers and their checks.

Source: mesosphere/marathon-lb marathon_lb.py (config, get_backend_port).
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathonlb.filling import fill
from tutorial.cluster.marathonlb.names import cookie, server_id, server_name
from tutorial.cluster.marathonlb.services import Server, Service
from tutorial.cluster.marathonlb.templates import TEMPLATES

TCP_CHECKS = frozenset({"TCP", "MESOS_TCP"})


def head(service: Service) -> str:
    """The name of the backend, and how it balances."""
    settings = service.settings
    template = settings.template("BACKEND_HEAD")
    return fill(template, backend=service.backend, balance=settings.balance, mode=service.mode)


def options(service: Service) -> str:
    """What stands between the head and the servers."""
    sticky = service.settings.template("BACKEND_STICKY_OPTIONS") if service.settings.sticky else ""
    return (_rewriting(service) if service.mode == "http" else "") + _networks(service) + sticky


def servers(service: Service, of_app: Sequence[Service]) -> str:
    """A line for each server, behind what checks them. `of_app`: all services of the app; one of them may stand for
    this one in checks."""
    taken: set[int] = set()
    template = _check_template(service, "BACKEND")
    text = _checked(template, service.check, _check_port(service, of_app, 0)) if template else ""
    lines = (_server(service, server, _server_check(service, of_app, at), taken) for at, server in _numbered(service))
    return text + "".join(lines)


def _numbered(service: Service) -> enumerate[Server]:
    return enumerate(service.in_order())


def _rewriting(service: Service) -> str:
    settings = service.settings
    parts = [settings.template("BACKEND_HSTS_OPTIONS")] if settings.hsts else []
    parts.append(settings.template("BACKEND_HTTP_OPTIONS"))
    for name, place, path in (
        ("HTTP_BACKEND_PROXYPASS_GLUE", "proxypath", settings.proxy_path),
        ("HTTP_BACKEND_REVPROXY_GLUE", "rootpath", settings.reverse_path),
        ("HTTP_BACKEND_REDIR", "redirpath", settings.redirect_path),
    ):
        if path:  # without a virtual host the line names the host `None`
            parts.append(fill(settings.template(name), hostname=settings.vhost, **{place: path}))
    return "".join(parts)


def _networks(service: Service) -> str:
    settings = service.settings
    if service.mode not in ("http", "tcp") or not settings.allowed:
        return ""
    kind = service.mode.upper()
    template = settings.template(f"{kind}_BACKEND_NETWORK_ALLOWED_ACL")
    rules = (fill(template, network_allowed=network) for network in settings.allowed.split())
    return "".join(rules) + TEMPLATES[f"{kind}_BACKEND_ACL_ALLOW_DENY"]


def _server(service: Service, server: Server, check: str, taken: set[int]) -> str:
    name = server_name(server.host, server.address, server.port)
    return fill(
        service.settings.template("BACKEND_SERVER_OPTIONS"),
        host=server.host,
        host_ipv4=server.address,
        port=server.port,
        serverName=name,
        serverId=server_id(name, taken),
        cookieOptions=f" check cookie {cookie(name)}" if service.settings.sticky else "",
        healthCheckOptions=check,
        otherOptions=" disabled" if server.draining else "",
    )


# Checks


def _server_check(service: Service, of_app: Sequence[Service], at: int) -> str:
    """How the n-th server is checked. Another port than its own is named where the check names one, or a label."""
    template = _check_template(service, "BACKEND_SERVER").strip()
    if not template or service.check is None:
        return ""
    elsewhere = service.settings.check_index is not None
    port = _check_port(service, of_app, at) if elsewhere else service.check.get("port")
    return _checked(f" {template}", service.check, port)


def _check_template(service: Service, front: str) -> str:
    if not service.check:
        return ""
    if service.mode == "tcp" or service.check["protocol"] in TCP_CHECKS:
        return service.settings.template(f"{front}_TCP_HEALTHCHECK_OPTIONS")
    return service.settings.template(f"{front}_HTTP_HEALTHCHECK_OPTIONS") if service.mode == "http" else ""


def _check_port(service: Service, of_app: Sequence[Service], at: int) -> int:
    """The port of the n-th server, or that of the n-th server of the service that stands for it in checks."""
    index = service.settings.check_index
    if index is None or abs(index) > len(of_app):
        return service.in_order()[at].port
    # An index as large as the number of services is let through, and then there is none: Marathon-LB stops.
    return sorted(of_app, key=attrgetter("port"))[index].in_order()[at].port


def _checked(template: str, check: Json, port: int | None) -> str:
    values: dict[str, Any] = {
        "PortIndex": check.get("portIndex"),
        "Port": port,
        "Protocol": check["protocol"],
        "Path": check.get("path", "/"),
        "TimeoutSeconds": check["timeoutSeconds"],
        "IntervalSeconds": check["intervalSeconds"],
        "GracePeriodSeconds": check["gracePeriodSeconds"],
        "MaxConsecutiveFailures": check["maxConsecutiveFailures"],
        "Falls": check["maxConsecutiveFailures"] + 1,
        "PortOptions": f" port {port}" if port else "",
    }
    return fill(template, healthCheck=check, **{f"healthCheck{name}": value for name, value in values.items()})
