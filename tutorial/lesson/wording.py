"""The course's words: no term stands before the page that introduces it, and each has one translation."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tutorial.lesson import prose
from tutorial.lesson.model import Lesson
from tutorial.lesson.reader import TOML

GLOSSARY, ZH_TERMS = "glossary.toml", "zh-terms.tsv"
CHINESE, ENGLISH = "zh-hans", "en"
Course = Iterable[tuple[Lesson, Path]]


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one language and the page that introduces it; `line` is that of its table."""

    words: str
    language: str
    page: str
    line: int


def pattern(words: str) -> re.Pattern[str]:
    """Finds a term, also where a line breaks in it; one with a capital letter only as it is written.

    Words of Latin letters stand alone, or in the plural.
    """
    if re.search(r"[\u3400-\u9fff]", words):
        return re.compile(r"\s*".join(map(re.escape, words.replace(" ", ""))), re.IGNORECASE)
    spaced = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<![\w-]){spaced}(?:e?s)?(?![\w-])", 0 if words != words.lower() else re.IGNORECASE)


# The glossary


def glossary_faults(root: Path, course: Course) -> Iterator[str]:
    """What is wrong with `glossary.toml`, and each term that stands before its page; nothing where it is missing."""
    path = root / GLOSSARY
    if not path.exists():
        return
    lessons = list(course)
    order = {f"{lesson.id}/{name}": place for place, (lesson, name) in enumerate(_pages(lessons))}
    found = list(_terms(path, order))
    yield from (fault for fault in found if isinstance(fault, str))
    terms = [term for term in found if isinstance(term, Term)]
    for lesson, folder in lessons:
        for language in lesson.languages:
            for _, text in prose.texts(lesson, folder, language):
                yield from _too_early(text, [term for term in terms if term.language == language], order)


def _pages(course: Course) -> Iterator[tuple[Lesson, str]]:
    for lesson, _ in course:
        yield from ((lesson, page.file.partition(".")[0]) for page in lesson.steps[lesson.languages[0]])


def _terms(path: Path, order: dict[str, int]) -> Iterator[Term | str]:
    """The terms of the glossary, and what is wrong with them."""
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text).get("term", [])
    except tomllib.TOMLDecodeError as error:
        yield f"{GLOSSARY}: {error}"
        return
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[term]]"]
    for table, line in zip(tables, lines, strict=False):
        page = table.get("page")
        if page not in order:
            yield f"{GLOSSARY}:{line}: page must be a page of the course, as in '02-host-mode/20-find', not {page!r}"
            continue
        for language in sorted(set(table) - {"page"}):
            words = table[language]
            if not isinstance(words, list) or not words or not all(isinstance(one, str) and one for one in words):
                yield f"{GLOSSARY}:{line}: {language} must be a list of the term's forms, not {words!r}"
                continue
            yield from (Term(one, language, page, line) for one in words)


def _too_early(text: prose.Prose, terms: list[Term], order: dict[str, int]) -> Iterator[str]:
    here = order[f"{text.lesson}/{text.page}"]
    for term in terms:
        found = pattern(term.words).search(text.text) if order[term.page] > here else None
        if found is not None:
            yield (
                f"{text.place(found.start())}: {term.words!r} stands before {term.page}, which introduces it"
                f" ({GLOSSARY}:{term.line})"
            )


# The Chinese words


def chinese_faults(root: Path, course: Course) -> Iterator[str]:
    """Each Chinese page that uses another word than `zh-terms.tsv` has; nothing where there is no such file.

    A row: the English forms, the Chinese ones, words that must not stand there; several parted by `|`. A page whose
    English one has the term must have one of its Chinese words.
    """
    path = root / ZH_TERMS
    if not path.exists():
        return
    rows = list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    good = []
    for number, row in rows:
        if not row.strip() or row.startswith("#"):
            continue
        cells = [[form.strip() for form in cell.split("|")] for cell in row.split("\t")]
        if len(cells) not in (2, 3) or not all(all(forms) for forms in cells[:2]):
            yield f"{ZH_TERMS}:{number}: must be English, a tab, Chinese, and perhaps a tab and words not to be used"
            continue
        good.append((number, cells[0], cells[1], [form for form in (cells[2] if cells[2:] else []) if form]))
    for lesson, folder in course:
        if {CHINESE, ENGLISH} <= set(lesson.languages):
            yield from _other_words(lesson, folder, good)


Row = tuple[int, list[str], list[str], list[str]]


def _other_words(lesson: Lesson, folder: Path, rows: list[Row]) -> Iterator[str]:
    pairs = zip(*(prose.texts(lesson, folder, language) for language in (ENGLISH, CHINESE)), strict=True)
    for (_, english), (_, chinese) in pairs:
        for number, said, wanted, refused in rows:
            for word in refused:
                if found := pattern(word).search(_without(chinese.text, [good for good in wanted if word in good])):
                    yield f"{chinese.place(found.start())}: {word!r} must be {wanted[0]!r} ({ZH_TERMS}:{number})"
            has = next((found for word in said if (found := pattern(word).search(english.text))), None)
            if chinese.file != TOML and has and not any(pattern(word).search(chinese.text) for word in wanted):
                yield (
                    f"{chinese.place(0)}: has no {wanted[0]!r}, but the English page has {has[0]!r}"
                    f" on line {english.place(has.start()).rpartition(':')[2]} ({ZH_TERMS}:{number})"
                )


def _without(text: str, words: list[str]) -> str:
    """A text whose good words are blanked, so that a bad one within them is not found."""
    for word in words:
        text = pattern(word).sub(lambda found: " " * len(found[0]), text)
    return text
