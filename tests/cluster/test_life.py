"""Random lives of a cluster: whatever is asked of Marathon and whenever, the invariants hold and the world settles."""

from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.cluster.build import Cluster, app, check_always, check_settled
from tutorial.cluster.marathon.tables import VERSIONS
from tutorial.cluster.mesos import liveness
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network import chains
from tutorial.cluster.network.tables import CHAINS

NAMES = st.sampled_from(["web", "api", "shop/db", "shop/back/a"])
OTHERS = st.sampled_from(["/web", "/api", "/shop", "/shop/db", "/shop/back", "../a", "/nowhere"])
FIELDS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "instances": st.integers(0, 6),
        "cpus": st.sampled_from([0.1, 1, 3, 9]),
        "labels": st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy"), max_size=1),
        "portDefinitions": st.sampled_from(
            [
                [{"port": 0, "name": "http"}],
                [{"port": 0, "name": "other"}],
                [{"port": 20000, "name": "http"}],
                [{"port": 0, "name": "http"}, {"port": 0}],
                [],
            ]
        ),
        "requirePorts": st.booleans(),
        "cmd": st.sampled_from(["sleep 5", "/httpi -port $PORT0", "false", "nosuch", "sleep 1000"]),
        "constraints": st.sampled_from(
            [[["hostname", "UNIQUE"]], [["@zone", "GROUP_BY"]], [["hostname", "LIKE", ".*168"]], []]
        ),
        "backoffSeconds": st.integers(0, 20),
        "killSelection": st.sampled_from(["YOUNGEST_FIRST", "OLDEST_FIRST"]),
        "acceptedResourceRoles": st.sampled_from([["*"], ["slave_public"], ["*", "slave_public"]]),
        "upgradeStrategy": st.fixed_dictionaries(
            {
                "minimumHealthCapacity": st.sampled_from([0, 0.5, 1]),
                "maximumOverCapacity": st.sampled_from([0, 0.2, 1]),
            }
        ),
        "taskKillGracePeriodSeconds": st.sampled_from([0, 3]),
        "healthChecks": st.lists(
            st.fixed_dictionaries(
                {"gracePeriodSeconds": st.just(5), "intervalSeconds": st.sampled_from([5, 30])},
                optional={
                    "protocol": st.sampled_from(["HTTP", "TCP", "MESOS_HTTP"]),
                    "port": st.sampled_from([1, 22, 5051]),
                    "timeoutSeconds": st.sampled_from([2, 20]),
                    "maxConsecutiveFailures": st.sampled_from([0, 1, 3]),
                },
            ),
            max_size=1,
        ),
        "dependencies": st.lists(OTHERS, max_size=2, unique=True),
        "readinessChecks": st.lists(
            st.fixed_dictionaries(
                {
                    "portName": st.just("http"),
                    "intervalSeconds": st.sampled_from([5, 30]),
                    "timeoutSeconds": st.just(3),
                },
                optional={
                    "httpStatusCodesForReady": st.sampled_from([[200], [204]]),
                    "protocol": st.sampled_from(["HTTP", "HTTPS"]),
                    "preserveLastResponse": st.booleans(),
                },
            ),
            max_size=1,
        ),
        "unreachableStrategy": st.sampled_from(
            [
                "disabled",
                {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 100},
                {"inactiveAfterSeconds": 30, "expungeAfterSeconds": 60},
            ]
        ),
    },
)
Members = dict[str, dict[str, Any]]
GROUP: st.SearchStrategy[Members] = st.dictionaries(st.sampled_from(["db", "a", "b"]), FIELDS, max_size=3)


def members(apps: Members) -> list[dict[str, Any]]:
    """The definitions of a group's apps, by their names in it."""
    return [app(name, **fields) for name, fields in apps.items()]


BROKEN: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"cpus": -1},
        {"cmd": 7},
        {"instances": -2},
        {"networks": [{"mode": "container"}]},
        {"networks": [{"mode": "host", "name": "x"}]},
        {"portDefinitions": [{"name": "a"}, {"name": "a"}]},
        {"constraints": [["hostname", "NEAR"]]},
        {"container": {"docker": {"image": "x", "network": "NONE"}}},
        {"healthChecks": [{"portIndex": 9}]},
        {"upgradeStrategy": {"minimumHealthCapacity": 2}},
        {"ports": [1, 1]},
        {"readinessChecks": [{"portName": "nowhere"}]},
    ]
)
AGENTS = st.sampled_from(["S0", "S1", "S2", "S3", "S4"])
DELAYS = st.one_of(st.integers(1, 120), st.integers(1, 3_000), st.integers(1, 60_000))
BOOLEANS = st.booleans()


