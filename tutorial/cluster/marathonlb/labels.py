"""What the labels `HAPROXY_{n}_…` of an app say about its n-th port.

Source: mesosphere/marathon-lb config.py (label_keys: in the order of their names, which decides what is refused first).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tutorial.cluster.marathonlb.templates import LABEL_OF, REPLACEABLE, TEMPLATES

TRUE = ("true", "t", "yes", "y")


@dataclass(slots=True)
class Settings:
    """Of one service port. `weight` sorts the rules of virtual hosts."""

    port: int
    enabled: bool
    mode: str | None = None
    vhost: str | None = None
    path: str = ""
    weight: int = 0
    balance: str = "roundrobin"
    sticky: bool = False
    redirect: bool = False
    hsts: bool = False
    certificate: str | None = None
    bind_address: str = "*"
    bind_options: str | None = None
    realm: str = ""
    user: str = ""
    password: str = ""
    proxy_path: str = ""
    reverse_path: str = ""
    redirect_path: str = ""
    allowed: str = ""
    check_index: int | None = None
    groups: tuple[str, ...] = ()
    templates: dict[str, str] = field(default_factory=dict)

    def template(self, name: str) -> str:
        """The port's own template of a name, or the one that everybody has."""
        return self.templates.get(LABEL_OF.get(name, name), TEMPLATES[name])


def _true(value: str) -> bool:
    return value.lower() in TRUE


def _auth(settings: Settings, value: str) -> None:
    settings.realm, settings.user, settings.password = value.split(":")


def _path(settings: Settings, value: str) -> None:
    settings.path = value
    settings.weight = settings.weight or 1


def _set(name: str, read: Callable[[str], Any] = str) -> Callable[[Settings, str], None]:
    return lambda settings, value: setattr(settings, name, read(value))


def _template(name: str) -> Callable[[Settings, str], None]:
    return lambda settings, value: settings.templates.update({name: value.replace("\r\n", "\n")})


SETTINGS: dict[str, Callable[[Settings, str], None]] = {
    "AUTH": _auth,
    "BACKEND_HEALTHCHECK_PORT_INDEX": _set("check_index", int),
    "BACKEND_NETWORK_ALLOWED_ACL": _set("allowed"),
    "BACKEND_WEIGHT": _set("weight", int),
    "BALANCE": _set("balance"),
    "BIND_ADDR": _set("bind_address"),
    "BIND_OPTIONS": _set("bind_options"),
    "ENABLED": _set("enabled", _true),
    "GROUP": _set("groups", lambda value: tuple(value.split(","))),
    "HTTP_BACKEND_PROXYPASS_PATH": _set("proxy_path"),
    "HTTP_BACKEND_REDIR": _set("redirect_path"),
    "HTTP_BACKEND_REVPROXY_PATH": _set("reverse_path"),
    "MODE": _set("mode", str.lower),
    "PATH": _path,
    "PORT": _set("port", int),
    "REDIRECT_TO_HTTPS": _set("redirect", _true),
    "SSL_CERT": _set("certificate"),
    "STICKY": _set("sticky", _true),
    "USE_HSTS": _set("hsts", _true),
    "VHOST": _set("vhost", str.lower),
}
LABELS = dict(sorted((SETTINGS | {name: _template(name) for name in REPLACEABLE}).items()))
"""Every label of a port, by its name without `HAPROXY_{n}_`."""


def read(settings: Settings, labels: Mapping[str, str], index: int) -> Settings:
    """The settings with what the labels of port `index` say; raises ValueError where Marathon-LB does."""
    for name, put in LABELS.items():
        value = labels.get(f"HAPROXY_{index}_{name}")
        if value is not None:
            put(settings, value)
    return settings
