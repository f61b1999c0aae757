"""cd: changes the working directory."""

from tutorial.shell import files
from tutorial.shell.command import Call, Command


def run(call: Call) -> int:
    """`cd`, `cd FOLDER`, `cd -`, with bash's refusals."""
    session = call.session
    if len(call.args) > 1:
        call.err("bash: cd: too many arguments\n")
        return 1
    target = call.args[0] if call.args else session.home
    if target == "-":
        previous = session.get("OLDPWD")
        if previous is None:
            call.err("bash: cd: OLDPWD not set\n")
            return 1
        call.out(previous + "\n")
        target = previous
    try:
        return _change(call, target) if target else 0
    except files.FileError as fault:
        call.err(f"bash: cd: {fault}\n")
        return 1


def _change(call: Call, target: str) -> int:
    session = call.session
    place = files.absolute(session.cwd, target)
    files.check_way(call.world, session.place, session.user, target, f"{place}/")
    folder = files.lookup(call.world, session.place, place)
    if folder is None or not folder.is_dir:
        raise files.FileError(target, "Not a directory" if folder else "No such file or directory")
    session.put("OLDPWD", session.cwd)
    session.put("PWD", place)
    session.cwd = place
    return 0


COMMAND = Command("cd", "Change the working directory.", "cd [FOLDER | -]", run)
