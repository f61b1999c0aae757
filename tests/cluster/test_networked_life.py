"""Random lives of apps in all three network modes: what the parts of the cluster write never disagrees for good."""

from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.cluster.build import IMAGE, Cluster, check_always, check_settled
from tests.cluster.networks import check_agreement, check_networks
from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.mesos import liveness
from tutorial.cluster.mesos.tables import AGENTS
from tutorial.cluster.network import edits
from tutorial.cluster.network.ipvs.tables import SERVICES, remove_service
from tutorial.cluster.network.tables import CHAINS

NAMES = st.sampled_from(["web", "api", "shop/db"])
MODES = st.sampled_from(["host", "bridge", "fixed", "overlay", "published"])
HOSTS = st.sampled_from(["S0", "S1", "S2", "S3", "S4"])
LABELS = {"/web": "/web", "/api": "/both", "/shop/db": "/both"}


def definition(name: str, mode: str, instances: int) -> dict[str, Any]:
    """httpi in a network mode; the overlay also with a port of the agent."""
    port: dict[str, Any] = {"name": "http", "protocol": "tcp", "labels": {"VIP_0": f"{LABELS[f'/{name}']}:80"}}
    found = {"id": f"/{name}", "cpus": 0.1, "mem": 32, "instances": instances, "container": IMAGE}
    if mode == "host":
        return {**found, "networks": [{"mode": "host"}], "portDefinitions": [{**port, "port": 0}]}
    network = {"mode": "container/bridge"} if mode in {"bridge", "fixed"} else {"mode": "container", "name": "dcos"}
    more: dict[str, Any] = {
        "bridge": {},
        "fixed": {"containerPort": 80, "hostPort": 2000},
        "overlay": {"containerPort": 3141},
        "published": {"containerPort": 3141, "hostPort": 0},
    }[mode]
    return {**found, "networks": [network], "container": {**IMAGE, "portMappings": [{**port, **more}]}}


class Watched(Cluster):
    """A cluster whose tables are looked at after every event."""

    def dispatched(self) -> None:
        check_always(self.world)
        check_networks(self.world)


class NetworkedLife(RuleBasedStateMachine):
    """Apps come, change their mode, grow and go; containers are killed; people delete what stands in kernels."""

    def __init__(self) -> None:
        super().__init__()
        self.cluster: Cluster = Watched()
        self.touched = False

    @rule(name=NAMES, mode=MODES, instances=st.integers(0, 5))
    def deploy(self, name: str, mode: str, instances: int) -> None:
        wanted = definition(name, mode, instances)
        assert self.cluster.call("PUT", f"apps/{name}", wanted, force="true").status in {200, 201}

    @rule(name=NAMES, count=st.integers(0, 8))
    def scale(self, name: str, count: int) -> None:
        self.cluster.call("PUT", f"apps/{name}", {"instances": count}, force="true")

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        self.cluster.call("DELETE", f"apps/{name}", force="true")

    @rule(host=HOSTS, pick=st.integers(0, 20))
    def kill(self, host: str, pick: int) -> None:
        """The process of some container dies."""
        running = [found for found in self.cluster.world.values(CONTAINERS, host) if found.state == "running"]
        if running:
            self.cluster.world.after(0, "process.exited", host, running[pick % len(running)].pid, 137)

    @rule(host=HOSTS)
    def lose(self, host: str) -> None:
        liveness.lose(self.cluster.world, host)

    @rule(host=HOSTS)
    def bring_back(self, host: str) -> None:
        liveness.bring_back(self.cluster.world, host)

    @rule(host=HOSTS, pick=st.integers(0, 40))
    def delete_a_rule(self, host: str, pick: int) -> None:
        """Somebody takes a rule out by hand: nothing of the daemons puts it back."""
        world = self.cluster.world
        found = [(chain, rule) for chain in world.values(CHAINS, host) for rule in chain.rules]
        if found:
            chain, gone = found[pick % len(found)]
            edits.take_out(world, host, chain, gone)
            world.after(0, "kernel.changed", host)
            self.touched = True

    @rule(host=HOSTS)
    def delete_a_service(self, host: str) -> None:
        """What dcos-net wrote is put back by it."""
        world = self.cluster.world
        for service in world.values(SERVICES, host)[:1]:
            remove_service(world, host, service.key)
            world.after(0, "kernel.changed", host)

    @rule(delay_ms=st.one_of(st.integers(1, 300), st.integers(1, 5_000), st.integers(1, 60_000)))
    def wait(self, delay_ms: int) -> None:
        self.cluster.advance(delay_ms)

    @rule()
    def settle(self) -> None:
        world = self.cluster.world
        self.cluster.settle()
        check_settled(world)
        all_there = all(agent.state == "active" for agent in world.values(AGENTS))
        resting = all(event.retries == 0 for event in world.state.queue)
        if all_there and resting and not self.touched:
            check_agreement(world, LABELS)

    @invariant()
    def always(self) -> None:
        check_always(self.cluster.world)
        check_networks(self.cluster.world)

    def teardown(self) -> None:
        for host in ("S0", "S1", "S2", "S3", "S4"):
            self.bring_back(host)
        self.settle()
        for name in LABELS:
            self.cluster.call("DELETE", f"apps{name}", force="true")
        self.cluster.settle()
        check_networks(self.cluster.world)
        assert not self.cluster.ask("apps").json["apps"]
        assert not any(self.cluster.world.values(SERVICES, host) for host in ("master", "S0", "S3"))


TestNetworkedLife = NetworkedLife.TestCase
TestNetworkedLife.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
