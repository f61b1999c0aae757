"""Which function answers which call. Paths are those that an Admin Router of DC/OS 1.13 serves."""

import re
from collections.abc import Callable
from dataclasses import replace

from tutorial.cluster.api import about, dcos, deployments, edgelb, groups, marathon, names, packages, tasks
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.world import World

Handler = Callable[[World, Request, int, str], Response]

APP = r"/v2/apps/(?P<id>.+?)"
"""An app's id is a path of its own; the calls on parts of an app stand before those on the whole."""
GROUP = r"/v2/groups/(?P<id>.+?)"
POD = r"/v2/pods/(?P<id>.+)"
MARATHON = r"(?:/service/marathon|/marathon)"
EDGELB = "/service/edgelb"
BALANCERS = EDGELB + r"/v2/pools/(?P<id>[^/]+)"
STREAM = re.compile(MARATHON + "/v2/events")

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", dcos.index),
    ("GET", "/dcos-metadata/dcos-version.json", dcos.version),
    ("GET", "/metadata", dcos.metadata),
    ("GET", "/net/v1/nodes", dcos.nodes),
    ("GET", r"/mesos_dns/v1/hosts/(?P<id>[^/]+)", names.hosts),
    ("GET", "/pkgpanda/active.buildinfo.full.json", dcos.build_info),
    ("GET", "/mesos_dns/v1/version", names.version),
    ("GET", "/mesos_dns/v1/config", names.config),
    ("GET", "/mesos_dns/v1/enumerate", names.enumerate_all),
    ("GET", "/mesos_dns/v1/axfr", names.axfr),
    ("GET", r"/mesos_dns/v1/services/(?P<id>[^/]+)", names.services),
    ("GET", r"/mesos_dns/v1/hosts/(?P<id>[^/]+)/ports", names.ports),
    ("GET", "/capabilities", packages.capabilities),
    ("POST", "/package/list", packages.installed),
    ("POST", "/package/search", packages.search),
    ("POST", "/package/repository/list", packages.repositories),
    ("POST", "/package/describe", packages.describe),
    ("POST", "/package/list-versions", packages.versions),
    ("POST", "/package/render", packages.render),
    ("POST", "/package/install", packages.install),
    ("POST", "/package/uninstall", packages.uninstall),
    ("GET", EDGELB + "/(?P<id>ping|version)", edgelb.word),
    ("GET", EDGELB + "/config", edgelb.config),
    ("GET", EDGELB + "/pools/(?P<id>[^/]+)", edgelb.get_container),
    ("GET", EDGELB + "/v2/pools", edgelb.list_pools),
    ("POST", EDGELB + "/v2/pools", edgelb.create_pool),
    ("GET", BALANCERS, edgelb.get_pool),
    ("PUT", BALANCERS, edgelb.update_pool),
    ("DELETE", BALANCERS, edgelb.delete_pool),
    ("GET", BALANCERS + "/lbconfig", edgelb.lb_config),
    ("GET", BALANCERS + "/metadata", edgelb.metadata),
    ("POST", "/mesos/(?:master/)?api/v1", dcos.mesos_operator),
    ("GET", r"/mesos/(?:master/)?state(?:\.json)?", dcos.mesos_state),
    ("GET", r"/mesos/(?:master/)?state-summary(?:\.json)?", dcos.mesos_summary),
    ("GET", r"/mesos/(?:master/)?slaves(?:\.json)?", dcos.mesos_slaves),
    ("GET", MARATHON + "/ping", marathon.ping),
    ("GET", MARATHON + "/metrics", about.metrics),
    ("GET", MARATHON + "/v2/info", about.info),
    ("GET", MARATHON + "/v2/leader", about.leader),
    ("DELETE", MARATHON + "/v2/leader", about.abdicate),
    ("GET", MARATHON + "/v2/plugins", about.plugins),
    ("GET", MARATHON + "/v2/pods(?:/::status)?", about.pods),
    ("POST", MARATHON + "/v2/pods", about.create_pod),
    ("GET", MARATHON + POD, about.pod),
    ("PUT", MARATHON + POD, about.pod),
    ("DELETE", MARATHON + POD, about.pod),
    ("GET", MARATHON + "/v2/groups", groups.get_group),
    ("POST", MARATHON + "/v2/groups", groups.create_group),
    ("PUT", MARATHON + "/v2/groups", groups.put_group),
    ("DELETE", MARATHON + "/v2/groups", groups.delete_group),
    ("GET", MARATHON + "/v2/groups/versions", groups.group_versions),
    ("GET", MARATHON + "/v2/groups/versions/(?P<part>[^/]+)", groups.group_version),
    ("GET", MARATHON + GROUP + "/versions", groups.group_versions),
    ("GET", MARATHON + GROUP + "/versions/(?P<part>[^/]+)", groups.group_version),
    ("GET", MARATHON + GROUP, groups.get_group),
    ("PUT", MARATHON + GROUP, groups.put_group),
    ("DELETE", MARATHON + GROUP, groups.delete_group),
    ("GET", MARATHON + "/v2/apps", marathon.list_apps),
    ("POST", MARATHON + "/v2/apps", marathon.create_app),
    ("PUT", MARATHON + "/v2/apps", groups.put_apps),
    ("PATCH", MARATHON + "/v2/apps", groups.put_apps),
    ("GET", MARATHON + APP + "/tasks", tasks.app_tasks),
    ("DELETE", MARATHON + APP + "/tasks", tasks.kill_app_tasks),
    ("DELETE", MARATHON + APP + "/tasks/(?P<part>[^/]+)", tasks.kill_app_task),
    ("POST", MARATHON + APP + "/restart", marathon.restart_app),
    ("GET", MARATHON + APP + "/versions", marathon.app_versions),
    ("GET", MARATHON + APP + "/versions/(?P<part>[^/]+)", marathon.app_version),
    ("GET", MARATHON + APP, marathon.get_app),
    ("PUT", MARATHON + APP, marathon.put_app),
    ("PATCH", MARATHON + APP, marathon.patch_app),
    ("DELETE", MARATHON + APP, marathon.delete_app),
    ("GET", MARATHON + "/v2/tasks", tasks.all_tasks),
    ("POST", MARATHON + "/v2/tasks/delete", tasks.kill_tasks),
    ("GET", MARATHON + "/v2/deployments", deployments.deployments),
    ("DELETE", MARATHON + "/v2/deployments/(?P<id>[^/]+)", deployments.delete_deployment),
    ("GET", MARATHON + "/v2/queue", deployments.queue),
    ("DELETE", MARATHON + "/v2/queue/(?P<id>.+)/delay", deployments.delete_delay),
)


