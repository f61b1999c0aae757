"""test and [: compares texts and numbers, looks at files."""

import re
from collections.abc import Callable

from tutorial.shell import files
from tutorial.shell.command import Call, Command
from tutorial.shell.errors import ShellError

_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
TEXTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
TEXTS |= {"<": lambda a, b: a < b, ">": lambda a, b: a > b}
UNARY = frozenset({"-z", "-n", "-e", "-f", "-d", "-r", "-w", "-x", "-s"})
MAX_WORDS = 100


def run(call: Call) -> int:
    """0 for true, 1 for false, 2 for a wrong expression."""
    words = list(call.args)
    if call.name == "[" and (not words or words.pop() != "]"):
        raise ShellError("missing `]'", label="bash: [")
    if len(words) > MAX_WORDS:
        raise ShellError("too many arguments", label=f"bash: {call.name}")
    return int(not _Expression(call, words).value())


class _Expression:
    def __init__(self, call: Call, words: list[str]) -> None:
        self.call, self.words = call, words

    def value(self) -> bool:
        if not self.words:
            return False
        value = self._either()
        if self.words:
            raise self._fault("too many arguments")
        return value

    def _fault(self, text: str) -> ShellError:
        return ShellError(text, label=f"bash: {self.call.name}")

    def _either(self) -> bool:
        value = self._both()
        while self.words[:1] == ["-o"]:
            self.words.pop(0)
            value = self._both() or value
        return value

    def _both(self) -> bool:
        value = self._one()
        while self.words[:1] == ["-a"]:
            self.words.pop(0)
            value = self._one() and value
        return value

    def _one(self) -> bool:
        words = self.words
        if not words:
            raise self._fault("argument expected")
        if len(words) >= 3 and (words[1] in NUMBERS or words[1] in TEXTS):
            left, operator, right = words.pop(0), words.pop(0), words.pop(0)
            return self._compare(left, operator, right)
        if words[0] == "!" and len(words) > 1:
            words.pop(0)
            return not self._one()
        if words[0] == "(" and len(words) > 2:
            words.pop(0)
            value = self._either()
            if words[:1] != [")"]:
                raise self._fault("`)' expected")
            words.pop(0)
            return value
        if words[0] in UNARY and len(words) > 1:
            return self._unary(words.pop(0), words.pop(0))
        if len(words) == 2 and re.fullmatch(r"-[a-zA-Z]", words[0]):
            raise self._fault(f"{words[0]}: unary operator expected")
        return words.pop(0) != ""

    def _compare(self, left: str, operator: str, right: str) -> bool:
        if operator in TEXTS:
            return TEXTS[operator](left, right)
        for text in (left, right):
            if not _NUMBER.fullmatch(text):
                raise self._fault(f"{text}: integer expression expected")
        return NUMBERS[operator](int(left), int(right))

    def _unary(self, operator: str, operand: str) -> bool:
        if operator in {"-z", "-n"}:
            return (operand == "") == (operator == "-z")
        session = self.call.session
        file = files.lookup(self.call.world, session.place, files.absolute(session.cwd, operand)) if operand else None
        if file is None:
            return False
        bits = {"-r": 4, "-w": 2, "-x": 1}
        if operator in bits:
            return files.may(file, session.user, bits[operator])
        answers = {"-e": True, "-f": not file.is_dir, "-d": file.is_dir, "-s": file.is_dir or file.content != ""}
        return answers[operator]


COMMAND = Command(
    "test",
    "Compare texts and numbers, look at files.",
    "test EXPRESSION  or  [ EXPRESSION ]",
    run,
    aliases=("[",),
    helps=False,
)
