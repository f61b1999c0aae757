"""Reads the files of one lesson's folder, field by field, and collects everything that is wrong with them."""

import tomllib
from pathlib import Path
from typing import Any

from tutorial.lesson.model import LessonError, Texts

TOML = "lesson.toml"
KINDS = {str: "a text", int: "a whole number", list: "a list", dict: "a table", bool: "true or false"}

Table = dict[str, Any]


class Reader:
    """Reads one lesson folder and collects what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []

    def fault(self, file: str, text: str) -> None:
        """Note what is wrong in a file."""
        self.faults.append(f"{self.folder.name}/{file}: {text}")

    def text_of(self, path: Path) -> str:
        """A file's text; a fault and "" when it is none."""
        name = str(path.relative_to(self.folder))
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            self.fault(name, f"cannot be read: {error.strerror}")
        except UnicodeDecodeError as error:
            self.fault(name, f"is not UTF-8: byte {error.start}")
        return ""

    def table(self) -> Table:
        """The lesson's table; LessonError when there is none to read."""
        text = self.text_of(self.folder / TOML)
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.fault(TOML, str(error))
            found = {}
        if self.faults:
            raise LessonError(self.faults)
        return found

    def field(self, table: Table, name: str, kind: type, default: Any, where: str = "", *, file: str = TOML) -> Any:
        """A field of the wanted type; its default when it is missing. A required one has the default `...`."""
        value = table.get(name, default)
        if value is ...:
            self.fault(file, f"{where}{name} is missing")
            return kind()
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            self.fault(file, f"{where}{name} must be {KINDS[kind]}, not {value!r}")
            return kind()
        return value

    def only(self, table: Table, fields: set[str], where: str = "", *, file: str = TOML) -> None:
        """Name the fields that nobody reads."""
        for name in sorted(set(table) - fields):
            self.fault(file, f"{where}{name} is not a field; known are {', '.join(sorted(fields))}")

    def step(self, table: Table, where: str, steps: int) -> int:
        """The number of a step that a table names, from 1."""
        step = int(self.field(table, "step", int, ..., where))
        if isinstance(table.get("step"), int) and not 1 <= step <= steps:
            self.fault(TOML, f"{where}step must be from 1 to {steps}, not {step}")
        return step

    def once(self, kind: str, ids: list[str]) -> None:
        """Name the ids that stand there twice."""
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            self.fault(TOML, f"{kind} {name!r} stands there twice")

    def texts(self, table: Table, name: str, languages: tuple[str, ...], where: str = "") -> Texts:
        """A text in each language of the lesson."""
        value = self.field(table, name, dict, ..., where)
        if not isinstance(table.get(name), dict):
            return dict.fromkeys(languages, "")
        return self.in_each(value, languages, f"{where}{name}")

    def in_each(self, value: Table, languages: tuple[str, ...], where: str) -> Texts:
        """The texts of a table that has one for each language of the lesson; a fault for each that is missing."""
        for language in sorted(set(value) - set(languages)):
            self.fault(TOML, f"{where}.{language}: the lesson has no language {language!r}")
        for language in languages:
            if not isinstance(value.get(language), str) or not value[language].strip():
                self.fault(TOML, f"{where}.{language} is missing")
        return {language: str(value.get(language, "")) for language in languages}

    def tables(self, table: Table, name: str, where: str = "", *, file: str = TOML) -> list[tuple[str, Table]]:
        """The tables of a list, each with the words that lead to its fields."""
        found = self.field(table, name, list, [], where, file=file)
        for index, item in enumerate(found):
            if not isinstance(item, dict):
                self.fault(file, f"{where}{name}[{index}] must be a table, not {item!r}")
        return [(f"{where}{name}[{index}].", item) for index, item in enumerate(found) if isinstance(item, dict)]


def line_of(source: str, text: str) -> int:
    """The number of the line of a TOML source on which a text begins, from 1; 1 where its writing hides it."""
    first = text.strip().split("\n")[0]
    forms = (first, first.replace("\\", "\\\\").replace('"', '\\"'))
    place = next((at for form in forms if (at := source.find(form)) >= 0), 0)
    return source.count("\n", 0, place) + 1
