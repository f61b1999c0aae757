"""`manage.py dcos --answers RECORDING -- ARGV…`: the simulated DC/OS CLI with a recording's exchanges as its server."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.shell.dcoscli.recorded import replay


class Command(BaseCommand):
    """Standard output, standard error and exit status are those of the CLI."""

    help = "Runs the simulated DC/OS CLI with a recording's exchanges as its server."
    requires_system_checks = ()
    words: tuple[str, ...] = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """What stands behind the first `--` belongs to the CLI, whatever it looks like."""
        end = argv.index("--") if "--" in argv else len(argv)
        self.words = tuple(argv[end + 1 :])
        super().run_from_argv(argv[:end])

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.usage = "manage.py dcos --answers RECORDING -- ARGV…"
        parser.add_argument("--answers", required=True, metavar="RECORDING", help="a recording of the real CLI")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome, _ = replay(_recording(options["answers"]), self.words, _now)
        self.stdout.write(outcome.stdout, ending="")
        self.stderr.style_func = None
        self.stderr.write(outcome.stderr, ending="")
        if outcome.exit_code:
            sys.exit(outcome.exit_code)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


FIELDS = ("attached", "cluster_url", "files", "runs", "stdin", "stdout_is_terminal")


def _recording(name: str) -> Any:
    try:
        recording = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
    missing = [field for field in FIELDS if not isinstance(recording, dict) or field not in recording]
    if missing:
        raise CommandError(f"{name} is no recording of the CLI: it has no {', '.join(missing)}")
    return recording
