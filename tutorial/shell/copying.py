"""What `cp` and `mv` have in common: several sources into a folder, or one to a new name."""

from collections.abc import Callable

from tutorial.shell import changing
from tutorial.shell.command import Call, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.texts import charged

Transfer = Callable[[str, str, str], None]
"""Takes a source as it was named, the target as it is called, and the target's absolute path."""


def transfer(call: Call, operands: list[str], folder: str, one: Transfer) -> Running:
    """Do it for each source; 1 when one of them could not be. `folder` is that of `-t`."""
    hint = f"\nTry '{call.name} --help' for more information."
    if not operands:
        raise UsageError(f"missing file operand{hint}", exit_code=1)
    if len(operands) < 2 and not folder:
        raise UsageError(f"missing destination file operand after '{operands[0]}'{hint}", exit_code=1)
    sources, target = (operands, folder) if folder else (operands[:-1], operands[-1])
    place = changing.place_of(call, target)
    found = changing.at(call, place)
    into = found is not None and found.is_dir
    if not into and (len(sources) > 1 or folder):
        raise UsageError(f"target '{target}' is not a directory", exit_code=1)
    code = 0
    for source in sources:
        yield from charged(call, 1)
        name = source.rstrip("/").rpartition("/")[2]
        called = f"{target.rstrip('/')}/{name}" if into else target
        try:
            one(source, called, f"{place.rstrip('/')}/{name}" if into else place)
        except ShellError as fault:
            code = 1
            call.err(f"{call.name}: {fault}\n")
    return code
