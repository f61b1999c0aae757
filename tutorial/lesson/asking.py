"""Reads what a lesson asks of traces: predictions, and tables that are filled by measuring."""

from tutorial.lesson.model import Forecast, Measured, Prediction, Reading
from tutorial.lesson.reader import TOML, Reader, Table
from tutorial.lesson.readings import OF_HOPS, OF_TRACES

READING_FIELDS = {"origin", "url", "hop", "reads"}
HOP_FIELDS = {"kind", "node", "changed", "nth"}
HEADER = ("src", "dst", "ttl", "smac", "dmac")
PREDICTION_FIELDS = {"id", "step", "text", "choice"} | READING_FIELDS
TABLE_FIELDS = {"id", "step", "text", "column", "row"}


def predictions_of(reader: Reader, table: Table, languages: tuple[str, ...], steps: int) -> tuple[Prediction, ...]:
    """The predictions of a lesson, in order."""
    found = []
    for where, given in reader.tables(table, "predict"):
        reader.only(given, PREDICTION_FIELDS, where)
        found.append(
            Prediction(
                id=reader.field(given, "id", str, ..., where),
                step=reader.step(given, where, steps),
                text=reader.texts(given, "text", languages, where),
                reading=_reading(reader, given, where),
                choices=_choices(reader, given, languages, where),
            )
        )
    reader.once("predict", [one.id for one in found])
    return tuple(found)


def _choices(reader: Reader, given: Table, languages: tuple[str, ...], where: str) -> tuple[Forecast, ...]:
    """The answers that are offered, each with the value that it stands for; none: the answer is typed."""
    found = []
    for place, choice in reader.tables(given, "choice", where):
        reader.only(choice, {"value", "text"}, place)
        found.append(
            Forecast(reader.field(choice, "value", str, ..., place), reader.texts(choice, "text", languages, place))
        )
    if len(found) == 1 or len({one.value for one in found}) < len(found):
        reader.fault(TOML, f"{where}choice: there must be none or at least two, each with a value of its own")
    return tuple(found)


def _reading(reader: Reader, given: Table, where: str) -> Reading:
    hop = reader.field(given, "hop", dict, {}, where)
    reader.only(hop, HOP_FIELDS, f"{where}hop.")
    reading = Reading(
        origin=reader.field(given, "origin", str, "", where),
        url=reader.field(given, "url", str, "", where),
        reads=reader.field(given, "reads", str, ..., where),
        kind=reader.field(hop, "kind", str, "", f"{where}hop."),
        node=reader.field(hop, "node", str, "", f"{where}hop."),
        changed=reader.field(hop, "changed", str, "", f"{where}hop."),
        nth=reader.field(hop, "nth", int, 1, f"{where}hop."),
    )
    known = (*OF_HOPS, *OF_TRACES)
    if reading.reads and reading.reads not in known:
        reader.fault(TOML, f"{where}reads: there is no {reading.reads!r}; known are {', '.join(known)}")
    if reading.changed and reading.changed not in HEADER:
        reader.fault(TOML, f"{where}hop.changed: there is no {reading.changed!r}; known are {', '.join(HEADER)}")
    if reading.nth == 0:
        reader.fault(TOML, f"{where}hop.nth counts from 1, or from the end: -1 is the last; it cannot be 0")
    return reading


def tables_of(reader: Reader, table: Table, languages: tuple[str, ...], steps: int) -> tuple[Measured, ...]:
    """The tables that a learner fills by measuring."""
    found = []
    for where, given in reader.tables(table, "table"):
        reader.only(given, TABLE_FIELDS, where)
        columns = tuple(
            reader.in_each(one, languages, place[:-1]) for place, one in reader.tables(given, "column", where)
        )
        rows = []
        for place, row in reader.tables(given, "row", where):
            reader.only(row, {"text", "cell"}, place)
            cells = []
            for spot, cell in reader.tables(row, "cell", place):
                reader.only(cell, READING_FIELDS, spot)
                cells.append(_reading(reader, cell, spot))
            if len(cells) != len(columns):
                reader.fault(
                    TOML, f"{place}cell: there are {len(cells)}; there must be one for each of {len(columns)} columns"
                )
            rows.append((reader.texts(row, "text", languages, place), tuple(cells)))
        if not columns or not rows:
            reader.fault(TOML, f"{where[:-1]} must have at least one column and one row")
        text, name = reader.texts(given, "text", languages, where), reader.field(given, "id", str, ..., where)
        found.append(Measured(name, reader.step(given, where, steps), text, columns, tuple(rows)))
    reader.once("table", [one.id for one in found])
    return tuple(found)
