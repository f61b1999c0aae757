"""basename: the last part of a path."""

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """Prints paths without their folders, and without a suffix."""
    options = parse_call(call, COMMAND, permute=False, exit_code=1)
    names, suffix = options.operands, options.last("-s")
    if not names:
        raise UsageError("missing operand\nTry 'basename --help' for more information.", exit_code=1)
    if not (options.has("-a") or options.has("-s")):
        if len(names) > 2:
            raise UsageError(f"extra operand '{names[2]}'\nTry 'basename --help' for more information.", exit_code=1)
        names, suffix = names[:1], "".join(names[1:])
    call.out("".join(f"{_last_part(name, suffix)}\n" for name in names))
    return 0


def _last_part(path: str, suffix: str) -> str:
    name = path.rstrip("/").rpartition("/")[2] or path[:1]
    return name.removesuffix(suffix) if name != suffix else name


COMMAND = Command(
    "basename",
    "Print the last part of a path.",
    "basename FILE [SUFFIX]  or  basename -a [-s SUFFIX] FILE…",
    run,
    (
        Option(("-a", "--multiple"), "several paths"),
        Option(("-s", "--suffix"), "several paths, without this suffix", "SUFFIX"),
    ),
)
