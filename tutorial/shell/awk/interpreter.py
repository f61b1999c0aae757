"""Running an awk program: rules over records, statements, expressions."""

import math
from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.awk import syntax
from tutorial.shell.awk.channels import Channels
from tutorial.shell.awk.functions import FUNCTIONS
from tutorial.shell.awk.input import Input
from tutorial.shell.awk.patterns import Patterns
from tutorial.shell.awk.printing import formatted
from tutorial.shell.awk.records import Record
from tutorial.shell.awk.scope import Array, Scope, Slot
from tutorial.shell.awk.syntax import Element, Expression, Field, Program, Statement, Variable
from tutorial.shell.awk.tokens import string
from tutorial.shell.awk.values import Outside, Value, compare, is_true, number, plain_format, text
from tutorial.shell.command import Call
from tutorial.shell.errors import UsageError
from tutorial.shell.texts import charged

Evaluating = Generator[Wait, Any, Value]
Doing = Generator[Wait, Any, None]
WORK_A_STEP = 2
"""Expressions and statements that count as one step."""
DEPTH = 260
"""Expressions, statements and calls inside of each other while a program runs."""
TEXT_LIMIT = 262_144
"""Characters of one text."""


class Leave(Exception):
    """A statement that goes elsewhere: `next`, `exit`, `return`, `break`, `continue`."""

    def __init__(self, word: str, value: Value = None) -> None:
        super().__init__(word)
        self.word, self.value = word, value


def fatal(words: str) -> UsageError:
    """gawk's words for what ends a program."""
    return UsageError(f"cmd. line:1: fatal: {words}", exit_code=2)


