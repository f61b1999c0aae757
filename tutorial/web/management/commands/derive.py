"""`manage.py derive WHAT …`: what a program of the cluster makes of what it is given."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.marathonlb.config import Refusal
from tutorial.web.derivations.dns import dns
from tutorial.web.derivations.haproxy import haproxy, haproxy_document
from tutorial.web.derivations.vip import vip
from tutorial.web.management.given import STANDARD_INPUT, Given, documents, error_line, words

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Derivation:
    """What can be derived, from what: as a text, as a document (`--json`, where there are both), or one of the two."""

    help: str
    metavar: str
    operand: str
    given: Callable[[Iterable[str]], Iterator[Given]]
    text: Callable[[str], str] | None = None
    document: Callable[[str], Json] | None = None


DERIVATIONS = {
    "vip": Derivation(
        help="the addresses of named virtual addresses",
        metavar="NAME",
        operand="<label>.<framework>, such as httpi.marathon; - reads one a line",
        given=words,
        text=vip,
    ),
    "dns": Derivation(
        help="the records of Mesos-DNS for a Mesos master's state",
        metavar="FILE",
        operand="what GET /state of a master answers, or a recording with it; - reads one a line",
        given=documents,
        document=dns,
    ),
    "haproxy": Derivation(
        help="the haproxy.cfg that Marathon-LB writes for Marathon's apps",
        metavar="FILE",
        operand="what GET /v2/apps?embed=apps.tasks answers, or a recording with it; - reads one a line",
        given=documents,
        text=haproxy,
        document=haproxy_document,
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
            if what.text and what.document:
                kind.add_argument("--json", action="store_true", dest="in_json", help="a JSON document a line")

    def handle(self, *args: Any, **options: Any) -> None:
        what = DERIVATIONS[options["what"]]
        in_json = options.get("in_json", what.text is None)
        alone = len(options["given"]) == 1 and STANDARD_INPUT not in options["given"]
        refused = False
        for given in what.given(options["given"]):
            refused |= not self._answer(what, given, in_json=in_json, alone=alone)
        if refused:
            sys.exit(1)

    def _answer(self, what: Derivation, given: Given, *, in_json: bool, alone: bool) -> bool:
        """Print the answer as soon as it is there. A refusal goes to standard error; where answers are JSON it is a
        line as well, so that answers and documents stay paired."""
        try:
            self._print(_answer(what, given.read(), in_json=in_json))
        except ClusterError as error:
            # What the program itself would say of the only document stands as it would say it.
            said = str(error) if alone and isinstance(error, Refusal) else f"{given.where}: {error}"
            self.stderr.write(said)
            if in_json:
                self._print(f"{error_line(error)}\n")
            return False
        return True

    def _print(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()


def _answer(what: Derivation, text: str, *, in_json: bool) -> str:
    if in_json and what.document:
        return json.dumps(what.document(text), separators=(",", ":")) + "\n"
    assert what.text is not None
    return what.text(text)
