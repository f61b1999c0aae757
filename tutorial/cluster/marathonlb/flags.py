"""The arguments of Marathon-LB that change what it writes."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from tutorial.cluster.errors import ScenarioError
from tutorial.cluster.jsontext import Json

CERTIFICATE = "/etc/ssl/cert.pem"


@dataclass(frozen=True, slots=True)
class Flags:
    """As DC/OS's package sets them. `groups`: `--group`; `bind_http_https`: not `--dont-bind-http-https`."""

    groups: tuple[str, ...] = ("external",)
    bind_http_https: bool = True
    ssl_certs: str = CERTIFICATE
    haproxy_map: bool = True
    strict_mode: bool = False
    health_check: bool = True
    group_https_by_vhost: bool = False
    folder: str = "/marathon-lb"

    @property
    def certificates(self) -> list[str]:
        """The files of `--ssl-certs`."""
        return (self.ssl_certs or CERTIFICATE).split(",")


def from_recording(given: Json) -> Flags:
    """The flags of a recording; those that it does not name, or names null, are as in the package. Others that it names
    change nothing that is written. Raises ScenarioError."""
    usual = asdict(Flags())
    if not isinstance(given, dict):
        raise ScenarioError(f"flags must be an object of {', '.join(usual)}, not {given!r}")
    named: dict[str, Any] = {name: given[name] for name in usual if given.get(name) is not None}
    for name, value in named.items():
        if not (_is_names(value) if name == "groups" else isinstance(value, type(usual[name]))):
            raise ScenarioError(f"flags.{name} must be something like {usual[name]!r}, not {value!r}")
    return replace(Flags(), **{**named, "groups": tuple(named.get("groups", usual["groups"]))})


def from_arguments(words: tuple[str, ...]) -> Flags:
    """The flags of a command line; what it does not say is as in the bare program, which maps nothing."""
    said = {word: words[at + 1 : at + 2] for at, word in enumerate(words)}
    groups = tuple(words[at + 1] for at, word in enumerate(words[:-1]) if word == "--group")
    return Flags(
        groups=groups,
        bind_http_https="--dont-bind-http-https" not in said,
        ssl_certs="".join(said.get("--ssl-certs", (CERTIFICATE,))),
        haproxy_map="--haproxy-map" in said,
        strict_mode="--strict-mode" in said,
        health_check="--health-check" in said or "-H" in said,
        group_https_by_vhost="--group-https-by-vhost" in said,
    )


def _is_names(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)
