"""nl: numbers lines."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import Inputs

_FORMS = {"ln": "<", "rn": ">", "rz": "0>"}


def run(call: Call) -> Running:
    """Prints lines behind their numbers, which all inputs share; blank ones have none, unless `-b a` is given."""
    options = parse_call(call, COMMAND, exit_code=1)
    style, form = options.last("-b", "t"), options.last("-n", "rn")
    if style not in {"a", "t", "n"}:
        raise UsageError(f"invalid body numbering style: '{style}'; supported: a t n", exit_code=1)
    if form not in _FORMS:
        raise UsageError(f"invalid line numbering format: '{form}'", exit_code=1)
    number, step, width = (_number(options, flag, default) for flag, default in (("-v", "1"), ("-i", "1"), ("-w", "6")))
    if not 0 < width <= 100:
        raise UsageError(f"invalid line number field width: '{width}'", exit_code=1)
    between = options.last("-s", "\t")
    inputs = Inputs(call, options.operands)
    while line := (yield from inputs.line()):
        text = line.removesuffix("\n")
        if style == "a" or (style == "t" and text):
            call.out(f"{number:{_FORMS[form]}{width}}{between}{text}\n")
            number += step
        else:
            call.out(" " * (width + len(between)) + f"{text}\n")
    return inputs.code


def _number(options: Parsed, flag: str, default: str) -> int:
    text = options.last(flag, default)
    if not re.fullmatch("-?[0-9]{1,9}", text):
        raise UsageError(f"invalid number '{text}' for {flag}", exit_code=1)
    return int(text)


COMMAND = Command(
    "nl",
    "Number lines.",
    "nl [-b STYLE] [-n FORM] [-s TEXT] [-v N] [-i N] [-w N] [FILE…]",
    run,
    (
        Option(("-b", "--body-numbering"), "which: t (those that are not empty), a (all), n (none)", "STYLE"),
        Option(("-n", "--number-format"), "how: rn (right), ln (left), rz (with zeros)", "FORM"),
        Option(("-s", "--number-separator"), "what stands between number and line, instead of a tab", "TEXT"),
        Option(("-v", "--starting-line-number"), "the first number", "N"),
        Option(("-i", "--line-increment"), "from one to the next", "N"),
        Option(("-w", "--number-width"), "how wide numbers are", "N"),
    ),
)
