"""A task from its launch to its end: what agent, executor and container do, and what Marathon makes of it."""

from itertools import pairwise
from typing import Any

import pytest

from tests.cluster.build import IMAGE, Cluster, app, check_always, check_settled, of_tasks
from tutorial.cluster.docker.inspect import inspect
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS
from tutorial.cluster.host import PROCESSES, Process
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network import sockets


def states(cluster: Cluster) -> dict[str, list[str]]:
    """The states that each task has been through."""
    tasks = cluster.world.values(TASKS)
    return {
        task.info.id.rpartition(".")[2]: [status.state.removeprefix("TASK_") for status in task.statuses]
        for task in tasks
    }


@pytest.fixture
def web() -> Cluster:
    found = Cluster()
    found.add(app())
    return found


def test_a_task_is_staged_starting_and_running(web: Cluster) -> None:
    assert states(web) == {"1": ["STAGING", "STARTING", "RUNNING"]}


def test_the_article_gets_its_agent_and_port() -> None:
    cluster = Cluster()
    cluster.add(app("/httpi"))
    (instance,) = cluster.instances("/httpi")
    assert (instance.agent, instance.host_ports, instance.addresses) == ("S1", (16327,), ("172.16.9.84",))


def test_a_forced_pull_takes_longer_and_the_layers_come_once() -> None:
    def time_to_run(*definitions: dict[str, Any]) -> list[int]:
        cluster = Cluster(
            pins=[
                {"purpose": "marathon.agent", "subject": [name, "host", 1, 1, 1], "value": "S2"}
                for name in ("/a", "/b")
            ]
        )
        for definition in definitions:
            cluster.add(definition)
        instances = [cluster.instances(definition["id"])[0] for definition in definitions]
        return [instance.started_ms - instance.staged_ms for instance in instances]

    forced = {"container": {**IMAGE, "docker": {"image": "dcoslabs/httpi:latest", "forcePullImage": True}}}
    first, again = time_to_run(app("/a"), app("/b"))
    assert first - again == 11 * 90
    _, checked = time_to_run(app("/a"), app("/b", **forced))
    assert 600 <= checked - again < 1400


FAILURES: list[tuple[dict[str, Any], str]] = [
    (
        {"container": {"docker": {"image": "nobody/nothing"}}},
        "Failed to run 'docker pull nobody/nothing': pull access denied for nobody/nothing, repository does not exist",
    ),
    (
        {"container": None, "cmd": "sleep 9"},
        "The Mesos containerizer is not part of this simulation: give the app a Docker image",
    ),
    ({"portDefinitions": [{"name": "web"}]}, "Container exited with status 2"),
    ({"portDefinitions": []}, "Container exited with status 2"),
    ({"cmd": "/httpi -port http"}, "Container exited with status 1"),
    ({"cmd": "nginx"}, "Container exited with status 127"),
    ({"args": ["/httpi", "-port", "x"]}, "Container exited with status 1"),
    (
        {"networks": [{"mode": "container", "name": "backend"}]},
        "Failed to run docker container: network backend not found",
    ),
]


@pytest.mark.parametrize(("fields", "message"), FAILURES)
def test_a_task_that_cannot_run_fails_with_words_and_is_tried_again(fields: dict[str, Any], message: str) -> None:
    cluster = Cluster()
    cluster.add(app(**fields))
    check_settled(cluster.world)
    while not cluster.conditions()["Failed"]:  # one that runs for a moment is waited for until DNS has looked
        cluster.advance(100)
    (instance,) = cluster.instances()
    assert instance.incarnation >= 3
    failure = cluster.ask("apps/web").json["app"]["lastTaskFailure"]
    assert (failure["message"], failure["state"], failure["taskId"]) == (message, "TASK_FAILED", instance.task_id)
    (task,) = cluster.ask("apps/web").json["app"]["tasks"]
    assert (task["state"], task["ports"]) == ("TASK_FAILED", [])
    assert "stagedAt" not in task


def test_a_container_that_ends_at_once_has_been_running() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false"))
    assert states(cluster)["1"] == ["STAGING", "STARTING", "RUNNING", "FAILED"]


def waits(cluster: Cluster) -> list[int]:
    """Whole seconds between the end of each task and the staging of the next."""
    tasks = sorted(cluster.world.values(TASKS), key=lambda task: task.statuses[0].at_ms)
    return [(after.statuses[0].at_ms - before.statuses[-1].at_ms) // 1000 for before, after in pairwise(tasks)]


def test_failures_come_after_growing_delays() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=10, backoffFactor=2))
    cluster.advance(300_000)
    assert waits(cluster)[:4] == [10, 20, 40, 80]


