"""`manage.py trace FILE…`: the path of a request through a described network, without Marathon."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from tutorial.cluster.errors import ClusterError, ScenarioError
from tutorial.cluster.lab.answer import answer

Document = tuple[str, Callable[[], str]]
"""Where a document comes from, and what reads its text."""


class Command(BaseCommand):
    """Exit status 1 when a document could not be read, was refused, or needs what is not simulated."""

    help = "Prints the path of a request through a described network: one JSON document a line."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a document; - reads one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = False
        for name in options["files"]:
            documents = _lines(sys.stdin.buffer) if name == "-" else iter([(name, partial(_file, name))])
            for where, read in documents:
                refused |= not self._answer(where, read, pair=name == "-")
        if refused:
            sys.exit(1)

    def _answer(self, where: str, read: Callable[[], str], *, pair: bool) -> bool:
        """Print the answer as soon as it is there. A refusal goes to standard error; to who writes documents line by
        line it is a line as well, so that answers and documents stay paired."""
        try:
            document = answer(read())
        except ClusterError as error:
            self.stderr.write(f"{where}: {error}")
            if pair:
                self._print({"error": str(error)})
            return False
        self._print(document)
        return True

    def _print(self, document: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document, separators=(",", ":")))
        self.stdout.flush()


def _lines(stream: BinaryIO) -> Iterator[Document]:
    """The documents of a stream, one a line, each as soon as it is there."""
    for number, line in enumerate(iter(stream.readline, b""), 1):
        if line.strip():
            yield f"line {number}", partial(_decoded, line)


def _file(name: str) -> str:
    """The text of a file; one that cannot be read is a document that is refused."""
    try:
        return _decoded(Path(name).read_bytes())
    except OSError as error:
        raise ScenarioError(f"the file cannot be read: {error.strerror}") from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"the document is not UTF-8: {error}") from error
