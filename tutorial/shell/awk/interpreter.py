"""Running an awk program: rules over records, statements."""

import math
from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.awk import syntax
from tutorial.shell.awk.evaluator import Doing, Evaluator, Leave
from tutorial.shell.awk.printing import formatted
from tutorial.shell.awk.syntax import Program, Statement
from tutorial.shell.awk.tokens import fatal
from tutorial.shell.awk.values import Outside, Value, is_true, number, plain_format
from tutorial.shell.command import Call


class Interpreter(Evaluator):
    """One run of a program."""

    def __init__(self, call: Call, program: Program, operands: list[str], settings: list[str]) -> None:
        super().__init__(call, program, operands, settings)
        self.ranges: set[int] = set()
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

    def do(self, statement: Statement) -> Doing:
        """Do a statement."""
        yield from self.count()
        self.deeper()
        yield from self._actions[type(statement)](statement)
        self.depth -= 1

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
            shown = self.whole() + self.scope.text("ORS")
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
