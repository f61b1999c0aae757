"""The frontends: those on ports 80, 443 and 9091, which all services share, and each service's own.

Source: mesosphere/marathon-lb marathon_lb.py (config).
"""

from collections.abc import Iterable
from operator import itemgetter

from tutorial.cluster.marathonlb.filling import fill
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.marathonlb.names import cleaned
from tutorial.cluster.marathonlb.services import Service
from tutorial.cluster.marathonlb.templates import TEMPLATES
from tutorial.cluster.marathonlb.vhosts import Grouped, Vhosts, Weighed


class ByAppId:
    """Port 9091, which chooses by the header `X-Marathon-App-Id`: it knows the first HTTP port of each app."""

    def __init__(self, flags: Flags) -> None:
        self.flags = flags
        self.backends: dict[str, str] = {}
        self.text = TEMPLATES["HTTP_FRONTEND_APPID_HEAD"]

    def add(self, service: Service) -> None:
        """One more service, if it speaks HTTP and is the first of its app to do so."""
        if service.mode != "http" or service.app in self.backends:
            return
        if not self.flags.haproxy_map:
            self.text += _app_id_rule(service)
        elif not self.backends:  # the one rule that reads the map
            self.text += fill(service.settings.template("MAP_HTTP_FRONTEND_APPID_ACL"), haproxy_dir=self.flags.folder)
        self.backends[service.app] = service.backend


def _app_id_rule(service: Service) -> str:
    return fill(
        service.settings.template("HTTP_FRONTEND_APPID_ACL"),
        cleanedUpAppId=cleaned(service.app),
        hostname=service.settings.vhost,
        appId=service.app,
        backend=service.backend,
    )


def own_head(service: Service) -> str:
    """A service's own frontend, up to where its requests go."""
    settings = service.settings
    return fill(
        settings.template("FRONTEND_HEAD"),
        bindAddr=settings.bind_address,
        backend=service.backend,
        servicePort=service.port,
        mode=service.mode,
        sslCert=f" ssl crt {settings.certificate}" if settings.certificate else "",
        bindOptions=f" {settings.bind_options}" if settings.bind_options else "",
    )


def own_glue(service: Service) -> str:
    """Where the requests of a service's own frontend go."""
    return fill(service.settings.template("FRONTEND_BACKEND_GLUE"), backend=service.backend)


def http(vhosts: Vhosts) -> str:
    """Port 80: rules by host names and paths."""
    return TEMPLATES["HTTP_FRONTEND_HEAD"] + _by_weight(vhosts.http)


def https(vhosts: Vhosts, flags: Flags) -> str:
    """Port 443: the same by the names that TLS says; with `--group-https-by-vhost`, a frontend for each name."""
    if not flags.group_https_by_vhost:
        head = fill(TEMPLATES["HTTPS_FRONTEND_HEAD"], sslCerts=_certificates(flags.certificates))
        return head + _by_weight(vhosts.https)
    hosts = sorted(vhosts.grouped.items())
    rule = TEMPLATES["HTTPS_GROUPED_VHOST_FRONTEND_ACL"]
    rules = "".join(fill(rule, backend=cleaned(host), host=host) for host, _ in hosts)
    each = "".join(_of_host(cleaned(host), gathered, flags) for host, gathered in hosts)
    return TEMPLATES["HTTPS_GROUPED_FRONTEND_HEAD"] + rules + each


def _of_host(name: str, gathered: Grouped, flags: Flags) -> str:
    # More than one certificate or option: Marathon-LB takes them in the order of a set, here they are sorted.
    head = fill(
        TEMPLATES["HTTPS_GROUPED_VHOST_FRONTEND_HEAD"],
        name=name,
        sslCerts=_certificates(sorted(gathered.certificates or set(flags.certificates))),
        bindOpts=" ".join(f" {options}" for options in sorted(gathered.options)),
    )
    return fill(TEMPLATES["HTTPS_GROUPED_VHOST_BACKEND_HEAD"], name=name) + head + _by_weight(gathered.rules)


def _certificates(files: Iterable[str]) -> str:
    return " ".join(f"crt {file}" for file in files)


def _by_weight(rules: Iterable[Weighed]) -> str:
    """The larger weight first; equal ones in their order."""
    return "".join(text for _, text in sorted(rules, key=itemgetter(0), reverse=True))
