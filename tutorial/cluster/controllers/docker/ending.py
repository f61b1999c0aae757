"""Containers that end: by themselves, because their task is killed, because somebody kills their process."""

from dataclasses import replace

from tutorial.cluster.controllers.docker.executor import driven, over, status
from tutorial.cluster.docker import bridges
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, RUNNING, Executor
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.mesos.tables import Task
from tutorial.cluster.network import sockets
from tutorial.cluster.world import World

STOP_MS = 180
KILLED = 137
"""The exit code of what SIGKILL ended."""
TERMINATED = 2
"""A Go program that is the first process of its container exits so on SIGTERM (runtime/signal_unix.go)."""


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
    if container.obeys:
        world.after(STOP_MS, "docker.stopped", task_id, TERMINATED)
    else:
        world.after(STOP_MS + task.info.grace_ms, "docker.stopped", task_id, KILLED)


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
    message = f"Container exited with status {exit_code}"
    if (found := driven(world, container.task_id, "running")) is not None:
        over(world, found[0], "TASK_FAILED" if exit_code else "TASK_FINISHED", message)
    elif (found := driven(world, container.task_id, "stopping")) is not None:
        task, executor = found
        with world.waited_for():  # whoever asked for the kill waits for this end, whatever brought it about
            state = "TASK_KILLED" if exit_code else "TASK_FINISHED"
            over(world, task, state, message, retries=executor.retries)
