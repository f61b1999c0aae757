"""Every lesson proves itself.

It is unsolved at the start and solved by its solution; each goal is unmet without its own step; every runnable block
prints what the prose shows; every element that a page names stands in the picture then; every language types the same
lines. Whoever runs every block has met every goal, but in a drill, whose repairs are the learner's. What is asked of
requests is said by one. Each script of the proofs is accepted or refused as they say, and a refused one is shown the
hint that they name.
"""

import re
from collections.abc import Iterable, Iterator

from tutorial.cluster.errors import ClusterError
from tutorial.lesson.learners import Learners, NewLearner, Path
from tutorial.lesson.model import Block, Lesson, Page, Script, Typed
from tutorial.lesson.readings import asked


def faults(lesson: Lesson, new_learner: NewLearner) -> list[str]:
    """What is wrong with a lesson, each with its file; empty when it holds."""
    learners = Learners(new_learner)
    return [
        *_start(lesson, learners),
        *_solution(lesson, learners),
        *(fault for step in sorted({goal.step for goal in lesson.goals}) for fault in _without(lesson, step, learners)),
        *(fault for pages in lesson.steps.values() for fault in _blocks(lesson, pages, learners)),
        *_languages(lesson),
        *_asked(lesson, learners),
        *(fault for script in lesson.proofs for fault in _proof(lesson, script, learners)),
    ]


def _toml(lesson: Lesson, text: str) -> str:
    return f"{lesson.id}/lesson.toml: {text}"


def _path(lines: Iterable[Typed | Block]) -> Path:
    return tuple((line.terminal, line.text) for line in lines)


def _start(lesson: Lesson, learners: Learners) -> Iterator[str]:
    for goal in sorted(learners.after(()).met()):
        yield _toml(lesson, f"goal {goal!r} is met before anything was typed")


def _solution(lesson: Lesson, learners: Learners) -> Iterator[str]:
    path = _path(lesson.solution)
    met = learners.after(path).met()
    for count, line in enumerate(lesson.solution, 1):
        code, output = learners.said(path[:count])
        if code != line.exit_code:
            yield _toml(lesson, f"solution {line.text!r} exits with {code}, not {line.exit_code}: {output}")
    for goal in lesson.goals:
        if goal.id not in met:
            yield _toml(lesson, f"goal {goal.id!r} is not met by the solution")


def _without(lesson: Lesson, step: int, learners: Learners) -> Iterator[str]:
    met = learners.after(_path(line for line in lesson.solution if line.step != step)).met()
    for goal in lesson.goals:
        if goal.step == step and goal.id in met:
            yield _toml(lesson, f"goal {goal.id!r} is met without the lines of its step {step}")


def _blocks(lesson: Lesson, pages: tuple[Page, ...], learners: Learners) -> Iterator[str]:
    blocks = [block for page in pages for block in page.blocks]
    path = _path(blocks)
    met = learners.after(path).met()
    for count, block in enumerate(blocks, 1):
        code, output = learners.said(path[:count])
        where = f"{lesson.id}/{block.file}:{block.number}"
        if code != block.exit_code:
            yield f"{where}: {block.text!r} exits with {code}, not {block.exit_code}: {output}"
        if block.output is not None and not shows(block.output, output):
            yield f"{where}: {block.text!r} prints {output!r}, but the prose shows {block.output!r}"
    missing = [goal.id for goal in lesson.goals if goal.id not in met]
    if missing and not lesson.drill:
        yield f"{lesson.id}: who runs every block has not met {', '.join(missing)}"
    if lesson.drill and not missing:
        yield f"{lesson.id}: a drill, but who runs every block has nothing left to repair"
    yield from _elements(lesson, pages, learners)


def _elements(lesson: Lesson, pages: tuple[Page, ...], learners: Learners) -> Iterator[str]:
    """The elements that a page names, but that never stand in the picture while its blocks are run."""
    before: Path = ()
    for page in pages:
        path = (*before, *_path(page.blocks))
        stood: set[str] = set()
        for count in range(len(before), len(path) + 1) if page.elements else ():
            stood |= learners.after(path[:count]).shown()
        for number, element in page.elements:
            if element not in stood:
                yield f"{lesson.id}/{page.file}:{number}: #{element} does not stand in the picture on this page"
        before = path


def _asked(lesson: Lesson, learners: Learners) -> Iterator[str]:
    """What is asked of requests that nobody sends, neither the page nor the solution; choices that lack what is so."""
    pages = lesson.steps[lesson.languages[0]]
    paths = (_path(block for page in pages for block in page.blocks), _path(lesson.solution))
    said = [learners.after(path).readings() for path in paths] if any(asked(lesson)) else []
    for name, _ in asked(lesson):
        if not any(name in readings for readings in said):
            yield _toml(lesson, f"{name!r} is asked of no request of the pages or the solution")
    for prediction in lesson.predictions:
        values = sorted({readings[prediction.id] for readings in said if prediction.id in readings})
        offered = [choice.value for choice in prediction.choices]
        for value in values:
            if offered and value not in offered:
                yield _toml(lesson, f"predict {prediction.id!r}: a request says {value!r}, which is no choice")


def _proof(lesson: Lesson, script: Script, learners: Learners) -> Iterator[str]:
    """What is wrong with a script of the proofs, with its file and line."""
    begun = _path(line for line in lesson.solution if line.step < script.step)
    lines = learners.after(begun).lines
    path = (*begun, *lines(script.text))
    if script.goal in learners.after(begun).met():
        yield f"{script.place}: goal {script.goal!r} is met where the script begins, before step {script.step}"
        return
    try:
        yield from _judged(script, learners, path)
        if script.then is not None and script.goal not in learners.after((*path, *lines(script.then))).met():
            yield f"{script.place}: goal {script.goal!r} is not met once `then` is typed, too: the script is not right"
    except ClusterError as error:
        yield f"{script.place}: {error}"


def _judged(script: Script, learners: Learners, path: Path) -> Iterator[str]:
    learner = learners.after(path, settled=script.then is None)
    met = script.goal in learner.met()
    if met != script.accepted:
        yield f"{script.place}: goal {script.goal!r} is {'' if met else 'not '}met by this script: {script.why}"
    elif not met and learner.hints(script.goal)[:1] != (script.hint,):
        first = learner.hints(script.goal)
        found = f"hint {first[0]}" if first else "none"
        yield f"{script.place}: the first hint shown is {found}, not {script.hint}: {script.why}"


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
