"""An awk program as a tree."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    value: str


@dataclass(frozen=True, slots=True)
class Regex:
    """A pattern between slashes: by itself, whether the record matches it."""

    source: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, or an array where one is wanted."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """`$` and the number of a field."""

    number: "Expression"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an array by its subscripts."""

    array: str
    subscripts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-`, `+`, `!`."""

    operator: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two values; a concatenation's is a blank."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? one : other`."""

    condition: "Expression"
    one: "Expression"
    other: "Expression"


@dataclass(frozen=True, slots=True)
class Assign:
    """`place = value`, or with an operator before the `=`."""

    operator: str
    place: "Expression"
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Step:
    """`++` and `--`, before or behind."""

    by: int
    place: "Expression"
    before: bool


@dataclass(frozen=True, slots=True)
class Within:
    """`(subscripts) in array`."""

    subscripts: tuple["Expression", ...]
    array: str


@dataclass(frozen=True, slots=True)
class Invoke:
    """A call of a function, built in or the program's own."""

    name: str
    arguments: tuple["Expression", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Getline:
    """`getline`, from the input, a file or a command, into the record or a place."""

    place: "Expression | None" = None
    source: "Expression | None" = None
    command: bool = False


Expression = (
    Number
    | Text
    | Regex
    | Variable
    | Field
    | Element
    | Unary
    | Binary
    | Choice
    | Assign
    | Step
    | Within
    | Invoke
    | Getline
)


@dataclass(frozen=True, slots=True)
class Print:
    """`print` and `printf`; `mark` is `>`, `>>` or `|` before where it goes to."""

    formats: bool
    values: tuple[Expression, ...]
    mark: str = ""
    target: Expression | None = None


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression for its effect."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Block:
    """Statements one after the other."""

    statements: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class If:
    """`if`, perhaps with an `else`."""

    condition: Expression
    then: "Statement"
    otherwise: "Statement | None" = None


@dataclass(frozen=True, slots=True)
class Loop:
    """`while`, `do`, `for (;;)`: `after` is done behind each turn; with `first` the body comes before the condition."""

    condition: Expression | None
    body: "Statement"
    after: "Statement | None" = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """`for (name in array)`."""

    name: str
    array: str
    body: "Statement"


@dataclass(frozen=True, slots=True)
class Delete:
    """An element, or a whole array when there are no subscripts."""

    array: str
    subscripts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """`next`, `nextfile`, `exit`, `return`, `break`, `continue`, with a value where one is given."""

    word: str
    value: Expression | None = None


Statement = Print | Evaluate | Block | If | Loop | Each | Delete | Leave


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern (two are a range, none is every record) and what is done."""

    patterns: tuple[Expression, ...]
    action: Block


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the program."""

    name: str
    parameters: tuple[str, ...]
    body: Block


@dataclass(slots=True)
class Program:
    """Everything that a program says."""

    begin: list[Block] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    end: list[Block] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)

    @property
    def reads(self) -> bool:
        """Whether the inputs are read at all."""
        return bool(self.rules or self.end)
