"""Walks the syntax tree of a line and runs its commands, as generators that yield waits.

Stages of a pipeline run by turns, from left to right: a stage runs until it waits, breathes or ends, so that a reader
that has seen enough ends its writers, and a stage that waits in logical time feeds the next one meanwhile.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any

from tutorial.cluster.errors import BudgetExceeded
from tutorial.cluster.waits import Ask, Breath, Input, Until, Wait
from tutorial.cluster.world import World
from tutorial.shell import patterns, registry, syntax
from tutorial.shell.arithmetic import calculate
from tutorial.shell.command import Call
from tutorial.shell.context import Interrupted, LineContext
from tutorial.shell.errors import LineFault, ShellError, SyntaxFault
from tutorial.shell.expand import Expander
from tutorial.shell.loops import LoopControl
from tutorial.shell.parse import parse
from tutorial.shell.redirects import Descriptors, opened
from tutorial.shell.session import Entered, Exit, Session
from tutorial.shell.spans import Span
from tutorial.shell.streams import BrokenPipe, Capture, Pipe, PipeSource, TerminalOutput, TerminalSource
from tutorial.shell.terminal import Frame, frame, pop_frame, push_frame, put_frame

Running = Generator[Wait, Any, int]

USED_UP, INTERRUPTED, BROKEN_PIPE, NOT_FOUND = 137, 130, 141, 127
_BREATH = Breath()
_FOLDERS = ("/usr/local/bin/", "/usr/local/sbin/", "/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/")


def run_line(world: World, context: LineContext, text: str) -> Running:
    """Run a line in a terminal's innermost shell; returns its exit code. Never raises for anything that was typed.

    Throw `Interrupted` into the generator to end the line with exit code 130.
    """
    old = frame(world, context.terminal)
    session = Session.of(world, context, old, own=True)
    entered: Entered | None = None
    ended = False
    try:
        session.last_exit = yield from run_text(session, terminal_descriptors(world, context), text)
    except Exit as end:
        session.last_exit, ended = end.exit_code, True
    except Entered as shells:
        entered = shells
    except Interrupted:
        _say(context, "^C\n")
        session.last_exit = INTERRUPTED
    except BudgetExceeded as refusal:
        _say(context, f"hopscope: {refusal}; it was ended\n")
        session.last_exit = USED_UP
    put_frame(world, context.terminal, session.frame(old))
    if entered is not None:
        for inner in entered.frames:
            push_frame(world, context.terminal, inner)
        return 0
    if ended:
        context.write("stdout", (Span(pop_frame(world, context.terminal)),))
    return session.last_exit


def _say(context: LineContext, text: str) -> None:
    context.write("stderr", (Span(text),))


def terminal_descriptors(world: World, context: LineContext) -> Descriptors:
    """The terminal as standard input, output and error."""
    output, error = TerminalOutput(world, context, "stdout"), TerminalOutput(world, context, "stderr")
    return {0: TerminalSource(), 1: output, 2: error}


def run_text(session: Session, descriptors: Descriptors, text: str) -> Running:
    """Parse and run a text in a session: its exit code; a fault of syntax is told in bash's words."""
    error = descriptors[2]
    try:
        script, warnings = parse(clean(text))
    except SyntaxFault as fault:
        error.write((Span(f"bash: {fault}\n"),))
        return fault.exit_code
    for warning in warnings:
        error.write((Span(f"bash: {warning}\n"),))
    if not script.items:
        return session.last_exit
    try:
        return (yield from Interpreter().run(script, session, descriptors))
    except LoopControl:
        return 0
    except LineFault as fault:
        error.write((Span(f"bash: {fault}\n"),))
        return fault.exit_code


def run_remote(session: Session, descriptors: Descriptors, text: str) -> Running:
    """Run a text in another shell: `exit` ends that one alone."""
    try:
        return (yield from run_text(session, descriptors, text))
    except Exit as end:
        return end.exit_code


def with_parting(inner: Frame, parting: str) -> Frame:
    """A shell that prints other words when it ends."""
    return replace(inner, parting=parting)


