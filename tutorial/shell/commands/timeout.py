"""timeout: runs a command, and ends it when its time is over. Source: coreutils timeout.c."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from tutorial.cluster.waits import Until, Wait
from tutorial.shell import registry
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.context import Interrupted, Terminated
from tutorial.shell.durations import milliseconds
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.invoke import run_command
from tutorial.shell.options import parse_call

ENDED, OURS, NOT_FOUND = 124, 125, 127
TRY = "Try 'timeout --help' for more information."
SIGNALS = {"TERM": Terminated, "15": Terminated, "INT": Interrupted, "2": Interrupted}


def run(call: Call) -> Running:
    """The command's exit code; 124 where it was ended."""
    options = parse_call(call, COMMAND, permute=False)
    if len(options.operands) < 2:
        call.err(f"{TRY}\n")
        return OURS
    length, *words = options.operands
    limit_ms = milliseconds(length)
    if limit_ms is None:
        raise UsageError(f"invalid time interval ‘{length}’\n{TRY}", exit_code=OURS)
    name = options.last("-s", "TERM").upper().removeprefix("SIG")
    if name not in SIGNALS:
        raise UsageError(f"signal {name} is not supported here; supported: INT TERM", exit_code=OURS)
    session = call.session.fork()
    if registry.find(words[0].rpartition("/")[2], session.host, inside=session.inside > 0) is None:
        raise ShellError(f"failed to run command ‘{words[0]}’: No such file or directory", exit_code=NOT_FOUND)
    running = run_command(words, session, call.descriptors)
    if not limit_ms:
        return (yield from running)
    return (yield from _limited(call, running, call.world.now_ms + limit_ms, SIGNALS[name]))


def _limited(call: Call, running: Running, until_ms: int, signal: type[Interrupted]) -> Generator[Wait, Any, int]:
    """Run a command until a moment; then it is sent a signal, and what it still says is said."""
    value: Any = None
    ended = False
    while True:
        try:
            wait = running.throw(value) if isinstance(value, Interrupted) else running.send(value)
        except StopIteration as end:
            return ENDED if ended else end.value
        except Terminated:
            return ENDED
        except Interrupted:
            if ended:
                return ENDED
            raise
        if isinstance(wait, Until) and not ended and wait.at_ms > until_ms:
            wait = replace(wait, at_ms=until_ms, idle=False)
        try:
            value = yield wait
        except Interrupted as stop:
            value = stop
            continue
        if not ended and call.world.now_ms >= until_ms:
            value, ended = signal(), True


COMMAND = Command(
    "timeout",
    "Run a command, and end it when its time is over.",
    "timeout [-s SIGNAL] NUMBER[smhd] COMMAND…",
    run,
    (
        Option(("-s", "--signal"), "how it is ended: TERM (default) or INT", "SIGNAL"),
        Option(("--foreground",), "leave the terminal to the command (it is left to it)"),
    ),
)
