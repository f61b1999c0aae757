"""The only reader of `lessons/`: a folder becomes a Lesson, or a list of every fault in it."""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from tutorial.cluster import scenario as scenarios
from tutorial.cluster.errors import ScenarioError
from tutorial.lesson.asking import predictions_of, tables_of
from tutorial.lesson.checks import known
from tutorial.lesson.hints import hints_of, parameters_of
from tutorial.lesson.model import Choice, Goal, Lesson, LessonError, Page, Question, Texts, Typed
from tutorial.lesson.proofs import FOLDER as PROOFS
from tutorial.lesson.proofs import scripts_of
from tutorial.lesson.reader import TOML, Reader, Table
from tutorial.lesson.render import HOME, page, snippet

PAGE = re.compile(r"(?P<number>\d+)-[a-z0-9-]+\.(?P<language>[a-z]{2}(-[a-z]+)?)\.md")
LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]+)?")
FIELDS = {
    "title",
    "summary",
    "minutes",
    "languages",
    "scenario",
    "goal",
    "solution",
    "question",
    "drill",
    "predict",
    "table",
}
GOAL_FIELDS = {"id", "step", "check", "after", "lasting", "text", "hint"}
SOLUTION_FIELDS = {"step", "at", "line", "exit"}
QUESTION_FIELDS = {"id", "step", "text", "choice"}
CHOICE_FIELDS = {"text", "right", "why"}


@lru_cache(maxsize=64)
def load(folder: Path) -> Lesson:
    """The lesson of a folder; LessonError lists every fault."""
    reader = Reader(folder)
    table = reader.table()
    reader.only(table, FIELDS)
    languages, scenario = _languages(reader, table), _scenario(reader, table)
    terminal = _terminals(reader, scenario)
    steps = _steps(reader, languages, terminal)
    count = max(len(pages) for pages in steps.values())
    goals = tuple(_goals(reader, table, languages, count))
    lesson = Lesson(
        id=folder.name,
        title=reader.texts(table, "title", languages),
        summary=reader.texts(table, "summary", languages),
        minutes=reader.field(table, "minutes", int, 10),
        languages=languages,
        scenario=scenario,
        files=_files(reader),
        steps=steps,
        goals=goals,
        solution=tuple(_solution(reader, table, count, terminal)),
        questions=tuple(_questions(reader, table, languages, count)),
        drill=reader.field(table, "drill", bool, False),
        content_hash=_content_hash(folder),
        proofs=scripts_of(reader, goals, count),
        predictions=predictions_of(reader, table, languages, count),
        tables=tables_of(reader, table, languages, count),
        card=_card(reader, languages),
    )
    if reader.faults:
        raise LessonError(reader.faults)
    return lesson


def _languages(reader: Reader, table: Table) -> tuple[str, ...]:
    given = reader.field(table, "languages", list, ...)
    good = [code for code in given if isinstance(code, str) and LANGUAGE.fullmatch(code)]
    for code in given:
        if code not in good:
            reader.fault(TOML, f"languages: {code!r} is not the code of a language, such as 'en' or 'zh-hans'")
        elif given.count(code) > 1:
            reader.fault(TOML, f"languages: {code!r} stands there twice")
    if "languages" in table and not given:
        reader.fault(TOML, "languages must name at least one")
    return tuple(dict.fromkeys(good)) or ("en",)


def _scenario(reader: Reader, table: Table) -> scenarios.Scenario:
    try:
        return scenarios.load(reader.field(table, "scenario", dict, {}))
    except ScenarioError as error:
        reader.fault(TOML, str(error))
        return scenarios.ARTICLE


Terminals = Callable[[str, str, str], None]
"""Names a terminal that the scenario has not: file, words before, terminal."""


def _terminals(reader: Reader, scenario: scenarios.Scenario) -> Terminals:
    hosts = [host.id for host in scenario.hosts if host.role != "router"]

    def check(file: str, where: str, name: str) -> None:
        if name not in hosts:
            reader.fault(file, f"{where}there is no terminal {name!r}; known are {', '.join(hosts)}")

    return check


def _steps(reader: Reader, languages: tuple[str, ...], terminal: Terminals) -> dict[str, tuple[Page, ...]]:
    """The pages of each language, in the order of their numbers; every language has every step."""
    found: dict[str, dict[int, Page]] = {language: {} for language in languages}
    for path in sorted(set(reader.folder.glob("*.md")) - set(_cards(reader, languages))):
        match = PAGE.fullmatch(path.name)
        if match is None or match["language"] not in found:
            reader.fault(path.name, "is not named <number>-<name>.<language>.md with a language of the lesson")
            continue
        number, pages = int(match["number"]), found[match["language"]]
        if number in pages:
            reader.fault(path.name, f"step {number} stands there twice in {match['language']}")
        pages[number] = _page(reader, path, terminal)
    numbers = sorted({number for pages in found.values() for number in pages})
    for language, pages in found.items():
        for number in numbers:
            if number not in pages:
                reader.fault(f"{number}-….{language}.md", f"step {number} is missing in {language}")
    if not numbers:
        reader.fault("", "has no step: write 10-<name>.<language>.md")
    return {language: tuple(pages[number] for number in sorted(pages)) for language, pages in found.items()}


