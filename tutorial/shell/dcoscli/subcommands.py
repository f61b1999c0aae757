"""The subcommands that are supported, as the CLI's own usage texts describe them: for completion."""

import re
from collections.abc import Iterator
from itertools import takewhile

from tutorial.cluster.host import FILES
from tutorial.cluster.world import World
from tutorial.shell.command import Option, Subcommand
from tutorial.shell.dcoscli import cluster, main, marathon, package, task, usage
from tutorial.shell.dcoscli.manual import manual
from tutorial.shell.dcoscli.node import DNS_OPTIONS, LIST_OPTIONS, SSH_OPTIONS
from tutorial.shell.dcoscli.python import Program

_FLAG = re.compile(r"(--[a-z-]+)(?:=<([a-z-]+)>|=([A-Z]+))?")
_OPERAND = re.compile(r"(?<![=|])<[a-z-]+>(?:[\]]?\.\.\.)?")
HELP = Option(("--help",), "usage")
VERSION = Option(("--version",), "the versions of CLI and cluster")


def subcommands() -> tuple[Subcommand, ...]:
    """Every supported subcommand with its options and operands."""
    told = described(usage.CORE, "Commands")
    tops = (Subcommand((name,), told.get(name, ""), "", (HELP,)) for name in main.supported())
    root = Subcommand((), "", "", (HELP, VERSION))
    programs = (marathon.PROGRAM, package.PACKAGE, task.SERVICE, task.TASK)
    found = [root, *tops, *(each for program in programs for each in _program(program)), *NODE, *CLUSTER]
    return tuple({each.names: each for each in found}.values())


NODE = (
    Subcommand(("node", "dns"), "the addresses of a name", "HOST", DNS_OPTIONS),
    Subcommand(("node", "list"), "all nodes", "", LIST_OPTIONS),
    Subcommand(("node", "ssh"), "a shell on a node", "", SSH_OPTIONS),
)
CLUSTER = (
    Subcommand(("cluster", "list"), "the clusters that the CLI is set up for", "", cluster.LIST_OPTIONS),
    Subcommand(("cluster", "setup"), "set the CLI up for a cluster", "<url>", cluster.SETUP_OPTIONS),
)


def brought(world: World) -> tuple[Subcommand, ...]:
    """Those that packages have brought, as long as their folder is there on the learner's machine."""
    files = tuple(map(str, world.state.rows(FILES.name, "laptop")))
    there = (each for each in main.BROUGHT if any(f"/subcommands/{each.NAME}/package.json" in path for path in files))
    return tuple(command for each in there for command in each.subcommands())


def _program(program: Program) -> Iterator[Subcommand]:
    """The commands of the Python half that are there, as its help text describes them."""
    commands = described(program.text, "Commands")
    options = described(program.text, "Options")
    lines = usage_lines(manual(program.text).usage.removeprefix("Usage:"), f"dcos {program.name}")
    named: dict[tuple[str, ...], str] = {(): described(usage.CORE, "Commands").get(program.name, "")}
    for command in program.commands:
        if command.run is None:
            continue
        wanted = set(command.words)
        names = next(known for known in lines if set(known.split()) in (wanted, wanted | {"app"}))
        line = lines[names]
        known = {flag: (a or b).upper() for flag, a, b in _FLAG.findall(line) if flag != HELP.flags[0]}
        flags = tuple(Option((flag,), options.get(flag, ""), argument) for flag, argument in known.items())
        summary = commands.get(names, "") or named.get(command.words, "")
        operands = " ".join(_OPERAND.findall(line))
        yield Subcommand((program.name, *names.split()), summary, operands, flags if names else (HELP, *flags))


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
    found: dict[str, list[str]] = {}
    joined = re.sub(r"\n {8,}", " ", text)
    for line in joined.splitlines():
        words = line.strip().removeprefix(command).split()
        names = list(takewhile(lambda word: word[0].isalpha(), words))
        if line.strip().startswith(f"{command} "):
            found.setdefault(" ".join(names), []).append(" ".join(words[len(names) :]))
    return {names: " ".join(rests) for names, rests in found.items()}
