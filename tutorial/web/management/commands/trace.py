"""`manage.py trace FILE…`: the path of a request through a described network, without Marathon."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.lab.answer import answer
from tutorial.web.management.given import Given, documents, error_line


class Command(BaseCommand):
    """Exit status 1 when a document could not be read, was refused, or needs what is not simulated."""

    help = "Prints the path of a request through a described network: one JSON document a line."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a document; - reads one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = False
        for given in documents(options["files"]):
            refused |= not self._answer(given)
        if refused:
            sys.exit(1)

    def _answer(self, given: Given) -> bool:
        """Print the answer as soon as it is there. A refusal goes to standard error; to who writes documents line by
        line it is a line as well, so that answers and documents stay paired."""
        try:
            document = answer(given.read())
        except ClusterError as error:
            self.stderr.write(f"{given.where}: {error}")
            if given.is_line:
                self._print(error_line(error))
            return False
        self._print(json.dumps(document, separators=(",", ":")))
        return True

    def _print(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
