"""The API server of Edge-LB, as Admin Router passes it on below `/service/edgelb`: pools come, change and go.

Source: edge-lb-v2.yaml (calls, answers), Edge-LB 1.4 pool-configuration/metadata. Which status a refusal has is not
documented; ours are HTTP's.
"""

from tutorial.cluster.api import deploy, marathon, packages
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.edgelb import checks, pools
from tutorial.cluster.edgelb.pools import POOLS, Pool, front_name, wanted_ports
from tutorial.cluster.edgelb.running import BALANCERS, SERVERS, Balancer
from tutorial.cluster.edgelb.schema import filled
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json, dumps
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.packages.catalogue import find
from tutorial.cluster.servers.edgelb_api import ANSWERS
from tutorial.cluster.world import World

NOT_THERE = "Edge-LB's API server does not run: install it by `dcos package install edgelb`, and wait until it is up"


class EdgeLbRefusal(Refusal):
    """The API server does not do it: its error has a code and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.document = {"code": status, "message": message}


# Asking


def word(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /ping, /version: one word."""
    _served(world)
    return Response(200, (("Content-Type", "text/plain"),), ANSWERS[f"/{subject}"])


def list_pools(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/pools: all definitions, by name."""
    _served(world)
    return json_response(200, [pool.definition for pool in world.values(POOLS)])


def config(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /config: all definitions, each in an envelope."""
    _served(world)
    return json_response(200, {"pools": [_enveloped(pool) for pool in world.values(POOLS)]})


def _enveloped(pool: Pool) -> Json:
    known = {name: pool.definition[name] for name in ("apiVersion", "name", "namespace")}
    return {**known, "v2": pool.definition}


def get_pool(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/pools/{name}: its definition."""
    return json_response(200, _pool(world, subject).definition)


def get_container(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /pools/{name}: its definition, in an envelope."""
    return json_response(200, _enveloped(_pool(world, subject)))


def lb_config(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/pools/{name}/lbconfig: the `haproxy.cfg` of its first load balancer; empty while none has one."""
    pool = _pool(world, subject)
    texts = [balancer.text for _, balancer in _balancers(world, pool) if balancer.text]
    return Response(200, (("Content-Type", "text/plain"),), "".join(texts[:1]))


def metadata(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/pools/{name}/metadata: where its load balancers are reached."""
    pool = _pool(world, subject)
    found = [balancer for _, balancer in _balancers(world, pool)]
    fronts = pool.definition["haproxy"]["frontends"]
    told = [{"endpoints": _ends(world, found, at), "name": front_name(front)} for at, front in enumerate(fronts, 1)]
    return json_response(
        200, {"aws": {"elbs": []}, "frontends": told, "name": pool.name, "stats": _ends(world, found, 0)}
    )


def _ends(world: World, balancers: list[Balancer], at: int) -> list[Json]:
    found = [(balancer.ports[at], world[HOSTS, balancer.host]) for balancer in balancers if at < len(balancer.ports)]
    return [
        {"port": port, "private": [host.ip], "public": [host.public_ip] if host.public_ip else []}
        for port, host in found
    ]


def _balancers(world: World, pool: Pool) -> list[tuple[str, Balancer]]:
    return [(str(task_id), found) for task_id, found in world.rows(BALANCERS) if found.pool == pool.name]


# Changing


def create_pool(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/pools: a new pool, by its definition."""
    _served(world)
    definition = _checked(request)
    if world.get(POOLS, definition["name"]) is not None:
        raise EdgeLbRefusal(409, f"pool {definition['name']} already exists: update it, or delete it first")
    return _run(world, definition, line)


def update_pool(world: World, request: Request, line: int, subject: str) -> Response:
    """PUT /v2/pools/{name}: another definition for a pool."""
    pool, definition = _pool(world, subject), _checked(request)
    if definition["name"] != pool.name:
        raise EdgeLbRefusal(400, f"/name: must be {pool.name!r}, as the pool is called, not {definition['name']!r}")
    return _run(world, definition, line)


def delete_pool(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/pools/{name}: a pool goes, and its load balancers."""
    pool = _pool(world, subject)
    deploy.apply(world, {pool.app_id: None}, line, force=True, subject=pool.app_id)
    world.delete(POOLS, pool.name)
    return Response(204)


def _run(world: World, definition: Json, line: int) -> Response:
    """Keep a pool, and let Marathon run what it needs: nothing is restarted where that is as it was."""
    pool = Pool(definition["name"], dumps(definition), "", line)
    app = marathon.checked(_app(definition))
    deploy.apply(world, {pool.app_id: app}, line, force=True, subject=pool.app_id)
    pools.put(world, pool)
    world.after(0, "edgelb.changed", pool.name)
    return json_response(200, definition)


def _app(definition: Json) -> Json:
    """The app of a pool, made from the package that it names, with room for what is beside HAProxy."""
    package = find(definition["packageName"])
    assert package is not None, "the catalogue has it"
    told = {name: definition[name] for name in ("name", "namespace", "count", "disk", "role")}
    told["cpus"] = round(definition["cpus"] + definition["cpusAdminOverhead"], 3)
    told["mem"] = definition["mem"] + definition["memAdminOverhead"]
    told["ports"] = ", ".join(map(str, wanted_ports(definition)))
    return packages.definition(package, {"pool": told})


# What calls are about


def _served(world: World) -> None:
    """Refusal with 404 while no API server runs, as Admin Router says of a service that it does not know."""
    running = [task for key, _ in world.rows(SERVERS) if (task := world.get(TASKS, key)) and not task.over]
    if not running:
        raise EdgeLbRefusal(404, NOT_THERE)


def _pool(world: World, name: str) -> Pool:
    _served(world)
    pool = world.get(POOLS, name)
    if pool is None:
        raise EdgeLbRefusal(404, f"there is no pool {name!r}")
    return pool


def _checked(request: Request) -> Json:
    """The definition with all defaults; a refusal of all that is wrong with it."""
    document = marathon.parsed(request.body)
    if found := checks.problems(document):
        told = "".join(f"\n  {pointer or '/'}: {words}" for pointer, words in found)
        raise EdgeLbRefusal(422, f"the pool definition is not valid{told}")
    return filled(document)
