"""diff: how two files differ."""

import re
from collections.abc import Callable, Generator
from typing import Any

from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.differences.compare import Change, changes
from tutorial.shell.differences.writing import normal, unified
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.moments import written
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import lines_of, read_input
from tutorial.shell.work import worked

TRY = "Try 'diff --help' for more information."
WORK_A_STEP = 8
LINES_LIMIT = 20_000
STAMP = "%Y-%m-%d %H:%M:%S.%N %z"


def run(call: Call) -> Running:
    """0 when they are the same, 1 when they differ, 2 when something went wrong."""
    options = parse_call(call, COMMAND)
    if len(options.operands) != 2:
        last = f"extra operand '{options.operands[2]}'" if len(options.operands) > 2 else "missing operand after "
        last += "" if len(options.operands) > 2 else f"'{(options.operands or ['diff'])[-1]}'"
        raise UsageError(f"{last}\n{TRY}")
    paths = _paths(call, options.operands)
    texts, code = [], 0
    for path in paths:
        try:
            texts.append((yield from read_input(call, path)))
        except ShellError as fault:
            call.err(f"diff: {fault}\n")
            code = 2
    if code:
        return code
    if paths[0] == paths[1]:
        texts[1] = texts[0]
    return (yield from _compare(call, options, paths, [lines_of(text) for text in texts]))


def _paths(call: Call, operands: list[str]) -> list[str]:
    """The files that are meant: where one of the two is a folder, the one in it that has the other's name."""
    folders = [path != "-" and _is_folder(call, path) for path in operands]
    if all(folders):
        raise UsageError("comparing folders is not supported here; supported: two files")
    if not any(folders):
        return operands
    if "-" in operands:
        raise UsageError("cannot compare '-' to a directory")
    at = folders.index(True)
    inside = f"{operands[at].rstrip('/')}/{operands[1 - at].rpartition('/')[2]}"
    return [inside, operands[1]] if at == 0 else [operands[0], inside]


def _is_folder(call: Call, path: str) -> bool:
    found = files.lookup(call.world, call.session.place, files.absolute(call.session.cwd, path))
    return found is not None and found.is_dir


def _compare(call: Call, options: Parsed, paths: list[str], sides: list[list[str]]) -> Running:
    if max(map(len, sides)) > LINES_LIMIT:
        raise UsageError(f"files of more than {LINES_LIMIT:,} lines are not supported here")
    key = _key(options)
    context = _context(options)
    old, new = sides
    found: list[Change] = yield from worked(call.context, _in_steps(changes(old, new, context or 0, key)))
    names = paths
    if not found:
        call.out(f"Files {names[0]} and {names[1]} are identical\n" if options.has("-s") else "")
        return 0
    if options.has("-q"):
        call.out(f"Files {names[0]} and {names[1]} differ\n")
    elif context is None:
        call.out(normal(old, new, found))
    else:
        labels = [*options.all("-L"), *[_label(call, path) for path in paths][len(options.all("-L")) :]]
        call.out(f"--- {labels[0]}\n+++ {labels[1]}\n" + unified(old, new, found, context))
    return 1


def _in_steps(work: Generator[int, None, Any]) -> Generator[int, None, Any]:
    left = 0
    while True:
        try:
            left += next(work)
        except StopIteration as end:
            yield left // WORK_A_STEP
            return end.value
        yield left // WORK_A_STEP
        left %= WORK_A_STEP


def _label(call: Call, path: str) -> str:
    world, session = call.world, call.session
    found = files.lookup(world, session.place, files.absolute(session.cwd, path)) if path != "-" else None
    when = world.state.epoch_ms + (found.modified_ms if found is not None else world.now_ms)
    return f"{path}\t{written(when, STAMP)}"


def _context(options: Parsed) -> int | None:
    """How many lines stand around changes; None in the normal form."""
    if options.has("-U"):
        text = options.last("-U")
        if not re.fullmatch("[0-9]+", text):
            raise UsageError(f"invalid context length '{text}'\n{TRY}")
        return max(int(text[:9]), 3 if options.has("-u") else 0)
    return 3 if options.has("-u") else None


def _key(options: Parsed) -> Callable[[str], str]:
    """What of a line is compared."""

    def key(line: str) -> str:
        if options.has("-w"):
            line = re.sub(r"\s+", "", line)
        elif options.has("-b"):
            line = re.sub(r"\s+", " ", line).removesuffix(" ")
        return line.lower() if options.has("-i") else line

    return key


COMMAND = Command(
    "diff",
    "Tell how two files differ.",
    "diff [-u | -U N] [-biqsw] FILE FILE",
    run,
    (
        Option(("-u", "--unified"), "with three lines around changes"),
        Option(("-U",), "with so many lines around changes", "N"),
        Option(("-q", "--brief"), "only whether they differ"),
        Option(("-s", "--report-identical-files"), "say so when they are the same"),
        Option(("-i", "--ignore-case"), "upper and lower case are the same"),
        Option(("-b", "--ignore-space-change"), "how many blanks stand somewhere does not count"),
        Option(("-w", "--ignore-all-space"), "blanks do not count"),
        Option(("-L", "--label"), "a name for a file in the head of -u", "TEXT"),
        Option(("-d", "--minimal"), "as few changes as can be (always)"),
    ),
)
