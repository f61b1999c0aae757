"""dirname: a path without its last part."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """Prints the folders that paths lie in."""
    names = parse_call(call, COMMAND, permute=False, exit_code=1).operands
    if not names:
        raise UsageError("missing operand\nTry 'dirname --help' for more information.", exit_code=1)
    call.out("".join(f"{_folder(name)}\n" for name in names))
    return 0


def _folder(path: str) -> str:
    folder, slash, _ = path.rstrip("/").rpartition("/")
    return folder.rstrip("/") or ("/" if slash or path.startswith("/") else ".")


COMMAND = Command("dirname", "Print a path without its last part.", "dirname FILE…", run)