def clean(text: str) -> str:
    """The text without lone surrogates, which no encoding can carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


@dataclass(slots=True)
class _Stage:
    """A stage of a pipeline: what it waits for, what it is to be sent, how it ended."""

    running: Running
    reads: PipeSource | None
    writes: Pipe | None
    wait: Wait | None = None
    answer: Any = None
    exit_code: int | None = None

    def ready(self, now_ms: int) -> bool:
        if self.exit_code is not None:
            return False
        if isinstance(self.wait, Until):
            return now_ms >= self.wait.at_ms
        if isinstance(self.wait, Input) and self.reads is not None:
            return self.reads.pipe.ready
        return True

    def end(self, exit_code: int) -> None:
        self.exit_code = exit_code
        self.running.close()
        if self.writes is not None:
            self.writes.close()
        if self.reads is not None:
            self.reads.close()


class Interpreter:
    """Runs nodes of the tree; all state is in the session."""

    def run(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """The exit code of a node, which is also left in `$?`."""
        if session.context.step():
            yield _BREATH
        session.last_exit = yield from _RUN[type(node)](self, node, session, descriptors)
        return session.last_exit

    def expander(self, session: Session, descriptors: Descriptors) -> Expander:
        """Expands words; its substitutions print their errors where the command would."""

        def capture(script: syntax.Sequence, outer: Session) -> Generator[Wait, Any, str]:
            output = Capture(session.context)
            inner = outer.fork()
            outer.substitution_exit = yield from self._ended(script, inner, {**descriptors, 1: output})
            outer.last_exit = outer.substitution_exit
            return output.text

        return Expander(session, capture)

    def _ended(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """Run in a subshell: `exit`, `break` and a failed expansion end it alone."""
        try:
            return (yield from self.run(node, session, descriptors))
        except Exit as end:
            return end.exit_code
        except LoopControl:
            return 0
        except LineFault as fault:
            descriptors[2].write((Span(f"bash: {fault}\n"),))
            return fault.exit_code

    # Simple commands

    def _simple(self, node: syntax.Simple, session: Session, descriptors: Descriptors) -> Running:
        expander = self.expander(session, descriptors)
        session.substitution_exit = 0
        try:
            arguments = yield from expander.arguments(_declared(node.words))
            values: list[tuple[str, str]] = []
            for assignment in node.assignments:
                values.append((assignment.name, (yield from self._assigned(assignment, session, expander))))
                if not arguments:
                    session.put(*values[-1])
        except ShellError as fault:
            raise fault if isinstance(fault, LineFault) else LineFault(str(fault), fault.exit_code) from None
        if not node.redirects:
            return (yield from self._command(arguments, values, session, descriptors))
        with opened() as files:
            try:
                inner = yield from files.redirect(node.redirects, session, descriptors, expander)
            except ShellError as fault:
                descriptors[2].write((Span(f"bash: {fault}\n"),))
                return 1
            return (yield from self._command(arguments, values, session, inner))

    def _assigned(
        self, assignment: syntax.Assignment, session: Session, expander: Expander
    ) -> Generator[Wait, Any, str]:
        value = yield from expander.assigned(assignment.value)
        return (session.get(assignment.name) or "") + value if assignment.append else value

    def _command(
        self, arguments: list[str], values: list[tuple[str, str]], session: Session, descriptors: Descriptors
    ) -> Running:
        if not arguments:
            return session.substitution_exit
        return (yield from run_command(arguments, session, descriptors, tuple(values)))

    # Lists and pipelines

    def _sequence(self, node: syntax.Sequence, session: Session, descriptors: Descriptors) -> Running:
        code = 0
        for at, item in enumerate(node.items):
            try:
                code = yield from self.run(item, session, descriptors)
            except Entered:
                self._left_out(len(node.items) - at - 1, descriptors)
                raise
        return code

    def _left_out(self, count: int, descriptors: Descriptors) -> None:
        if count:
            text = "hopscope: the commands behind the one that opens a shell were left out\n"
            descriptors[2].write((Span(text),))

    def _and_or(self, node: syntax.AndOr, session: Session, descriptors: Descriptors) -> Running:
        code = yield from self.run(node.first, session, descriptors)
        for operator, item in node.rest:
            if (code == 0) == (operator == "&&"):
                code = yield from self.run(item, session, descriptors)
        return code

    def _pipeline(self, node: syntax.Pipeline, session: Session, descriptors: Descriptors) -> Running:
        if len(node.stages) == 1:
            code = yield from self.run(node.stages[0], session, descriptors)
        else:
            code = yield from self._stages(node.stages, session, descriptors)
        return int(code == 0) if node.negated else code

    def _stages(self, nodes: tuple[syntax.Node, ...], session: Session, descriptors: Descriptors) -> Running:
        stages = self._connected(nodes, session, descriptors)
        try:
            while any(stage.exit_code is None for stage in stages):
                ran = False
                for stage in stages:
                    if stage.ready(session.world.now_ms):
                        ran = True
                        yield from self._turn(stage, session)
                if not ran:
                    yield Until(min(s.wait.at_ms for s in stages if s.exit_code is None and isinstance(s.wait, Until)))
        finally:
            for stage in stages:
                stage.running.close()
        return stages[-1].exit_code or 0

    def _connected(self, nodes: tuple[syntax.Node, ...], session: Session, descriptors: Descriptors) -> list[_Stage]:
        stages: list[_Stage] = []
        source: PipeSource | None = None
        for node in nodes:
            pipe = Pipe(session.context) if node is not nodes[-1] or len(stages) < len(nodes) - 1 else None
            inner = dict(descriptors)
            if source is not None:
                inner[0] = source
            if pipe is not None:
                inner[1] = pipe
            shell = session.fork()
            shell.loops = session.loops if isinstance(node, syntax.Simple) else 0
            stages.append(_Stage(self._ended(node, shell, inner), source, pipe))
            source = None if pipe is None else PipeSource(pipe)
        return stages

    def _turn(self, stage: _Stage, session: Session) -> Generator[Wait, Any, None]:
        """Run a stage until it waits, breathes or ends."""
        stage.wait = None
        while True:
            try:
                wait = stage.running.send(stage.answer)
            except StopIteration as end:
                stage.end(end.value)
                return
            except BrokenPipe:
                stage.end(BROKEN_PIPE)
                return
            stage.answer = None
            if isinstance(wait, Ask):
                stage.answer = yield wait
                continue
            stage.wait = wait
            if isinstance(wait, Breath):
                yield wait
            elif isinstance(wait, Input) and session.context.step():
                yield _BREATH
            return

    # Compound commands

    def _with_redirects(self, node: syntax.Compound, session: Session, descriptors: Descriptors) -> Running:
        run = _COMPOUND[type(node)]
        if not node.redirects:
            return (yield from run(self, node, session, descriptors))
        with opened() as files:
            expander = self.expander(session, descriptors)
            try:
                inner = yield from files.redirect(node.redirects, session, descriptors, expander)
            except ShellError as fault:
                descriptors[2].write((Span(f"bash: {fault}\n"),))
                return 1
            return (yield from run(self, node, session, inner))

    def _subshell(self, node: syntax.Subshell, session: Session, descriptors: Descriptors) -> Running:
        inner = session.fork()
        inner.loops = 0
        return (yield from self._ended(node.body, inner, descriptors))

    def _group(self, node: syntax.Group, session: Session, descriptors: Descriptors) -> Running:
        return (yield from self.run(node.body, session, descriptors))

    def _for(self, node: syntax.For, session: Session, descriptors: Descriptors) -> Running:
        if node.words is None:
            values = list(session.arguments)
        else:
            values = yield from self.expander(session, descriptors).arguments(node.words)
        code = 0
        for value in values:
            session.put(node.name, value)
            code, go_on = yield from self._once(node.body, session, descriptors)
            if not go_on:
                break
        return code

    def _while(self, node: syntax.While, session: Session, descriptors: Descriptors) -> Running:
        code = 0
        while True:
            met, go_on = yield from self._once(node.condition, session, descriptors)
            if not go_on:
                return met
            if (met == 0) == node.until:
                return code
            code, go_on = yield from self._once(node.body, session, descriptors)
            if not go_on:
                return code

    def _once(
        self, body: syntax.Sequence, session: Session, descriptors: Descriptors
    ) -> Generator[Wait, Any, tuple[int, bool]]:
        """One round of a loop: its exit code and whether to go on."""
        session.loops += 1
        try:
            return (yield from self.run(body, session, descriptors)), True
        except LoopControl as control:
            if control.levels > 1:
                raise LoopControl(control.kind, control.levels - 1, control.exit_code) from None
            return control.exit_code, control.kind == "continue"
        finally:
            session.loops -= 1

    def _if(self, node: syntax.If, session: Session, descriptors: Descriptors) -> Running:
        for condition, body in node.branches:
            if (yield from self.run(condition, session, descriptors)) == 0:
                return (yield from self.run(body, session, descriptors))
        return (yield from self.run(node.otherwise, session, descriptors))

    def _case(self, node: syntax.Case, session: Session, descriptors: Descriptors) -> Running:
        expander = self.expander(session, descriptors)
        subject = yield from expander.text(node.word)
        for words, body in node.items:
            for word in words:
                pattern = patterns.compile_pattern((yield from expander.pieces(word)))
                if session.context.step(len(pattern) * len(subject) // 500):
                    yield _BREATH
                if patterns.matches(pattern, subject):
                    return (yield from self.run(body, session, descriptors))
        return 0

    def _calculation(self, node: syntax.Calculation, session: Session, descriptors: Descriptors) -> Running:
        expander = self.expander(session, descriptors)
        expression = yield from expander.text(node.expression)
        try:
            return int(calculate(expression, lambda name: expander.lookup(name) or "", session.put) == 0)
        except ShellError as fault:
            descriptors[2].write((Span(f"bash: ((: {fault}\n"),))
            return 1


def run_command(
    arguments: list[str], session: Session, descriptors: Descriptors, values: tuple[tuple[str, str], ...] = ()
) -> Running:
    """Run a command by name with its arguments; `values` are put into its environment. Its exit code."""
    name = arguments[0]
    output, error = descriptors[1], descriptors[2]
    command = registry.find(_bare(name), session.host)
    if command is None:
        reason = "No such file or directory" if "/" in name else "command not found"
        error.write((Span(f"bash: {name}: {reason}\n"),))
        return NOT_FOUND
    env = session.exported() | dict(values)
    call = Call(session, name, tuple(arguments[1:]), descriptors[0], output, error, env, descriptors)
    if command.helps and call.args == ("--help",):
        call.out(command.help())
        return 0
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


def _bare(name: str) -> str:
    for folder in _FOLDERS:
        if name.startswith(folder):
            return name[len(folder) :]
    return name


def _declared(words: tuple[syntax.Word, ...]) -> tuple[syntax.Word, ...]:
    """The words of `export NAME=value …` with their values as if quoted: assignments are not split."""
    if len(words) < 2 or words[0].raw not in _DECLARING:
        return words
    return tuple(_unsplit(word) if "=" in word.raw else word for word in words)


def _unsplit(word: syntax.Word) -> syntax.Word:
    parts: list[syntax.Part] = []
    for part in word.parts:
        if isinstance(part, syntax.Literal):
            parts.append(syntax.Literal(part.text, quoted=True))
        elif isinstance(part, syntax.Parameter):
            parts.append(syntax.Parameter(part.name, True, part.operator, part.word, part.second))
        elif isinstance(part, syntax.Substitution):
            parts.append(syntax.Substitution(part.script, quoted=True))
        else:
            parts.append(syntax.Arithmetic(part.expression, quoted=True))
    return syntax.Word(tuple(parts), word.raw)


_DECLARING = frozenset({"export", "readonly", "declare", "local", "typeset"})
_COMPOUND: dict[type, Callable[..., Running]] = {
    syntax.Subshell: Interpreter._subshell,
    syntax.Group: Interpreter._group,
    syntax.For: Interpreter._for,
    syntax.While: Interpreter._while,
    syntax.If: Interpreter._if,
    syntax.Case: Interpreter._case,
    syntax.Calculation: Interpreter._calculation,
}
_RUN: dict[type, Callable[..., Running]] = {
    syntax.Simple: Interpreter._simple,
    syntax.Sequence: Interpreter._sequence,
    syntax.AndOr: Interpreter._and_or,
    syntax.Pipeline: Interpreter._pipeline,
    **dict.fromkeys(_COMPOUND, Interpreter._with_redirects),
}