def test_a_delay_is_never_longer_than_the_longest() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=10, backoffFactor=9, maxLaunchDelaySeconds=12))
    cluster.advance(100_000)
    assert waits(cluster)[:4] == [10, 12, 12, 12]


def test_a_delay_is_forgotten_when_it_has_been_over_for_long() -> None:
    cluster = Cluster()
    cluster.add(app(backoffSeconds=10, backoffFactor=2, maxLaunchDelaySeconds=60))
    for pause_ms in (0, 50_000, 200_000):
        cluster.advance(pause_ms)
        cluster.kill(cluster.instances()[0])
        cluster.settle()
    assert waits(cluster) == [10, 20, 10]


def test_a_changed_configuration_does_not_wait_for_the_delay_of_the_old_one() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="false", backoffSeconds=300))
    cluster.call("PUT", "apps/web", {"cmd": "/httpi -port $PORT0"}, force="true")
    cluster.advance(10_000)
    assert cluster.conditions() == {"Running": 1}
    assert cluster.ask("deployments").json == []


def test_a_process_that_is_killed_comes_back_with_another_task(web: Cluster) -> None:
    (before,) = web.instances()
    web.kill(before)
    web.advance(500)
    assert web.conditions() == {"Failed": 1}
    assert of_tasks(web.world, before.agent) == ([], [])
    web.settle()
    check_settled(web.world)
    (after,) = web.instances()
    assert (after.id, after.incarnation, after.condition) == (before.id, 2, "Running")
    assert web.ask("apps/web").json["app"]["lastTaskFailure"]["message"] == "Container exited with status 137"


def test_what_a_learner_kills_again_and_again_is_always_waited_for(web: Cluster) -> None:
    for _ in range(6):
        web.kill(web.instances()[0])
        web.settle()
        assert web.conditions() == {"Running": 1}


def test_a_process_that_ends_well_is_finished_and_no_failure(web: Cluster) -> None:
    web.kill(web.instances()[0], exit_code=0)
    web.settle()
    assert states(web)["1"][-1] == "FINISHED"
    assert "lastTaskFailure" not in web.ask("apps/web").json["app"]


def test_a_task_that_lasts_is_not_waited_for_but_ends_in_time() -> None:
    cluster = Cluster()
    cluster.add(app(cmd="sleep 60"))
    assert cluster.world.settled
    cluster.advance(61_000)
    assert states(cluster)["1"][-1] == "FINISHED"


def test_a_stopped_httpi_is_gone_soon_and_a_sleep_after_its_grace_period() -> None:
    for command, code, least in (("/httpi", 2, 0), ("sleep 999", 137, 7_000)):
        cluster = Cluster()
        cluster.add(app(cmd=command, taskKillGracePeriodSeconds=7))
        container = cluster.container(cluster.instances()[0])
        (host,) = cluster.world.scopes(CONTAINERS)
        before = cluster.world.now_ms
        cluster.call("DELETE", "apps/web")
        cluster.settle()
        ended = cluster.world[CONTAINERS, container.name, host]
        assert (ended.state, ended.exit_code) == ("exited", code)
        assert least <= ended.finished_ms - before < least + 1_000
        assert states(cluster)["1"][-2:] == ["KILLING", "KILLED"]


@pytest.mark.parametrize("after_ms", [*range(0, 4_000, 150)])
def test_an_app_may_be_removed_at_any_moment_of_its_start(after_ms: int) -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", app(instances=3))
    cluster.advance(after_ms)
    check_always(cluster.world)
    cluster.call("DELETE", "apps/web")
    cluster.settle()
    check_settled(cluster.world)
    assert all(task.over for task in cluster.world.values(TASKS))
    for agent in ("S1", "S2", "S3", "S4"):
        assert of_tasks(cluster.world, agent) == ([], [])
        assert cluster.world.rows(EXECUTORS, agent) == ()


def test_killing_twice_kills_once(web: Cluster) -> None:
    (instance,) = web.instances()
    for _ in range(2):
        web.call("DELETE", f"apps/web/tasks/{instance.task_id}")
    web.settle()
    assert states(web)["1"] == ["STAGING", "STARTING", "RUNNING", "KILLING", "KILLED"]
    assert states(web)["2"] == ["STAGING", "STARTING", "RUNNING"]


