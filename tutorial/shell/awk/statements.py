"""Reading the statements of an awk program. Source: the grammar of POSIX, awk."""

from tutorial.shell.awk.expressions import Expressions
from tutorial.shell.awk.syntax import Block, Delete, Each, Evaluate, Expression, If, Leave, Loop, Print, Statement
from tutorial.shell.awk.tokens import fault


class Statements(Expressions):
    """Reads statements."""

    def block(self) -> Block:
        """Statements between braces."""
        self.expect("{")
        self.deeper()
        statements: list[Statement] = []
        self.newlines(semicolons=True)
        while not self.accept("}"):
            statements.append(self.statement())
            self.newlines(semicolons=True)
        self.depth -= 1
        return Block(tuple(statements))

    def statement(self) -> Statement:
        """One statement with its end."""
        self.deeper()
        found = self._statement()
        self.depth -= 1
        return found

    def _statement(self) -> Statement:
        if self.is_mark("{"):
            return self.block()
        if self.accept(";"):
            return Block(())
        if self.accept("if"):
            return self._if()
        if self.accept("while"):
            condition = self._condition()
            if self.accept(";"):
                return Loop(condition, Block(()))
            return Loop(condition, self._looped())
        if self.accept("do"):
            return self._do()
        if self.accept("for"):
            return self._for()
        found = self._simple()
        self._end()
        return found

    def _end(self) -> None:
        if self.token.kind == "newline" or self.is_mark(";"):
            self.at += 1
        elif not self.is_mark("}") and self.token.kind != "end":
            self.wrong()

    def _condition(self) -> Expression:
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    def _body(self) -> Statement:
        self.newlines()
        return self.statement()

    def _looped(self) -> Statement:
        """The body of a loop."""
        self.loops += 1
        found = self._body()
        self.loops -= 1
        return found

    def _if(self) -> Statement:
        condition = self._condition()
        then = self._body()
        kept = self.at
        self.newlines(semicolons=True)
        if self.accept("else"):
            return If(condition, then, self._body())
        self.at = kept
        return If(condition, then)

    def _do(self) -> Statement:
        body = self._looped()
        self.newlines(semicolons=True)
        self.expect("while")
        found = Loop(self._condition(), body, first=True)
        self._end()
        return found

    def _for(self) -> Statement:
        self.expect("(")
        if self._is_each():
            name = self.name()
            self.expect("in")
            array = self.name()
            self.expect(")")
            return Each(name, array, self._looped())
        first = None if self.is_mark(";") else self._simple()
        self.expect(";")
        self.newlines()
        condition = None if self.is_mark(";") else self.expression()
        self.expect(";")
        self.newlines()
        after = None if self.is_mark(")") else self._simple()
        self.expect(")")
        body = Block(()) if self.accept(";") else self._looped()
        loop = Loop(condition, body, after)
        return loop if first is None else Block((first, loop))

    def _is_each(self) -> bool:
        ahead = self.tokens[self.at : self.at + 4]
        kinds = [token.kind for token in ahead]
        return kinds[:1] == ["name"] and [token.text for token in ahead[1::2]] == ["in", ")"]

    def _simple(self) -> Statement:
        if self.is_mark("print", "printf"):
            return self._print()
        if self.accept("delete"):
            array = self.name()
            return Delete(array, self.subscripts() if self.accept("[") else ())
        if self.is_mark("next", "nextfile", "exit", "return", "break", "continue"):
            return self._leave()
        return Evaluate(self.expression())

    def _leave(self) -> Statement:
        token = self.take()
        if wrong := self._out_of_place(token.text):
            raise fault(token.line, wrong)
        ends = self.token.kind in {"newline", "end"} or self.is_mark(";", "}")
        return Leave(token.text, None if ends or token.text not in {"exit", "return"} else self.expression())

    def _out_of_place(self, word: str) -> str:
        """gawk's words for a statement that leaves what it is not in."""
        if word in {"next", "nextfile"} and self.part in {"BEGIN", "END"}:
            return f"error: `{word}' used in {self.part} action"
        if word == "break" and not self.loops:
            return "error: `break' is not allowed outside a loop or switch"
        if word == "continue" and not self.loops:
            return "error: `continue' is not allowed outside a loop"
        return "`return' used outside function context" if word == "return" and self.part != "function" else ""

    def _print(self) -> Statement:
        formats = self.take().text == "printf"
        values = self._printed()
        if formats and not values:
            self.wrong()
        if not self.is_mark(">", ">>", "|"):
            return Print(formats, values)
        mark = self.take().text
        self.no_greater = True
        target = self.target()
        self.no_greater = False
        return Print(formats, values, mark, target)

    def _printed(self) -> tuple[Expression, ...]:
        """The values of a `print`; in parentheses where the parentheses hold all of them."""
        if self.token.kind in {"newline", "end"} or self.is_mark(";", "}", ">", ">>", "|"):
            return ()
        if self.is_mark("("):
            kept = self.at
            self.take()
            values = self.listed(")")
            if self.token.kind in {"newline", "end"} or self.is_mark(";", "}", ">", ">>", "|"):
                return values
            self.at = kept
        self.no_greater = True
        found = [self.expression()]
        while self.accept(","):
            self.newlines()
            found.append(self.expression())
        self.no_greater = False
        return tuple(found)
