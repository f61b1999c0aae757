"""test and [: compares texts and numbers, looks at files. How many words there are decides what each of them is."""

from tutorial.shell import comparing
from tutorial.shell.command import Call, Command
from tutorial.shell.comparing import NUMBERS, TEXTS
from tutorial.shell.conditions import UNARY
from tutorial.shell.errors import ShellError

MAX_WORDS = 100
_BINARY = frozenset({*NUMBERS, *TEXTS, *comparing.FILES})
_NONE, _ONE, _TWO, _THREE, _FOUR = range(5)


def run(call: Call) -> int:
    """0 for true, 1 for false, 2 for a wrong expression."""
    words = list(call.args)
    if call.name == "[" and (not words or words.pop() != "]"):
        raise ShellError("missing `]'", label="bash: [")
    if len(words) > MAX_WORDS:
        raise ShellError("too many arguments", label=f"bash: {call.name}")
    return int(not _Expression(call).value(words))


class _Expression:
    """POSIX's rules for up to four words; the grammar with `-a`, `-o`, `!` and parentheses for more."""

    def __init__(self, call: Call) -> None:
        self.call = call

    def value(self, words: list[str]) -> bool:
        count = len(words)
        if count <= _ONE:
            return words not in ([], [""])
        if count == _TWO:
            return self._two(*words)
        if count == _THREE:
            return self._three(*words)
        if count == _FOUR and words[0] == "!":
            return not self.value(words[1:])
        if count == _FOUR and words[0] == "(" and words[3] == ")":
            return self.value(words[1:3])
        rest = list(words)
        value = self._either(rest)
        if rest:
            raise self._fault("too many arguments")
        return value

    def _fault(self, text: str) -> ShellError:
        return ShellError(text, label=f"bash: {self.call.name}")

    def _two(self, first: str, second: str) -> bool:
        if first == "!":
            return second == ""
        if first in UNARY:
            return self._holds(first, second)
        raise self._fault(f"{first}: unary operator expected")

    def _three(self, first: str, second: str, third: str) -> bool:
        if second in _BINARY:
            return self._compare(first, second, third)
        if second in {"-a", "-o"}:
            return bool(first and third) if second == "-a" else bool(first or third)
        if first == "!":
            return not self._two(second, third)
        if first == "(" and third == ")":
            return second != ""
        raise self._fault(f"{second}: binary operator expected")

    def _either(self, words: list[str]) -> bool:
        value = self._both(words)
        while words[:1] == ["-o"]:
            words.pop(0)
            value = self._both(words) or value
        return value

    def _both(self, words: list[str]) -> bool:
        value = self._one(words)
        while words[:1] == ["-a"]:
            words.pop(0)
            value = self._one(words) and value
        return value

    def _one(self, words: list[str]) -> bool:
        if not words:
            raise self._fault("argument expected")
        if len(words) >= _THREE and words[1] in _BINARY:
            return self._compare(words.pop(0), words.pop(0), words.pop(0))
        if words[0] == "!" and len(words) > 1:
            words.pop(0)
            return not self._one(words)
        if words[0] == "(":
            return self._inside(words)
        if words[0] in UNARY and len(words) > 1:
            return self._holds(words.pop(0), words.pop(0))
        return words.pop(0) != ""

    def _inside(self, words: list[str]) -> bool:
        words.pop(0)
        value = self._either(words)
        if words[:1] != [")"]:
            raise self._fault(f"`)' expected, found {words[0]}" if words else "`)' expected")
        words.pop(0)
        return value

    def _compare(self, left: str, operator: str, right: str) -> bool:
        if operator in TEXTS:
            return TEXTS[operator](left, right)
        if operator in comparing.FILES:
            return comparing.newer(self.call.session, left, operator, right)
        for text in (left, right):
            if not comparing.NUMBER.fullmatch(text):
                raise self._fault(f"{text}: integer expression expected")
        return NUMBERS[operator](int(left), int(right))

    def _holds(self, operator: str, operand: str) -> bool:
        return comparing.holds(self.call.session, self.call.descriptors, operator, operand)


COMMAND = Command(
    "test",
    "Compare texts and numbers, look at files.",
    "test EXPRESSION  or  [ EXPRESSION ]",
    run,
    aliases=("[",),
    helps=False,
)
