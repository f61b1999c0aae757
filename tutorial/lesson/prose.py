"""The words that a learner reads of a lesson, in the order in which they are read, each where it stands.

Law of this file: what tools print and what is typed (fences, words between backticks) is no prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tutorial.lesson.model import Lesson
from tutorial.lesson.reader import TOML, line_of

FENCE = re.compile(r"^(?P<marks>`{3,}|~{3,})[^\n]*\n.*?(^(?P=marks)`*~*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
DOING = re.compile(r"^```run\b")
CODE = re.compile(r"(`+).+?\1", re.DOTALL)
LINK = re.compile(r"\]\([^)\n]*\)")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in one language: its file, the number of its first line, and what it says; code is blanked in it.

    `deeds` are the places in the text at which there is something to do.
    """

    lesson: str
    page: str
    language: str
    file: str
    line: int
    text: str
    deeds: tuple[int, ...] = ()

    def place(self, at: int) -> str:
        """Where a place in the text is: file and line."""
        return f"{self.lesson}/{self.file}:{self.line + self.text.count(chr(10), 0, at)}"


def blanked(text: str) -> str:
    """A Markdown text of the same length whose code and links' targets are blanks; its lines stay."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    for pattern in (FENCE, CODE, LINK):
        text = pattern.sub(blank, text)
    return text


def pages(lesson: Lesson, folder: Path, language: str) -> list[Prose]:
    """The pages of a lesson in one language. A page has no second file: its name is that of its language's file."""
    return [_page(lesson, folder, page.file, language) for page in lesson.steps[language]]


def _page(lesson: Lesson, folder: Path, file: str, language: str) -> Prose:
    text = (folder / file).read_text(encoding="utf-8")
    deeds = tuple(found.start() for found in FENCE.finditer(text) if DOING.match(found[0]))
    return Prose(lesson.id, file.partition(".")[0], language, file, 1, blanked(text), deeds)


def texts(lesson: Lesson, folder: Path, language: str) -> Iterator[tuple[int, Prose]]:
    """All that is read in a language: each page, then what stands at its end; each with the number of its step."""
    source = (folder / TOML).read_text(encoding="utf-8")
    for step, page in enumerate(pages(lesson, folder, language), 1):
        yield step, page
        for said in _at_the_end(lesson, step, language):
            yield step, replace(page, file=TOML, line=line_of(source, said), text=blanked(said), deeds=())


def _at_the_end(lesson: Lesson, step: int, language: str) -> Iterator[str]:
    """The texts of what there is to do at the end of a step."""
    for goal in lesson.goals:
        if goal.step == step:
            yield goal.text[language]
            yield from (hint.text[language] for hint in goal.hints)
    for question in lesson.questions:
        if question.step == step:
            yield question.text[language]
            for choice in question.choices:
                yield from (choice.text[language], choice.why[language])
    for prediction in lesson.predictions:
        if prediction.step == step:
            yield prediction.text[language]
            yield from (choice.text[language] for choice in prediction.choices)
    for table in lesson.tables:
        if table.step == step:
            yield table.text[language]
            yield from (column[language] for column in table.columns)
            yield from (text[language] for text, _ in table.rows)
