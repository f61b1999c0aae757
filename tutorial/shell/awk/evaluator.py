"""What awk's expressions come to while a program runs."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.awk import syntax
from tutorial.shell.awk.arithmetic import COMPARISONS, calculated
from tutorial.shell.awk.channels import Channels
from tutorial.shell.awk.functions import FUNCTIONS
from tutorial.shell.awk.input import Input
from tutorial.shell.awk.patterns import Patterns
from tutorial.shell.awk.records import Record
from tutorial.shell.awk.scope import Array, Scope, Slot
from tutorial.shell.awk.syntax import Element, Expression, Field, Program, Statement, Variable
from tutorial.shell.awk.tokens import fatal, string
from tutorial.shell.awk.values import Outside, Value, compare, is_true, number, text
from tutorial.shell.command import Call
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


class Evaluator(ABC):
    """The variables, the record and the channels of one run; the values of expressions."""

    def __init__(self, call: Call, program: Program, operands: list[str], settings: list[str]) -> None:
        self.call, self.context, self.program = call, call.context, program
        self.scope, self.patterns, self.channels = Scope(), Patterns(), Channels(call)
        self.record = Record(call.context, self.patterns)
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

    def set_record(self, found: str) -> None:
        """Make a text the current record."""
        self.record.set(found, self.scope.text("FS"))

    def whole(self) -> str:
        """The record as a text."""
        return self.record.text(self.scope.text("OFS"), self.scope.text("CONVFMT"))

    def count(self) -> Doing:
        """Count one expression or statement."""
        self.work += 1
        if self.work >= WORK_A_STEP:
            self.work = 0
            yield from charged(self.call, 1)

    def deeper(self) -> None:
        """Count one more level; fatal when it is too deep for us."""
        self.depth += 1
        if self.depth > DEPTH:
            raise fatal("calls and expressions inside of each other as deep as this are not supported here")

    def value(self, expression: Expression) -> Evaluating:
        """The value of an expression."""
        if isinstance(expression, (syntax.Number, syntax.Text)):
            return expression.value
        if isinstance(expression, Variable) and expression.name != "NF":
            return self.scope.get(expression.name)
        yield from self.count()
        self.deeper()
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
        return float((yield from self.matches(expression, self.whole())))

    def _field(self, expression: Field) -> Evaluating:
        at = yield from self._field_number(expression)
        return (yield from self.record.get(at)) if at else self.whole()

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
        if operator in COMPARISONS:
            return float(COMPARISONS[operator](compare(left, right, self.scope.text("CONVFMT"))))
        return calculated(operator, number(left), number(right))

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

    def _invoke(self, expression: syntax.Invoke) -> Evaluating:
        function = self.program.functions.get(expression.name)
        if function is None:
            return (yield from FUNCTIONS[expression.name](self, expression.arguments))
        values: list[Slot] = []
        for argument in expression.arguments:
            if isinstance(argument, Variable) and argument.name != "NF":
                values.append(self.scope.passed(argument.name))
            else:
                values.append((yield from self.value(argument)))
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

    @abstractmethod
    def do(self, statement: Statement) -> Doing:
        """Do a statement: the body of a function that is called."""
