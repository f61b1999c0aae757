"""Blue and green: apps of one `HAPROXY_DEPLOYMENT_GROUP` become one, and its surplus old tasks drain.

Source: mesosphere/marathon-lb marathon_lb.py (the first half of get_apps), as of 1.13.1.
"""

from collections.abc import Iterable

from tutorial.cluster.clock import EARLIEST, Moment, read_moment
from tutorial.cluster.jsontext import Json

GROUP = "HAPROXY_DEPLOYMENT_GROUP"
BEGAN = "HAPROXY_DEPLOYMENT_STARTED_AT"
NEW = "HAPROXY_DEPLOYMENT_NEW_INSTANCES"
TARGET = "HAPROXY_DEPLOYMENT_TARGET_INSTANCES"


def merged(apps: Iterable[Json]) -> list[Json]:
    """The apps without a group, then one app for each group, in the order of their first."""
    alone: list[Json] = []
    groups: dict[str, Json] = {}
    for app in apps:
        if GROUP not in app["labels"]:
            alone.append(app)
            continue
        name = app["labels"][GROUP]
        name = name if name[0] == "/" else f"/{name}"
        one = {**app, "id": name}
        groups[name] = _joined(groups[name], one) if name in groups else one
    return [*alone, *groups.values()]


def all_alive(task: Json) -> bool:
    """Whether a task has results of checks and none of them is bad. An empty list is enough (until 1.14)."""
    return "healthCheckResults" in task and all(result["alive"] for result in task["healthCheckResults"])


def _joined(earlier: Json, later: Json) -> Json:
    """The old app with its tasks (so many of them draining as can go) and the tasks of the new one."""
    old, new = (earlier, later) if _began(earlier) < _began(later) else (later, earlier)
    target = 1
    if NEW in new["labels"]:
        if _scaled(old) > _scaled(new):
            old, new = new, old
        target = int(new["labels"][TARGET])
    tasks = sorted(old["tasks"], key=lambda task: task["id"])
    # Without a list of checks 1.13.1 stops here (KeyError); 1.14 takes it for an empty one.
    ready = sum(map(all_alive, new["tasks"])) if later["healthChecks"] else new["instances"]
    surplus = min(ready, max(0, ready + old["instances"] - target))
    drained = [{**task, "draining": True} if at < surplus else task for at, task in enumerate(tasks)]
    return {**old, "tasks": [*drained, *new["tasks"]]}


def _began(app: Json) -> Moment:
    """When its deployment began; who does not say so is the older one."""
    return read_moment(app["labels"][BEGAN]) if BEGAN in app["labels"] else EARLIEST


def _scaled(app: Json) -> Moment:
    return read_moment(app["versionInfo"]["lastScalingAt"])