def _cards(reader: Reader, languages: tuple[str, ...]) -> list[Path]:
    return [reader.folder / f"card.{language}.md" for language in languages]


def _card(reader: Reader, languages: tuple[str, ...]) -> Texts:
    """The reference card as HTML by language: in each language, or in none."""
    paths = _cards(reader, languages)
    if not any(path.exists() for path in paths):
        return {}
    for path in paths:
        if not path.exists():
            reader.fault(path.name, "is missing: a reference card stands there in each language or in none")
    return {
        language: snippet(reader.text_of(path))
        for language, path in zip(languages, paths, strict=True)
        if path.exists()
    }


def _page(reader: Reader, path: Path, terminal: Terminals) -> Page:
    """The page of a file; what is wrong in it is named with its line."""
    made = page(reader.text_of(path), path.name)
    for line, text in made.faults:
        reader.fault(path.name, f"line {line}: {text}")
    for block in made.page.blocks:
        terminal(path.name, f"line {block.number}: ", block.terminal)
    for line, element in made.page.elements:
        kind, _, name = element.partition(":")
        if kind in {"agent", "host"}:
            terminal(path.name, f"line {line}: #{element}: ", name)
    return made.page


def _files(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The files of the lesson that stand in the learner's home: those of its folder `files`."""
    folder = reader.folder / "files"
    return tuple((path.name, reader.text_of(path)) for path in sorted(folder.glob("*")) if path.is_file())


def _goals(reader: Reader, table: Table, languages: tuple[str, ...], steps: int) -> list[Goal]:
    goals: list[Goal] = []
    for where, given in reader.tables(table, "goal"):
        check = reader.field(given, "check", str, ..., where)
        goals.append(
            Goal(
                id=reader.field(given, "id", str, ..., where),
                step=reader.step(given, where, steps),
                check=check,
                parameters=parameters_of(reader, given, where, GOAL_FIELDS),
                text=reader.texts(given, "text", languages, where),
                hints=hints_of(reader, given, languages, where),
                after=_after(reader, given, [goal.id for goal in goals], where),
                lasting=_lasting(reader, given, check, where),
            )
        )
    reader.once("goal", [goal.id for goal in goals])
    return goals


def _lasting(reader: Reader, goal: Table, check: str, where: str) -> bool:
    lasting: bool = reader.field(goal, "lasting", bool, False, where)
    if lasting and check in known() and known()[check].of_traces:
        reader.fault(TOML, f"{where}lasting: {check} holds at the moment of a trace; nothing of it can last")
    return lasting


def _after(reader: Reader, goal: Table, earlier: list[str], where: str) -> str:
    after: str = reader.field(goal, "after", str, "", where)
    if after and after not in earlier:
        reader.fault(TOML, f"{where}after: no goal above is called {after!r}")
    return after


def _solution(reader: Reader, table: Table, steps: int, terminal: Terminals) -> list[Typed]:
    lines = []
    for where, given in reader.tables(table, "solution"):
        reader.only(given, SOLUTION_FIELDS, where)
        line = Typed(
            step=reader.step(given, where, steps),
            terminal=reader.field(given, "at", str, HOME, where),
            text=reader.field(given, "line", str, ..., where),
            exit_code=reader.field(given, "exit", int, 0, where),
        )
        terminal(TOML, f"{where}at: ", line.terminal)
        if not 0 <= line.exit_code < 256:
            reader.fault(TOML, f"{where}exit must be from 0 to 255, not {line.exit_code}")
        lines.append(line)
    return lines


def _questions(reader: Reader, table: Table, languages: tuple[str, ...], steps: int) -> list[Question]:
    questions = []
    for where, given in reader.tables(table, "question"):
        reader.only(given, QUESTION_FIELDS, where)
        questions.append(
            Question(
                id=reader.field(given, "id", str, ..., where),
                step=reader.step(given, where, steps),
                text=reader.texts(given, "text", languages, where),
                choices=_choices(reader, given, languages, where),
            )
        )
    reader.once("question", [question.id for question in questions])
    return questions


def _choices(reader: Reader, question: Table, languages: tuple[str, ...], where: str) -> tuple[Choice, ...]:
    """The choices of a question, of which one is right."""
    choices = []
    for place, given in reader.tables(question, "choice", where):
        reader.only(given, CHOICE_FIELDS, place)
        text, why = (reader.texts(given, name, languages, place) for name in ("text", "why"))
        choices.append(Choice(text, reader.field(given, "right", bool, False, place), why))
    right = sum(choice.right for choice in choices)
    if len(choices) < 2 or right != 1:
        found = f"there are {len(choices)}, of them right {right}"
        reader.fault(TOML, f"{where}choice: {found}; there must be at least two, one of them right")
    return tuple(choices)


def _content_hash(folder: Path) -> str:
    """16 hexadecimal digits that change with any file that a learner meets."""
    digest = blake2b(digest_size=8)
    for path in files_of(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def files_of(folder: Path) -> list[Path]:
    """The files that make a lesson what it is, in order: all but its proofs."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and folder / PROOFS not in path.parents)


def folders(root: Path) -> list[Path]:
    """The lesson folders below a path, in the order of the course; the path itself when it is a lesson."""
    if (root / TOML).exists():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{TOML}"))
