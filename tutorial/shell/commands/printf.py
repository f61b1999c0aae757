"""printf: prints arguments by a format."""

import re
from collections import deque
from collections.abc import Generator
from dataclasses import replace
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.escapes import unescape
from tutorial.shell.quoting import escaped
from tutorial.shell.streams import Capture

_DIRECTIVE = re.compile(r"%([-+ 0#']*+)(\*|[0-9]*+)(?:\.(\*|[0-9]*+))?+[hjlLtz]*+(.?)", re.DOTALL)
"""It takes nothing back that it took, so that a format of 60,000 digits is read once."""
MAX_WIDTH = 1000
DIRECTIVES_A_STEP = 4
VARIABLE = len(("-v", "NAME"))


def run(call: Call) -> Running:
    """The format is used again for arguments that are left over."""
    if not call.args:
        call.err("bash: printf: usage: printf [-v var] format [arguments]\n")
        return 2
    words = list(call.args[1:] if call.args[0] == "--" else call.args)
    if words[0] == "-v" and len(words) > VARIABLE:
        return (yield from _into(call, words[1], tuple(words[2:])))
    form, arguments = words[0], words[1:]
    job = _Job(call, arguments)
    while True:
        left = len(job.arguments)
        text, stopped = yield from job.once(form)
        call.out(text)
        if stopped or not job.arguments or len(job.arguments) == left:
            return job.code
        if call.context.step():
            yield Breath()


def _into(call: Call, name: str, words: tuple[str, ...]) -> Running:
    """`printf -v NAME`: what would be printed goes into a variable."""
    output = Capture(call.context)
    code = yield from run(replace(call, args=words, stdout=output))
    call.session.put(name, output.text)
    return code


class _Job:
    def __init__(self, call: Call, arguments: list[str]) -> None:
        self.call, self.arguments, self.code = call, deque(arguments), 0

    def once(self, form: str) -> Generator[Wait, Any, tuple[str, bool]]:
        """What the format makes of its arguments, and whether that ends the output."""
        out: list[str] = []
        at = 0
        for number, found in enumerate(_DIRECTIVE.finditer(form)):
            if number % DIRECTIVES_A_STEP == DIRECTIVES_A_STEP - 1 and self.call.context.step():
                yield Breath()
            plain, stopped = unescape(form[at : found.start()], octal_zero=False, stops=False)
            out.append(plain)
            at = found.end()
            if stopped:
                return "".join(out), True
            try:
                text, stopped = self._directive(found)
            except UsageError:
                self.call.out("".join(out))
                raise
            out.append(text)
            if stopped:
                return "".join(out), True
        plain, stopped = unescape(form[at:], octal_zero=False, stops=False)
        return "".join(out) + plain, stopped

    def _directive(self, found: "re.Match[str]") -> tuple[str, bool]:
        flags, width, precision, kind = found.groups()
        if found[0] == "%%":
            return "%", False
        if not kind:
            raise UsageError(f"printf: `{found[0]}': missing format character", exit_code=1, label="bash")
        if width == "*":
            width = str(self._number(self._next()))
            flags += "-" if width.startswith("-") else ""
        if precision == "*":
            precision = str(self._number(self._next()))
        exact = None if precision is None or precision.startswith("-") else str(_bounded(precision))
        size = _bounded(width.lstrip("-"))
        text, stopped = self._text(kind, flags, exact)
        room = " " * (size - len(text.encode()))
        padded = text + room if "-" in flags else room + text
        return padded if "0" not in flags or "-" in flags or kind in "sbqc" else _zeros(text, size), stopped

    def _text(self, kind: str, flags: str, precision: str | None) -> tuple[str, bool]:
        argument = self._next()
        if kind in "sbqc":
            text, stopped = unescape(argument, octal_zero=True) if kind == "b" else (argument, False)
            text = escaped(text) if kind == "q" else text[:1] if kind == "c" else text
            return (text if precision is None else _first(text, int(precision or 0))), stopped
        if kind in "fFeEgG":
            return format(self._float(argument), f".{precision or 6}{kind}"), False
        if kind not in "diouxX":
            raise UsageError(f"printf: `{kind}': invalid format character", exit_code=1, label="bash")
        number = self._number(argument)
        digits = format(abs(number) if kind in "di" else number & (1 << 64) - 1, {"i": "d", "u": "d"}.get(kind, kind))
        sign = "-" if number < 0 and kind in "di" else "+" if "+" in flags and kind in "di" else ""
        return sign + digits.rjust(int(precision or 0), "0"), False

    def _next(self) -> str:
        return self.arguments.popleft() if self.arguments else ""

    def _number(self, text: str) -> int:
        if text[:1] in {"'", '"'}:
            return ord(text[1]) if len(text) > 1 else 0
        if re.fullmatch(r"\s*[+-]?(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19})", text):
            digits = text.strip().lower()
            return int(digits, 16 if "x" in digits else 8 if re.fullmatch(r"[+-]?0[0-7]+", digits) else 10)
        if text:
            self._invalid(text)
        return 0

    def _float(self, text: str) -> float:
        if re.fullmatch(r"\s*[+-]?([0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})(e[+-]?[0-9]{1,2})?", text):
            return float(text)
        if text:
            self._invalid(text)
        return 0.0

    def _invalid(self, text: str) -> None:
        self.call.err(f"bash: printf: {text}: invalid number\n")
        self.code = 1


def _bounded(digits: str) -> int:
    """A width or a precision; UsageError for one over `MAX_WIDTH`."""
    significant = digits.lstrip("0")
    if len(significant) > len(str(MAX_WIDTH)) or int(significant or 0) > MAX_WIDTH:
        raise UsageError(f"printf: a width over {MAX_WIDTH} is not supported here", exit_code=1, label="bash")
    return int(significant or 0)


def _first(text: str, size: int) -> str:
    """As much of a text as so many bytes hold."""
    return text.encode()[:size].decode("utf-8", "ignore")


def _zeros(text: str, width: int) -> str:
    sign = text[:1] if text[:1] in {"-", "+"} else ""
    return sign + text[len(sign) :].rjust(width - len(sign), "0")


COMMAND = Command("printf", "Print arguments by a format.", "printf FORMAT [WORD…]", run)