class Watched(Cluster):
    """A cluster that is looked at after every event."""

    def dispatched(self) -> None:
        check_always(self.world)


class Life(RuleBasedStateMachine):
    """Calls and times as they come; every one is written down, to be lived through once more."""

    def __init__(self) -> None:
        super().__init__()
        self.cluster: Cluster = Watched()
        self.journal: list[Callable[[Cluster], object]] = []

    def do(self, deed: Callable[[Cluster], object]) -> None:
        self.journal.append(deed)
        deed(self.cluster)

    def call(self, method: str, path: str, document: object = None, **query: str) -> None:
        self.do(lambda cluster: self.answered(cluster.call(method, path, document, **query).status))

    @staticmethod
    def answered(status: int) -> None:
        assert status in {200, 201, 202, 204, 400, 404, 409, 422}, status

    @rule(name=NAMES, fields=FIELDS)
    def add(self, name: str, fields: dict[str, Any]) -> None:
        self.call("POST", "apps", app(name, **fields))

    @rule(name=NAMES, fields=FIELDS, force=BOOLEANS)
    def update(self, name: str, fields: dict[str, Any], force: bool) -> None:
        self.call("PUT", f"apps/{name}", fields, force=str(force))

    @rule(apps=GROUP, back=GROUP, before=st.lists(OTHERS, max_size=1), force=BOOLEANS)
    def put_group(self, apps: Members, back: Members, before: list[str], force: bool) -> None:
        """All that is in /shop at once; perhaps some of it waits for each other, which is refused."""
        inner = {"id": "back", "apps": members(back), "dependencies": before}
        self.call("PUT", "groups/shop", {"apps": members(apps), "groups": [inner]}, force=str(force))

    @rule(factor=st.sampled_from([0, 0.5, 1, 2]), group=st.sampled_from(["/shop", ""]), force=BOOLEANS)
    def scale_group(self, factor: float, group: str, force: bool) -> None:
        self.call("PUT", f"groups{group}", {"scaleBy": factor}, force=str(force))

    @rule(group=st.sampled_from(["/shop", "/shop/back", ""]), force=BOOLEANS)
    def remove_group(self, group: str, force: bool) -> None:
        self.call("DELETE", f"groups{group}", force=str(force))

    @rule(names=st.lists(NAMES, min_size=1, unique=True), fields=FIELDS)
    def put_apps(self, names: list[str], fields: dict[str, Any]) -> None:
        self.call("PUT", "apps", [app(f"/{name}", **fields) for name in names])

    @rule(name=NAMES, count=st.integers(0, 8))
    def scale(self, name: str, count: int) -> None:
        self.call("PUT", f"apps/{name}", {"instances": count}, force="true")

    @rule(name=NAMES, force=BOOLEANS)
    def restart(self, name: str, force: bool) -> None:
        self.call("POST", f"apps/{name}/restart", force=str(force))

    @rule(name=NAMES, fields=BROKEN, create=BOOLEANS)
    def broken(self, name: str, fields: dict[str, Any], create: bool) -> None:
        """What Marathon refuses changes nothing."""

        def deed(cluster: Cluster) -> None:
            method, path = ("POST", "apps") if create else ("PUT", f"apps/{name}")
            tables = cluster.world.state.tables if cluster.world.settled else None
            status = cluster.call(method, path, {**app(name), **fields}, force="true").status
            assert status in {400, 409, 422, 500}, status
            assert tables is None or cluster.world.state.tables == tables

        self.do(deed)

    @rule(host=AGENTS)
    def lose(self, host: str) -> None:
        self.do(lambda cluster: liveness.lose(cluster.world, host))

    @rule(host=AGENTS)
    def bring_back(self, host: str) -> None:
        self.do(lambda cluster: liveness.bring_back(cluster.world, host))

    @rule(host=AGENTS, text=st.sampled_from(["-p tcp -m tcp --dport 1025:32000 -j DROP", "-p tcp -j REJECT"]))
    def block(self, host: str, text: str) -> None:
        def deed(cluster: Cluster) -> None:
            chains.add(cluster.world, host, "filter", f"-I INPUT {text}")
            cluster.world.after(0, "kernel.changed", host)

        self.do(deed)

    @rule(host=AGENTS)
    def unblock(self, host: str) -> None:
        def deed(cluster: Cluster) -> None:
            chain = cluster.world.get(CHAINS, ("filter", "INPUT"), host)
            for found in chain.rules if chain else ():
                if found.text.endswith(("DROP", "REJECT")):
                    chains.delete(cluster.world, host, "filter", found.text)
            cluster.world.after(0, "kernel.changed", host)

        self.do(deed)

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        self.call("DELETE", f"apps/{name}")

    @rule(name=NAMES, how=st.sampled_from([{}, {"wipe": "true"}, {"scale": "true", "force": "true"}]))
    def kill_tasks(self, name: str, how: dict[str, str]) -> None:
        self.call("DELETE", f"apps/{name}/tasks", **how)

    @rule(name=NAMES, which=st.integers(0, 7), how=st.sampled_from([{}, {"wipe": "true"}, {"scale": "true"}]))
    def kill_one(self, name: str, which: int, how: dict[str, str]) -> None:
        def deed(cluster: Cluster) -> None:
            if instances := cluster.instances(f"/{name}"):
                ids = [instances[which % len(instances)].task_id]
                self.answered(cluster.call("POST", "tasks/delete", {"ids": ids}, **how).status)

        self.do(deed)

    @rule(name=NAMES, which=st.integers(0, 7), exit_code=st.sampled_from([0, 1, 137]))
    def end_process(self, name: str, which: int, exit_code: int) -> None:
        def deed(cluster: Cluster) -> None:
            running = [found for found in cluster.instances(f"/{name}") if found.condition in {"Running", "Killing"}]
            if running:
                cluster.kill(running[which % len(running)], exit_code)

        self.do(deed)

    @rule(which=st.integers(0, 3), force=BOOLEANS)
    def end_deployment(self, which: int, force: bool) -> None:
        def deed(cluster: Cluster) -> None:
            if running := cluster.call("GET", "deployments").json:
                name = running[which % len(running)]["id"]
                self.answered(cluster.call("DELETE", f"deployments/{name}", force=str(force)).status)

        self.do(deed)

    @rule(name=NAMES)
    def forget_delay(self, name: str) -> None:
        self.call("DELETE", f"queue/{name}/delay")

    @rule(delay_ms=DELAYS)
    def wait(self, delay_ms: int) -> None:
        self.do(lambda cluster: cluster.advance(delay_ms))

    @rule()
    def settle(self) -> None:
        self.do(lambda cluster: cluster.settle())
        check_settled(self.cluster.world)

    @invariant()
    def always(self) -> None:
        check_always(self.cluster.world)

    @invariant()
    def answers(self) -> None:
        """Every document can be made at any moment."""
        world = self.cluster.world
        for path in ("apps", "tasks", "deployments", "queue"):
            before = world.state
            assert self.cluster.ask(path).status == 200
            assert world.state is before

    def teardown(self) -> None:
        for host in ("S0", "S1", "S2", "S3", "S4"):
            self.bring_back(host)
        self.settle()
        self.do(lambda cluster: cluster.call("DELETE", "groups", force="true"))
        self.settle()
        check_empty(self.cluster)
        again = Cluster()
        for deed in self.journal:
            deed(again)
        for found in (self.cluster, again):
            found.world.take_changes()
        assert again.world.state.hash() == self.cluster.world.state.hash()


def check_empty(cluster: Cluster) -> None:
    """Nothing is left of apps that were removed: no task, no container that runs, no port that is held."""
    assert cluster.ask("apps").json == {"apps": []}
    assert cluster.ask("deployments").json == []
    assert not cluster.world.scopes(VERSIONS)
    left = [task for task in cluster.world.values(TASKS) if not task.over]
    assert not left, (left, cluster.world.state.queue)
    slaves = cluster.ask("slaves", below="/mesos/").json["slaves"]
    assert all("ports" not in slave["used_resources"] and slave["used_resources"]["cpus"] == 0 for slave in slaves)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
