"""What `docker ps` prints: its rows, its table, and the small part of Go's templates that people use with it."""

import re
from collections.abc import Sequence

from tutorial.cluster.clock import moment
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.jsontext import Json
from tutorial.cluster.world import World
from tutorial.shell.errors import UsageError
from tutorial.shell.gojson import compact

COLUMNS = {
    "ID": "CONTAINER ID",
    "Image": "IMAGE",
    "Command": "COMMAND",
    "CreatedAt": "CREATED AT",
    "RunningFor": "CREATED",
    "Status": "STATUS",
    "Ports": "PORTS",
    "Names": "NAMES",
    "Networks": "NETWORKS",
    "Labels": "LABELS",
    "Mounts": "MOUNTS",
}
DEFAULT = ("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names")
PADDING = 3
MIN_WIDTH = 20
_ACTION = re.compile(r"\{\{\s*(json\s+)?((?:\.[A-Za-z_][A-Za-z0-9_]*)+|\.)\s*\}\}")


def ps_rows(world: World, containers: tuple[Container, ...], *, whole: bool) -> list[dict[str, str]]:
    """The columns of each container by the name that templates use."""
    return [_row(world, container, whole=whole) for container in containers]


def _row(world: World, container: Container, *, whole: bool) -> dict[str, str]:
    argv = " ".join([container.argv[0], *(f"'{word}'" if " " in word else word for word in container.argv[1:])])
    created = moment(world.state.epoch_ms + container.created_ms)
    return {
        "ID": container.id if whole else container.id[:12],
        "Image": container.image,
        "Command": '"' + (argv if whole or len(argv) <= 20 else argv[:19] + "…") + '"',
        "CreatedAt": f"{created:%Y-%m-%d %H:%M:%S} +0000 UTC",
        "RunningFor": f"{ago(world.now_ms - container.created_ms)} ago",
        "Status": _status(world, container),
        "Ports": "",
        "Names": container.name,
        "Networks": container.network,
        "Labels": ",".join(f"{name}={value}" for name, value in container.labels),
        "Mounts": "",
    }


def _status(world: World, container: Container) -> str:
    if container.state == "running":
        return f"Up {ago(world.now_ms - container.started_ms)}"
    if container.state == "exited":
        return f"Exited ({container.exit_code}) {ago(world.now_ms - container.finished_ms)} ago"
    return "Created"


def ago(ms: int) -> str:
    """A span of time in words. Source: docker/go-units v0.3, duration.go (HumanDuration)."""
    seconds = ms // 1000
    minutes, hours = seconds // 60, (seconds + 1800) // 3600
    if seconds < 1:
        return "Less than a second"
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    if hours < 24 * 7 * 2:
        return f"{hours // 24} days"
    if hours < 24 * 30 * 2:
        return f"{hours // 24 // 7} weeks"
    return f"{hours // 24 // 30} months" if hours < 24 * 365 * 2 else f"{hours // 24 // 365} years"


def ps_table(rows: list[dict[str, str]]) -> str:
    """The table of `docker ps` without options."""
    return table([COLUMNS[name] for name in DEFAULT], [[row[name] for name in DEFAULT] for row in rows])


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as Go's tabwriter lays them out: at least 20 wide, three blanks between, none behind the last."""
    widths = [max(MIN_WIDTH, *(len(row[at]) + PADDING for row in [head, *rows])) for at in range(len(head) - 1)]
    lines = []
    for row in [head, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("".join(cells) + row[-1] + "\n")
    return "".join(lines)


def template(form: str, documents: Sequence[Json]) -> str:
    """A template filled from each document, one a line; `table …` adds a heading and columns at tabs."""
    form = re.sub(r"\\([tn])", lambda found: {"t": "\t", "n": "\n"}[found[1]], form)
    as_table = form.startswith("table ")
    body = form.removeprefix("table ").lstrip() if as_table else form
    left = _ACTION.sub("", body)
    if "{{" in left:
        unknown = left[left.index("{{") :].partition("}}")
        raise UsageError(
            f"template {unknown[0]}{unknown[1]} is not supported here; supported: {{{{.Name}}}} and {{{{json .Name}}}}"
        )
    if not as_table:
        return "".join(_filled(body, document) + "\n" for document in documents)
    head = _ACTION.sub(lambda found: COLUMNS.get(found[2][1:], found[2][1:].upper()), body)
    return table(head.split("\t"), [_filled(body, document).split("\t") for document in documents])


def _filled(body: str, document: Json) -> str:
    return _ACTION.sub(lambda found: _value(found[2], document, as_json=bool(found[1])), body)


def _value(path: str, document: Json, *, as_json: bool) -> str:
    value = document
    for name in path.split(".")[1:]:
        if name == "":
            continue
        if not isinstance(value, dict) or name not in value:
            raise UsageError(f'template: :1: map has no entry for key "{name}"', exit_code=1)
        value = value[name]
    return compact(value) if as_json else _go(value)


def _go(value: Json) -> str:
    """A value as Go's templates print it."""
    if value is None:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(map(_go, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_go(value[key])}' for key in sorted(value))}]"
    return str(value)
