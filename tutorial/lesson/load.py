"""The only reader of `lessons/`: a folder becomes a Lesson, or a list of every fault in it."""

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tutorial.cluster import scenario as scenarios
from tutorial.cluster.errors import ScenarioError
from tutorial.lesson.checks import known
from tutorial.lesson.model import Goal, Lesson, LessonError, Page, Texts, Typed
from tutorial.lesson.render import page

PAGE = re.compile(r"(?P<number>\d+)-[a-z0-9-]+\.(?P<language>[a-z]{2}(-[a-z]+)?)\.md")
FIELDS = {"title", "summary", "minutes", "languages", "scenario", "files", "goal", "solution"}
GOAL_FIELDS = {"id", "step", "check", "text", "hint"}


class _Reader:
    """Reads one lesson folder and collects what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.table = self._toml()

    def _toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads((self.folder / "lesson.toml").read_text())
        except OSError as error:
            self.fault("lesson.toml", f"cannot be read: {error.strerror}")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.fault("lesson.toml", str(error))
        return {}

    def fault(self, file: str, text: str) -> None:
        self.faults.append(f"{self.folder.name}/{file}: {text}")

    def field(self, table: dict[str, Any], name: str, kind: type, default: Any, where: str = "") -> Any:
        """A field of the wanted type; its default when it is missing or wrong. A required one has the default `...`."""
        value = table.get(name, default)
        if value is ...:
            self.fault("lesson.toml", f"{where}{name} is missing")
            return kind()
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            self.fault("lesson.toml", f"{where}{name} must be {kind.__name__}, not {value!r}")
            return kind()
        return value

    def texts(self, table: dict[str, Any], name: str, languages: tuple[str, ...], where: str = "") -> Texts:
        """A text in each language of the lesson."""
        value = self.field(table, name, dict, ..., where)
        for language in languages:
            if not isinstance(value.get(language), str):
                self.fault("lesson.toml", f"{where}{name}.{language} is missing")
        return {language: str(value.get(language, "")) for language in languages}


@lru_cache(maxsize=64)
def load(folder: Path) -> Lesson:
    """The lesson of a folder; LessonError lists every fault."""
    reader = _Reader(folder)
    table = reader.table
    for name in sorted(set(table) - FIELDS):
        reader.fault("lesson.toml", f"{name} is not a field; known are {', '.join(sorted(FIELDS))}")
    languages = tuple(map(str, reader.field(table, "languages", list, ...))) or ("en",)
    steps = _steps(reader, languages)
    count = len(steps.get(languages[0], ()))
    lesson = Lesson(
        id=folder.name,
        title=reader.texts(table, "title", languages),
        summary=reader.texts(table, "summary", languages),
        minutes=reader.field(table, "minutes", int, 10),
        languages=languages,
        scenario=_scenario(reader),
        files=_files(reader),
        steps=steps,
        goals=tuple(_goals(reader, languages, count)),
        solution=tuple(_solution(reader, count)),
        content_hash=_content_hash(folder),
    )
    if reader.faults:
        raise LessonError(reader.faults)
    return lesson


def _steps(reader: _Reader, languages: tuple[str, ...]) -> dict[str, tuple[Page, ...]]:
    """The pages of each language, in the order of their numbers; every language has every step."""
    found: dict[str, dict[int, Page]] = {language: {} for language in languages}
    for path in sorted(reader.folder.glob("*.md")):
        match = PAGE.fullmatch(path.name)
        if match is None or match["language"] not in found:
            reader.fault(path.name, "is not named <number>-<name>.<language>.md with a language of the lesson")
            continue
        made = page(path.read_text(), path.name)
        if not made.title:
            reader.fault(path.name, "line 1: a step begins with its title, as in `# Title`")
        found[match["language"]][int(match["number"])] = made
    numbers = sorted({number for pages in found.values() for number in pages})
    for language, pages in found.items():
        for number in numbers:
            if number not in pages:
                reader.fault(f"{number}-….{language}.md", f"step {number} is missing in {language}")
    if not numbers:
        reader.fault("", "has no step: write 10-<name>.<language>.md")
    return {language: tuple(pages[number] for number in sorted(pages)) for language, pages in found.items()}


def _scenario(reader: _Reader) -> scenarios.Scenario:
    try:
        return scenarios.load(reader.field(reader.table, "scenario", dict, {}))
    except ScenarioError as error:
        reader.fault("lesson.toml", str(error))
        return scenarios.ARTICLE


def _files(reader: _Reader) -> tuple[tuple[str, str], ...]:
    """The files of the lesson that stand in the learner's home: those of its folder `files`."""
    folder = reader.folder / "files"
    return tuple((path.name, path.read_text()) for path in sorted(folder.glob("*")) if path.is_file())


def _each(reader: _Reader, name: str, read: Callable[[dict[str, Any], str], Any]) -> list[Any]:
    tables = reader.field(reader.table, name, list, [])
    return [read(table, f"{name}[{index}].") for index, table in enumerate(tables) if isinstance(table, dict)]


def _goals(reader: _Reader, languages: tuple[str, ...], steps: int) -> list[Goal]:
    def read(table: dict[str, Any], where: str) -> Goal:
        check = reader.field(table, "check", str, ..., where)
        return Goal(
            id=reader.field(table, "id", str, ..., where),
            step=_step(reader, table, where, steps),
            check=check,
            parameters=_parameters(reader, check, table, where),
            text=reader.texts(table, "text", languages, where),
            hint=reader.texts(table, "hint", languages, where),
        )

    goals = _each(reader, "goal", read)
    for goal_id in sorted({goal.id for goal in goals if [other.id for other in goals].count(goal.id) > 1}):
        reader.fault("lesson.toml", f"goal {goal_id!r} stands there twice")
    return goals


def _step(reader: _Reader, table: dict[str, Any], where: str, steps: int) -> int:
    step = int(reader.field(table, "step", int, ..., where))
    if not 1 <= step <= steps:
        reader.fault("lesson.toml", f"{where}step must be from 1 to {steps}, not {step}")
    return step


def _parameters(reader: _Reader, check: str, table: dict[str, Any], where: str) -> tuple[tuple[str, Any], ...]:
    if check not in known():
        reader.fault("lesson.toml", f"{where}check: there is no {check!r}; known are {', '.join(known())}")
        return ()
    wanted = known()[check].parameters
    for name in sorted(set(table) - GOAL_FIELDS - set(wanted)):
        reader.fault("lesson.toml", f"{where}{name} is not a parameter of {check}; it takes {', '.join(wanted)}")
    return tuple(
        (name, reader.field(table, name, kind, ... if default is None else default, where))
        for name, (kind, default) in wanted.items()
    )


def _solution(reader: _Reader, steps: int) -> list[Typed]:
    def read(table: dict[str, Any], where: str) -> Typed:
        return Typed(
            step=_step(reader, table, where, steps),
            terminal=reader.field(table, "at", str, "laptop", where),
            text=reader.field(table, "line", str, ..., where),
            exit_code=reader.field(table, "exit", int, 0, where),
        )

    return _each(reader, "solution", read)


def _content_hash(folder: Path) -> str:
    """16 hexadecimal digits that change with any file of the lesson."""
    digest = blake2b(digest_size=8)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def folders(root: Path) -> list[Path]:
    """The lesson folders below a path, in the order of the course; the path itself when it is a lesson."""
    if (root / "lesson.toml").exists():
        return [root]
    return sorted(path.parent for path in root.glob("*/lesson.toml"))