class Interpreter:
    """One run of a program."""

    def __init__(self, call: Call, program: Program, operands: list[str], settings: list[str]) -> None:
        self.call, self.context, self.program = call, call.context, program
        self.scope, self.patterns, self.channels = Scope(), Patterns(), Channels(call)
        self.record = Record(call.context, self.patterns)
        self.ranges: set[int] = set()
        self.code = self.work = 0
        self.depth = self.base = 2 * call.session.depth
        self.kept: dict[str, Any] = {}
        """What functions keep for their next call."""
        self._defaults(operands)
        for setting in settings:
            self.assign_from_outside(setting)
        self.input = Input(self)
        self._values: dict[type, Callable[[Any], Evaluating]] = {
            syntax.Regex: self._regex,
            Field: self._field,
            Element: self._element,
            syntax.Unary: self._unary,
            syntax.Binary: self._binary,
            syntax.Choice: self._choice,
            syntax.Assign: self._assign,
            syntax.Step: self._step,
            syntax.Within: self._within,
            syntax.Invoke: self._invoke,
            syntax.Getline: self._getline,
        }
        self._actions: dict[type, Callable[[Any], Doing]] = {
            syntax.Print: self._print,
            syntax.Evaluate: self._evaluate,
            syntax.Block: self._block,
            syntax.If: self._if,
            syntax.Loop: self._loop,
            syntax.Each: self._each,
            syntax.Delete: self._delete,
            syntax.Leave: self._leave,
        }

    def _defaults(self, operands: list[str]) -> None:
        texts = {"FS": " ", "OFS": " ", "ORS": "\n", "RS": "\n", "SUBSEP": "\x1c", "CONVFMT": "%.6g", "OFMT": "%.6g"}
        self.scope.globals.update(texts)
        self.scope.globals.update({"NR": 0.0, "FNR": 0.0, "RSTART": 0.0, "RLENGTH": -1.0, "FILENAME": None})
        self.scope.globals["ARGC"] = float(len(operands) + 1)
        arguments: Array = {str(at): Outside(word) for at, word in enumerate(["awk", *operands])}
        environment: Array = {name: Outside(value) for name, value in self.call.env.items()}
        self.scope.globals.update({"ARGV": arguments, "ENVIRON": environment})

    def assign_from_outside(self, setting: str) -> None:
        """`name=value`, as `-v` and operands have it."""
        name, _, value = setting.partition("=")
        self.scope.put(name, Outside(string(value)))

    # The program

    def run(self) -> Generator[Wait, Any, int]:
        """Run all of it; the exit code."""
        try:
            yield from self._run()
            yield from self.channels.close_all()
        finally:
            self.channels.keep()
        return self.code or self.input.code

    def _run(self) -> Doing:
        try:
            for block in self.program.begin:
                yield from self._top(block)
            if self.program.reads:
                yield from self._records()
        except Leave as leave:
            self._exit(leave)
        try:
            for block in self.program.end:
                yield from self._top(block)
        except Leave as leave:
            self._exit(leave)

    def _exit(self, leave: Leave) -> None:
        """Note the code of `exit`; nothing else may leave the program here."""
        if leave.word != "exit":
            raise fatal(f"`{leave.word}' is not allowed here")
        if leave.value is not None:
            code = number(leave.value)
            self.code = int(code) & 0xFF if math.isfinite(code) else 0

    def _top(self, block: syntax.Block) -> Doing:
        self.depth = self.base
        yield from self.do(block)

    def _records(self) -> Doing:
        while (found := (yield from self.input.next())) is not None:
            self.set_record(found)
            try:
                for at, rule in enumerate(self.program.rules):
                    if (yield from self._selects(at, rule)):
                        yield from self._top(rule.action)
            except Leave as leave:
                if leave.word not in {"next", "nextfile"}:
                    raise
                if leave.word == "nextfile":
                    self.input.skip()

    def set_record(self, found: str) -> None:
        """Make a text the current record."""
        self.record.set(found, self.scope.text("FS"))

    def _record(self) -> str:
        return self.record.text(self.scope.text("OFS"), self.scope.text("CONVFMT"))

    def _selects(self, at: int, rule: syntax.Rule) -> Generator[Wait, Any, bool]:
        if not rule.patterns:
            return True
        if len(rule.patterns) == 1:
            return is_true((yield from self.value(rule.patterns[0])))
        if at not in self.ranges and not is_true((yield from self.value(rule.patterns[0]))):
            return False
        self.ranges.add(at)
        if is_true((yield from self.value(rule.patterns[1]))):
            self.ranges.remove(at)
        return True

    # Statements

    def do(self, statement: Statement) -> Doing:
        """Do a statement."""
        yield from self._count()
        self._deeper()
        yield from self._actions[type(statement)](statement)
        self.depth -= 1

    def _count(self) -> Doing:
        self.work += 1
        if self.work >= WORK_A_STEP:
            self.work = 0
            yield from charged(self.call, 1)

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise fatal("calls and expressions inside of each other as deep as this are not supported here")

    def _block(self, block: syntax.Block) -> Doing:
        for statement in block.statements:
            yield from self.do(statement)

    def _evaluate(self, statement: syntax.Evaluate) -> Doing:
        yield from self.value(statement.value)

    def _if(self, statement: syntax.If) -> Doing:
        if is_true((yield from self.value(statement.condition))):
            yield from self.do(statement.then)
        elif statement.otherwise is not None:
            yield from self.do(statement.otherwise)

    def _loop(self, loop: syntax.Loop) -> Doing:
        first = loop.first
        while first or loop.condition is None or is_true((yield from self.value(loop.condition))):
            first = False
            if (yield from self._broken(loop.body)):
                return
            if loop.after is not None:
                yield from self.do(loop.after)

    def _broken(self, body: Statement) -> Generator[Wait, Any, bool]:
        """Do the body of a loop; whether it was left by `break`."""
        depth = self.depth
        try:
            yield from self.do(body)
        except Leave as leave:
            if leave.word not in {"break", "continue"}:
                raise
            self.depth = depth
            return leave.word == "break"
        return False

    def _each(self, loop: syntax.Each) -> Doing:
        for key in list(self.scope.array(loop.array)):
            self.scope.put(loop.name, Outside(key))
            if (yield from self._broken(loop.body)):
                return

    def _delete(self, statement: syntax.Delete) -> Doing:
        key = (yield from self.key(statement.subscripts)) if statement.subscripts else None
        self.scope.clear(self.scope.array(statement.array), key)

    def _leave(self, statement: syntax.Leave) -> Doing:
        value = None if statement.value is None else (yield from self.value(statement.value))
        raise Leave(statement.word, value)

    def _print(self, statement: syntax.Print) -> Doing:
        values = yield from self.arguments(statement.values)
        if statement.formats:
            shown = formatted(self.text(values[0]), values[1:], self.scope.text("CONVFMT"))
        elif values:
            shown = self.scope.text("OFS").join(map(self._printed, values)) + self.scope.text("ORS")
        else:
            shown = self._record() + self.scope.text("ORS")
        if statement.target is None:
            self.call.out(shown)
            return
        target = self.text((yield from self.value(statement.target)))
        if not target:
            raise fatal(f"expression for `{statement.mark}' redirection has null string value")
        self.channels.print(shown, statement.mark, target)

    def _printed(self, value: Value) -> str:
        if isinstance(value, float) and math.isfinite(value) and value != int(value):
            return plain_format(self.scope.text("OFMT"), value)
        return self.text(value)

    # Expressions

    def value(self, expression: Expression) -> Evaluating:
        """The value of an expression."""
        if isinstance(expression, (syntax.Number, syntax.Text)):
            return expression.value
        if isinstance(expression, Variable) and expression.name != "NF":
            return self.scope.get(expression.name)
        yield from self._count()
        self._deeper()
        if isinstance(expression, Variable):
            found: Value = float(len((yield from self.record.fields())))
        else:
            found = yield from self._values[type(expression)](expression)
        self.depth -= 1
        return found

    def text(self, value: Value) -> str:
        """A value as a text."""
        return value if isinstance(value, str) else text(value, self.scope.text("CONVFMT"))

    def made(self, made: str) -> str:
        """A text that was made just now: counted, and refused when it is too long."""
        if len(made) > TEXT_LIMIT:
            raise fatal(f"texts of more than {TEXT_LIMIT:,} characters are not supported here")
        self.context.move(len(made))
        return made

    def matches(self, expression: Expression, subject: str) -> Generator[Wait, Any, bool]:
        """Whether a text matches a pattern, written as one or made from a value."""
        search = self.patterns.of((yield from self.pattern(expression)))
        return (yield from search.occurs(self.context, subject))

    def pattern(self, expression: Expression) -> Generator[Wait, Any, str]:
        """What is written of a pattern."""
        if isinstance(expression, syntax.Regex):
            return expression.source
        return self.text((yield from self.value(expression)))

    def key(self, subscripts: tuple[Expression, ...]) -> Generator[Wait, Any, str]:
        """The key of an element."""
        values = yield from self.arguments(subscripts)
        return self.scope.text("SUBSEP").join(map(self.text, values))

    def _regex(self, expression: syntax.Regex) -> Evaluating:
        return float((yield from self.matches(expression, self._record())))

    def _field(self, expression: Field) -> Evaluating:
        at = yield from self._field_number(expression)
        return (yield from self.record.get(at)) if at else self._record()

    def _field_number(self, expression: Field) -> Generator[Wait, Any, int]:
        at = number((yield from self.value(expression.number)))
        if at < 0 or not math.isfinite(at):
            raise fatal(f"attempt to access field {text(at)}")
        return int(at)

    def _element(self, expression: Element) -> Evaluating:
        key = yield from self.key(expression.subscripts)
        return self.scope.element(self.scope.array(expression.array), key)

    def _within(self, expression: syntax.Within) -> Evaluating:
        key = yield from self.key(expression.subscripts)
        return float(key in self.scope.array(expression.array))

    def _unary(self, expression: syntax.Unary) -> Evaluating:
        value = yield from self.value(expression.operand)
        if expression.operator == "!":
            return float(not is_true(value))
        return -number(value) if expression.operator == "-" else number(value)

    def _choice(self, expression: syntax.Choice) -> Evaluating:
        met = is_true((yield from self.value(expression.condition)))
        return (yield from self.value(expression.one if met else expression.other))

    def _binary(self, expression: syntax.Binary) -> Evaluating:
        operator = expression.operator
        left = yield from self.value(expression.left)
        if operator in {"&&", "||"}:
            if is_true(left) == (operator == "||"):
                return float(operator == "||")
            return float(is_true((yield from self.value(expression.right))))
        if operator in {"~", "!~"}:
            found = yield from self.matches(expression.right, self.text(left))
            return float(found == (operator == "~"))
        right = yield from self.value(expression.right)
        if operator == " ":
            return self.made(self.text(left) + self.text(right))
        if operator in _COMPARISONS:
            return float(_COMPARISONS[operator](compare(left, right, self.scope.text("CONVFMT"))))
        return calculated(operator, number(left), number(right))

    # Places

    def _assign(self, expression: syntax.Assign) -> Evaluating:
        value = yield from self.value(expression.value)
        if expression.operator:
            old = yield from self.value(expression.place)
            value = calculated(expression.operator, number(old), number(value))
        yield from self.store(expression.place, value)
        return value

    def _step(self, expression: syntax.Step) -> Evaluating:
        old = number((yield from self.value(expression.place)))
        yield from self.store(expression.place, old + expression.by)
        return old + expression.by if expression.before else old

    def store(self, place: Expression, value: Value) -> Doing:
        """Set a variable, an element or a field."""
        if isinstance(place, Element):
            key = yield from self.key(place.subscripts)
            self.scope.set_element(self.scope.array(place.array), key, value)
        elif isinstance(place, Field):
            at = yield from self._field_number(place)
            if at:
                yield from self.record.put(at, value)
            else:
                self.set_record(self.text(value))
        elif isinstance(place, Variable) and place.name == "NF":
            count = number(value)
            yield from self.record.resize(int(count) if math.isfinite(count) else -1)
        elif isinstance(place, Variable):
            self.scope.put(place.name, value)

    # Functions

    def _invoke(self, expression: syntax.Invoke) -> Evaluating:
        function = self.program.functions.get(expression.name)
        if function is None:
            return (yield from FUNCTIONS[expression.name](self, expression.arguments))
        values: list[Slot] = []
        for argument in expression.arguments:
            bare = isinstance(argument, Variable) and argument.name != "NF"
            values.append(self.scope.passed(argument.name) if bare else (yield from self.value(argument)))  # type: ignore[union-attr]
        missing = len(function.parameters) - len(values)
        self.scope.locals.append(dict(zip(function.parameters, [*values, *[None] * missing], strict=True)))
        depth = self.depth
        try:
            yield from self.do(function.body)
        except Leave as leave:
            if leave.word != "return":
                raise
            self.depth = depth
            return leave.value
        finally:
            self.scope.locals.pop()
        return None

    def _getline(self, expression: syntax.Getline) -> Evaluating:
        if expression.source is None:
            found = yield from self.input.next()
        else:
            name = self.text((yield from self.value(expression.source)))
            source = yield from self.channels.source(name, command=expression.command)
            if source is None:
                return -1.0
            found = yield from self.input.record(source)
            if found is not None and expression.command:
                self.scope.put("NR", self.scope.number("NR") + 1)
        if found is None:
            return 0.0
        if expression.place is None:
            self.set_record(found)
        else:
            yield from self.store(expression.place, Outside(found))
        return 1.0

    def arguments(self, expressions: tuple[Expression, ...]) -> Generator[Wait, Any, list[Value]]:
        """The values of a function's arguments."""
        values: list[Value] = []
        for expression in expressions:
            values.append((yield from self.value(expression)))  # noqa: PERF401 (a list can't wait)
        return values


_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def calculated(operator: str, left: float, right: float) -> float:
    """Arithmetic in floating point, as C does it."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "^":
        return _power(left, right)
    if right == 0:
        raise fatal(f"division by zero attempted{'' if operator == '/' else ' in `%' + chr(39)}")
    if operator == "/":
        return left / right
    return math.fmod(left, right) if math.isfinite(left) else math.nan


def _power(left: float, right: float) -> float:
    try:
        return math.pow(left, right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 else math.inf
    except ValueError:
        return math.inf if left == 0 else math.nan
