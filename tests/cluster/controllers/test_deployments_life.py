"""Scaling, restarting, moving: every deployment ends, and keeps on its way what it promised."""

import json
from collections import Counter
from dataclasses import replace
from math import ceil, floor
from typing import Any

import pytest

from tests.cluster.build import Cluster, app, check_always, check_settled
from tutorial.cluster import api, controllers
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.mesos.offers import allocatable, free
from tutorial.cluster.mesos.tables import AGENTS, LAUNCHES, TASKS, TaskInfo

SHARES = [0, 0.2, 0.5, 1]


class Counted(Cluster):
    """A cluster that remembers how many instances there were and ran at most and at least."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[tuple[int, int]] = []

    def dispatched(self) -> None:
        instances = self.instances()
        running = sum(instance.condition == "Running" for instance in instances)
        self.counts.append((len(instances), running))


@pytest.mark.parametrize("over", SHARES)
@pytest.mark.parametrize("least", SHARES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_rolling_restart_ends_and_keeps_within_its_bounds(count: int, least: float, over: float) -> None:
    cluster = Counted()
    strategy = {"minimumHealthCapacity": least, "maximumOverCapacity": over}
    cluster.add(app(instances=count, upgradeStrategy=strategy))
    before = {instance.id for instance in cluster.instances()}
    cluster.counts = []
    cluster.update(labels={"a": "b"})
    check_settled(cluster.world)
    assert cluster.conditions() == {"Running": count}
    assert not before & {instance.id for instance in cluster.instances()}
    assert cluster.ask("deployments").json == []
    wanted, room = ceil(count * least), floor(count * (1 + over))
    assert max(number for number, _ in cluster.counts) <= room + (wanted == room)
    assert min(running for _, running in cluster.counts) >= wanted


@pytest.mark.parametrize(("before", "after"), [(1, 5), (5, 1), (5, 0), (0, 3), (3, 3)])
@pytest.mark.parametrize("over", [0, 1])
def test_a_change_of_configuration_and_number_at_once_ends(before: int, after: int, over: float) -> None:
    cluster = Cluster()
    cluster.add(app(instances=before, upgradeStrategy={"minimumHealthCapacity": 1, "maximumOverCapacity": over}))
    cluster.update(instances=after, labels={"a": "b"})
    check_settled(cluster.world)
    assert cluster.conditions() == ({"Running": after} if after else {})
    assert cluster.ask("deployments").json == []


def test_scaling_down_stops_the_youngest() -> None:
    cluster = Cluster()
    cluster.add(app(instances=2))
    old = {instance.id for instance in cluster.instances()}
    cluster.update(instances=4)
    cluster.update(instances=2)
    assert {instance.id for instance in cluster.instances()} == old


def test_an_update_that_fails_keeps_the_old_tasks_and_can_be_replaced() -> None:
    cluster = Cluster()
    cluster.add(app(instances=2))
    old = {instance.id for instance in cluster.instances()}
    cluster.call("PUT", "apps/web", {"container": {"docker": {"image": "nobody/nothing"}}})
    cluster.settle()
    running = {instance.id for instance in cluster.instances() if instance.condition == "Running"}
    assert running == old
    assert len(cluster.ask("deployments").json) == 1
    assert cluster.call("PUT", "apps/web", {"labels": {"a": "b"}}).status == 409
    good = {"container": {"docker": {"image": "dcoslabs/httpi"}}}
    assert cluster.call("PUT", "apps/web", good, force="true").status == 200
    cluster.settle()
    check_settled(cluster.world)
    assert cluster.conditions() == {"Running": 2}


def test_what_finds_no_room_waits_and_is_placed_when_there_is_some() -> None:
    cluster = Cluster()
    cluster.add(app("/big", cpus=4, instances=4))
    cluster.add(app("/small", cpus=1))
    check_settled(cluster.world)
    assert cluster.conditions("/small") == {"Scheduled": 1}
    (app_document,) = (found for found in cluster.ask("apps").json["apps"] if found["id"] == "/small")
    assert (app_document["tasksStaged"], app_document["tasksRunning"]) == (0, 0)
    cluster.update("big", instances=3)
    cluster.settle()
    assert cluster.conditions("/small") == {"Running": 1}


def test_a_fixed_port_allows_one_task_an_agent() -> None:
    cluster = Cluster()
    fixed = {"portDefinitions": [{"port": 20000, "name": "http"}], "requirePorts": True}
    cluster.add(app(instances=5, **fixed))
    assert cluster.conditions() == {"Running": 4, "Scheduled": 1}
    assert {instance.host_ports for instance in cluster.instances() if instance.agent} == {(20000,)}
    assert len({instance.agent for instance in cluster.instances() if instance.agent}) == 4


def test_an_app_for_public_agents_runs_there() -> None:
    cluster = Cluster()
    cluster.add(app(acceptedResourceRoles=["slave_public"], instances=2))
    assert {instance.agent for instance in cluster.instances()} == {"S0"}


def test_several_ports_of_a_task_stand_side_by_side() -> None:
    cluster = Cluster()
    cluster.add(app(portDefinitions=[{"name": "http"}, {}, {}]))
    first, second, third = cluster.instances()[0].host_ports
    assert (second, third) == (first + 1, first + 2)


def test_an_instance_runs_what_it_was_made_for_though_the_app_has_changed() -> None:
    cluster = Cluster()
    cluster.add(app(instances=1, upgradeStrategy={"minimumHealthCapacity": 1, "maximumOverCapacity": 0}))
    (old,) = cluster.instances()
    cluster.call("PUT", "apps/web", {"env": {"NEW": "yes"}, "cpus": 99})
    cluster.settle()
    cluster.kill(old)
    cluster.settle()
    again = next(instance for instance in cluster.instances() if instance.id == old.id)
    assert again.incarnation == 2
    task = cluster.world[TASKS, again.task_id]
    assert ("NEW", "yes") not in task.info.environment
    assert task.info.cpus_milli == 100


def test_no_more_than_a_hundred_instances_of_an_app_wait_at_a_time() -> None:
    cluster = Cluster()
    cluster.add(app(cpus=99, instances=2_000_000_000))
    assert len(cluster.world.rows(INSTANCES)) == 100
    assert cluster.ask("queue").json["queue"][0]["count"] == 2_000_000_000


def test_many_small_tasks_all_come_up() -> None:
    cluster = Cluster()
    cluster.add(app(cpus=0.01, mem=32, instances=150))
    check_always(cluster.world)
    assert cluster.conditions() == {"Running": 150}


def test_the_start_of_many_tasks_at_once_may_be_interrupted_at_each() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", app(cpus=0.01, mem=32, instances=90, constraints=[]))
    pauses: Counter[str] = Counter()
    while not cluster.world.settled:
        event = cluster.world.pop_event(cluster.world.state.queue[0].at_ms)
        assert event is not None
        pauses[event.kind] += sum(1 for _ in controllers.dispatch(event, cluster.world))
    assert pauses["mesos.offers"] >= 2 * 90
    assert len(cluster.instances()) == 90
    cluster.call("DELETE", "apps/web")
    while not cluster.world.settled:
        event = cluster.world.pop_event(cluster.world.state.queue[0].at_ms)
        assert event is not None
        pauses[event.kind] += sum(1 for _ in controllers.dispatch(event, cluster.world))
    assert pauses["marathon.deployment"] >= 90
    assert cluster.instances() == []


def test_a_later_call_draws_the_same_values() -> None:
    drawn = []
    for delay_ms in (0, 1, 3_600_000):
        cluster = Cluster()
        cluster.advance(delay_ms)
        cluster.add(app(instances=3))
        cluster.update(labels={"a": "b"})
        drawn.append([(found.task_id, found.agent, found.host_ports) for found in cluster.instances()])
    assert drawn[0] == drawn[1] == drawn[2]


def test_another_seed_draws_other_values() -> None:
    drawn = []
    for seed in ("1", "2"):
        cluster = Cluster(seed=seed)
        cluster.add(app(instances=3))
        drawn.append({found.task_id for found in cluster.instances()})
    assert not drawn[0] & drawn[1]


def test_changes_of_one_moment_have_versions_of_their_own() -> None:
    cluster = Cluster()
    cluster.add(app())
    for count in (2, 3, 4):
        body = json.dumps({"instances": count})
        request = api.Request("PUT", "/service/marathon/v2/apps/web", (("force", "true"),), (), body)
        assert api.answer(cluster.world, request, 9).status == 200
    assert len(cluster.ask("apps/web/versions").json["versions"]) == 4


def test_tasks_of_an_app_whose_removal_was_given_up_are_stopped_within_five_minutes() -> None:
    cluster = Cluster()
    cluster.add(app(instances=3))
    removal = cluster.call("DELETE", "apps/web").json["deploymentId"]
    cluster.call("DELETE", f"deployments/{removal}", force="true")
    cluster.advance(1_000)
    assert cluster.conditions() == {"Running": 3}
    cluster.settle()
    assert cluster.instances() == []
    assert cluster.world.now_ms < 310_000


def test_a_restart_does_not_wait_for_the_delay() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=200))
    cluster.call("POST", "apps/web/restart", {}, force="true")
    cluster.advance(10_000)
    assert any(instance.incarnation == 1 and instance.condition == "Failed" for instance in cluster.instances())


def test_a_new_instance_waits_for_the_delay_of_its_configuration() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=200))
    (failed,) = cluster.instances()
    cluster.call("PUT", "apps/web", {"instances": 2}, force="true")
    cluster.advance(100_000)
    assert [found.condition for found in cluster.instances() if found.id != failed.id] == ["Scheduled"]
    cluster.advance(200_000)
    assert all(found.condition == "Failed" for found in cluster.instances())


def test_a_delay_that_is_deleted_lets_new_instances_go_too() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=200))
    (failed,) = cluster.instances()
    cluster.call("PUT", "apps/web", {"instances": 2}, force="true")
    cluster.advance(2_000)
    assert cluster.call("DELETE", "queue/web/delay").status == 204
    cluster.advance(5_000)
    (new,) = (found for found in cluster.instances() if found.id != failed.id)
    assert new.condition == "Failed"


@pytest.mark.parametrize("after_ms", range(0, 4_000, 200))
def test_an_app_that_fails_again_and_again_can_be_removed_at_any_moment(after_ms: int) -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=1, backoffFactor=1))
    cluster.advance(after_ms)
    cluster.call("DELETE", "apps/web")
    cluster.settle()
    assert cluster.instances() == []
    assert cluster.ask("deployments").json == []
    assert all(task.over for task in cluster.world.values(TASKS))


def test_a_task_that_ends_while_it_is_being_stopped_is_waited_for_too() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="sleep 5", backoffSeconds=0, taskKillGracePeriodSeconds=2))
    cluster.advance(60_000)
    for wanted in ({"Scheduled": 1}, {"Running": 1}):
        while cluster.conditions() != wanted:
            cluster.advance(100)
    running = cluster.world
    for after_ms in range(2_000, 4_000, 20):
        cluster.world = running.fork()
        cluster.advance(after_ms)
        cluster.call("DELETE", "apps/web")
        cluster.settle()
        assert cluster.instances() == [], after_ms
        assert all(task.over for task in cluster.world.values(TASKS))


def test_a_delay_outlives_the_instance_that_failed_and_can_be_deleted() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=200))
    for count in (0, 1):
        cluster.call("PUT", "apps/web", {"instances": count}, force="true")
        cluster.advance(3_000)
    assert cluster.conditions() == {"Scheduled": 1}
    assert cluster.call("DELETE", "queue/web/delay").status == 204
    cluster.advance(5_000)
    assert cluster.conditions() == {"Failed": 1}


def test_instances_of_an_older_configuration_do_not_count_for_constraints() -> None:
    cluster = Cluster()
    cluster.add(app(instances=4, constraints=[["hostname", "UNIQUE"]]))
    cluster.update(labels={"a": "b"})
    assert cluster.conditions() == {"Running": 4}
    assert len({instance.agent for instance in cluster.instances()}) == 4


def test_what_was_just_accepted_is_not_offered_again() -> None:
    cluster = Cluster()
    agent = cluster.world[AGENTS, "S1"]
    info = TaskInfo("t", "t", "S1", 1500, 64, 10, (1025, 1026), "{}", "{}", "", ())
    cluster.world.put(LAUNCHES, "t", info)
    left = free(cluster.world, agent)
    assert (left.cpus_milli, left.mem_mb, left.disk_mb) == (2500, agent.mem_mb - 64, agent.disk_mb - 10)
    assert left.ports[0] == (1027, 2180)


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({"cpus_milli": 10, "mem_mb": 32, "ports": ((5, 5),)}, True),
        ({"cpus_milli": 9}, False),
        ({"mem_mb": 31}, False),
        ({"ports": ()}, False),
    ],
)
def test_an_agent_with_next_to_nothing_left_is_not_offered(fields: dict[str, Any], offered: bool) -> None:
    assert allocatable(replace(Cluster().world[AGENTS, "S1"], **fields)) == offered
