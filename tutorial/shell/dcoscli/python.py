"""What every command of the CLI's Python half does around its own work.

Source: dcos-core-cli 1.13-patch.5, python/lib/dcoscli/dcoscli/{util,subcommand}.py, python/lib/dcos/dcos/cmds.py.
"""

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass

from tutorial.shell.dcoscli.client import ANYTHING_ACCEPTED, Client, CliError, Steps
from tutorial.shell.dcoscli.manual import BadUsage, Found, manual

SUPPORTED = "1.13"
PLUGIN_VERSION = "1.13-patch.5"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the words that must all be in the line, and what it does (None: not here yet)."""

    words: tuple[str, ...]
    run: Callable[[Client, Found], int | Steps | None] | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A subcommand of `dcos` with its help text and its commands, in the order in which they are tried."""

    name: str
    summary: str
    text: str
    commands: tuple[Command, ...]

    def run(self, client: Client, words: tuple[str, ...]) -> Steps:
        """Run a command line (behind `dcos <name>`); its exit code."""
        check_version(client)
        try:
            found = manual(self.text).parse((self.name, *words))
        except BadUsage as fault:
            client.out(f"Invalid subcommand usage\n\n{fault}")
            return 1
        if found.has("--help"):
            client.out(self.text.strip("\n"))
            return 0
        if found.has("--version"):
            client.out(f"dcos-{self.name} version {PLUGIN_VERSION}")
            return 0
        if found.has("--info"):
            client.out(self.summary)
            return 0
        return (yield from self._command(client, found))

    def _command(self, client: Client, found: Found) -> Steps:
        for command in self.commands:
            if found.has(*command.words):
                if command.run is None:
                    client.err(f"dcos {' '.join((self.name, *command.words))}: not supported here yet")
                    return 2
                done = command.run(client, found)
                return (yield from done) if isinstance(done, Generator) else done
        raise CliError("Could not find a command with the passed arguments")


def check_version(client: Client) -> None:
    """Ask for the cluster's version, as every command does first, and warn where it is another than the CLI's."""
    try:
        response = client.send("GET", "/dcos-metadata/dcos-version.json", (), None, ANYTHING_ACCEPTED, token=False)
    except CliError:
        return
    document = response.json if response.status == 200 and response.body.startswith("{") else {}
    found = re.match(r"1\.[0-9]+", str(document.get("version", "")))
    if found and found[0] != SUPPORTED:
        client.err(
            f"Warning: The attached cluster is running DC/OS {found[0]} but this CLI only supports DC/OS {SUPPORTED}."
        )
