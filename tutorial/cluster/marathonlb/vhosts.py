"""The rules for virtual hosts on ports 80 and 443.

Source: mesosphere/marathon-lb marathon_lb.py (generateHttpVhostAcl). A rule is a template and the names that it may
use where it is said: a label's template that uses another name is refused.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from tutorial.cluster.marathonlb.filling import fill
from tutorial.cluster.marathonlb.names import cleaned, flat
from tutorial.cluster.marathonlb.services import Service

Weighed = tuple[int, str]
"""Rules as text, and the weight that orders them."""
Rule = tuple[str, str]
"""A template's name, and the names that it may use."""

_HOST = "cleanedUpHostname hostname"
_ACL = f"{_HOST} appId backend"
_AUTH_ACL = f"{_HOST} appId realm backend"
_ROUTE = "cleanedUpHostname backend"
_REDIRECT: Rule = ("BACKEND_REDIRECT_HTTP_TO_HTTPS", "bindAddr cleanedUpHostname")
_REDIRECT_PATH: Rule = ("BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH", "bindAddr cleanedUpHostname backend")


@dataclass(slots=True)
class Grouped:
    """What `--group-https-by-vhost` gathers for one host name."""

    rules: list[Weighed] = field(default_factory=list)
    certificates: set[str] = field(default_factory=set)
    options: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Vhosts:
    """What has been gathered of all services: rules with their weights, the lines of the map, the groups.

    `said` are the ports whose rule that reads the map is there.
    """

    folder: str
    by_map: bool
    http: list[Weighed] = field(default_factory=list)
    https: list[Weighed] = field(default_factory=list)
    names: dict[tuple[str, str], None] = field(default_factory=dict)
    grouped: defaultdict[str, Grouped] = field(default_factory=lambda: defaultdict(Grouped))
    said: set[str] = field(default_factory=set)

    def add(self, service: Service, vhost: str) -> None:
        """The rules of one service for the names that its label says, with commas between them."""
        _Writer(self, service, vhost.split(",")).write()


