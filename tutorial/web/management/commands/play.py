"""`manage.py play SCRIPT`: types a script's lines on a fresh cluster and prints what a terminal would show."""

import json
import sys
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.attempt import Attempt, Line
from tutorial.cluster import scenario as scenarios
from tutorial.cluster.errors import ClusterError
from tutorial.play import Typed, UnknownPlace, play
from tutorial.web.jqbox import SyncBox

LARGEST_FILE = 256_000


class Command(BaseCommand):
    """Exit status is that of the last line."""

    help = "Types a script's lines on a fresh cluster and prints what a terminal would show."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("script", help="a file of lines; - reads standard input")
        parser.add_argument("--scenario", default="article", help="a name, or a TOML file with a [scenario] table")
        parser.add_argument("--seed", help="the seed of every draw that the scenario does not pin")
        parser.add_argument("--lang", default="en", help="language of messages; English is the only one yet")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")
        parser.add_argument("--no-tty", action="store_true", help="standard output is not a terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        script, files = _read(options["script"])
        try:
            chosen = scenarios.load(_scenario(options["scenario"]))
            start = scenarios.build(chosen, seed=options["seed"], files=files)
        except ClusterError as error:
            raise CommandError(str(error)) from error
        attempt = Attempt(start, tty=not options["no_tty"])
        self.shown: dict[int, int] = {}
        exit_code = 0
        late = (lambda: None) if options["as_json"] else (lambda: self._show_late(attempt))
        try:
            with SyncBox() as box:
                for typed, line in play(attempt, script, box, late):
                    exit_code = line.exit_code or 0
                    self._show(attempt, typed, line, as_json=options["as_json"])
        except UnknownPlace as error:
            raise CommandError(str(error)) from error
        for fault in attempt.faults:
            self.stderr.write(f"fault at line {fault.seq}: {fault.error!r}")
        if exit_code:
            sys.exit(exit_code)

    def _show(self, attempt: Attempt, typed: Typed, line: Line, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_document(attempt, typed, line), ensure_ascii=False))
            return
        self.stdout.write(f"{line.prompt}{typed.text}")
        self._show_output(line)

    def _show_output(self, line: Line) -> None:
        """What a line has printed since it was shown last."""
        new = line.output[self.shown.get(line.entry.seq, 0) :]
        self.shown[line.entry.seq] = len(line.output)
        text = "".join(span.text for _, spans in new for span in spans)
        self.stdout.write(text, ending="" if text.endswith("\n") or not text else "\n")

    def _show_late(self, attempt: Attempt) -> None:
        """What jobs of lines that were shown have printed since, as a terminal does before its next prompt."""
        for seq in self.shown:
            self._show_output(attempt.lines[seq])


def _document(attempt: Attempt, typed: Typed, line: Line) -> dict[str, Any]:
    return {
        "seq": line.entry.seq,
        "at_ms": line.entry.at_ms,
        "where": typed.where,
        "line": typed.text,
        "stdout": line.text("stdout"),
        "stderr": line.text("stderr"),
        "exit_code": line.exit_code,
        "traces": [attempt.traces.document(name) for name in line.traces],
        "state": line.state_hash,
    }


def _read(script: str) -> tuple[str, dict[str, str]]:
    """The script's text and the text files beside it, which stand in the learner's home."""
    if script == "-":
        return sys.stdin.read(), {}
    path = Path(script)
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{script} cannot be read: {error}") from error
    files = {}
    for other in sorted(path.parent.iterdir()):
        if other != path and other.is_file() and other.stat().st_size <= LARGEST_FILE:
            try:
                files[other.name] = other.read_text()
            except UnicodeDecodeError:
                continue  # not a text file: nothing the simulated shell could show
    return text, files


def _scenario(name: str) -> str | dict[str, Any]:
    if not name.endswith(".toml"):
        return name
    try:
        table = tomllib.loads(Path(name).read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CommandError(f"{name}: {error}") from error
    found = table.get("scenario", table)
    return found if isinstance(found, dict) else {"name": found}
