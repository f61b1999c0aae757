"""`$((…))`: whole numbers of 64 bits, C's operators, assignments; bash's words when something is wrong."""

import re
from collections.abc import Callable

from tutorial.shell.errors import ShellError

_TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9a-fA-F]+|[0-9]{1,2}#[0-9A-Za-z@_]+|[0-9]+)|([A-Za-z_][A-Za-z0-9_]*)"
    r"|(\*\*|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%<>=!~&|^()?:,]))"
)
_BINARY = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10, "**": 11,
}  # fmt: skip
_ASSIGNING = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="})
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_"
LEAST_BASE, SMALL_BASE = 2, 36
INCREMENT = "++"
LIMIT = 1 << 64
DEPTH = 40
LENGTH = 2_000
"""Characters of an expression, and of a variable's value that is one; a longer one is refused."""
READ_LIMIT = 20_000
"""Characters that one calculation may read, with each value as often as it is named."""


class ArithmeticFault(ShellError):
    """Bash's words for a wrong expression; the exit code is 1."""

    code = "arithmetic"


def calculate(text: str, get: Callable[[str], str], put: Callable[[str, str], None]) -> int:
    """The value of an expression; `get` and `put` read and write variables."""
    return _Expression(text, _Variables(get, put), 0).value()


def wrap(number: int) -> int:
    """The number as 64 bits hold it."""
    number &= LIMIT - 1
    return number - LIMIT if number >= LIMIT >> 1 else number


class _Variables:
    """Reads and writes variables for one calculation, and counts what it has read."""

    def __init__(self, get: Callable[[str], str], put: Callable[[str, str], None]) -> None:
        self.get, self.put, self.read = get, put, 0

    def count(self, text: str) -> None:
        """Count an expression before it is looked at; ArithmeticFault when it is too much."""
        if len(text) > LENGTH:
            raise ArithmeticFault(f"an expression of more than {LENGTH:,} characters is not supported here", 1)
        self.read += len(text)
        if self.read > READ_LIMIT:
            raise ArithmeticFault(f"a calculation of more than {READ_LIMIT:,} characters is not supported here", 1)


