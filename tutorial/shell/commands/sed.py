"""sed: edits the lines of a stream."""

from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.options import Parsed, parse_options
from tutorial.shell.sed.engine import Engine
from tutorial.shell.sed.script import Command as ScriptCommand
from tutorial.shell.sed.script import read_script
from tutorial.shell.texts import Inputs, read_file

USAGE = "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n"


def run(call: Call) -> Running:
    """Runs a script over its inputs; with `-i` over each file, which then holds what was printed."""
    options = parse_options(COMMAND.options, tuple(_suffix(word) for word in call.args))
    pieces = _pieces(call, options)
    if not pieces:
        if not options.operands:
            call.err(USAGE)
            return 1
        pieces = [options.operands.pop(0)]
    quiet = options.has("-n") or pieces[0].startswith("#n\n") or pieces[0] == "#n"
    commands = read_script(pieces, extended=options.has("-E"))
    if options.has("-i") or options.has("--in-place") or options.has("-s"):
        return (yield from _one_by_one(call, options, commands, quiet=quiet))
    inputs = Inputs(call, options.operands, _complain)
    code = yield from Engine(call, commands, inputs, call.out, quiet=quiet).run()
    return code or inputs.code


def _suffix(word: str) -> str:
    """`-i.bak` is `--in-place=.bak`, and without a suffix it is `-i`."""
    if word.startswith("-i") and len(word) > 2:
        return f"--in-place={word[2:]}"
    return "-i" if word == "--in-place" else word


def _pieces(call: Call, options: Parsed) -> list[str]:
    pieces: list[str] = []
    for flag, text in options.order:
        if flag == "-e":
            pieces.append(text)
        elif flag == "-f":
            pieces.append(read_file(call, text).removesuffix("\n"))
    return pieces


def _complain(call: Call, fault: ShellError) -> int:
    words = "read error on" if str(fault).endswith(": Is a directory") else "can't read"
    call.err(f"sed: {words} {fault}\n")
    return 2


def _one_by_one(call: Call, options: Parsed, commands: list[ScriptCommand], *, quiet: bool) -> Running:
    """Each file for itself, as `-s` and `-i` want it."""
    code = 0
    in_place = options.has("-i") or options.has("--in-place")
    for path in options.operands or ["-"]:
        shown: list[str] = []
        inputs = Inputs(call, [path], _complain)
        engine = Engine(call, commands, inputs, shown.append if in_place else call.out, quiet=quiet)
        quits = yield from engine.run()
        code = code or inputs.code
        if in_place and not inputs.code:
            _replace(call, path, "".join(shown), options.last("--in-place"))
        if quits:
            return quits
    return code


def _replace(call: Call, path: str, text: str, suffix: str) -> None:
    """Put a text into a file; its old one is kept under the name with the suffix, if there is one."""
    session = call.session
    place = files.check_writable(call.world, session.place, session.user, session.cwd, path)
    if suffix:
        copy = files.check_writable(call.world, session.place, session.user, session.cwd, f"{path}{suffix}")
        files.write(call.world, session.place, session.user, copy, read_file(call, path))
    files.write(call.world, session.place, session.user, place, text)


COMMAND = Command(
    "sed",
    "Edit the lines of a stream: substitute, print, delete.",
    "sed [OPTION…] SCRIPT [FILE…]",
    run,
    (
        Option(("-n", "--quiet", "--silent"), "print only what the script prints"),
        Option(("-e", "--expression"), "a piece of the script", "SCRIPT"),
        Option(("-f", "--file"), "a file with a piece of the script", "FILE"),
        Option(("-E", "--regexp-extended", "-r"), "patterns are extended regular expressions"),
        Option(("-i",), "edit files where they are; -iSUFFIX keeps a copy"),
        Option(("--in-place",), "the same", "SUFFIX"),
        Option(("-s", "--separate"), "files one by one (as -i does)"),
        Option(("-u", "--unbuffered"), "as it comes (always)"),
    ),
)
