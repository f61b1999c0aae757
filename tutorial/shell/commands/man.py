"""man: what a command is for and how it is used, in a summary of ours."""

from tutorial.shell import registry
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call

INDENT = " " * 7
NOT_THERE = 16


def run(call: Call) -> int:
    """Prints a page for each command, from the same object as `help`; 16 where there is none."""
    options = parse_call(call, COMMAND, permute=False)
    names = [name for name in options.operands if not (name.isdigit() and len(options.operands) > 1)]
    if not names:
        call.err("What manual page do you want?\n")
        return 1
    session, code = call.session, 0
    for name in names:
        command = registry.find(name, session.host, inside=session.inside > 0)
        if command is None:
            call.err(f"No manual entry for {name}\n")
            code = NOT_THERE
        else:
            call.out(_page(command))
    return code


def _page(command: Command) -> str:
    parts = [("NAME", [f"{', '.join((command.name, *command.aliases))} - {command.summary}"])]
    parts.append(("SYNOPSIS", command.usage.split("  or  ")))
    options = [_option(option) for option in command.options]
    subcommands = [" ".join((command.name, *part.names, part.usage)).rstrip() for part in command.subcommands]
    parts += [("OPTIONS", options)] if options else []
    parts += [("COMMANDS", subcommands)] if subcommands else []
    parts.append(("NOTES", ["This is a summary of what is supported here; the real tool may have more."]))
    return "\n".join(f"{title}\n" + "".join(f"{INDENT}{line}\n" for line in lines) for title, lines in parts)


def _option(option: Option) -> str:
    argument = f" {option.argument}" if option.argument else ""
    return f"{', '.join(option.flags)}{argument}\n{INDENT}{INDENT}{option.summary}\n"


COMMAND = Command(
    "man",
    "Tell what a command is for and how it is used.",
    "man TOOL…",
    run,
    (Option(("-a", "--all"), "all pages of the name (there is one)"),),
)
