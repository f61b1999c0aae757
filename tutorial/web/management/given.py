"""What a command is given: documents in files, or one a line on standard input; or words on its line."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tutorial.cluster.errors import ScenarioError

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Given:
    """One document or word. `where` says where it stands; `read` gives its text, or raises ScenarioError."""

    where: str
    read: Callable[[], str]
    is_line: bool = False


def documents(names: Iterable[str]) -> Iterator[Given]:
    """The documents in files, in the order of their names, and the lines of standard input for each `-`."""
    for name in names:
        yield from _lines() if name == STANDARD_INPUT else (Given(name, partial(_file, name)),)


def words(given: Iterable[str]) -> Iterator[Given]:
    """The words themselves, and the lines of standard input for each `-`."""
    for word in given:
        yield from _lines() if word == STANDARD_INPUT else (Given("the name", partial(_decoded, os.fsencode(word))),)


def error_line(error: Exception) -> str:
    """What stands for a refused document where every document is answered by a line."""
    return json.dumps({"error": str(error)}, separators=(",", ":"))


def _lines() -> Iterator[Given]:
    """The lines that are not empty, each as soon as it is there."""
    for number, line in enumerate(iter(sys.stdin.buffer.readline, b""), 1):
        if line.strip():
            yield Given(f"line {number}", partial(_decoded, line), is_line=True)


def _file(name: str) -> str:
    try:
        return _decoded(Path(name).read_bytes())
    except OSError as error:
        raise ScenarioError(f"the file cannot be read: {error.strerror}") from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"the document is not UTF-8: {error}") from error
