"""jq: real jq, asked outside of the world. This file reads its options and its files."""

import re
from collections.abc import Generator
from typing import Any

from tutorial.cluster.waits import Answer, Ask, Wait
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.texts import charged, read_file

PASSED = {
    "-r": "--raw-output", "-c": "--compact-output", "-e": "--exit-status", "-n": "--null-input", "-s": "--slurp",
    "-S": "--sort-keys", "-R": "--raw-input", "-j": "--join-output", "-a": "--ascii-output",
    "-M": "--monochrome-output",
}  # fmt: skip
LONG = {long: short for short, long in PASSED.items()} | {"--tab": "--tab"}
PAIRS = frozenset({"--arg", "--argjson"})
ASK_STEPS = 200
"""What a question costs: it is worked at outside."""
KILLED, KILLED_STEPS = 137, 50_000
"""A program that had to be killed has cost seconds."""
USAGE = (
    "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n"
    "\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n"
)


class _Line:
    """A parsed command line of jq: options to pass on (short form, values behind them), program, files."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.options: list[str] = []
        self.program: str | None = None
        self.program_file = ""
        self.files: list[str] = []
        self.rest: str = ""
        self._read(list(call.args))

    def _read(self, words: list[str]) -> None:
        while words:
            word = words.pop(0)
            if word == "--":
                self._operands(words)
                return
            if word in PAIRS:
                self._pair(word, words)
            elif word == "--indent":
                self.options += [word, self._value(word, words)]
            elif word in {"--args", "--jsonargs"}:
                self.rest = word
                self.options.append(word)
            elif word in {"-f", "--from-file"}:
                self.program_file = self._value(word, words)
            elif word.startswith("--") and word in LONG:
                self.options.append(LONG[word])
            elif word.startswith("-") and len(word) > 1:
                self._letters(word)
            else:
                self._operands([word])

    def _letters(self, word: str) -> None:
        flags = [f"-{letter}" for letter in word[1:]]
        for flag in flags:
            if word.startswith("--") or flag not in PASSED:
                known = " ".join(sorted({*PASSED, *PAIRS, "--tab", "--indent", "--args", "--jsonargs", "-f"}))
                raise UsageError(f"option {word} is not supported here; supported: {known}")
        self.options += flags

    def _value(self, word: str, words: list[str]) -> str:
        if not words:
            raise UsageError(f"{word} takes one parameter (e.g. {word} n)")
        return words.pop(0)

    def _pair(self, word: str, words: list[str]) -> None:
        if len(words) < 2:
            raise UsageError(f"{word} takes two parameters (e.g. {word} varname text)")
        self.options += [word, words.pop(0), words.pop(0)]

    def _operands(self, words: list[str]) -> None:
        for word in words:
            if self.program is None and not self.program_file:
                self.program = word
            elif self.rest:
                self.options += ["--", word]
            else:
                self.files.append(word)


def run(call: Call) -> Running:
    """Asks jq; its exit code is the command's. A file that can't be read makes it 2 at least, as jq does."""
    line = _Line(call)
    program = read_file(call, line.program_file) if line.program_file else line.program
    if program is None:
        call.err(USAGE)
        return 2
    text, code = yield from _input(call, line)
    yield from charged(call, ASK_STEPS)
    answer = yield _ask(call, program, text, tuple(line.options))
    if not isinstance(answer, Answer):
        raise ShellError("nobody answered", exit_code=5)
    call.context.move(len(answer.stdout))
    call.out(answer.stdout)
    call.err(answer.stderr)
    if answer.exit_code == KILLED:
        yield from charged(call, KILLED_STEPS)
    return answer.exit_code or code


def _ask(call: Call, program: str, text: str, options: tuple[str, ...]) -> Ask:
    """The question, with the world's time and the shell's environment if the program may look at them."""
    now_ms = call.world.state.epoch_ms + call.world.now_ms if re.search(r"\bnow\b", program) else 0
    environment = tuple(sorted(call.env.items())) if re.search(r"\$ENV\b|\benv\b", program) else ()
    return Ask("jq", program, text, options, now_ms, environment)


def _input(call: Call, line: _Line) -> Generator[Wait, Any, tuple[str, int]]:
    """The text of all inputs, and the exit code so far."""
    if "-n" in line.options and not line.files and call.stdin.is_terminal:
        return "", 0
    if not line.files:
        return (yield from call.stdin.read_all()), 0
    pieces, code = [], 0
    for path in line.files:
        try:
            pieces.append(read_file(call, path))
        except ShellError as fault:
            call.err(f"jq: error: Could not open {fault}\n")
            code = 2
    return "".join(pieces), code


COMMAND = Command(
    "jq",
    "Query and change JSON.",
    "jq [OPTION…] FILTER [FILE…]",
    run,
    (
        Option(("-r", "--raw-output"), "texts without quotes"),
        Option(("-c", "--compact-output"), "each result on one line"),
        Option(("-e", "--exit-status"), "exit code 1 when the last result is null or false"),
        Option(("-n", "--null-input"), "read no input"),
        Option(("-s", "--slurp"), "all inputs as one array"),
        Option(("-S", "--sort-keys"), "keys in order"),
        Option(("-R", "--raw-input"), "inputs are lines of text"),
        Option(("-j", "--join-output"), "like -r, without newlines"),
        Option(("-a", "--ascii-output"), "escape everything but ASCII"),
        Option(("-M", "--monochrome-output"), "no colours (there are none)"),
        Option(("-f", "--from-file"), "read the filter from a file", "FILE"),
        Option(("--arg",), "a variable with a text", "NAME TEXT"),
        Option(("--argjson",), "a variable with a JSON value", "NAME JSON"),
        Option(("--args", "--jsonargs"), "what follows the filter are arguments, not files"),
        Option(("--indent",), "so many blanks a level", "N"),
        Option(("--tab",), "tabs instead"),
    ),
)
