"""Running a script over lines. Source: GNU sed 4.2.2, `execute.c`; a line is read ahead only where somebody asks
whether there is one, so that lines of a pipe are printed as they come.
"""

from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.command import Call
from tutorial.shell.errors import UsageError
from tutorial.shell.regex import Search
from tutorial.shell.sed.replacing import replaced
from tutorial.shell.sed.script import Address, Command
from tutorial.shell.texts import Inputs, Reading, charged

SPACE_LIMIT = 262_144
"""Characters that the pattern space or the hold space may hold."""
COMMANDS_A_STEP = 4
Doing = Generator[Wait, Any, None]


class Quit(Exception):
    """The script ends: `q`, the input's end in the middle of it, or `Q`, behind which nothing is printed any more.

    After `q` the last line `ends` with a newline, whether or not the input had one.
    """

    def __init__(self, code: int = 0, *, prints: bool = True, ends: bool = False) -> None:
        super().__init__(code)
        self.code, self.prints, self.ends = code, prints, ends


class Restart(Exception):
    """The next cycle begins, after `d` with the next line; `keeps` the space after `D`."""

    def __init__(self, *, keeps: bool = False) -> None:
        super().__init__()
        self.keeps = keeps


class Engine:
    """One run of a script over inputs. Printed text goes to `show`, in whole lines."""

    def __init__(
        self, call: Call, commands: list[Command], inputs: Inputs, show: Callable[[str], None], *, quiet: bool
    ) -> None:
        self.call, self.context, self.commands, self.inputs, self.show, self.quiet = (
            call,
            call.context,
            commands,
            inputs,
            show,
            quiet,
        )
        self.space = self.hold = ""
        self.number = 0
        self.ahead: str | None = None
        self.chomped = self.held_chomped = True
        self.missing = False
        self.behind: list[str] = []
        self.last: Search | None = None
        self.substituted = False
        self.ends: dict[int, int | None] = {}
        """Of ranges that have begun: the last line where it is known."""
        self.started: set[int] = set()

    def run(self) -> Generator[Wait, Any, int]:
        """Run the script over all lines; the exit code that it asks for."""
        self.ends = {
            at: None
            for at, command in enumerate(self.commands)
            if command.first == Address("line", 0) and command.second is not None
        }
        self.started = set(self.ends)
        kept = False
        while kept or (yield from self._read()):
            kept = False
            try:
                yield from self._cycle()
            except Restart as restart:
                kept = restart.keeps
                self._flush()
            except Quit as end:
                if end.prints:
                    self._auto()
                    self._flush()
                    self.show("\n" if end.ends and self.missing else "")
                return end.code
        return 0

    def _cycle(self) -> Doing:
        yield from self._script()
        self._auto()
        self._flush()

    def _auto(self) -> None:
        if not self.quiet:
            self._print(self.space)

    # Input and output

    def _peek(self) -> Reading:
        if self.ahead is None:
            self.ahead = yield from self.inputs.line()
        return self.ahead

    def _read(self, *, append: bool = False) -> Generator[Wait, Any, bool]:
        line = yield from self._peek()
        if not line:
            return False
        self._flush()
        self.ahead, self.substituted = None, False
        self.number += 1
        text = line.removesuffix("\n")
        self.chomped = text != line
        self._set(f"{self.space}\n{text}" if append else text)
        return True

    def _set(self, text: str) -> None:
        if len(text) > SPACE_LIMIT:
            raise UsageError(f"more than {SPACE_LIMIT:,} characters of text are not supported here", exit_code=4)
        self.context.move(len(text))
        self.space = text

    def _print(self, text: str, *, whole: bool = False) -> None:
        """Print a text with its newline, which is missing where the last line of the input has none."""
        ends = whole or self.chomped
        self.show(("\n" if self.missing else "") + text + ("\n" if ends else ""))
        self.missing = not ends

    def _flush(self) -> None:
        """Print what `a` has put behind the line."""
        for text in self.behind:
            self._print(text, whole=True)
        self.behind = []

    # Addresses

    def _selects(self, at: int, command: Command) -> Generator[Wait, Any, bool]:
        if command.first is None:
            return True
        if command.second is None:
            return (yield from self._meets(command.first))
        if at in self.ends:
            return (yield from self._goes_on(at, command.second))
        if not (yield from self._starts(at, command.first, command.second)):
            return False
        if command.second.kind != "last" or (yield from self._peek()):
            self._begin(at, command.second)
        return True

    def _starts(self, at: int, first: Address, second: Address) -> Generator[Wait, Any, bool]:
        """Whether a range starts here. One that starts at a number does so once, behind it where its line was skipped
        and the range is not over."""
        if first.kind != "line":
            return (yield from self._meets(first))
        over = second.kind == "line" and self.number > max(second.number, first.number)
        starts = self.number >= first.number and at not in self.started and not over
        if starts:
            self.started.add(at)
        return starts

    def _begin(self, at: int, second: Address) -> None:
        """Note where the range ends that begins here, if it has more than this line."""
        end: int | None = None
        if second.kind == "plus":
            end = self.number + second.number
        elif second.kind == "multiple":
            end = (self.number // second.number + 1) * second.number if second.number else self.number
        elif second.kind == "line":
            end = second.number
        elif second.kind == "step" and self._steps_on(second):
            end = self.number
        if end is None or end > self.number:
            self.ends[at] = end

    def _goes_on(self, at: int, second: Address) -> Generator[Wait, Any, bool]:
        end = self.ends[at]
        if end is not None:
            if self.number >= end:
                del self.ends[at]
            return self.number <= end or second.kind != "line"
        if (yield from self._meets(second)):
            del self.ends[at]
        return True

    def _meets(self, address: Address) -> Generator[Wait, Any, bool]:
        if address.kind == "line":
            return self.number == address.number
        if address.kind == "step":
            return self._steps_on(address)
        if address.kind == "last":
            return not (yield from self._peek())
        return (yield from self._pattern(address.search).occurs(self.context, self.space))

    def _steps_on(self, address: Address) -> bool:
        return self.number >= address.number and (self.number - address.number) % address.step == 0

    def _pattern(self, search: Search | None) -> Search:
        """The pattern, or the last one used."""
        self.last = search or self.last
        if self.last is None:
            raise UsageError("no previous regular expression", exit_code=1)
        return self.last

    # Commands

    def _script(self) -> Doing:
        at = 0
        while at < len(self.commands):
            command = self.commands[at]
            yield from charged(self.call, at % COMMANDS_A_STEP == 0)
            if (yield from self._selects(at, command)) == command.negated:
                at = command.target if command.name == "{" else at + 1
            elif self._branches(command):
                yield from charged(self.call, 1)
                at = command.target
            else:
                yield from self._do(at, command)
                at += 1

    def _branches(self, command: Command) -> bool:
        if command.name not in {"b", "t", "T"}:
            return False
        if command.name == "b":
            return True
        before, self.substituted = self.substituted, False
        return before == (command.name == "t")

    def _do(self, at: int, command: Command) -> Doing:
        if command.name in {"n", "N"}:
            yield from self._next(append=command.name == "N")
        elif command.substitution is not None:
            yield from self._substitute(command)
        elif command.name == "c":
            self._change(at, command)
        else:
            self._plain(command)

    def _next(self, *, append: bool) -> Doing:
        if not (yield from self._peek()):
            raise Quit
        if not append:
            self._auto()
        yield from self._read(append=append)

    def _substitute(self, command: Command) -> Doing:
        what = command.substitution
        assert what is not None, "s has one"
        search = self._pattern(what.search)
        text = yield from replaced(self.context, search, what, self.space)
        if text is None:
            return
        self._set(text)
        self.substituted = True
        if what.prints:
            self._print(self.space)

    def _change(self, at: int, command: Command) -> None:
        if at not in self.ends:
            self._print(command.text.removesuffix("\n"), whole=True)
        raise Restart

    def _plain(self, command: Command) -> None:
        first, newline, rest = self.space.partition("\n")
        name = command.name
        if name == "p":
            self._print(self.space)
        elif name == "P":
            self._print(first, whole=bool(newline))
        elif name == "d" or (name == "D" and not newline):
            raise Restart
        elif name == "D":
            self.space = rest
            raise Restart(keeps=True)
        elif name in {"q", "Q"}:
            raise Quit(command.code, prints=name == "q", ends=True)
        elif name == "=":
            self._print(str(self.number), whole=True)
        elif name == "i":
            self._print(command.text.removesuffix("\n"), whole=True)
        elif name == "a":
            self.behind.append(command.text.removesuffix("\n"))
        elif name == "y":
            self.space = "".join(command.table.get(mark, mark) for mark in self.space)
        else:
            self._move(name)

    def _move(self, name: str) -> None:
        """`h`, `H`, `g`, `G`, `x`: between the two spaces."""
        if name == "x":
            self.space, self.hold = self.hold, self.space
            self.chomped, self.held_chomped = self.held_chomped, self.chomped
        elif name in {"h", "H"}:
            held = self.space if name == "h" else f"{self.hold}\n{self.space}"
            space = self.space
            self._set(held)
            self.hold, self.space = held, space
            self.held_chomped = self.chomped or (name == "H" and self.held_chomped)
        elif name in {"g", "G"}:
            self._set(self.hold if name == "g" else f"{self.space}\n{self.hold}")
            self.chomped = self.held_chomped or (name == "G" and self.chomped)
