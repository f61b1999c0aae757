"""Files as the shell of a terminal sees them, for who looks at them outside of it. Nothing is written."""

from dataclasses import dataclass

from tutorial.cluster.world import World
from tutorial.shell import files
from tutorial.shell.terminal import Frame, would_be


@dataclass(frozen=True, slots=True)
class Seen:
    """A file or a folder of a place, by its absolute path. `entries` are a folder's: name, whether it is one, size."""

    place: str
    user: str
    path: str
    text: str | None
    entries: tuple[tuple[str, bool, int], ...] = ()
    writable: bool = False


def look(world: World, terminal: str, path: str) -> Seen:
    """What is at a path, from the folder of a terminal's shell (which an empty path is); FileError with the system's
    words, ValueError when there is no such place to type at.
    """
    shell = would_be(world, terminal)
    place = files.absolute(shell.cwd, path)
    found = files.lookup(world, shell.host, place)
    if found is not None and found.is_dir:
        return Seen(shell.host, shell.user, place, None, _entries(world, shell, path or ".", place))
    text = files.read(world, shell.host, shell.user, shell.cwd, path)
    return Seen(shell.host, shell.user, place, text, writable=_writable(world, shell, path))


def _entries(world: World, shell: Frame, path: str, folder: str) -> tuple[tuple[str, bool, int], ...]:
    files.check_way(world, shell.host, shell.user, path, f"{folder}/")
    found = files.lookup(world, shell.host, folder)
    if found is None or not files.may(found, shell.user, 4):
        raise files.FileError(path, "Permission denied")
    entries = []
    for name in files.listing(world, shell.host, folder):
        entry = files.lookup(world, shell.host, files.absolute(folder, name))
        entries.append((name, entry is not None and entry.is_dir, len(entry.content) if entry else 0))
    return tuple(entries)


def _writable(world: World, shell: Frame, path: str) -> bool:
    try:
        files.check_writable(world, shell.host, shell.user, shell.cwd, path)
    except files.FileError:
        return False
    return True
