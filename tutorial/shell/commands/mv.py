"""mv: gives files and folders another name or another place."""

from tutorial.cluster.host import FILES
from tutorial.shell import changing, files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.copying import transfer
from tutorial.shell.errors import ShellError
from tutorial.shell.files import FileError
from tutorial.shell.options import Parsed, parse_call


def run(call: Call) -> Running:
    """1 when something could not be moved."""
    options = parse_call(call, COMMAND, exit_code=1)

    def one(source: str, called: str, place: str) -> None:
        _move(call, options, source, called, place)

    return (yield from transfer(call, options.operands, options.last("-t"), one))


def _move(call: Call, options: Parsed, source: str, called: str, place: str) -> None:
    start = changing.place_of(call, source)
    found, old = changing.at(call, start), changing.at(call, place)
    if found is None:
        raise ShellError(f"cannot stat '{source}': No such file or directory", exit_code=1)
    if start == place:
        raise ShellError(f"'{source}' and '{called}' are the same file", exit_code=1)
    if found.is_dir and f"{place}/".startswith(f"{start}/"):
        raise ShellError(f"cannot move '{source}' to a subdirectory of itself, '{called}'", exit_code=1)
    if old is not None and old.is_dir != found.is_dir:
        kinds = ("directory", "non-directory") if old.is_dir else ("non-directory", "directory")
        raise ShellError(f"cannot overwrite {kinds[0]} '{called}' with {kinds[1]}", exit_code=1)
    if old is not None and options.has("-n"):
        return
    if old is not None and old.is_dir and changing.inside(call, place):
        raise ShellError(f"cannot move '{source}' to '{called}': Directory not empty", exit_code=1)
    try:
        changing.check_folder(call, source, start)
        changing.check_folder(call, called, place)
    except FileError as fault:
        raise ShellError(f"cannot move '{source}' to '{called}': {fault.reason}", exit_code=1) from fault
    _rename(call, start, place)
    if options.has("-v"):
        host = call.session.host
        word = "" if host is not None and host.tools == "centos7" else "renamed "
        call.out(f"{word}'{source}' -> '{called}'\n")


def _rename(call: Call, start: str, place: str) -> None:
    world, scope = call.world, files.scope(call.session.place)
    for path in [start, *changing.inside(call, start)]:
        file = changing.at(call, path)
        assert file is not None, "it was listed"
        world.put(FILES, f"{place}{path[len(start) :]}", file, scope)
    for path in [*reversed(changing.inside(call, start)), start]:
        changing.remove(call, path)


COMMAND = Command(
    "mv",
    "Give files another name or place.",
    "mv [-nv] FILE… FILE",
    run,
    (
        Option(("-n", "--no-clobber"), "leave files as they are that are there already"),
        Option(("-f", "--force"), "nobody is asked (nobody is)"),
        Option(("-v", "--verbose"), "say what is moved"),
        Option(("-t", "--target-directory"), "all into this folder", "FOLDER"),
    ),
)
