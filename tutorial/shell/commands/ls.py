"""ls: lists files."""

from tutorial.cluster.clock import moment
from tutorial.cluster.host import File
from tutorial.cluster.waits import Breath
from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.options import Parsed, parse_call


def run(call: Call) -> Running:
    """Files first, then the folders named, each with a heading when there are several."""
    options = parse_call(call, COMMAND)
    session, code = call.session, 0
    plain: list[tuple[str, File]] = []
    folders: list[tuple[str, str]] = []
    for path in sorted(options.operands or ["."]):
        if call.context.step():
            yield Breath()
        place = files.absolute(session.cwd, path)
        found, reason = _found(call, path, place)
        if found is None:
            call.err(f"ls: cannot access '{path}': {reason}\n")
            code = 2
        elif found.is_dir and not options.has("-d"):
            folders.append((path, place))
        else:
            plain.append((path, found))
    _show(call, plain, options)
    for at, (path, place) in enumerate(folders):
        if len(options.operands) > 1:
            call.out(f"{chr(10) if at or plain else ''}{path}:\n")
        code = _folder(call, path, place, options) or code
    return code


def _found(call: Call, path: str, place: str) -> tuple[File | None, str]:
    session = call.session
    try:
        files.check_way(call.world, session.place, session.user, path, place)
    except files.FileError as fault:
        return None, fault.reason
    found = files.lookup(call.world, session.place, place) if path else None
    return found, "No such file or directory"


def _folder(call: Call, path: str, place: str, options: Parsed) -> int:
    folder = files.lookup(call.world, call.session.place, place)
    if folder is None or not files.may(folder, call.session.user, 4):
        call.err(f"ls: cannot open directory '{path}': Permission denied\n")
        return 2
    found = [(name, _entry(call, place, name)) for name in files.listing(call.world, call.session.place, place)]
    shown = [(name, file) for name, file in found if not name.startswith(".") or options.has("-a") or options.has("-A")]
    if options.has("-a"):
        parent = files.lookup(call.world, call.session.place, files.absolute(place, "..")) or folder
        shown = [(".", folder), ("..", parent), *shown]
    shown.sort(key=lambda item: (item[0].lstrip(".").lower(), item[0]))
    if options.has("-l"):
        call.out(f"total {sum(_blocks(file) for _, file in shown)}\n")
    _show(call, shown, options)
    return 0


def _entry(call: Call, folder: str, name: str) -> File:
    return files.lookup(call.world, call.session.place, files.absolute(folder, name)) or File()


def _blocks(file: File) -> int:
    return 4 if file.is_dir else -(-len(file.content.encode()) // 4096) * 4


def _show(call: Call, found: list[tuple[str, File]], options: Parsed) -> None:
    if options.has("-r"):
        found = found[::-1]
    names = [f"{name}/" if options.has("-F") and file.is_dir else name for name, file in found]
    if options.has("-l"):
        call.out("".join(_long(call, found)))
    elif options.has("-1") or not call.stdout.is_terminal:
        call.out("".join(f"{name}\n" for name in names))
    elif names:
        call.out(columns(names, call.context.columns))


def columns(names: list[str], width: int) -> str:
    """Names in as few lines as fit, down the columns, as ls shows them on a terminal."""
    for rows in range(1, len(names) + 1):
        parts = [names[at : at + rows] for at in range(0, len(names), rows)]
        widths = [max(map(len, part)) + 2 for part in parts]
        if sum(widths) - 2 <= width or rows == len(names):
            break
    lines = []
    for row in range(rows):
        cells = [(part[row], size) for part, size in zip(parts, widths, strict=True) if row < len(part)]
        lines.append("".join(name.ljust(size) for name, size in cells).rstrip(" "))
    return "\n".join(lines) + "\n"


def _long(call: Call, found: list[tuple[str, File]]) -> list[str]:
    sizes = [4096 if file.is_dir else len(file.content.encode()) for _, file in found]
    width = max((len(str(size)) for size in sizes), default=0)
    owners = max((len(file.owner) for _, file in found), default=0)
    groups = max((len(file.group) for _, file in found), default=0)
    lines = []
    for (name, file), size in zip(found, sizes, strict=True):
        when = moment(call.world.state.epoch_ms + file.modified_ms)
        date = f"{when:%b} {when.day:2} {when:%H:%M}"
        links = 2 if file.is_dir else 1
        lines.append(
            f"{_mode(file)} {links} {file.owner:<{owners}} {file.group:<{groups}} {size:>{width}} {date} {name}\n"
        )
    return lines


def _mode(file: File) -> str:
    bits = "".join(mark if file.mode >> 8 - at & 1 else "-" for at, mark in enumerate("rwxrwxrwx"))
    return ("d" if file.is_dir else "-") + bits


COMMAND = Command(
    "ls",
    "List files.",
    "ls [-1aAdFlr] [FILE…]",
    run,
    (
        Option(("-l",), "with mode, owner, size and time"),
        Option(("-a", "--all"), "hidden files too"),
        Option(("-A",), "hidden files, but not . and .."),
        Option(("-1",), "one a line"),
        Option(("-d",), "folders themselves, not what is in them"),
        Option(("-F",), "mark folders"),
        Option(("-r",), "in reverse order"),
    ),
)
