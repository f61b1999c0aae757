"""Reads checks and the hints that depend on them."""

from typing import Any

from tutorial.lesson.checks import known
from tutorial.lesson.model import Condition, Hint
from tutorial.lesson.reader import TOML, Reader, Table

CONDITIONS = ("when", "until")


def parameters_of(reader: Reader, table: Table, where: str, others: set[str]) -> tuple[tuple[str, Any], ...]:
    """The parameters of the check that a table names; `others` are the fields of the table that are none."""
    check = table.get("check")
    if check not in known():
        if isinstance(check, str) and check:
            reader.fault(TOML, f"{where}check: there is no {check!r}; known are {', '.join(known())}")
        return ()
    wanted = known()[check].parameters
    for name in sorted(set(table) - others - set(wanted)):
        reader.fault(TOML, f"{where}{name} is not a parameter of {check}; it takes {', '.join(wanted)}")
    return tuple(
        (name, reader.field(table, name, kind, ... if default is None else default, where))
        for name, (kind, default) in wanted.items()
    )


def hints_of(reader: Reader, goal: Table, languages: tuple[str, ...], where: str) -> tuple[Hint, ...]:
    """The hints of a goal from the first nudge to nearly the line; a single one need not stand in a list."""
    if not isinstance(goal.get("hint"), list):
        return (Hint(reader.texts(goal, "hint", languages, where)),)
    if not goal["hint"]:
        reader.fault(TOML, f"{where}hint must have at least one")
    return tuple(_hint(reader, hint, languages, place) for place, hint in reader.tables(goal, "hint", where))


def _hint(reader: Reader, hint: Table, languages: tuple[str, ...], where: str) -> Hint:
    texts = {name: value for name, value in hint.items() if name not in CONDITIONS}
    when, until = (_condition(reader, hint, name, where) for name in CONDITIONS)
    return Hint(reader.in_each(texts, languages, where[:-1]), when, until)


def _condition(reader: Reader, hint: Table, name: str, where: str) -> Condition | None:
    if name not in hint:
        return None
    table = reader.field(hint, name, dict, ..., where)
    check: str = reader.field(table, "check", str, ..., f"{where}{name}.")
    return Condition(check, parameters_of(reader, table, f"{where}{name}.", {"check"}))