class _Expression:
    def __init__(self, text: str, variables: _Variables, depth: int) -> None:
        variables.count(text)
        self.text, self.variables, self.depth = text, variables, depth
        self.tokens = self._tokens()
        self.at = 0
        self.asleep = 0

    def fault(self, reason: str) -> ArithmeticFault:
        token = "".join(self.tokens[self.at :])
        return ArithmeticFault(f'{self.text}: {reason} (error token is "{token}")', exit_code=1)

    def _tokens(self) -> list[str]:
        tokens, at = [], 0
        text = self.text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise ArithmeticFault(
                    f'{text}: syntax error: operand expected (error token is "{text[at:].strip()}")', 1
                )
            tokens.append(found[0].strip())
            at = found.end()
        return tokens

    def value(self) -> int:
        if not self.tokens:
            return 0
        value = self._comma()
        if self.at < len(self.tokens):
            raise self.fault("syntax error in expression")
        return value

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, token: str) -> bool:
        if self._peek() == token:
            self.at += 1
            return True
        return False

    def _comma(self) -> int:
        value = self._assignment()
        while self._take(","):
            value = self._assignment()
        return value

    def _assignment(self) -> int:
        self._deeper()
        name = self._peek()
        operator = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        if _is_name(name) and operator in _ASSIGNING:
            self.at += 2
            before = 0 if operator == "=" else self._variable(name)
            value = self._assignment()
            if operator != "=":
                value = self._apply(operator[:-1], before, value)
            self._store(name, value)
            self.depth -= 1
            return value
        value = self._ternary()
        self.depth -= 1
        return value

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise self.fault("expression recursion level exceeded")

    def _ternary(self) -> int:
        condition = self._binary(1)
        if not self._take("?"):
            return condition
        self.asleep += not condition
        yes = self._assignment()
        self.asleep -= not condition
        if not self._take(":"):
            raise self.fault("`:' expected for conditional expression")
        self.asleep += bool(condition)
        no = self._assignment()
        self.asleep -= bool(condition)
        return yes if condition else no

    def _binary(self, level: int) -> int:
        left = self._unary()
        while (power := _BINARY.get(self._peek(), 0)) >= level:
            operator = self._peek()
            self.at += 1
            skipped = (operator == "&&" and not left) or (operator == "||" and bool(left))
            self.asleep += skipped
            right = self._binary(power if operator == "**" else power + 1)
            self.asleep -= skipped
            left = self._apply(operator, left, right)
        return left

    def _unary(self) -> int:
        self._deeper()
        value = self._prefixed()
        self.depth -= 1
        return value

    def _prefixed(self) -> int:
        token = self._peek()
        if token in {"+", "-", "!", "~"}:
            self.at += 1
            value = self._unary()
            return wrap({"+": value, "-": -value, "!": int(not value), "~": ~value}[token])
        if token in {"++", "--"}:
            self.at += 1
            name = self._peek()
            if not _is_name(name):
                return self._unary()
            self.at += 1
            value = wrap(self._variable(name) + (1 if token == INCREMENT else -1))
            self._store(name, value)
            return value
        return self._operand(token)

    def _operand(self, token: str) -> int:
        if self._take("("):
            value = self._comma()
            if not self._take(")"):
                raise self.fault("missing `)'")
            return value
        if _is_name(token):
            self.at += 1
            value = self._variable(token)
            if self._peek() in {"++", "--"}:
                self._store(token, wrap(value + (1 if self._peek() == "++" else -1)))
                self.at += 1
            return value
        if token[:1].isdigit():
            self.at += 1
            return self._number(token)
        raise self.fault("syntax error: operand expected")

    def _number(self, token: str) -> int:
        if "#" in token:
            return self._based(token)
        base = 16 if token[:2] in {"0x", "0X"} else 8 if token[0] == "0" else 10
        if base == 8 and not set(token) <= set("01234567"):
            raise ArithmeticFault(f'{token}: value too great for base (error token is "{token}")', 1)
        if len(token) > 100:
            raise self.fault("number too long")
        return wrap(int(token, base))

    def _based(self, token: str) -> int:
        """`base#digits`, with digits, letters, `@` and `_`; up to base 36 large letters are as small ones."""
        text, _, digits = token.partition("#")
        base = int(text)
        if not LEAST_BASE <= base <= len(_DIGITS):
            raise ArithmeticFault(f'{token}: invalid arithmetic base (error token is "{token}")', 1)
        values = [_DIGITS.index(mark.lower() if base <= SMALL_BASE else mark) for mark in digits]
        if max(values) >= base:
            raise ArithmeticFault(f'{token}: value too great for base (error token is "{token}")', 1)
        number = 0
        for value in values:
            number = wrap(number * base + value)
        return number

    def _variable(self, name: str) -> int:
        text = self.variables.get(name).strip()
        if self.depth > DEPTH // 2:
            raise self.fault("expression recursion level exceeded")
        return _Expression(text, self.variables, self.depth + 4).value() if text else 0

    def _store(self, name: str, value: int) -> None:
        if not self.asleep:
            self.variables.put(name, str(value))

    def _apply(self, operator: str, left: int, right: int) -> int:
        if operator in {"/", "%"} and right == 0:
            if self.asleep:
                return 0
            raise self.fault("division by 0")
        if operator == "**" and right < 0:
            raise self.fault("exponent less than 0")
        return wrap(_APPLY[operator](left, right))


def _is_name(token: str) -> bool:
    return token[:1].isalpha() or token[:1] == "_"


def _quotient(left: int, right: int) -> int:
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


_APPLY: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _quotient,
    "%": lambda a, b: a - b * _quotient(a, b),
    "**": lambda a, b: pow(a, b, LIMIT),
    "<<": lambda a, b: a << (b & 63),
    ">>": lambda a, b: a >> (b & 63),
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "&&": lambda a, b: bool(a and b),
    "||": lambda a, b: bool(a or b),
}
