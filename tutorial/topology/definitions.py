"""An app and the parts of its definition, inspected: what each of them caused."""

from collections import Counter

from tutorial.cluster.causes import Cause
from tutorial.cluster.jsontext import resolve
from tutorial.cluster.marathon.tables import APPS, INSTANCES, App
from tutorial.cluster.world import World
from tutorial.topology import why
from tutorial.topology.effects import Reason, effects
from tutorial.topology.fragment import whole
from tutorial.topology.inspected import Inspected, Look

MARK = "#"
"""Between app and JSON pointer in the id of a part: `part:/httpi#/container/portMappings/0`."""


def app(look: Look) -> Inspected | None:
    """An app: its definition, with how many entries each part of it caused."""
    found = look.world.get(APPS, look.rest)
    if found is None:
        return None
    facts = (("app", found.id), ("version", found.version), ("instances", str(found.definition["instances"])))
    own = tuple(f"task:{one.id}" for one in look.world.values(INSTANCES) if one.app_id == found.id)
    steps = why.of_app(look.world, found, look.typed)
    return Inspected(look.id, "app", found.id, facts=facts, why=steps, own=own, definition=_lines(look.world, found))


def _lines(world: World, app: App) -> tuple[tuple[str, str, int], ...]:
    """The lines of an app's definition, each with its pointer and how much is there because of it."""
    counts = _counts(world, app)
    return tuple((pointer, text, counts[pointer]) for pointer, text in whole(app.definition))


def _counts(world: World, app: App) -> Counter[str]:
    """How many entries name each part of a definition, or something in it."""
    found: Counter[str] = Counter()
    for effect in effects(world):
        for pointer in {cause.pointer or why.COUNT for cause in effect.causes if cause.subject == app.id}:
            steps = pointer.split("/")
            found.update("/".join(steps[:end]) for end in range(2, len(steps) + 1))
    return found


def part(look: Look) -> Inspected | None:
    """A part of an app's definition, and all that it caused."""
    name, _, pointer = look.rest.partition(MARK)
    app = look.world.get(APPS, name)
    if app is None or not pointer:
        return None
    try:
        resolve(app.definition, pointer)
    except KeyError:
        return None
    cause = Cause(app.line, "marathon", app.id, app.version, "" if pointer == why.COUNT else pointer)
    steps = why.asked(look.world, (cause,), look.typed)
    wanted = Reason(app.line, app.id, pointer)
    own = tuple(effect.id for effect in effects(look.world) if effect.id and wanted.gave(effect))
    facts = (("app", app.id), ("version", app.version))
    return Inspected(look.id, "part", pointer, f"app:{app.id}", facts=facts, why=steps, own=own)
