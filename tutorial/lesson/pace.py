"""Nobody reads long without something to do: a line to run, a goal, a question."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tutorial.lesson import prose
from tutorial.lesson.model import Lesson

WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['’.:/-][^\W_\u3400-\u9fff]+)*")
"""A word of a language that parts them, or a character of one that does not."""
MOST = {"zh": (300, "characters")}
OTHERS = (150, "words")


def faults(lesson: Lesson, folder: Path) -> Iterator[str]:
    """Each stretch of a lesson that is too long, with the place where it becomes so."""
    ends = {one.step for kind in (lesson.goals, lesson.questions, lesson.predictions, lesson.tables) for one in kind}
    for language in lesson.languages:
        most, unit = MOST.get(language.partition("-")[0], OTHERS)
        count = 0
        for step, page in enumerate(prose.pages(lesson, folder, language), 1):
            bounds = (0, *page.deeds, len(page.text))
            for begin, end in pairwise(bounds):
                words = [found.start() + begin for found in WORD.finditer(page.text[begin:end])]
                count = len(words) if begin in page.deeds else count + len(words)
                if count > most and words:
                    at = words[max(0, len(words) - (count - most))]
                    yield f"{page.place(at)}: {count} {unit} without something to do; at most {most}"
            count = 0 if step in ends else count
