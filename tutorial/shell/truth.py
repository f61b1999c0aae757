"""Whether what stands between `[[` and `]]` is true."""

from collections.abc import Generator, Mapping
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell import comparing, patterns, syntax
from tutorial.shell.expand import Expander
from tutorial.shell.fields import Piece
from tutorial.shell.regex import Automaton
from tutorial.shell.regex import parse as parse_regex
from tutorial.shell.session import Session
from tutorial.shell.work import worked

Truth = Generator[Wait, Any, bool]
_PATTERNS = frozenset({"=", "==", "!="})
WORK_A_STEP = 25
"""As much of an automaton's work is one step."""
_MARKS = frozenset(r".[]{}()\*+?|^$")


class Judge:
    """Judges conditions for one session."""

    def __init__(self, session: Session, descriptors: Mapping[int, Any], expander: Expander) -> None:
        self.session, self.descriptors, self.expander = session, descriptors, expander

    def holds(self, test: syntax.Test) -> Truth:
        """Whether a condition is true; ShellError where it can't be said."""
        if isinstance(test, syntax.Compare):
            return (yield from self._compared(test))
        if test.operator == "!":
            return not (yield from self.holds(test.parts[0]))
        for part in test.parts:
            value = yield from self.holds(part)
            if value != (test.operator == "&&"):
                break
        return value

    def _compared(self, test: syntax.Compare) -> Truth:
        if test.left is None:
            operand = yield from self.expander.text(test.right)
            return comparing.holds(self.session, self.descriptors, test.operator, operand)
        left = yield from self.expander.text(test.left)
        if test.operator in _PATTERNS:
            pieces = yield from self.expander.pieces(test.right)
            pattern = yield from worked(self.session.context, patterns.compile_pattern(pieces))
            fits = yield from worked(self.session.context, patterns.matches(pattern, left))
            return fits != (test.operator == "!=")
        if test.operator == "=~":
            return (yield from self._found((yield from self.expander.pieces(test.right)), left))
        right = yield from self.expander.text(test.right)
        if test.operator in comparing.NUMBERS:
            first, second = map(self.expander.parameters.calculated, (left, right))
            return comparing.NUMBERS[test.operator](first, second)
        if test.operator in comparing.TEXTS:
            return comparing.TEXTS[test.operator](left, right)
        return comparing.newer(self.session, left, test.operator, right)

    def _found(self, pieces: list[Piece], text: str) -> Truth:
        """Whether an extended regular expression is found; what was quoted in it stands for itself."""
        pattern = "".join(_plain(piece) if quoted else piece for piece, quoted in pieces)
        automaton = Automaton(parse_regex(pattern, extended=True))
        return (yield from worked(self.session.context, _occurs(automaton, text)))


def _occurs(automaton: Automaton, text: str) -> Generator[int, None, bool]:
    """Whether the pattern is found, with the automaton's work counted in steps."""
    search = automaton.occurs(text)
    found = None
    while found is None:
        try:
            next(search)
        except StopIteration as end:
            found = bool(end.value)
        yield 1 + automaton.work // WORK_A_STEP
        automaton.work = 0
    return found


def _plain(text: str) -> str:
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in text)
