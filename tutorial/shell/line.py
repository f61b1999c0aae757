"""Lines: from the text that was typed to its exit code, and what it leaves in the terminal."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from tutorial.cluster.errors import BudgetExceeded
from tutorial.cluster.waits import CHARACTERS_A_STEP, Breath, Wait
from tutorial.cluster.world import World
from tutorial.shell.context import Interrupted, LineContext
from tutorial.shell.errors import LineFault, SyntaxFault
from tutorial.shell.functions import Return
from tutorial.shell.interpreter import Interpreter
from tutorial.shell.loops import LoopControl
from tutorial.shell.parse import parse
from tutorial.shell.pipeline import supervised
from tutorial.shell.redirects import Descriptors
from tutorial.shell.session import Entered, Exit, Session
from tutorial.shell.spans import Span
from tutorial.shell.streams import TerminalOutput, TerminalSource
from tutorial.shell.terminal import Frame, frame, leave_the_dead, pop_frame, push_frame, put_frame

Running = Generator[Wait, Any, int]

READING = 50
"""Steps that reading a text costs, and one more for so many characters: what a line is typed with costs nothing."""
USED_UP, INTERRUPTED, ENDED = 137, 130, 137


def run_line(world: World, context: LineContext, text: str) -> Running:
    """Run a line in a terminal's innermost shell; returns its exit code. Never raises for anything that was typed.

    Throw `Interrupted` into the generator to end the line with exit code 130.
    """
    if leave_the_dead(world, context.terminal):
        _say(context, "hopscope: the container has ended, and this shell with it; the line was not run\n")
        return ENDED
    old = frame(world, context.terminal)
    session = Session.of(world, context, old, own=True)
    session.controls = context.launch is not None
    entered: Entered | None = None
    ended = False
    try:
        session.last_exit, ended = yield from _typed(session, terminal_descriptors(world, context), text)
    except Entered as shells:
        entered = shells
    except Interrupted:
        _say(context, "^C\n")
        session.last_exit = INTERRUPTED
        ended = yield from _trapped(session, terminal_descriptors(world, context))
    except BudgetExceeded as refusal:
        _say(context, f"hopscope: {refusal}; it was ended\n")
        session.last_exit = USED_UP
    if (left := session.frame(old)) is not old:
        put_frame(world, context.terminal, left)
    if entered is not None:
        for inner in entered.frames:
            push_frame(world, context.terminal, inner)
        return 0
    if ended:
        context.write("stdout", (Span(pop_frame(world, context.terminal)),))
    return session.last_exit


def _typed(session: Session, descriptors: Descriptors, text: str) -> Generator[Wait, Any, tuple[int, bool]]:
    """Run what was typed: its exit code, and whether the shell has ended."""
    try:
        return (yield from run_text(session, descriptors, text)), False
    except Exit as end:
        session.last_exit = end.exit_code
        return (yield from Interpreter().left(session, descriptors)), True


def _trapped(session: Session, descriptors: Descriptors) -> Generator[Wait, Any, bool]:
    """Run what is set aside for Ctrl-C; whether the shell has ended by it. `$?` stays what it was."""
    if not (text := session.int_trap):
        return False
    code, ended = session.last_exit, False
    try:
        _, ended = yield from _typed(session, descriptors, text)
    except Interrupted:
        _say(session.context, "^C\n")
    except Entered:
        _say(session.context, "hopscope: a trap opens no shell here\n")
    except BudgetExceeded as refusal:
        _say(session.context, f"hopscope: {refusal}; it was ended\n")
        code = USED_UP
    session.last_exit = session.last_exit if ended else code
    return ended


def _say(context: LineContext, text: str) -> None:
    context.write("stderr", (Span(text),))


def terminal_descriptors(world: World, context: LineContext) -> Descriptors:
    """The terminal as standard input, output and error."""
    output, error = TerminalOutput(world, context, "stdout"), TerminalOutput(world, context, "stderr")
    return {0: TerminalSource(), 1: output, 2: error}


def run_text(session: Session, descriptors: Descriptors, text: str) -> Running:
    """Parse and run a text in a session as a whole: its exit code; what is wrong with it is told in bash's words."""
    part = run_part(session, descriptors, text)
    try:
        return (yield from part if session.controls else supervised(part, session))
    except (LoopControl, Return):
        return 0
    except LineFault as fault:
        descriptors[2].write((Span(f"bash: {fault}\n"),))
        return fault.exit_code


def run_part(session: Session, descriptors: Descriptors, text: str) -> Running:
    """As `run_text` for a text within another (`eval`): `break`, `return` and a failed expansion end that one, too.

    Reading it is counted, for there may be others inside of it.
    """
    error = descriptors[2]
    if session.depth and session.context.step(READING + len(text) // CHARACTERS_A_STEP):
        yield Breath()
    try:
        script, warnings = parse(clean(text))
    except SyntaxFault as fault:
        error.write((Span(f"bash: {fault}\n"),))
        return fault.exit_code
    for warning in warnings:
        error.write((Span(f"bash: {warning}\n"),))
    if not script.items:
        return session.last_exit
    return (yield from Interpreter().run(script, session, descriptors))


def run_remote(session: Session, descriptors: Descriptors, text: str) -> Running:
    """Run a text in another shell, which ends with it."""
    try:
        session.last_exit = yield from run_text(session, descriptors, text)
    except Exit as end:
        session.last_exit = end.exit_code
    return (yield from Interpreter().left(session, descriptors))


def with_parting(inner: Frame, parting: str) -> Frame:
    """A shell that prints other words when it ends."""
    return replace(inner, parting=parting)


def clean(text: str) -> str:
    """The text without lone surrogates, which no encoding can carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
