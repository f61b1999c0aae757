"""Changing the tree of files: what `rm`, `mkdir`, `touch`, `cp` and `mv` have in common."""

from dataclasses import replace

from tutorial.cluster.host import FILES, File
from tutorial.shell import files
from tutorial.shell.command import Call
from tutorial.shell.files import FileError


def place_of(call: Call, path: str) -> str:
    """The absolute path of what a call names; FileError when a folder on its way may not be entered."""
    session = call.session
    place = files.absolute(session.cwd, path)
    files.check_way(call.world, session.place, session.user, path, place)
    return place


def at(call: Call, place: str) -> File | None:
    """What is at an absolute path."""
    return files.lookup(call.world, call.session.place, place)


def parent(place: str) -> str:
    """The folder that an absolute path lies in."""
    return place.rsplit("/", 1)[0] or "/"


def check_folder(call: Call, path: str, place: str) -> None:
    """FileError when nothing may be made or removed at an absolute path, in the folder that it lies in."""
    folder = at(call, parent(place))
    if folder is None:
        raise FileError(path, "No such file or directory")
    if not folder.is_dir:
        raise FileError(path, "Not a directory")
    if not (files.may(folder, call.session.user, 2) or parent(place) == files.SHARED):
        raise FileError(path, "Permission denied")


def inside(call: Call, folder: str) -> list[str]:
    """The absolute paths of everything below a folder, sorted."""
    rows = call.world.state.rows(FILES.name, files.scope(call.session.place))
    return sorted(str(key) for key in rows if str(key).startswith(folder.rstrip("/") + "/"))


def put(call: Call, path: str, place: str, file: File) -> None:
    """Put a file or a folder at an absolute path, as the user's own; FileError when the disk is full."""
    session = call.session
    if files.room(call.world, session.place, place) < len(file.content):
        raise FileError(path, "No space left on device")
    call.context.move(len(file.content))
    owned = replace(file, owner=session.user, group=session.user, modified_ms=call.world.now_ms)
    call.world.put(FILES, place, owned, files.scope(session.place))


def remove(call: Call, place: str) -> None:
    """Take what is at an absolute path out of the world; the folder that it lies in stays, empty or not."""
    session = call.session
    above = parent(place)
    kept = at(call, above)
    call.world.delete(FILES, place, files.scope(session.place))
    if kept is not None and at(call, above) is None:
        call.world.put(FILES, above, kept, files.scope(session.place))
