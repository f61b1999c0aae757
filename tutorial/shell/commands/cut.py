"""cut: parts of lines."""

import re
from collections.abc import Callable

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import Inputs

_RANGE = re.compile(r"([0-9]*)(-?)([0-9]*)")
_END = 10**12
Ranges = list[tuple[int, int]]
"""From and to, counted from 1, ascending, none touching another."""


def run(call: Call) -> Running:
    """Prints what was chosen of each line."""
    options = parse_call(call, COMMAND, exit_code=1)
    chosen = _chosen(options)
    inputs = Inputs(call, options.operands)
    while line := (yield from inputs.line()):
        text = chosen(line.removesuffix("\n"))
        if text is not None:
            call.out(f"{text}\n")
    return inputs.code


def _fault(text: str) -> UsageError:
    return UsageError(f"{text}\nTry 'cut --help' for more information.", exit_code=1)


def _chosen(options: Parsed) -> Callable[[str], str | None]:
    kinds = [(flag, text) for flag, text in options.order if flag in {"-b", "-c", "-f"}]
    if not kinds:
        raise _fault("you must specify a list of bytes, characters, or fields")
    if len(kinds) > 1:
        raise _fault("only one type of list may be specified")
    kind, text = kinds[0]
    for flag, words in (
        ("-d", "an input delimiter may be specified only"),
        ("-s", "suppressing non-delimited lines makes sense\n\tonly"),
    ):
        if options.has(flag) and kind != "-f":
            raise _fault(f"{words} when operating on fields")
    ranges = _ranges(text, kind)
    if options.has("--complement"):
        ranges = _others(ranges)
    return _fields(options, ranges) if kind == "-f" else _characters(options, ranges)


def _characters(options: Parsed, ranges: Ranges) -> Callable[[str], str]:
    between = options.last("--output-delimiter")
    return lambda line: between.join(line[first - 1 : last] for first, last in ranges if first <= len(line))


def _fields(options: Parsed, ranges: Ranges) -> Callable[[str], str | None]:
    mark = options.last("-d", "\t")
    if len(mark) > 1:
        raise _fault("the delimiter must be a single character")
    mark = mark or "\0"
    between = options.last("--output-delimiter", mark)

    def chosen(line: str) -> str | None:
        if mark not in line:
            return None if options.has("-s") else line
        fields = line.split(mark)
        return between.join(field for first, last in ranges for field in fields[first - 1 : last])

    return chosen


def _ranges(text: str, kind: str) -> Ranges:
    """The ranges of a list such as `1,3-5,7-`, in order and joined where they meet (fields) or overlap."""
    found: Ranges = []
    for part in re.split(r"[, \t]", text):
        match = _RANGE.fullmatch(part)
        if match is None or part in {"", "-"}:
            raise _fault(_wrong(part, kind))
        first = int(match[1][:12] or 1)
        last = int(match[3][:12] or _END) if match[2] else first
        if first == 0:
            raise _fault("fields and positions are numbered from 1")
        if last < first:
            raise _fault("invalid decreasing range")
        found.append((first, last))
    return _joined(sorted(found))


def _wrong(part: str, kind: str) -> str:
    if part == "-":
        return "invalid range with no endpoint: -"
    if not part:
        return "fields and positions are numbered from 1"
    return f"invalid field value '{part}'" if kind == "-f" else f"invalid byte or character position '{part}'"


def _joined(ranges: Ranges) -> Ranges:
    joined: Ranges = []
    for first, last in ranges:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _others(ranges: Ranges) -> Ranges:
    others, at = [], 1
    for first, last in ranges:
        if at < first:
            others.append((at, first - 1))
        at = last + 1
    return [*others, (at, _END)]


COMMAND = Command(
    "cut",
    "Cut parts out of lines.",
    "cut (-f LIST [-d CHARACTER] [-s] | -c LIST) [--complement] [--output-delimiter=TEXT] [FILE…]",
    run,
    (
        Option(("-f", "--fields"), "these fields: 2, 1,3, 2-4, 3-", "LIST"),
        Option(("-d", "--delimiter"), "what stands between fields, instead of a tab", "CHARACTER"),
        Option(("-c", "--characters"), "these characters", "LIST"),
        Option(("-b", "--bytes"), "the same here", "LIST"),
        Option(("-s", "--only-delimited"), "no lines that have no delimiter"),
        Option(("--complement",), "all but what was chosen"),
        Option(("--output-delimiter",), "what is put between the parts", "TEXT"),
    ),
)
