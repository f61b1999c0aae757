"""mkdir: makes folders."""

from tutorial.cluster.host import File
from tutorial.shell import changing
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.files import FileError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import charged

FOLDER = File(is_dir=True, mode=0o755)


def run(call: Call) -> Running:
    """1 when one could not be made; with `-p` those that are there are no fault, and those above are made."""
    options = parse_call(call, COMMAND, exit_code=1)
    if not options.operands:
        raise UsageError("missing operand\nTry 'mkdir --help' for more information.", exit_code=1)
    code = 0
    for path in options.operands:
        yield from charged(call, 1)
        try:
            _make(call, path, options)
        except FileError as fault:
            code = 1
            call.err(f"mkdir: cannot create directory '{path}': {fault.reason}\n")
    return code


def _make(call: Call, path: str, options: Parsed) -> None:
    place = changing.place_of(call, path) if path else ""
    if not path:
        raise FileError(path, "No such file or directory")
    found = changing.at(call, place)
    if found is not None and not (options.has("-p") and found.is_dir):
        raise FileError(path, "File exists")
    if found is not None:
        return
    for wanted in _with_those_above(path) if options.has("-p") else [path]:
        made = changing.place_of(call, wanted)
        if changing.at(call, made) is None:
            changing.check_folder(call, path, made)
            changing.put(call, path, made, FOLDER)
            call.out(f"mkdir: created directory '{wanted}'\n" if options.has("-v") else "")


def _with_those_above(path: str) -> list[str]:
    """The path, and before it those of the folders that it leads through."""
    parts = path.rstrip("/").split("/")
    return [above for count in range(1, len(parts) + 1) if (above := "/".join(parts[:count]))]


COMMAND = Command(
    "mkdir",
    "Make folders.",
    "mkdir [-pv] FOLDER…",
    run,
    (
        Option(("-p", "--parents"), "those above, too; one that is there is no fault"),
        Option(("-v", "--verbose"), "say what is made"),
    ),
)