class _Writer:
    """Writes the rules of one service."""

    def __init__(self, into: Vhosts, service: Service, hosts: list[str]) -> None:
        self.into, self.settings, self.hosts = into, service.settings, hosts
        self.path, self.realm = bool(self.settings.path), bool(self.settings.realm)
        self.by_map = into.by_map and not (self.path or self.realm)
        self.weight = self.settings.weight
        self.http, self.https = "", ""
        self.values = {
            "cleanedUpHostname": f"{cleaned(hosts[0])}_{flat(service.app)}",
            "path": self.settings.path,
            "appId": service.app,
            "realm": self.settings.realm,
            "backend": service.backend,
            "bindAddr": self.settings.bind_address,
            "haproxy_dir": into.folder,
        }

    def write(self) -> None:
        """Gather the rules. Who brings a rule that reads a map sinks below all others by it."""
        if len(self.hosts) > 1:
            self._several()
        else:
            self._one(self.hosts[0])
        self.into.http.append((self.weight, self.http))
        self.into.https.append((self.weight, self.https))

    def _say(self, rule: Rule, host: str) -> str:
        name, given = rule
        values = {**self.values, "hostname": host}
        return fill(self.settings.template(name), **{each: values[each] for each in given.split()})

    def _one(self, host: str) -> None:
        self._certificate(host)
        if self.by_map and not self.settings.redirect:
            self._mapped(host, "http", ("MAP_HTTP_FRONTEND_ACL", "haproxy_dir"))
        else:
            self.http += "".join(self._say(rule, host) for rule in self._http_of_one())
        if self.path:
            self._grouped(host, self._say(("HTTPS_FRONTEND_ACL_ONLY_WITH_PATH", "path backend"), host))
        self._secure(host, auth_with_path=f"{_AUTH_ACL} path")

    def _http_of_one(self) -> tuple[Rule, ...]:
        match self.path, self.settings.redirect, self.realm:
            case True, True, _:
                with_path = ("HTTP_FRONTEND_ACL_ONLY_WITH_PATH", f"{_HOST} path backend")
                return ("HTTP_FRONTEND_ACL_ONLY", _HOST), with_path, _REDIRECT_PATH
            case True, False, True:
                return (("HTTP_FRONTEND_ACL_WITH_AUTH_AND_PATH", f"{_AUTH_ACL} path"),)
            case True, False, False:
                return (("HTTP_FRONTEND_ACL_WITH_PATH", f"{_ACL} path"),)
            case False, True, _:
                return ("HTTP_FRONTEND_ACL", f"{_HOST} backend"), _REDIRECT
            case False, False, True:
                return (("HTTP_FRONTEND_ACL_WITH_AUTH", _AUTH_ACL),)
        return (("HTTP_FRONTEND_ACL", _ACL),)

    def _several(self) -> None:
        head = self._paths() if self.path else ""
        for host in self.hosts:
            self.into.grouped[host].rules.append((self.weight, head))
            self._certificate(host)
            if self.by_map and not self.settings.redirect:
                self._mapped(host, "http", ("MAP_HTTP_FRONTEND_ACL_ONLY", "haproxy_dir"))
            else:
                self.http += self._say(("HTTP_FRONTEND_ACL_ONLY", _HOST), host)
            self._secure(host, auth_with_path=_AUTH_ACL)
        self.http += "".join(self._say(rule, self.hosts[0]) for rule in self._routes())

    def _paths(self) -> str:
        """Says the path once for all names on each port; gives what port 443 says of it."""
        names, end = (f"{_HOST} path realm backend", "_AND_AUTH") if self.realm else ("path backend", "")
        self.http += self._say((f"HTTP_FRONTEND_ACL_ONLY_WITH_PATH{end}", names), self.hosts[0])
        head = self._say(("HTTPS_FRONTEND_ACL_ONLY_WITH_PATH", names), self.hosts[0])
        self.https += head
        return head

    def _routes(self) -> tuple[Rule, ...]:
        """What sends the requests that one of several names has marked to their backend, or to HTTPS."""
        if self.settings.redirect:
            return (_REDIRECT_PATH if self.path else _REDIRECT,)
        if self.by_map:
            return ()
        end = {(True, True): "_WITH_PATH_AND_AUTH", (True, False): "_WITH_PATH", (False, True): "_WITH_AUTH"}
        names = f"{_ROUTE} realm" if self.realm else _ROUTE
        return ((f"HTTP_FRONTEND_ROUTING_ONLY{end.get((self.path, self.realm), '')}", names),)

    def _secure(self, host: str, auth_with_path: str) -> None:
        """The rule on port 443 for one name."""
        match self.path, self.realm:
            case True, True:
                rule = "HTTPS_FRONTEND_ACL_WITH_AUTH_AND_PATH", auth_with_path
            case True, False:
                rule = "HTTPS_FRONTEND_ACL_WITH_PATH", _ACL
            case False, True:
                rule = "HTTPS_FRONTEND_ACL_WITH_AUTH", _AUTH_ACL
            case _:
                rule = "HTTPS_FRONTEND_ACL", _ACL
        if self.by_map:
            self._mapped(host, "https", ("MAP_HTTPS_FRONTEND_ACL", "hostname haproxy_dir"))
        else:
            self._grouped(host, self._say(rule, host))

    def _mapped(self, host: str, port: str, rule: Rule) -> None:
        """A line of the map; the rule that reads it is said once on each port, by who comes first."""
        if port not in self.into.said:
            self.into.said.add(port)
            self.weight = -1
            if port == "https":
                self._grouped(host, self._say(rule, host))
            else:
                self.http += self._say(rule, host)
        self.into.names.setdefault((host, self.values["backend"]))

    def _grouped(self, host: str, text: str) -> None:
        self.https += text
        self.into.grouped[host].rules.append((self.weight, text))

    def _certificate(self, host: str) -> None:
        """Only what is there makes a group: a name without rules, certificates and options has none."""
        if self.settings.certificate is not None:
            self.into.grouped[host].certificates.add(self.settings.certificate)
        if self.settings.bind_options is not None:
            self.into.grouped[host].options.add(self.settings.bind_options)
