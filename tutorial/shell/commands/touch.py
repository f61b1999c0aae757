"""touch: sets when a file was changed, and makes empty files."""

from dataclasses import replace

from tutorial.cluster.host import FILES, File
from tutorial.shell import changing, files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.files import FileError
from tutorial.shell.options import parse_call
from tutorial.shell.texts import charged


def run(call: Call) -> Running:
    """1 when one could not be touched."""
    options = parse_call(call, COMMAND, exit_code=1)
    if not options.operands:
        raise UsageError("missing file operand\nTry 'touch --help' for more information.", exit_code=1)
    code = 0
    for path in options.operands:
        yield from charged(call, 1)
        try:
            _touch(call, path, make=not options.has("-c"))
        except FileError as fault:
            code = 1
            call.err(f"touch: cannot touch '{path}': {fault.reason}\n")
    return code


def _touch(call: Call, path: str, *, make: bool) -> None:
    place = changing.place_of(call, path)
    found = changing.at(call, place) if path else None
    if found is None:
        if make and (path.endswith("/") or not path):
            raise FileError(path, "No such file or directory")
        if make:
            changing.check_folder(call, path, place)
            changing.put(call, path, place, File())
    elif path.endswith("/") and not found.is_dir:
        raise FileError(path, "Not a directory")
    elif not files.may(found, call.session.user, 2):
        raise FileError(path, "Permission denied")
    elif place != files.NULL_DEVICE:
        touched = replace(found, modified_ms=call.world.now_ms)
        call.world.put(FILES, place, touched, files.scope(call.session.place))


COMMAND = Command(
    "touch",
    "Set when files were changed; make those that are not there.",
    "touch [-c] FILE…",
    run,
    (Option(("-c", "--no-create"), "make none"),),
)
