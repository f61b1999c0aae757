"""The tree that the interpreter walks: a small part of bash's grammar as values."""

from dataclasses import dataclass

# Words


@dataclass(frozen=True, slots=True)
class Literal:
    """Text as it stands; quoted text is neither split nor matched against file names."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """`$name` (`bare`) or `${name…}`: `operator` is what follows the name (`:-`, `/` …); `#` before it is `length`."""

    name: str
    quoted: bool
    operator: str = ""
    word: "Word | None" = None
    second: "Word | None" = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Substitution:
    """`$(…)` or backquotes."""

    script: "Sequence"
    quoted: bool


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`$((…))`."""

    expression: "Word"
    quoted: bool


Part = Literal | Parameter | Substitution | Arithmetic


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, in parts; `raw` is its source."""

    parts: tuple[Part, ...]
    raw: str = ""


# Commands


@dataclass(frozen=True, slots=True)
class Redirect:
    """`fd operator target`; operator is one of `<` `>` `>>` `>&` `<&` `&>` `&>>` and `text` for a here-document."""

    fd: int
    operator: str
    target: Word


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name=value` or `name+=value` before a command or alone."""

    name: str
    value: Word
    append: bool = False


@dataclass(frozen=True, slots=True)
class Simple:
    """Assignments, words, redirections."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages joined by `|`; `negated` by `!`."""

    stages: tuple["Node", ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """`first && …` or `first || …`, from left to right."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Commands one after the other."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Subshell:
    """`( … )`."""

    body: Sequence
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """`{ …; }`."""

    body: Sequence
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class For:
    """`for name in words; do …; done`; without `in`, the words are the positional parameters."""

    name: str
    words: tuple[Word, ...] | None
    body: Sequence
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class While:
    """`while condition; do …; done`, or `until`."""

    condition: Sequence
    body: Sequence
    until: bool = False
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class If:
    """`if`, any number of `elif`, `else` (an empty sequence when there is none)."""

    branches: tuple[tuple[Sequence, Sequence], ...]
    otherwise: Sequence
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """`case word in pattern|pattern) …;; esac`."""

    word: Word
    items: tuple[tuple[tuple[Word, ...], Sequence], ...]
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculation:
    """`(( … ))`: exit code 0 when the value is not 0."""

    expression: Word
    redirects: tuple[Redirect, ...] = ()


Compound = Subshell | Group | For | While | If | Case | Calculation
Node = Simple | Pipeline | AndOr | Sequence | Compound
EMPTY = Sequence(())
