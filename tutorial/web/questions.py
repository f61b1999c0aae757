"""What a client may ask about a terminal without typing there: completions, files. Nothing changes by it."""

from tutorial import shell
from tutorial.cluster.world import World
from tutorial.web.frames import Frame, Refused


def completions(world: World, asked: Frame) -> Frame:
    """The answer to a frame `complete`; Refused where there is no such place."""
    try:
        found = shell.complete(world, asked["terminal"], asked["text"], int(asked["cursor"]))
    except ValueError as error:
        raise Refused("unknown_terminal", str(error)) from error
    return {
        "type": "completions",
        "id": asked["id"],
        "start": found.start,
        "common": found.common,
        "candidates": [{"text": candidate.text, "about": candidate.about} for candidate in found.candidates],
        "more": found.more,
    }


def file(world: World, asked: Frame) -> Frame:
    """The answer to a frame `file`; Refused in the system's words."""
    try:
        seen = shell.look(world, asked["terminal"], asked["path"])
    except shell.FileError as fault:
        raise Refused("unknown_file", str(fault)) from fault
    except ValueError as error:
        raise Refused("unknown_terminal", str(error)) from error
    return {
        "type": "file",
        "id": asked["id"],
        "terminal": asked["terminal"],
        "place": seen.place,
        "user": seen.user,
        "path": seen.path,
        "text": seen.text,
        "entries": [list(entry) for entry in seen.entries],
        "writable": seen.writable,
    }
