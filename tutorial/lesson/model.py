"""A lesson as it was loaded: steps in every language, goals, a model solution."""

from dataclasses import dataclass, field
from typing import Any

from tutorial.cluster.scenario import Scenario

Texts = dict[str, str]
"""Language code → text."""


class LessonError(Exception):
    """A lesson that cannot be used: every fault with its file and what to do."""

    code = "lesson"

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Block:
    """A runnable block of a step: what it types where, the exit code it should have, what the prose shows behind it.

    `output` is None where the prose shows nothing; `…` in it stands for anything.
    """

    terminal: str
    text: str
    exit_code: int
    output: str | None
    file: str
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """One step in one language: its title, its text as HTML, its runnable blocks, what its links point at.

    `elements` are ids of the picture, each with its line; `file` is the page's.
    """

    title: str
    html: str
    blocks: tuple[Block, ...]
    elements: tuple[tuple[int, str], ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A check with its parameters: what it says of the world as it is, or of any trace since the lesson began."""

    check: str
    parameters: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A rung of a goal's ladder: it stands there only while `when` holds and `until` does not (None: always)."""

    text: Texts
    when: Condition | None = None
    until: Condition | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that shall become true. `parameters` are those of its check.

    `hints` are a ladder, from the first nudge to nearly the line. A goal that comes `after` another one can only be met
    once that one is. A `lasting` one is unmet again as soon as its check no longer holds.
    """

    id: str
    step: int
    check: str
    parameters: tuple[tuple[str, Any], ...]
    text: Texts
    hints: tuple[Hint, ...]
    after: str = ""
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a question offers, whether it is right, and why or why not."""

    text: Texts
    right: bool
    why: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """A check of understanding at the end of a step. One choice is right; nobody but the learner sees the answer."""

    id: str
    step: int
    text: Texts
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked of a trace: of requests from `origin` (empty: anybody) whose URL begins with `url`.

    `reads` names what; of the hops on the way there those count that are of `kind`, on `node` and have `changed` that
    field (empty: whichever), and of them the `nth` (from 1; -1 is the last).
    """

    origin: str
    url: str
    reads: str
    kind: str = ""
    node: str = ""
    changed: str = ""
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """An answer that a prediction offers, and the value that a trace has where it is right."""

    value: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question that is answered before a request is shown; its trace decides. Without choices the answer is typed."""

    id: str
    step: int
    text: Texts
    reading: Reading
    choices: tuple[Forecast, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A table that a learner fills by measuring: each row has its text and a reading for each column."""

    id: str
    step: int
    text: Texts
    columns: tuple[Texts, ...]
    rows: tuple[tuple[Texts, tuple[Reading, ...]], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of the model solution, with the exit code that it should have."""

    step: int
    terminal: str
    text: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Script:
    """A way to go on from where `step` begins, which a goal must accept or refuse; `place` is its file and line.

    Of a refused one `hint` is the number of the hint that then comes first; with `then` it is right as far as it goes:
    it is judged as soon as its last line has ended, and once `then` is typed, too, the goal is met.
    """

    goal: str
    accepted: bool
    why: str
    text: str
    step: int
    hint: int
    then: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `steps` maps a language to its pages, in order; `content_hash` names exactly these files.

    `card` is what to remember of it, as HTML by language; empty where it has none. The pages of a `drill` break things
    and leave the repair to the learner.
    """

    id: str
    title: Texts
    summary: Texts
    minutes: int
    languages: tuple[str, ...]
    scenario: Scenario
    files: tuple[tuple[str, str], ...]
    steps: dict[str, tuple[Page, ...]]
    goals: tuple[Goal, ...]
    solution: tuple[Typed, ...]
    questions: tuple[Question, ...]
    drill: bool
    content_hash: str
    proofs: tuple[Script, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    tables: tuple[Measured, ...] = ()
    card: Texts = field(default_factory=dict)

    def language(self, wanted: str) -> str:
        """The language to show: the wanted one if the lesson has it, else its first."""
        return wanted if wanted in self.languages else self.languages[0]
