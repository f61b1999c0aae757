"""Reading an awk program: its functions and rules. Source: the grammar of POSIX, awk."""

from tutorial.shell.awk.names import FUNCTIONS
from tutorial.shell.awk.statements import Statements
from tutorial.shell.awk.syntax import Block, Expression, Function, Print, Program, Rule
from tutorial.shell.awk.tokens import fault, read_tokens
from tutorial.shell.errors import UsageError


def read_program(source: str) -> Program:
    """The program's tree; UsageError in gawk's words."""
    return _Programs(read_tokens(source)).program()


class _Programs(Statements):
    """Reads everything."""

    def program(self) -> Program:
        """Everything."""
        found = Program()
        self.newlines(semicolons=True)
        while self.token.kind != "end":
            self.part = self.token.text if self.is_mark("BEGIN", "END", "function") else ""
            self._item(found)
            self.newlines(semicolons=True)
        self._check_calls(found)
        return found

    def _check_calls(self, program: Program) -> None:
        for call in self.calls:
            count = len(call.arguments)
            function = program.functions.get(call.name)
            least, most = (0, len(function.parameters)) if function else FUNCTIONS.get(call.name, (-1, -1))
            if most < 0:
                raise UsageError(f"cmd. line:{call.line}: fatal: function `{call.name}' not defined", exit_code=2)
            if not least <= count <= most:
                raise fault(call.line, f"{count} is invalid as number of arguments for {call.name}")

    def _item(self, program: Program) -> None:
        if self.accept("function"):
            function = self._function()
            if function.name in program.functions:
                raise fault(self.token.line, f"function name `{function.name}' previously defined")
            program.functions[function.name] = function
        elif self.is_mark("BEGIN", "END"):
            to = program.begin if self.take().text == "BEGIN" else program.end
            if not self.is_mark("{"):
                raise fault(self.token.line, "BEGIN blocks must have an action part")
            to.append(self.block())
        else:
            program.rules.append(self._rule())

    def _function(self) -> Function:
        name = self.name()
        self.expect("(")
        parameters: list[str] = []
        while not self.accept(")"):
            parameters.append(self.name())
            if not self.is_mark(")"):
                self.expect(",")
                self.newlines()
        self.newlines()
        return Function(name, tuple(parameters), self.block())

    def _rule(self) -> Rule:
        patterns: list[Expression] = []
        if not self.is_mark("{"):
            patterns.append(self.expression())
            if self.accept(","):
                self.newlines()
                patterns.append(self.expression())
        if self.is_mark("{"):
            return Rule(tuple(patterns), self.block())
        if not (self.token.kind in {"newline", "end"} or self.is_mark(";")):
            self.wrong()
        return Rule(tuple(patterns), Block((Print(formats=False, values=()),)))
