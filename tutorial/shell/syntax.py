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
    """`fd operator target`; operator is one of `<` `>` `>|` `>>` `>&` `<&` `&>` `&>>`, `text` for a here-document."""

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
    """Stages joined by `|`; `negated` by `!`; `timed` is `-p` or `time` where it is to be told how long they took."""

    stages: tuple["Node", ...]
    negated: bool = False
    timed: str = ""


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
class Background:
    """`command &`; `text` is the command as typed."""

    body: "Node"
    text: str


@dataclass(frozen=True, slots=True)
class Here:
    """The text of a here-document; a quoted delimiter keeps it from being expanded."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Function:
    """`name() body`: the body as typed, to be read when it is called, without its here-documents, which are `heres`."""

    name: str
    text: str
    heres: tuple[Here, ...] = ()


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
    """`case word in pattern|pattern) …;; esac`; an item may end with `;&` or `;;&` instead."""

    word: Word
    items: tuple[tuple[tuple[Word, ...], Sequence, str], ...]
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculation:
    """`(( … ))`: exit code 0 when the value is not 0."""

    expression: Word
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """`for ((first; condition; next)); do …; done`; an empty condition is true."""

    first: Word
    condition: Word
    following: Word
    body: Sequence
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right` or `operator right` between `[[` and `]]`."""

    operator: str
    right: Word
    left: Word | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """`!`, `&&` or `||` between `[[` and `]]`."""

    operator: str
    parts: tuple["Test", ...]


Test = Compare | Logic


@dataclass(frozen=True, slots=True)
class Condition:
    """`[[ … ]]`."""

    test: Test
    redirects: tuple[Redirect, ...] = ()


Compound = Subshell | Group | For | While | If | Case | Calculation | Count | Condition
Node = Simple | Pipeline | AndOr | Sequence | Background | Function | Compound
EMPTY = Sequence(())
