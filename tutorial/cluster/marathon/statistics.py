"""Statistics on the tasks of an app, for who asks to embed them.

Sources: mesosphere/marathon v1.8.222, core/appinfo/{TaskStatsByVersion,TaskLifeTime}.scala.
"""

from collections.abc import Iterable

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.documents import ACTIVE, instances_of
from tutorial.cluster.marathon.tables import App, Instance
from tutorial.cluster.world import World


def by_version(world: World, app: App) -> Json:
    """Counts and life times of four choices of an app's tasks; a choice without any is left out."""
    tasks = [instance for instance in instances_of(world, app.id) if instance.condition != "Scheduled"]
    choices = {
        "startedAfterLastScaling": [task for task in tasks if task.version >= app.last_scaling],
        "withLatestConfig": [task for task in tasks if task.version >= app.last_config_change],
        "withOutdatedConfig": [task for task in tasks if task.version < app.last_config_change],
        "totalSummary": tasks,
    }
    return {name: {"stats": _stats(world, chosen)} for name, chosen in choices.items() if chosen}


def _stats(world: World, tasks: list[Instance]) -> Json:
    counts = {
        "staged": _count(task.condition in {"Provisioned", "Staging"} for task in tasks),
        "running": _count(task.condition == "Running" for task in tasks),
        "healthy": _count(task.health == "healthy" for task in tasks),
        "unhealthy": _count(task.health == "unhealthy" for task in tasks),
    }
    lives = sorted((world.now_ms - task.staged_ms) / 1000 for task in tasks if task.condition in ACTIVE)
    if not lives:
        return {"counts": counts}
    times = {"averageSeconds": sum(lives) / len(lives), "medianSeconds": lives[len(lives) // 2]}
    return {"counts": counts, "lifeTime": times}


def _count(found: Iterable[bool]) -> int:
    return sum(found)
