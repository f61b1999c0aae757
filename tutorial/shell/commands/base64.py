"""base64: text that stands for bytes, and back."""

import base64
import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call
from tutorial.shell.texts import CHARACTERS_A_STEP, charged, read_input

_OTHER = re.compile(r"[^A-Za-z0-9+/=]")
_BLOCKS = re.compile(r"(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)*")
_PADDED = re.compile(r"[^=]*=*")

_PART = re.compile(r"[A-Za-z0-9+/]{2,3}")
"""What is left of a block at the end stands for its first bytes, which are printed before it is complained of."""


def run(call: Call) -> Running:
    """Prints its input in base64, or with `-d` what it stands for."""
    options = parse_call(call, COMMAND, exit_code=1)
    if len(options.operands) > 1:
        raise UsageError(
            f"extra operand '{options.operands[1]}'\nTry 'base64 --help' for more information.", exit_code=1
        )
    width = options.last("-w", "76")
    if not re.fullmatch("[0-9]+", width):
        raise UsageError(f"invalid wrap size: '{width}'", exit_code=1)
    text = yield from read_input(call, options.operands[0] if options.operands else "-")
    yield from charged(call, len(text) // CHARACTERS_A_STEP)
    if options.has("-d"):
        return _decode(call, text, careless=options.has("-i"))
    call.out(_wrapped(base64.b64encode(text.encode()).decode(), int(width[:9])))
    return 0


def _wrapped(text: str, width: int) -> str:
    if not width:
        return text
    return "".join(f"{text[at : at + width]}\n" for at in range(0, len(text), width))


def _decode(call: Call, text: str, *, careless: bool) -> int:
    """What is right is printed; 1 when something is not."""
    text = _OTHER.sub("", text) if careless else text.replace("\n", "")
    found = _BLOCKS.match(text)
    right = found[0] if found else ""
    rest = _PART.match(text, len(right))
    part = rest[0] + "=" * (4 - len(rest[0])) if rest else ""
    call.out(b"".join(map(base64.b64decode, _PADDED.findall(right + part))).decode("utf-8", "replace"))
    if right == text:
        return 0
    call.err("base64: invalid input\n")
    return 1


COMMAND = Command(
    "base64",
    "Write bytes as text, and back.",
    "base64 [-d] [-i] [-w N] [FILE]",
    run,
    (
        Option(("-d", "--decode"), "back: from text to bytes"),
        Option(("-w", "--wrap"), "characters of a line (76); 0 for one line", "N"),
        Option(("-i", "--ignore-garbage"), "with -d, leave out what is no base64"),
    ),
)
