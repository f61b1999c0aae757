"""cp: copies files, and folders with all that is in them."""

from tutorial.cluster.host import File
from tutorial.shell import changing, files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.copying import transfer
from tutorial.shell.errors import ShellError
from tutorial.shell.files import FileError
from tutorial.shell.options import Parsed, parse_call


def run(call: Call) -> Running:
    """1 when something could not be copied."""
    options = parse_call(call, COMMAND, exit_code=1)

    def one(source: str, called: str, place: str) -> None:
        _copy(call, options, source, called, place)

    return (yield from transfer(call, options.operands, options.last("-t"), one))


def _copy(call: Call, options: Parsed, source: str, called: str, place: str) -> None:
    start = changing.place_of(call, source)
    found = changing.at(call, start)
    if found is None:
        raise ShellError(f"cannot stat '{source}': No such file or directory", exit_code=1)
    if found.is_dir and not options.has("-r"):
        raise ShellError(f"-r not specified; omitting directory '{source}'", exit_code=1)
    if start == place:
        raise ShellError(f"'{source}' and '{called}' are the same file", exit_code=1)
    if found.is_dir and f"{place}/".startswith(f"{start}/"):
        raise ShellError(f"cannot copy a directory, '{source}', into itself, '{called}'", exit_code=1)
    wanted = [start, *changing.inside(call, start)] if found.is_dir else [start]
    for path in wanted:
        _one(call, options, path, f"{place}{path[len(start) :]}", f"{called}{path[len(start) :]}")
    if options.has("-v"):
        call.out(f"'{source}' -> '{called}'\n")


def _one(call: Call, options: Parsed, path: str, place: str, called: str) -> None:
    file = changing.at(call, path) or File()
    old = changing.at(call, place)
    if old is not None and old.is_dir != file.is_dir:
        kinds = ("directory", "non-directory") if old.is_dir else ("non-directory", "directory")
        raise ShellError(f"cannot overwrite {kinds[0]} '{called}' with {kinds[1]}", exit_code=1)
    if (old is not None and old.is_dir) or (old is not None and options.has("-n")):
        return
    if not files.may(file, call.session.user, 4):
        raise ShellError(f"cannot open '{path}' for reading: Permission denied", exit_code=1)
    try:
        if file.is_dir:
            changing.check_folder(call, called, place)
        else:
            files.check_writable(call.world, call.session.place, call.session.user, "/", place)
        changing.put(call, called, place, file)
    except FileError as fault:
        raise ShellError(
            f"cannot create {'directory' if file.is_dir else 'regular file'} '{called}': {fault.reason}", 1
        ) from fault


COMMAND = Command(
    "cp",
    "Copy files.",
    "cp [-nrv] FILE… FILE",
    run,
    (
        Option(("-r", "--recursive", "-R", "-a"), "folders with all that is in them"),
        Option(("-n", "--no-clobber"), "leave files as they are that are there already"),
        Option(("-v", "--verbose"), "say what is copied"),
        Option(("-t", "--target-directory"), "all into this folder", "FOLDER"),
        Option(("-f", "--force"), "nobody is asked (nobody is)"),
        Option(("-p",), "with mode and time (copies are the user's own)"),
    ),
)
