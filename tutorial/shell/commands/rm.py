"""rm: removes files, and folders with all that is in them."""

from tutorial.shell import changing, files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.files import FileError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import charged

TRY = "Try 'rm --help' for more information."


def run(call: Call) -> Running:
    """1 when something could not be removed; with `-f` what is not there is no fault."""
    options = parse_call(call, COMMAND, exit_code=1)
    if not options.operands and not options.has("-f"):
        raise UsageError(f"missing operand\n{TRY}", exit_code=1)
    code = 0
    for path in options.operands:
        try:
            code = (yield from _remove(call, path, options)) or code
        except FileError as fault:
            code = 1
            call.err(f"rm: cannot remove '{path}': {fault.reason}\n")
    return code


def _remove(call: Call, path: str, options: Parsed) -> Running:
    if path.rstrip("/").rpartition("/")[2] in {".", ".."}:
        call.err(f"rm: refusing to remove '.' or '..' directory: skipping '{path}'\n")
        return 1
    place = changing.place_of(call, path)
    found = changing.at(call, place)
    if found is None:
        if options.has("-f"):
            return 0
        raise FileError(path, "No such file or directory")
    if found.is_dir and not options.has("-r"):
        empty = not files.listing(call.world, call.session.place, place)
        if not (options.has("-d") and empty):
            raise FileError(path, "Directory not empty" if options.has("-d") else "Is a directory")
    if place == "/":
        raise FileError(path, "it is dangerous to operate recursively on the root folder")
    changing.check_folder(call, path, place)
    for below in reversed(changing.inside(call, place)):
        yield from charged(call, 1)
        changing.check_folder(call, path, below)
        _take(call, below, f"{path.rstrip('/')}{below[len(place) :]}", options)
    _take(call, place, path, options)
    return 0


def _take(call: Call, place: str, called: str, options: Parsed) -> None:
    found = changing.at(call, place)
    changing.remove(call, place)
    if options.has("-v"):
        call.out(f"removed {'directory ' if found is not None and found.is_dir else ''}'{called}'\n")


COMMAND = Command(
    "rm",
    "Remove files.",
    "rm [-dfrv] FILE…",
    run,
    (
        Option(("-f", "--force"), "what is not there is no fault; nobody is asked"),
        Option(("-r", "--recursive", "-R"), "folders with all that is in them"),
        Option(("-d", "--dir"), "empty folders, too"),
        Option(("-v", "--verbose"), "say what is removed"),
    ),
)
