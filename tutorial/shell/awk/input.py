"""Records: from the files that the command line names, from standard input, from other sources."""

import re
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from tutorial.cluster.waits import Wait
from tutorial.shell.awk.values import Outside
from tutorial.shell.errors import ShellError
from tutorial.shell.streams import Source
from tutorial.shell.texts import CHARACTERS_A_STEP, charged, open_input

if TYPE_CHECKING:
    from tutorial.shell.awk.evaluator import Evaluator

_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=", re.ASCII)
Finding = Generator[Wait, Any, str | None]


class Input:
    """The records of the inputs, one after the other. `code` is 2 once a file could not be read."""

    def __init__(self, interpreter: "Evaluator") -> None:
        self.interpreter = interpreter
        self.source: Source | None = None
        self.at, self.code, self.read = 0, 0, False
        self.rests: dict[int, tuple[Source, str]] = {}
        """What was read of a source and is not yet a record, by the source's identity."""

    def next(self) -> Finding:
        """The next record of the inputs, counted; None behind the last one."""
        scope = self.interpreter.scope
        while self.source is not None or self._open():
            assert self.source is not None, "it was opened"
            try:
                found = yield from self.record(self.source)
            except ShellError as fault:
                self._complain(fault)
                found = None
            if found is not None:
                scope.put("NR", scope.number("NR") + 1)
                scope.put("FNR", scope.number("FNR") + 1)
                return found
            self.source = None
        return None

    def skip(self) -> None:
        """Leave the current file."""
        if self.source is not None:
            self.rests.pop(id(self.source), None)
            self.source = None

    def _open(self) -> bool:
        """Open the next input; False when there is none."""
        interpreter = self.interpreter
        scope = interpreter.scope
        while self.at + 1 < scope.number("ARGC"):
            self.at += 1
            word = interpreter.text(scope.array("ARGV").get(str(self.at)))
            if _SETTING.match(word):
                interpreter.assign_from_outside(word)
            elif word:
                self.read = True
                try:
                    self.source = open_input(interpreter.call, word)
                except ShellError as fault:
                    self._complain(fault)
                    continue
                scope.put("FILENAME", Outside(word))
                scope.put("FNR", 0.0)
                return True
        if self.read:
            return False
        self.read, self.source = True, interpreter.call.stdin
        return True

    def _complain(self, fault: ShellError) -> None:
        path, mark, reason = str(fault).rpartition(": ")
        if not mark:
            raise fault
        if reason == "Is a directory":
            self.interpreter.call.err(f"awk: warning: command line argument `{path}' is a directory: skipped\n")
            return
        self.interpreter.call.err(f"awk: cmd. line:1: fatal: cannot open file `{path}' for reading ({reason})\n")
        self.code = 2

    def record(self, source: Source) -> Finding:
        """The next record of a source: a line, or what `RS` says."""
        separator = self.interpreter.scope.text("RS")
        if separator == "\n" and id(source) not in self.rests:
            line = yield from source.read_line()
            yield from charged(self.interpreter.call, len(line) // CHARACTERS_A_STEP)
            return line.removesuffix("\n") if line else None
        return (yield from self._separated(source, separator))

    def _separated(self, source: Source, separator: str) -> Finding:
        kept = self.rests.get(id(source))
        rest = kept[1] if kept else (yield from source.read_all())
        if not separator:
            rest = rest.lstrip("\n")
        if not rest:
            self.rests.pop(id(source), None)
            return None
        yield from charged(self.interpreter.call, 1 + len(rest) // CHARACTERS_A_STEP)
        start, end = yield from self._end(rest, separator)
        self.rests[id(source)] = (source, rest[end:])
        return rest[:start]

    def _end(self, rest: str, separator: str) -> Generator[Wait, Any, tuple[int, int]]:
        """Where the first separator begins and ends; a newline at the very end counts as one."""
        interpreter = self.interpreter
        if len(separator) == 1:
            start = rest.find(separator)
            found = (start, start + 1) if start >= 0 else None
        else:
            search = interpreter.patterns.of(separator or "\n\n+")
            found = yield from search.span(interpreter.context, rest)
        if found is not None and found[1] > found[0]:
            return found
        return len(rest.removesuffix("\n")), len(rest)
