"""Every lesson proves itself.

It is unsolved at the start and solved by its solution; each goal is unmet without its own step; every runnable block
prints what the prose shows; every language types the same lines. Whoever runs every block has met every goal, but in a
drill, whose repairs are the learner's.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from tutorial.lesson.model import Block, Lesson, Page, Typed


class Learner(Protocol):
    """Somebody who types into a fresh attempt of the lesson."""

    def type(self, terminal: str, text: str) -> tuple[int, str]:
        """Type a line; its exit code and all that it printed."""

    def met(self) -> set[str]:
        """The ids of the goals that are met."""


NewLearner = Callable[[], Learner]


def faults(lesson: Lesson, new_learner: NewLearner) -> list[str]:
    """What is wrong with a lesson, each with its file; empty when it holds."""
    return [
        *_start(lesson, new_learner()),
        *_solution(lesson, new_learner()),
        *(
            fault
            for step in sorted({goal.step for goal in lesson.goals})
            for fault in _without(lesson, step, new_learner())
        ),
        *(fault for pages in lesson.steps.values() for fault in _blocks(lesson, pages, new_learner())),
        *_languages(lesson),
    ]


def _toml(lesson: Lesson, text: str) -> str:
    return f"{lesson.id}/lesson.toml: {text}"


def _start(lesson: Lesson, learner: Learner) -> Iterator[str]:
    for goal in sorted(learner.met()):
        yield _toml(lesson, f"goal {goal!r} is met before anything was typed")


def _typed(learner: Learner, lines: Iterable[Typed]) -> list[tuple[Typed, int, str]]:
    return [(line, *learner.type(line.terminal, line.text)) for line in lines]


def _solution(lesson: Lesson, learner: Learner) -> Iterator[str]:
    for line, code, output in _typed(learner, lesson.solution):
        if code != line.exit_code:
            yield _toml(lesson, f"solution {line.text!r} exits with {code}, not {line.exit_code}: {output}")
    met = learner.met()
    for goal in lesson.goals:
        if goal.id not in met:
            yield _toml(lesson, f"goal {goal.id!r} is not met by the solution")


def _without(lesson: Lesson, step: int, learner: Learner) -> Iterator[str]:
    _typed(learner, (line for line in lesson.solution if line.step != step))
    met = learner.met()
    for goal in lesson.goals:
        if goal.step == step and goal.id in met:
            yield _toml(lesson, f"goal {goal.id!r} is met without the lines of its step {step}")


def _blocks(lesson: Lesson, pages: tuple[Page, ...], learner: Learner) -> Iterator[str]:
    for block in (block for page in pages for block in page.blocks):
        code, output = learner.type(block.terminal, block.text)
        where = f"{lesson.id}/{block.file}:{block.number}"
        if code != block.exit_code:
            yield f"{where}: {block.text!r} exits with {code}, not {block.exit_code}: {output}"
        if block.output is not None and not shows(block.output, output):
            yield f"{where}: {block.text!r} prints {output!r}, but the prose shows {block.output!r}"
    met = learner.met()
    missing = [goal.id for goal in lesson.goals if goal.id not in met]
    if missing and not lesson.drill:
        yield f"{lesson.id}: who runs every block has not met {', '.join(missing)}"
    if lesson.drill and not missing:
        yield f"{lesson.id}: a drill, but who runs every block has nothing left to repair"


def shows(shown: str, printed: str) -> bool:
    """Whether the prose shows what was printed; `…` stands for anything, blanks at the ends of lines do not count."""
    pattern = ".*".join(re.escape(part) for part in _trimmed(shown).split("…"))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _languages(lesson: Lesson) -> Iterator[str]:
    first, *others = lesson.languages
    for language in others:
        for one, other in zip(lesson.steps[first], lesson.steps[language], strict=True):
            if [_typing(block) for block in one.blocks] != [_typing(block) for block in other.blocks]:
                yield f"{lesson.id}: step {other.title!r} ({language}) does not type the same lines as in {first}"


def _typing(block: Block) -> tuple[str, str, int]:
    return block.terminal, block.text, block.exit_code
