"""Ids that Marathon gives. Source: mesosphere/marathon v1.8.222, core/instance/Instance.scala, core/task/Task.scala."""

from tutorial.cluster.chance import Subject, draw
from tutorial.cluster.world import World

GREGORIAN_MS = 12_219_292_800_000
"""Milliseconds from 15 October 1582, where UUID time begins (RFC 4122, 4.1.4), to 1970."""
NODE, CLOCK_SEQUENCE = "70b3d5800001", "9d1c"
LOW = 1 << 32


def time_uuid(world: World, purpose: str, subject: Subject) -> str:
    """A UUID of version 1 whose time is near the scenario's beginning.

    Its low 32 bits (429 s) are drawn by key and the others are those of the beginning, so that a line typed later gives
    the same id.
    """
    if (pin := world.pinned(purpose, subject)) is not None:
        return str(pin)
    ticks = (world.state.epoch_ms + GREGORIAN_MS) * 10_000
    high, low = ticks // LOW, draw(world.state.seed, purpose, subject, LOW)
    return f"{low:08x}-{high & 0xFFFF:04x}-1{high >> 16 & 0xFFF:03x}-{CLOCK_SEQUENCE}-{NODE}"


def instance_id(app_id: str, uuid: str) -> str:
    """`/webshop/db` → `webshop_db.instance-<uuid>`."""
    return f"{app_id[1:].replace('/', '_')}.instance-{uuid}"


def task_name(app_id: str) -> str:
    """The name of an app's tasks in Mesos: its path reversed and dotted, `/webshop/db` → `db.webshop`."""
    return ".".join(reversed(app_id[1:].split("/")))
