"""Containers that end: by themselves, because their task is killed, because somebody kills their process."""

from dataclasses import replace

from tutorial.cluster.controllers.docker.executor import driven, over, status
from tutorial.cluster.docker import bridges, lifecycle
from tutorial.cluster.docker.lifecycle import REMOVE_MS, STOP_MS
from tutorial.cluster.docker.programs import ENDED_BY_KILL, TERM, on_signal
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, RUNNING, Container, Executor
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.mesos.tables import Task
from tutorial.cluster.network import sockets
from tutorial.cluster.world import World


def kill(world: World, task_id: str) -> None:
    """Stop the task's container, by force after its grace period; report it killed at once when it has none yet."""
    if (found := driven(world, task_id, "starting", "running", "stopping")) is None:
        return
    task, executor = found
    if executor.state == "stopping":
        _told_again(world, task, executor)
        return
    status(world, task_id, "TASK_KILLING")
    container = world.get(CONTAINERS, executor.container, task.info.agent)
    if container is None:
        over(world, task, "TASK_KILLED", "Container was killed before it started")
        return
    stopping = replace(executor, state="stopping", retries=world.retries)
    world.put(EXECUTORS, task_id, stopping, task.info.agent)
    exit_code = on_signal(TERM, obeys=container.obeys)
    if exit_code is not None:
        world.after(STOP_MS, "docker.stopped", task_id, exit_code)
    else:
        world.after(STOP_MS + task.info.grace_ms, "docker.stopped", task_id, ENDED_BY_KILL)


def _told_again(world: World, task: Task, executor: Executor) -> None:
    """Who asks for an end that is on its way already waits for it, even if nobody waited for that before."""
    retries = min(executor.retries, world.retries)
    world.put(EXECUTORS, task.info.id, replace(executor, retries=retries), task.info.agent)


def stopped(world: World, task_id: str, exit_code: int) -> None:
    """`docker stop` has ended the container's process, if it had not ended by itself."""
    if (found := driven(world, task_id, "stopping")) is not None:
        task, executor = found
        exited(world, task.info.agent, world[CONTAINERS, executor.container, task.info.agent].pid, exit_code)


def exited(world: World, host: str, pid: int, exit_code: int) -> None:
    """A process is gone: its sockets close; if it was a container's, that has exited and its executor reports."""
    process = world.get(PROCESSES, pid, host)
    if process is None:
        return
    sockets.close_all(world, process.namespace or host, pid)
    world.delete(PROCESSES, pid, host)
    container = next((found for found in world.group(CONTAINERS, RUNNING, "", host) if found.pid == pid), None)
    if container is None:
        return
    ended = replace(container, state="exited", pid=0, finished_ms=world.now_ms, exit_code=exit_code)
    world.put(CONTAINERS, container.name, ended, host)
    bridges.disconnect(world, host, container.name)
    _reap(world, host, ended, exit_code)


def _reap(world: World, host: str, container: Container, exit_code: int) -> None:
    """The executor of a container's task reports its end, if it is there still; later the agent removes that."""
    message = f"Container exited with status {exit_code}"
    if (found := driven(world, container.task_id, "running")) is not None:
        over(world, found[0], "TASK_FAILED" if exit_code else "TASK_FINISHED", message)
    elif (found := driven(world, container.task_id, "stopping")) is not None:
        task, executor = found
        with world.waited_for():  # whoever asked for the kill waits for this end, whatever brought it about
            state = "TASK_KILLED" if exit_code else "TASK_FINISHED"
            over(world, task, state, message, retries=executor.retries)
    else:
        return
    _remove_later(world, host, container)


def _remove_later(world: World, host: str, container: Container) -> None:
    """The agent removes what has ended, some time after its executor; one event an agent looks after all of them."""
    world.put(CONTAINERS, container.name, replace(container, remove_ms=world.now_ms + REMOVE_MS), host)
    if not world.queued("docker.remove", host):
        world.after(REMOVE_MS, "docker.remove", host, progress=False)


def remove(world: World, host: str) -> None:
    """Remove the containers whose time has come, by force if one runs again; then look when the next one's comes."""
    waiting = [found for found in world.values(CONTAINERS, host) if found.remove_ms >= 0]
    for container in waiting:
        if container.remove_ms <= world.now_ms:
            exited(world, host, container.pid, ENDED_BY_KILL)
            lifecycle.remove(world, host, container)
    later = [found.remove_ms for found in waiting if found.remove_ms > world.now_ms]
    if later:
        world.after(min(later) - world.now_ms, "docker.remove", host, progress=False)
