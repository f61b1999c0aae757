"""All commands, found by looking into `shell/commands/`: a new file there is a new command."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from tutorial.cluster.host import Host
from tutorial.shell import busybox, commands
from tutorial.shell.command import Command


@cache
def all_commands() -> dict[str, Command]:
    """Every command by each of its names, in the order of the names."""
    found: dict[str, Command] = {}
    for module in iter_modules(commands.__path__, f"{commands.__name__}."):
        command: Command = import_module(module.name).COMMAND
        for name in (command.name, *command.aliases):
            if name in found:
                raise ValueError(f"two commands are called {name}")
            found[name] = command
    return {name: found[name] for name in sorted(found)}


def find(name: str, host: Host | None, *, inside: bool = False) -> Command | None:
    """The command of that name if the host has it; `inside` of a container, if the container's image has it."""
    command = all_commands().get(name)
    if command is None or host is None or host.role not in command.roles:
        return None
    if inside and name not in busybox.NAMES:
        return None
    return command if not command.package or command.package in host.packages else None


def commands_of(host: Host | None, *, inside: bool = False) -> tuple[str, ...]:
    """The names of the commands that a host, or a container of it, has, sorted."""
    return tuple(name for name in all_commands() if find(name, host, inside=inside))