def test_an_agent_runs_out_of_processes_at_some_point() -> None:
    cluster = Cluster()
    here = [["hostname", "LIKE", ".*168"]]
    cluster.add(app(cpus=0.001, mem=0, instances=520, constraints=here, cmd="sleep 9999", portDefinitions=[]))
    assert cluster.conditions()["Running"] == 500
    message = cluster.ask("apps/web").json["app"]["lastTaskFailure"]["message"]
    assert message == "Failed to run docker container: fork/exec /proc/self/exe: resource temporarily unavailable"


def test_a_socket_of_another_program_makes_the_task_fail() -> None:
    cluster = Cluster()
    cluster.world.put(PROCESSES, 99, Process(99, "httpi", ("/httpi",), namespace="S1"), "S1")
    sockets.listen(cluster.world, "S1", "tcp", sockets.ANY, 16327, pid=99, program="httpi")
    cluster.add(app("/httpi"))
    assert cluster.ask("apps/httpi").json["app"]["lastTaskFailure"]["message"] == "Container exited with status 1"


# The documents of a container


def test_the_environment_of_a_container_is_the_articles() -> None:
    cluster = Cluster()
    cluster.add(app("/httpi", env={"COLOUR": "blue"}, labels={"who": "me"}))
    instance = cluster.instances("/httpi")[0]
    container = cluster.container(instance)
    assert dict(container.env) == {
        "MESOS_TASK_ID": instance.task_id,
        "MARATHON_APP_ID": "/httpi",
        "MARATHON_APP_VERSION": instance.version,
        "MARATHON_APP_DOCKER_IMAGE": "dcoslabs/httpi:latest",
        "MARATHON_APP_RESOURCE_CPUS": "0.1",
        "MARATHON_APP_RESOURCE_MEM": "32.0",
        "MARATHON_APP_RESOURCE_DISK": "0.0",
        "MARATHON_APP_RESOURCE_GPUS": "0",
        "MARATHON_APP_LABELS": "WHO",
        "MARATHON_APP_LABEL_WHO": "me",
        "PORT": "16327",
        "PORT0": "16327",
        "PORTS": "16327",
        "PORT_10000": "16327",
        "PORT_HTTP": "16327",
        "HOST": "172.16.9.84",
        "COLOUR": "blue",
        "MESOS_SANDBOX": "/mnt/mesos/sandbox",
        "MESOS_CONTAINER_NAME": container.name,
        "LIBPROCESS_IP": "172.16.9.84",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }


def test_docker_inspect_tells_of_a_container_without_a_network_of_its_own(web: Cluster) -> None:
    (instance,) = web.instances()
    found = inspect(web.world, instance.agent, web.container(instance))
    assert found["State"]["Running"] is True
    assert found["State"]["Pid"] == web.container(instance).pid
    assert found["Path"] == "/bin/sh"
    assert found["HostConfig"]["NetworkMode"] == "host"
    assert found["Config"]["Labels"] == {"MESOS_TASK_ID": instance.task_id}
    network = found["NetworkSettings"]
    assert (network["Ports"], network["IPAddress"], network["MacAddress"]) == ({}, "", "")
    assert list(network["Networks"]) == ["host"]
    assert found["State"]["FinishedAt"] == "0001-01-01T00:00:00Z"


def test_docker_inspect_tells_of_a_container_that_has_ended(web: Cluster) -> None:
    (instance,) = web.instances()
    name = web.container(instance).name
    web.kill(instance)
    web.advance(100)
    found = inspect(web.world, instance.agent, web.world[CONTAINERS, name, instance.agent])
    assert (found["State"]["Status"], found["State"]["ExitCode"], found["State"]["Pid"]) == ("exited", 137, 0)
    assert found["State"]["Running"] is False
    assert found["NetworkSettings"]["SandboxKey"] == ""


def test_who_asks_for_an_end_that_is_on_its_way_waits_for_it() -> None:
    cluster = Cluster()
    check = {"gracePeriodSeconds": 5, "intervalSeconds": 5}
    cluster.call("POST", "apps", app(cmd="sleep 1000", healthChecks=[check]))
    cluster.settle()
    while not any(told[-1] == "KILLING" for told in states(cluster).values()):
        cluster.advance(1_000)
    assert cluster.world.settled, "it is not the first to be killed for its health, so nobody waits for it any more"
    cluster.call("DELETE", "apps/web")
    cluster.settle()
    assert {told[-1] for told in states(cluster).values()} == {"KILLED"}
