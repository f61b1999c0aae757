"""uniq: one of lines that stand behind each other and are equal."""

import re
from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import Inputs

_FIELD = re.compile(r"[ \t]*[^ \t]*")


def run(call: Call) -> Running:
    """Prints each group of equal lines once, as soon as it has ended."""
    options = parse_call(call, COMMAND, exit_code=1)
    if len(options.operands) > 2:
        raise UsageError(f"extra operand '{options.operands[2]}'", exit_code=1)
    value = _comparing(options)
    inputs = Inputs(call, options.operands[:1])
    shown: list[str] = []
    to_file = options.operands[1:] not in ([], ["-"])
    yield from _groups(inputs, options, value, shown.append if to_file else call.out)
    if to_file and not inputs.code:
        session = call.session
        place = files.check_writable(call.world, session.place, session.user, session.cwd, options.operands[1])
        files.write(call.world, session.place, session.user, place, "".join(shown))
    return inputs.code


def _groups(
    inputs: Inputs, options: Parsed, value: Callable[[str], str], show: Callable[[str], object]
) -> Generator[Wait, Any, None]:
    first = last = None
    count = 0
    while line := (yield from inputs.line()):
        text = line.removesuffix("\n")
        if first is not None and value(text) == last:
            count += 1
            continue
        if first is not None:
            show(_group(options, first, count))
        first, last, count = text, value(text), 1
    if first is not None:
        show(_group(options, first, count))


def _group(options: Parsed, line: str, count: int) -> str:
    if (options.has("-d") and count == 1) or (options.has("-u") and count > 1):
        return ""
    return f"{count:7} {line}\n" if options.has("-c") else f"{line}\n"


def _comparing(options: Parsed) -> Callable[[str], str]:
    """What of a line is compared."""
    fields, characters = _number(options, "-f", "fields to skip"), _number(options, "-s", "bytes to skip")
    width = _number(options, "-w", "bytes to compare") if options.has("-w") else None

    def value(line: str) -> str:
        at = 0
        for _ in range(min(fields, len(line))):
            found = _FIELD.match(line, at)
            at = found.end() if found else at
        part = line[at + characters :][:width]
        return part.upper() if options.has("-i") else part

    return value


def _number(options: Parsed, flag: str, of: str) -> int:
    text = options.last(flag, "0")
    if not re.fullmatch("[0-9]+", text):
        raise UsageError(f"{text}: invalid number of {of}", exit_code=1)
    return int(text[:9])


COMMAND = Command(
    "uniq",
    "One of equal lines that stand behind each other.",
    "uniq [-cdiu] [-f N] [-s N] [-w N] [FILE [FILE]]",
    run,
    (
        Option(("-c", "--count"), "how many there are, before each"),
        Option(("-d", "--repeated"), "only lines that stand there several times"),
        Option(("-u", "--unique"), "only lines that stand there once"),
        Option(("-i", "--ignore-case"), "upper and lower case are the same"),
        Option(("-f", "--skip-fields"), "the first N fields do not count", "N"),
        Option(("-s", "--skip-chars"), "the first N characters do not count", "N"),
        Option(("-w", "--check-chars"), "no more than N characters count", "N"),
    ),
)
