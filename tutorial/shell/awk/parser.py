"""Reading an awk program. Source: the grammar of POSIX, awk."""

from typing import NoReturn

from tutorial.shell.awk.names import FUNCTIONS
from tutorial.shell.awk.syntax import (
    Assign,
    Binary,
    Block,
    Choice,
    Delete,
    Each,
    Element,
    Evaluate,
    Expression,
    Field,
    Function,
    Getline,
    If,
    Invoke,
    Leave,
    Loop,
    Number,
    Print,
    Program,
    Regex,
    Rule,
    Statement,
    Step,
    Text,
    Unary,
    Variable,
    Within,
)
from tutorial.shell.awk.tokens import Token, fault, read_tokens
from tutorial.shell.errors import UsageError

DEPTH = 40
"""How deep expressions and statements may stand inside of each other."""
_ASSIGNS = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "^="})
_COMPARES = frozenset({"<", "<=", "==", "!=", ">", ">="})
_STARTS = frozenset({"number", "string", "regex", "name", "call"})
_WITHOUT_PARENTHESES = frozenset({"length"})


def read_program(source: str) -> Program:
    """The program's tree; UsageError in gawk's words."""
    return _Parser(read_tokens(source)).program()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.no_greater = False
        self.calls: list[Invoke] = []

    # Tokens

    @property
    def token(self) -> Token:
        """The next one."""
        return self.tokens[self.at]

    def wrong(self) -> NoReturn:
        """Refuse the next one."""
        shown = "unexpected newline or end of string" if self.token.kind in {"newline", "end"} else "syntax error"
        raise fault(self.token.line, shown + ("" if "unexpected" in shown else f" at or near {self.token.text}"))

    def is_mark(self, *texts: str) -> bool:
        """Whether the next one is one of these marks or keywords."""
        return self.token.kind in {"mark", "word"} and self.token.text in texts

    def take(self) -> Token:
        """The next one, taken."""
        self.at += self.token.kind != "end"
        return self.tokens[self.at - 1] if self.token.kind != "end" or self.at else self.token

    def accept(self, *texts: str) -> bool:
        """Take the next one if it is one of these."""
        found = self.is_mark(*texts)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        """Take this one."""
        if not self.accept(text):
            self.wrong()

    def newlines(self, *, semicolons: bool = False) -> None:
        """Skip newlines."""
        while self.token.kind == "newline" or (semicolons and self.is_mark(";")):
            self.at += 1

    def name(self) -> str:
        """Take a name."""
        if self.token.kind not in {"name", "call"}:
            self.wrong()
        self.at += 1
        return self.tokens[self.at - 1].text

    def deeper(self) -> None:
        """Count one more level."""
        self.depth += 1
        if self.depth > DEPTH:
            raise fault(self.token.line, f"more than {DEPTH} levels inside of each other are not supported here")

    # The program

    def program(self) -> Program:
        """Everything."""
        found = Program()
        self.newlines(semicolons=True)
        while self.token.kind != "end":
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

    def _call(self, name: str, arguments: tuple[Expression, ...], line: int) -> Expression:
        call = Invoke(name, arguments, line)
        self.calls.append(call)
        return call

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

    # Statements

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
            return Loop(condition, self._body())
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
        body = self._body()
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
            return Each(name, array, self._body())
        first = None if self.is_mark(";") else self._simple()
        self.expect(";")
        self.newlines()
        condition = None if self.is_mark(";") else self.expression()
        self.expect(";")
        self.newlines()
        after = None if self.is_mark(")") else self._simple()
        self.expect(")")
        body = Block(()) if self.accept(";") else self._body()
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
            return Delete(array, self._subscripts() if self.accept("[") else ())
        if self.is_mark("next", "nextfile", "exit", "return", "break", "continue"):
            word = self.take().text
            ends = self.token.kind in {"newline", "end"} or self.is_mark(";", "}")
            return Leave(word, None if ends or word not in {"exit", "return"} else self.expression())
        return Evaluate(self.expression())

    def _subscripts(self) -> tuple[Expression, ...]:
        found = [self._inner()]
        while self.accept(","):
            self.newlines()
            found.append(self._inner())
        self.expect("]")
        return tuple(found)

    def _print(self) -> Statement:
        formats = self.take().text == "printf"
        values = self._printed()
        if formats and not values:
            self.wrong()
        if not self.is_mark(">", ">>", "|"):
            return Print(formats, values)
        mark = self.take().text
        self.no_greater = True
        target = self._concatenation(self._additive())
        self.no_greater = False
        return Print(formats, values, mark, target)

    def _printed(self) -> tuple[Expression, ...]:
        """The values of a `print`; in parentheses where the parentheses hold all of them."""
        if self.token.kind in {"newline", "end"} or self.is_mark(";", "}", ">", ">>", "|"):
            return ()
        if self.is_mark("("):
            kept = self.at
            self.take()
            values = self._list(")")
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

    def _list(self, end: str) -> tuple[Expression, ...]:
        found: list[Expression] = []
        self.newlines()
        while not self.accept(end):
            found.append(self._inner())
            self.newlines()
            if not self.is_mark(end):
                self.expect(",")
                self.newlines()
        return tuple(found)

    # Expressions, the loosest operator first

    def _inner(self) -> Expression:
        """An expression inside of parentheses or brackets, where everything may stand."""
        kept, self.no_greater = self.no_greater, False
        found = self.expression()
        self.no_greater = kept
        return found

    def expression(self) -> Expression:
        """An assignment, or what binds closer."""
        self.deeper()
        found = self._choice()
        if self.is_mark(*_ASSIGNS):
            found = self._assign(found)
        self.depth -= 1
        return found

    def _assign(self, place: Expression) -> Expression:
        operator = self.take().text
        self.newlines()
        if isinstance(place, (Variable, Field, Element)):
            return Assign(operator[:-1], place, self.expression())
        if isinstance(place, Binary) and isinstance(place.right, (Variable, Field, Element)):
            value = Assign(operator[:-1], place.right, self.expression())
            return Binary(place.operator, place.left, value)
        if isinstance(place, Unary) and isinstance(place.operand, (Variable, Field, Element)):
            return Unary(place.operator, Assign(operator[:-1], place.operand, self.expression()))
        self.at -= 1
        return self.wrong()

    def _choice(self) -> Expression:
        found = self._or()
        if not self.accept("?"):
            return found
        self.newlines()
        one = self.expression()
        self.newlines()
        self.expect(":")
        self.newlines()
        return Choice(found, one, self.expression())

    def _or(self) -> Expression:
        found = self._and()
        while self.accept("||"):
            self.newlines()
            found = Binary("||", found, self._and())
        return found

    def _and(self) -> Expression:
        found = self._in()
        while self.accept("&&"):
            self.newlines()
            found = Binary("&&", found, self._in())
        return found

    def _in(self) -> Expression:
        found = self._match()
        while self.accept("in"):
            found = Within((found,), self.name())
        return found

    def _match(self) -> Expression:
        found = self._comparison()
        while self.is_mark("~", "!~"):
            found = Binary(self.take().text, found, self._comparison())
        return found

    def _comparison(self) -> Expression:
        found = self._piped(self._concatenation(self._additive()))
        if self.is_mark(*_COMPARES) and not (self.no_greater and self.is_mark(">")):
            operator = self.take().text
            found = Binary(operator, found, self._piped(self._concatenation(self._additive())))
        return found

    def _piped(self, command: Expression) -> Expression:
        """`command | getline`."""
        while self.is_mark("|") and self.tokens[self.at + 1].text == "getline":
            self.at += 2
            command = Getline(self._optional_place(), command, command=True)
        return command

    def _concatenation(self, found: Expression) -> Expression:
        while self.token.kind in _STARTS or self.is_mark("$", "(", "++", "--"):
            found = Binary(" ", found, self._additive())
        return found

    def _additive(self) -> Expression:
        found = self._term()
        while self.is_mark("+", "-"):
            found = Binary(self.take().text, found, self._term())
        return found

    def _term(self) -> Expression:
        found = self._unary()
        while self.is_mark("*", "/", "%"):
            found = Binary(self.take().text, found, self._unary())
        return found

    def _unary(self) -> Expression:
        if self.is_mark("!", "-", "+"):
            self.deeper()
            found = Unary(self.take().text, self._unary())
            self.depth -= 1
            return found
        return self._power()

    def _power(self) -> Expression:
        found = self._stepped()
        if not self.accept("^"):
            return found
        self.deeper()
        exponent = Unary(self.take().text, self._unary()) if self.is_mark("-", "+", "!") else self._power()
        self.depth -= 1
        return Binary("^", found, exponent)

    def _stepped(self) -> Expression:
        if self.is_mark("++", "--"):
            by = 1 if self.take().text == "++" else -1
            return Step(by, self._place(), before=True)
        found = self._primary()
        if isinstance(found, (Variable, Field, Element)) and self.is_mark("++", "--"):
            return Step(1 if self.take().text == "++" else -1, found, before=False)
        return found

    def _place(self) -> Expression:
        found = self._primary()
        if not isinstance(found, (Variable, Field, Element)):
            self.wrong()
        return found

    def _primary(self) -> Expression:
        token = self.token
        if token.kind == "number":
            self.at += 1
            return Number(float(int(token.text, 16)) if token.text[:2] in {"0x", "0X"} else float(token.text))
        if token.kind == "string":
            self.at += 1
            return Text(token.text)
        if token.kind == "regex":
            self.at += 1
            return Regex(token.text)
        if self.accept("$"):
            return self._field()
        if self.accept("("):
            return self._grouped()
        if self.accept("getline"):
            place = self._optional_place()
            return Getline(place, self._primary() if self.accept("<") else None)
        return self._named()

    def _field(self) -> Expression:
        self.deeper()
        if self.is_mark("++", "--"):
            found: Expression = Field(self._stepped())
        elif self.is_mark("-", "+", "!"):
            found = Field(Unary(self.take().text, self._primary()))
        else:
            found = Field(self._primary())
        self.depth -= 1
        return found

    def _optional_place(self) -> Expression | None:
        if self.is_mark("$") or self.token.kind == "name":
            return self._place()
        return None

    def _grouped(self) -> Expression:
        values = self._list(")")
        if len(values) == 1:
            return values[0]
        if not values or not self.accept("in"):
            self.wrong()
        return Within(values, self.name())

    def _named(self) -> Expression:
        token = self.token
        if token.kind not in {"name", "call"}:
            self.wrong()
        self.at += 1
        if self.accept("["):
            return Element(token.text, self._subscripts())
        if token.kind == "call" or (token.text in FUNCTIONS and self.is_mark("(")):
            self.expect("(")
            return self._call(token.text, self._list(")"), token.line)
        if token.text in _WITHOUT_PARENTHESES:
            return self._call(token.text, (), token.line)
        if token.text in FUNCTIONS:
            self.wrong()
        return Variable(token.text)
