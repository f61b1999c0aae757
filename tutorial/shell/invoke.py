"""Running a command by its name: finding the tool, its environment, the words of what went wrong."""

from tutorial.shell import registry
from tutorial.shell.command import Call, Running
from tutorial.shell.errors import LineFault, ShellError
from tutorial.shell.redirects import Descriptors
from tutorial.shell.session import Session
from tutorial.shell.spans import Span

NOT_FOUND = 127
_FOLDERS = ("/usr/local/bin/", "/usr/local/sbin/", "/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/")


def run_command(
    arguments: list[str], session: Session, descriptors: Descriptors, values: tuple[tuple[str, str], ...] = ()
) -> Running:
    """Run a command by name with its arguments; `values` are put into its environment. Its exit code."""
    name = arguments[0]
    output, error = descriptors[1], descriptors[2]
    command = registry.find(_bare(name), session.host, inside=session.inside > 0)
    if command is None:
        error.write((Span(_not_found(name, inside=session.inside > 0)),))
        return NOT_FOUND
    call = Call(session, name, tuple(arguments[1:]), descriptors[0], output, error, values, descriptors)
    if command.helps and call.args == ("--help",):
        call.out(command.help())
        return 0
    session.deeper()
    try:
        result = command.run(call)
        if isinstance(result, int):
            return result
        return (yield from result)
    except LineFault:
        raise
    except ShellError as fault:
        call.err(f"{fault.label or name}: {fault}\n")
        return fault.exit_code
    finally:
        session.depth -= 1


def _not_found(name: str, *, inside: bool) -> str:
    """The words of the shell: a container's is BusyBox's."""
    if inside:
        return f"sh: {name}: not found\n"
    return f"bash: {name}: {'No such file or directory' if '/' in name else 'command not found'}\n"


def _bare(name: str) -> str:
    if "/" not in name:
        return name
    for folder in _FOLDERS:
        if name.startswith(folder):
            return name[len(folder) :]
    return name
