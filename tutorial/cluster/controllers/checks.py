"""The health check that Mesos makes of a task: by its executor, beside the task, in the task's own network.

Events read: `executor.status` (task id; its state), `kernel.changed`, `process.exited` and this controller's own.
Events written: `executor.status`, `agent.kill`. A check that would find what the last one found need not be waited for.
Source: apache/mesos 1.8, src/checks/{checker_process,health_checker}.cpp.
"""

from dataclasses import replace
from functools import partial

from tutorial.cluster.docker import images, programs
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, Container
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import CHECKING, TASKS, Checking, Task
from tutorial.cluster.network import fetch, sockets, tcp
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers import serve
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

LOOPBACK = "127.0.0.1"


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "executor.status":
        begin_or_end(world, event.subject, str(event.data[0]))
    elif event.kind == "executor.check":
        check(world, event.subject)
    elif event.kind == "executor.check.failed":
        learn(world, event.subject, well=False)
    elif event.kind in {"kernel.changed", "process.exited"}:
        expect_news(world)


def begin_or_end(world: World, task_id: str, state: str) -> None:
    """A task that runs is checked from its first delay on, one that does not any more is forgotten."""
    task = world.get(TASKS, task_id)
    if task is None or not task.info.check:
        return
    known = world.get(CHECKING, task_id, task.info.agent)
    if state == "TASK_RUNNING" and known is None:
        world.put(CHECKING, task_id, Checking(world.now_ms), task.info.agent)
        world.after(_ms(loads(task.info.check), "delay"), "executor.check", task_id)
    elif state != "TASK_RUNNING":
        world.delete(CHECKING, task_id, task.info.agent)


def expect_news(world: World) -> None:
    """Something has changed that packets meet: every check that was not worth waiting for is so now."""
    for event in world.state.queue:
        if event.kind == "executor.check" and not event.worth_waiting:
            world.cancel(event)
            world.after(event.at_ms - world.now_ms, event.kind, event.subject, retries=event.retries)


def _ms(wanted: Json, name: str) -> int:
    return int(wanted[f"{name}Seconds"]) * 1000


def _checked(world: World, task_id: str) -> tuple[Task, Checking] | None:
    """A task that is under check, and what is known of it."""
    task = world.get(TASKS, task_id)
    known = None if task is None else world.get(CHECKING, task_id, task.info.agent)
    executor = None if task is None else world.get(EXECUTORS, task_id, task.info.agent)
    return (task, known) if task and known and executor and executor.state == "running" else None


def check(world: World, task_id: str) -> None:
    """Look at a task; where nothing comes back it has failed when the check's time is over."""
    if (found := _checked(world, task_id)) is None:
        return
    task, _ = found
    wanted = loads(task.info.check)
    well = _look(world, task, wanted)
    if well is None:
        world.after(_ms(wanted, "timeout"), "executor.check.failed", task_id)
    else:
        learn(world, task_id, well=well)


def learn(world: World, task_id: str, *, well: bool) -> None:
    """Count what was found, tell what is new, end the task after too many failures, come back after the interval.

    The first result is told, and each change; failures each, where they may end the task. While the task is new and
    never was well, failures do not count.
    """
    if (found := _checked(world, task_id)) is None:
        return
    task, known = found
    wanted = loads(task.info.check)
    new = known.healthy == "" and world.now_ms < known.since_ms + _ms(wanted, "gracePeriod")
    failures = 0 if well else known.failures + (not new)
    told = "true" if well else known.healthy if new else "false"
    world.put(CHECKING, task_id, replace(known, failures=failures, healthy=told), task.info.agent)
    most = wanted["maxConsecutiveFailures"]
    if told != known.healthy or (failures and most):
        world.after(0, "executor.status", task_id, "TASK_RUNNING", task.statuses[-1].address, "", told)
    if failures and 0 < most <= failures:
        world.after(0, "agent.kill", task_id)
    steady = told == "true" or (told == "false" and not most)
    world.after(max(1_000, _ms(wanted, "interval")), "executor.check", task_id, progress=not steady)


def _look(world: World, task: Task, wanted: Json) -> bool | None:
    """Whether a task is well; None when nothing has come back yet."""
    executor = world[EXECUTORS, task.info.id, task.info.agent]
    container = world[CONTAINERS, executor.container, task.info.agent]
    namespace = world[PROCESSES, container.pid, task.info.agent].namespace or task.info.agent
    if wanted["protocol"] == "COMMAND":
        return _command(world, container, namespace, wanted)
    request = HttpRequest(LOOPBACK, wanted["port"], path="/" + str(wanted.get("path", "")).removeprefix("/"))
    if wanted["protocol"] == "MESOS_HTTP":
        return _http(world, namespace, request)
    opened = fetch.at_once(tcp.connect(world, namespace, request, "mesos-tcp-connect"))
    if opened is None or opened.client is None or opened.socket is None:
        return None if opened is None else False
    tcp.deliver(world, opened.client, "fin")
    tcp.hang_up(world, opened, "client")
    return bool(wanted["protocol"] == "MESOS_TCP")


def _http(world: World, namespace: str, request: HttpRequest) -> bool | None:
    """The executor runs curl: 200 to 399 is well. What does not speak HTTP is not."""
    try:
        found = fetch.at_once(fetch.fetch(world, namespace, request, serve))
    except NotSimulatedError:
        return False
    return None if found is None else found.response is not None and 200 <= found.response.status < 400


def _command(world: World, container: Container, namespace: str, wanted: Json) -> bool | None:
    """Run a shell line in the container; it is well when it ends with 0 within the check's time."""
    image = images.find(container.image)
    assert image is not None, "the container was made of it"
    argv = (*programs.SHELL, str(wanted.get("command", {}).get("value", "")))
    start = programs.start(image, argv, dict(container.env), partial(sockets.listening, world, namespace, "tcp"))
    if start.exit_code is not None:
        return start.exit_code == 0
    return True if 0 < start.lasts_ms <= _ms(wanted, "timeout") else None
