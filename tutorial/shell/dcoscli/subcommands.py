"""The subcommands that are supported, as the CLI's own usage texts describe them: for completion."""

import re
from collections.abc import Iterator

from tutorial.shell.command import Option, Subcommand
from tutorial.shell.dcoscli import main, marathon, usage
from tutorial.shell.dcoscli.node import LIST_OPTIONS, SSH_OPTIONS

_FLAG = re.compile(r"(--[a-z-]+)(?:=<([a-z-]+)>)?")
HELP = Option(("--help",), "usage")
TASK_OPTIONS = (
    Option(("--all",), "those that have ended too"),
    Option(("--completed",), "those that have ended"),
    Option(("--json",), "print as JSON"),
    Option(("--quiet", "-q"), "ids only"),
)


def subcommands() -> tuple[Subcommand, ...]:
    """Every supported subcommand with its options and operands."""
    told = described(usage.CORE, "Commands")
    root = Subcommand((), "", "", (HELP, Option(("--version",), "the versions of CLI and cluster")))
    tops = (Subcommand((name,), told.get(name, ""), *_OWN.get(name, ("", (HELP,)))) for name in main.supported())
    return (root, *tops, *_marathon(), *NODE)


_OWN = {"task": ("<task>", TASK_OPTIONS)}
"""Operands and options of those that need no further word."""
NODE = (
    Subcommand(("node", "list"), "all nodes", "", LIST_OPTIONS),
    Subcommand(("node", "ssh"), "a shell on a node", "", SSH_OPTIONS),
)


def _marathon() -> Iterator[Subcommand]:
    commands = described(usage.MARATHON_DETAILS, "Commands")
    options = described(usage.MARATHON_DETAILS, "Options")
    lines = usage_lines(usage.MARATHON_USAGE, "dcos marathon")
    for names in marathon.supported():
        line = lines.get(" ".join(names), "")
        flags = [Option((flag,), options.get(flag, ""), argument.upper()) for flag, argument in _FLAG.findall(line)]
        yield Subcommand(("marathon", *names), commands.get(" ".join(names), ""), line, tuple(flags))


def described(text: str, section: str) -> dict[str, str]:
    """A section of a help text: each name with its description, in one line; an option's name without its argument."""
    found: dict[str, str] = {}
    name = ""
    inside = False
    for line in text.splitlines():
        if not line.startswith(" "):
            inside = line == f"{section}:" or (inside and not line)
        elif inside and line.startswith(" " * 8):
            found[name] = f"{found[name]} {line.strip()}".strip()
        elif inside:
            name = line.split(", ")[-1].strip().partition("=")[0]
            found[name] = ""
    return found


def usage_lines(text: str, command: str) -> dict[str, str]:
    """The lines of a usage text by their subcommand: what stands behind it, in one line."""
    found: dict[str, str] = {}
    joined = re.sub(r"\n {8,}", " ", text)
    for line in joined.splitlines():
        words = line.strip().removeprefix(command).split()
        names = [word for word in words if word[0].isalpha()]
        if line.strip().startswith(f"{command} ") and names:
            found[" ".join(names)] = " ".join(words[len(names) :])
    return found
