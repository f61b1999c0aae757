"""Which parts of apps somebody asks to embed. Source: mesosphere/marathon v1.8.222, api/v2/InfoEmbedResolver.scala."""

from collections.abc import Callable

from tutorial.cluster.api.messages import Request
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import documents, statistics
from tutorial.cluster.marathon.tables import App
from tutorial.cluster.world import World

PREFIXES = ("group.apps.", "apps.", "app.")
FAILURES = "failures"
"""An older word for several parts at once."""
OF_ONE = frozenset({"tasks", "lastTaskFailure"})
"""What one app has without being asked; counts and deployments each has always."""
Part = Callable[[World, App], dict[str, Json]]


def _failure(world: World, app: App) -> dict[str, Json]:
    found = documents.last_failure(world, app)
    return {} if found is None else {"lastTaskFailure": found}


PARTS: dict[str, Part] = {
    "readiness": lambda world, app: {"readinessCheckResults": documents.readiness_results(world, app.id)},
    "tasks": lambda world, app: {"tasks": documents.tasks(world, app.id)},
    "lastTaskFailure": _failure,
    "taskStats": lambda world, app: {"taskStats": statistics.by_version(world, app)},
}
"""In the order in which they stand in the answer."""


def app(world: World, found: App, request: Request, always: frozenset[str] = frozenset()) -> Json:
    """The app with its counters, its deployments and the parts that a request wants, or that it has always."""
    wanted = always.union(*(_meant(value) for name, value in request.query if name == "embed"))
    parts = [part(world, found) for name, part in PARTS.items() if name in wanted]
    return {**documents.app(world, found), **{name: value for part in parts for name, value in part.items()}}


def _meant(value: str) -> frozenset[str]:
    """The parts that a value of `embed` names, with any of the prefixes or none."""
    prefix = next((prefix for prefix in PREFIXES if value.startswith(prefix)), "")
    word = value.removeprefix(prefix)
    return OF_ONE if word == FAILURES else frozenset({word})
