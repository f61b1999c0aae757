"""Tables as docker lays them out, and the small part of Go's templates that people use with it."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tutorial.cluster.jsontext import Json
from tutorial.shell.errors import UsageError
from tutorial.shell.gojson import compact
from tutorial.shell.options import Parsed

PADDING = 3
MIN_WIDTH = 20
_ACTION = re.compile(r"\{\{\s*(json\s+)?((?:\.[A-Za-z_][A-Za-z0-9_]*)+|\.)\s*\}\}")


def listed(given: Parsed, rows: list[dict[str, str]], headings: Mapping[str, str], columns: Sequence[str]) -> str:
    """What a subcommand that lists things prints: through a template (`--format`), ids alone (`-q`), or as a table."""
    if given.has("--format"):
        return template(given.last("--format"), rows, headings)
    if given.has("-q"):
        return "".join(f"{row['ID']}\n" for row in rows)
    return table([headings[name] for name in columns], [[row[name] for name in columns] for row in rows])


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as Go's tabwriter lays them out: at least 20 wide, three blanks between, none behind the last."""
    widths = [max(MIN_WIDTH, *(len(row[at]) + PADDING for row in [head, *rows])) for at in range(len(head) - 1)]
    lines = []
    for row in [head, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("".join(cells) + row[-1] + "\n")
    return "".join(lines)


def template(form: str, documents: Sequence[Json], headings: Mapping[str, str] = MappingProxyType({})) -> str:
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
    head = _ACTION.sub(lambda found: headings.get(found[2][1:], found[2][1:].upper()), body)
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
