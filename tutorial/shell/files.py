"""Files of a host as its programs see them: paths, folders, permissions, the errors of the system."""

from dataclasses import replace
from functools import lru_cache

from tutorial.cluster.host import FILES, File
from tutorial.cluster.world import World
from tutorial.shell.errors import ShellError

FILE_LIMIT = 262_144
"""Characters that a file may hold; beyond it the disk is full."""
DISK_LIMIT = 2_000_000
"""Characters that all files of a host may hold together."""
FILES_LIMIT = 1_000
"""Files and folders of a host."""
PATH_LIMIT = 4_095
"""Characters of a path (the kernel's PATH_MAX counts bytes)."""
NULL_DEVICE = "/dev/null"


class FileError(ShellError):
    """The system's words for what is wrong with a path."""

    code = "file"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}", exit_code=1)
        self.path, self.reason = path, reason


@lru_cache(maxsize=1024)
def absolute(cwd: str, path: str) -> str:
    """The path from the root, without `.`, `..` and doubled slashes."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{cwd}/{path}").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)


def scope(host: str) -> str:
    """The scope of a place's files: a container's are those that Docker put there, a host's its own."""
    return host


def lookup(world: World, host: str, path: str) -> File | None:
    """The file or folder at an absolute path, or None. A folder is there when something is in it or a home is it."""
    entry = world.get(FILES, path, scope(host))
    if entry is not None or len(path) > PATH_LIMIT:
        return entry
    if path == NULL_DEVICE:
        return File(mode=0o666)
    if path.startswith("/home/") and (user := path.removeprefix("/home/")) in _USERS:
        return File(is_dir=True, owner=user, group=user, mode=0o755)
    inside = path.rstrip("/") + "/"
    if path in _FOLDERS or any(str(key).startswith(inside) for key in world.state.rows(FILES.name, scope(host))):
        return File(is_dir=True, mode=0o755)
    return None


_USERS = frozenset({"you", "centos"})
SHARED = "/tmp"  # noqa: S108 (a folder of a simulated host)
_FOLDERS = frozenset({"/", "/bin", "/dev", "/etc", "/home", "/root", SHARED, "/usr", "/var"})


def count(world: World, host: str) -> int:
    """How many files and folders a host has."""
    return len(world.state.rows(FILES.name, scope(host)))


def listing(world: World, host: str, folder: str) -> tuple[str, ...]:
    """The names in a folder, sorted by code point."""
    prefix = folder.rstrip("/") + "/"
    names = {
        str(key)[len(prefix) :].split("/", 1)[0]
        for key in world.state.rows(FILES.name, scope(host))
        if str(key).startswith(prefix)
    }
    names |= {known[len(prefix) :] for known in _FOLDERS if known != "/" and known.rsplit("/", 1)[0] + "/" == prefix}
    return tuple(sorted(names - {""}))


def may(file: File, user: str, bit: int) -> bool:
    """Whether a user may do what a permission bit (4 read, 2 write, 1 enter) says."""
    if user == "root":
        return True
    shift = 6 if file.owner == user else 0
    return bool(file.mode >> shift & bit)


def check_way(world: World, host: str, user: str, path: str, place: str) -> None:
    """FileError when a path is too long, or a folder on the way to an absolute path may not be entered."""
    if len(path) > PATH_LIMIT or len(place) > PATH_LIMIT:
        raise FileError(path, "File name too long")
    end = place.rfind("/")
    while end > 0:
        folder = world.get(FILES, place[:end], scope(host))
        if folder is not None and folder.is_dir and not may(folder, user, 1):
            raise FileError(path, "Permission denied")
        end = place.rfind("/", 0, end)


def read(world: World, host: str, user: str, cwd: str, path: str) -> str:
    """The text of a file; FileError with the system's words."""
    place = absolute(cwd, path)
    check_way(world, host, user, path, place)
    file = lookup(world, host, place)
    if file is None:
        raise FileError(path, "No such file or directory")
    if file.is_dir or (path.endswith("/") and place != "/"):
        raise FileError(path, "Is a directory" if file.is_dir else "Not a directory")
    if not may(file, user, 4):
        raise FileError(path, "Permission denied")
    return file.content


def check_writable(world: World, host: str, user: str, cwd: str, path: str) -> str:
    """The absolute path of a file that may be written or made; FileError with the system's words."""
    place = absolute(cwd, path)
    check_way(world, host, user, path, place)
    file = lookup(world, host, place)
    folder = lookup(world, host, place.rsplit("/", 1)[0] or "/")
    if file is not None and file.is_dir:
        raise FileError(path, "Is a directory")
    if not path or folder is None:
        raise FileError(path, "No such file or directory")
    if not folder.is_dir:
        raise FileError(path, "Not a directory")
    writable = may(file, user, 2) if file else may(folder, user, 2) or place.startswith(f"{SHARED}/")
    if not writable:
        raise FileError(path, "Permission denied")
    return place


def room(world: World, host: str, place: str) -> int:
    """How many characters a file may hold on a host's disk; -1 when there can be no new one."""
    rows = world.state.rows(FILES.name, scope(host))
    others = sum(len(rows[key].content) for key in rows if key != place)
    if place not in rows and len(rows) >= FILES_LIMIT:
        return -1
    return min(FILE_LIMIT, DISK_LIMIT - others)


def write(world: World, host: str, user: str, place: str, content: str) -> None:
    """Put a file's text at an absolute path that `check_writable` gave; FileError when the disk is full."""
    if place != NULL_DEVICE and len(content) > room(world, host, place):
        raise FileError(place, "No space left on device")
    store(world, host, user, place, content)


def store(world: World, host: str, user: str, place: str, content: str) -> None:
    """Put a file's text at an absolute path."""
    if place != NULL_DEVICE:
        old = world.get(FILES, place, scope(host)) or File(owner=user, group=user)
        world.put(FILES, place, replace(old, content=content, modified_ms=world.now_ms), scope(host))
