"""`manage.py derive WHAT …`: what a program of the cluster makes of what it is given."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand

from tutorial.cluster.errors import ClusterError
from tutorial.web.derivations.dns import dns
from tutorial.web.derivations.vip import vip
from tutorial.web.management.given import Given, documents, error_line, words


@dataclass(frozen=True, slots=True)
class Derivation:
    """What can be derived, from what; `derive` answers with a line, or with a document that is printed as one."""

    help: str
    metavar: str
    operand: str
    given: Callable[[Iterable[str]], Iterator[Given]]
    derive: Callable[[str], str | dict[str, Any]]
    in_json: bool


DERIVATIONS = {
    "vip": Derivation(
        help="the addresses of named virtual addresses",
        metavar="NAME",
        operand="<label>.<framework>, such as httpi.marathon; - reads one a line",
        given=words,
        derive=vip,
        in_json=False,
    ),
    "dns": Derivation(
        help="the records of Mesos-DNS for a Mesos master's state",
        metavar="FILE",
        operand="what GET /state of a master answers, or a recording with it; - reads one a line",
        given=documents,
        derive=dns,
        in_json=True,
    ),
}


class Command(BaseCommand):
    """Exit status 1 when something could not be read or was refused."""

    help = "Prints what a program of the cluster makes of what it is given."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        for name, what in DERIVATIONS.items():
            kind = kinds.add_parser(name, help=what.help)
            kind.add_argument("given", nargs="+", metavar=what.metavar, help=what.operand)

    def handle(self, *args: Any, **options: Any) -> None:
        what = DERIVATIONS[options["what"]]
        refused = False
        for given in what.given(options["given"]):
            refused |= not self._answer(what, given)
        if refused:
            sys.exit(1)

    def _answer(self, what: Derivation, given: Given) -> bool:
        """Print the answer as soon as it is there. A refusal goes to standard error; where answers are JSON it is a
        line as well, so that answers and documents stay paired."""
        try:
            answer = what.derive(given.read())
        except ClusterError as error:
            self.stderr.write(f"{given.where}: {error}")
            if what.in_json:
                self._print(error_line(error))
            return False
        self._print(answer if isinstance(answer, str) else json.dumps(answer, separators=(",", ":")))
        return True

    def _print(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
