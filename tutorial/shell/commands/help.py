"""help: what this host's tools are and how each is used."""

from tutorial.shell import registry
from tutorial.shell.command import Call, Command


def run(call: Call) -> int:
    """The list of this host's commands, or the usage of those named."""
    host, inside = call.session.host, call.session.inside > 0
    if not call.args:
        names = registry.commands_of(host, inside=inside)
        found = {name: registry.all_commands()[name] for name in names if registry.all_commands()[name].name == name}
        width = max(map(len, found), default=0)
        call.out(f"Commands on {host.id if host and not inside else call.session.place} (help NAME tells more):\n")
        call.out("".join(f"  {name:<{width}}  {command.summary}\n" for name, command in found.items()))
        return 0
    code = 0
    for name in call.args:
        command = registry.find(name, host, inside=inside)
        if command is None:
            call.err(f"bash: help: no help topics match `{name}'.\n")
            code = 1
        else:
            call.out(command.help())
    return code


def words(world: object, before: tuple[str, ...]) -> tuple[str, ...]:
    """The names of all commands."""
    return tuple(registry.all_commands())


COMMAND = Command("help", "List the tools of this host, or tell how one is used.", "help [NAME…]", run, words=words)
