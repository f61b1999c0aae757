"""Random lives of pools: whatever is asked of the API server and of Marathon, the invariants of a cluster hold.

In a settled world every HAProxy runs what would be written for it.
"""

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.cluster.build import Cluster, app, check_always
from tests.cluster.edgelb.build import backend, frontend, pool
from tutorial.cluster import api
from tutorial.cluster.edgelb import running
from tutorial.cluster.edgelb.checks import problems
from tutorial.cluster.edgelb.pools import POOLS
from tutorial.cluster.servers.haproxy_tables import RUNNING

PORTS = st.sampled_from([0, 80, 8080, 8081])
FRONTS = st.lists(st.builds(frontend, PORTS, st.just("HTTP")), min_size=1, max_size=2, unique_by=json.dumps)
BACKS = st.builds(
    backend,
    service_id=st.sampled_from(["/httpi", "/shop", "/nowhere"]),
    portName=st.sampled_from(["http", "none"]),
    type=st.sampled_from(["AUTO_IP", "AGENT_IP", "CONTAINER_IP"]),
)
POOL = st.builds(
    lambda fronts, back, **fields: pool(*fronts, back, **fields),
    FRONTS,
    BACKS,
    name=st.sampled_from(["one", "two"]),
    stats=st.sampled_from([0, 9090]),
    count=st.sampled_from([1, 2]),
)


class Watched(Cluster):
    """A cluster whose invariants are looked at after every event."""

    def dispatched(self) -> None:
        check_always(self.world)


class Pools(RuleBasedStateMachine):
    """Pools, and two apps that they serve."""

    def __init__(self) -> None:
        super().__init__()
        self.cluster = Watched()
        self.ask("POST", "/package/install", {"packageName": "edgelb"})
        self.cluster.add(app("/httpi"))
        self.cluster.add(app("/shop", instances=0))
        self.ask("POST", "/service/edgelb/v2/pools", pool(name="one"))

    def ask(self, method: str, path: str, document: Any = None) -> int:
        """The status of an answer; none is a fault of ours."""
        body = "" if document is None else json.dumps(document)
        answer = api.answer(self.cluster.world, api.Request(method, path, (("force", "true"),), body=body), 1)
        assert answer.status < 500
        return answer.status

    @rule(definition=POOL)
    def create(self, definition: dict[str, Any]) -> None:
        known = self.cluster.world.get(POOLS, definition["name"]) is not None
        wanted = 422 if problems(definition) else 409 if known else 200
        assert self.ask("POST", "/service/edgelb/v2/pools", definition) == wanted

    @rule(definition=POOL)
    def update(self, definition: dict[str, Any]) -> None:
        self.ask("PUT", f"/service/edgelb/v2/pools/{definition['name']}", definition)

    @rule(name=st.sampled_from(["one", "two"]), back=BACKS)
    def update_its_backend(self, name: str, back: dict[str, Any]) -> None:
        """What needs a reload only."""
        known = self.cluster.world.get(POOLS, name)
        if known is not None:
            definition = {**known.definition, "haproxy": {**known.definition["haproxy"], "backends": [back]}}
            assert self.ask("PUT", f"/service/edgelb/v2/pools/{name}", definition) == 200

    @rule(name=st.sampled_from(["one", "two"]))
    def delete(self, name: str) -> None:
        known = self.cluster.world.get(POOLS, name) is not None
        assert self.ask("DELETE", f"/service/edgelb/v2/pools/{name}") == (204 if known else 404)

    @rule(name=st.sampled_from(["httpi", "shop"]), instances=st.integers(0, 3))
    def scale(self, name: str, instances: int) -> None:
        assert self.ask("PUT", f"/service/marathon/v2/apps/{name}", {"instances": instances}) == 200

    @rule(name=st.sampled_from(["one", "two"]))
    def remove_its_app(self, name: str) -> None:
        self.ask("DELETE", f"/service/marathon/v2/apps/dcos-edgelb/pools/{name}")

    @rule(delay_ms=st.sampled_from([10, 500, 4_000, 60_000]))
    def wait(self, delay_ms: int) -> None:
        self.cluster.advance(delay_ms)

    @rule()
    def settle(self) -> None:
        self.cluster.settle()
        world = self.cluster.world
        balancers = world.rows(running.BALANCERS)
        processes = {(found.host, found.pid) for _, found in balancers}
        assert {(host, pid) for host in world.scopes(RUNNING) for pid, _ in world.rows(RUNNING, host)} <= processes
        for task_id, found in balancers:
            if world.get(POOLS, found.pool) is not None:
                assert not running.render(world.fork(), str(task_id))

    def teardown(self) -> None:
        self.settle()


TestPools = Pools.TestCase
TestPools.settings = settings(
    max_examples=30, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
