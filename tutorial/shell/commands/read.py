"""read: takes one line of input into variables."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.fields import Fields
from tutorial.shell.options import parse_call


def run(call: Call) -> Running:
    """Splits a line at `IFS`; the last variable gets the rest. 1 at the end of the input."""
    options = parse_call(call, COMMAND, permute=False)
    line = yield from call.stdin.read_line()
    text = line.removesuffix("\n")
    while not options.has("-r") and text.endswith("\\") and line.endswith("\n"):
        line = yield from call.stdin.read_line()
        text = text[:-1] + line.removesuffix("\n")
    names = options.operands or ["REPLY"]
    ifs = call.session.get("IFS")
    for name, value in zip(names, _values(text, " \t\n" if ifs is None else ifs, len(names)), strict=True):
        call.session.put(name, value)
    return 0 if line.endswith("\n") else 1


def _values(text: str, ifs: str, count: int) -> list[str]:
    values: list[str] = []
    white = "".join(mark for mark in ifs if mark in " \t\n")
    text = text.strip(white)
    for _ in range(count - 1):
        at = next((at for at, mark in enumerate(text) if mark in ifs), len(text))
        values.append(text[:at])
        rest = text[at:].lstrip(white)
        text = rest[1:].lstrip(white) if rest[:1] and rest[0] in ifs else rest
    fields = Fields(ifs)
    fields.split(text)
    fields.end()
    return [*values, text if len(fields.done) != 1 else "".join(piece for piece, _ in fields.done[0])]


COMMAND = Command(
    "read",
    "Take one line of input into variables.",
    "read [-r] [NAME…]",
    run,
    (Option(("-r",), "backslashes are plain"),),
)
