"""Names of files for patterns, and folders for `~`."""

import re
from collections.abc import Generator, Iterator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import files, patterns
from tutorial.shell.fields import Piece
from tutorial.shell.session import Session
from tutorial.shell.syntax import Literal, Part, Word
from tutorial.shell.terminal import home
from tutorial.shell.work import worked

Names = Generator[Wait, Any, list[str]]
NAMES_A_STEP = 3
"""Names of a folder that are held against a pattern in one step."""


def file_names(session: Session, pieces: list[Piece]) -> Names:
    """The files that a field matches, sorted; the field itself where it is no pattern or nothing matches."""
    text = "".join(piece for piece, _ in pieces)
    if not patterns.is_pattern(pieces):
        return [text]
    return (yield from _matching(session, pieces)) or [text]


def _matching(session: Session, pieces: list[Piece]) -> Names:
    parts: list[list[Piece]] = [[]]
    for text, quoted in pieces:
        for at, part in enumerate(text.split("/")):
            if at:
                parts.append([])
            parts[-1].append((part, quoted))
    found = [""]
    for at, level in enumerate(parts):
        mark = "/" if at < len(parts) - 1 else ""
        if not patterns.is_pattern(level):
            plain = "".join(piece for piece, _ in level)
            found = [path + plain + mark for path in found]
            continue
        longer: list[str] = []
        for path in found:
            longer += [path + name + mark for name in (yield from _names(session, path, level))]
        found = longer
    return sorted(path for path in found if _exists(session, path))


def _names(session: Session, path: str, level: list[Piece]) -> Names:
    """The names in a folder that one part of a path matches; hidden ones only for a pattern that begins with a dot."""
    pattern = yield from worked(session.context, patterns.compile_pattern(level))
    if all(item.kind == "char" for item in pattern):
        return ["".join(item.text for item in pattern)]
    hidden = pattern[0].kind == "char" and pattern[0].text == "."
    place = files.absolute(session.cwd, path) if path else session.cwd
    found: list[str] = []
    for at, name in enumerate(files.listing(session.world, session.place, place)):
        if at % NAMES_A_STEP == NAMES_A_STEP - 1 and session.context.step():
            yield Breath()
        fits = yield from worked(session.context, patterns.matches(pattern, name))
        found += [name] if fits and name.startswith(".") == hidden else []
    return found


def _exists(session: Session, path: str) -> bool:
    file = files.lookup(session.world, session.place, files.absolute(session.cwd, path))
    return file is not None and (file.is_dir or not path.endswith("/"))


# Folders for `~`

_REMEMBERED = {"+": "PWD", "-": "OLDPWD"}


def with_home(session: Session, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A word's parts with the folder for `~` or `~user` at its beginning."""
    if not parts or not isinstance(parts[0], Literal) or parts[0].quoted or not parts[0].text.startswith("~"):
        return parts
    prefix, rest = _home(session, parts[0].text, alone=len(parts) == 1)
    return (Literal(prefix, quoted=True), Literal(rest), *parts[1:]) if prefix else parts


def _home(session: Session, text: str, *, alone: bool) -> tuple[str, str]:
    """The folder that `~` or `~user` at a text's beginning stands for, or "", and the rest."""
    end = next((at for at, mark in enumerate(text) if mark in "/:"), len(text))
    user = text[1:end]
    if user in _REMEMBERED and (end < len(text) or alone):
        return session.get(_REMEMBERED[user]) or "", text[end:]
    if (end == len(text) and not alone) or user not in {"", "root", "you", "centos", session.user}:
        return "", text
    return home(user) if user else session.home, text[end:]


def with_homes(session: Session, word: Word) -> Word:
    """The word of an assignment, where `~` stands for a folder behind `:` too."""
    parts: list[Part] = []
    for part in word.parts:
        if isinstance(part, Literal) and not part.quoted and ":~" in part.text:
            parts += _paths(session, part.text, alone=part is word.parts[-1])
        else:
            parts.append(part)
    return Word(tuple(parts), word.raw)


def _paths(session: Session, text: str, *, alone: bool) -> Iterator[Part]:
    first, *others = re.split(r":(?=~)", text)
    yield Literal(first)
    for at, path in enumerate(others, 1):
        folder, rest = _home(session, path, alone=alone or at < len(others))
        yield Literal(f":{folder}{rest}")
