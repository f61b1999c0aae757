"""A task's executor: what it tells the master, and whether it still drives the task's container."""

from tutorial.cluster.docker.tables import EXECUTORS, Executor
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.world import World

STATUS_MS = 60


def status(world: World, task_id: str, state: str, address: str = "", message: str = "", *, retries: int = 0) -> None:
    """The executor tells the master what has become of a task."""
    world.after(STATUS_MS, "executor.status", task_id, state, address, message, retries=retries)


def over(world: World, task: Task, state: str, message: str = "", *, retries: int = 0) -> None:
    """The executor reports a task's end, and is gone."""
    status(world, task.info.id, state, message=message, retries=retries)
    world.delete(EXECUTORS, task.info.id, task.info.agent)


def driven(world: World, task_id: str, *states: str) -> tuple[Task, Executor] | None:
    """The task and its executor, if that is in one of these states."""
    task = world.get(TASKS, task_id)
    executor = None if task is None else world.get(EXECUTORS, task_id, task.info.agent)
    return (task, executor) if task and executor and executor.state in states else None
