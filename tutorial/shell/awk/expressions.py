"""Reading the expressions of an awk program, the loosest operator first. Source: the grammar of POSIX, awk."""

from tutorial.shell.awk.cursor import Cursor
from tutorial.shell.awk.names import FUNCTIONS
from tutorial.shell.awk.syntax import (
    Assign,
    Binary,
    Choice,
    Element,
    Expression,
    Field,
    Getline,
    Invoke,
    Number,
    Regex,
    Step,
    Text,
    Unary,
    Variable,
    Within,
)

_ASSIGNS = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "^="})
_COMPARES = frozenset({"<", "<=", "==", "!=", ">", ">="})
_STARTS = frozenset({"number", "string", "regex", "name", "call"})
_WITHOUT_PARENTHESES = frozenset({"length"})


class Expressions(Cursor):
    """Reads expressions, and notes what they call."""

    def _call(self, name: str, arguments: tuple[Expression, ...], line: int) -> Expression:
        call = Invoke(name, arguments, line)
        self.calls.append(call)
        return call

    def subscripts(self) -> tuple[Expression, ...]:
        """What stands in brackets behind a name, with the closing one."""
        found = [self._inner()]
        while self.accept(","):
            self.newlines()
            found.append(self._inner())
        self.expect("]")
        return tuple(found)

    def target(self) -> Expression:
        """Where a `print` goes: nothing that compares."""
        return self._concatenation(self._additive())

    def listed(self, end: str) -> tuple[Expression, ...]:
        """Expressions between commas up to a mark, which is taken."""
        found: list[Expression] = []
        self.newlines()
        while not self.accept(end):
            found.append(self._inner())
            self.newlines()
            if not self.is_mark(end):
                self.expect(",")
                self.newlines()
        return tuple(found)

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
        values = self.listed(")")
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
            return Element(token.text, self.subscripts())
        if token.kind == "call" or (token.text in FUNCTIONS and self.is_mark("(")):
            self.expect("(")
            return self._call(token.text, self.listed(")"), token.line)
        if token.text in _WITHOUT_PARENTHESES:
            return self._call(token.text, (), token.line)
        if token.text in FUNCTIONS:
            self.wrong()
        return Variable(token.text)