ASKING = re.compile("/mesos/(?:master/)?api/v1|/package/(?:describe|list|list-versions|render|repository/list|search)")
"""Calls that are posted though they only ask."""
_COMPILED = tuple((method, re.compile(pattern), handler) for method, pattern, handler in ROUTES)


def answer(world: World, request: Request, line: int) -> Response:
    """The cluster's answer; `line` is the journal entry on whose behalf it is asked, the cause of what it changes.

    Trailing and doubled slashes do not matter. HEAD is answered as GET without a body.
    """
    path = plain(request.path)
    method = "GET" if request.method == "HEAD" else request.method
    allowed = {"GET"} if STREAM.fullmatch(path) and method != "GET" else set()
    for wanted, pattern, handler in _COMPILED:
        match = pattern.fullmatch(path)
        if match and wanted == method:
            response = _led(world, path, _handled(handler, world, request, line, match))
            return Response(response.status, response.headers) if request.method == "HEAD" else response
        if match:
            allowed.add(wanted)
    if not allowed:
        return Refusal(404, f"{path} does not exist").response()
    allowed |= {"HEAD"} if "GET" in allowed else set()
    return json_response(405, {"message": "Not allowed"}, allow=", ".join(sorted(allowed)))


def _led(world: World, path: str, response: Response) -> Response:
    """An answer of Marathon's, which names its leader in each of them (api/LeaderProxyFilter.scala)."""
    if re.match(f"{MARATHON}/", path) is None:
        return response
    return replace(response, headers=(*response.headers, ("X-Marathon-Leader", f"http://{about.address(world)}")))


def plain(path: str) -> str:
    """A path without trailing and doubled slashes."""
    return "/" + "/".join(part for part in path.split("/") if part)


def changes(request: Request) -> bool:
    """Whether a call may change something, so that it is to be kept."""
    return request.method not in {"GET", "HEAD"} and not ASKING.fullmatch(plain(request.path))


def remembered(request: Request) -> Request:
    """A change with those of its headers on which its answer depends: Cosmos' forms have versions."""
    told = plain(request.path).startswith("/package/")
    return replace(request, headers=tuple(pair for pair in request.headers if told and pair[0].lower() == "accept"))


def streams(request: Request) -> bool:
    """Whether a call is for Marathon's stream of events, which never ends."""
    return request.method == "GET" and STREAM.fullmatch(plain(request.path)) is not None


def _handled(handler: Handler, world: World, request: Request, line: int, match: re.Match[str]) -> Response:
    groups = match.groupdict()
    subject = "\n".join(part for part in (groups.get("id"), groups.get("part")) if part)
    try:
        return handler(world, request, line, subject)
    except Refusal as refusal:
        return refusal.response()
