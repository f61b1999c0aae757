"""Walks the syntax tree of a line and runs its commands, as generators that yield waits."""

from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import aliases, jobs, patterns, syntax, truth
from tutorial.shell.arithmetic import ArithmeticFault
from tutorial.shell.errors import LineFault, ShellError, SyntaxFault
from tutorial.shell.expand import Expander, plain_words
from tutorial.shell.functions import Return, called
from tutorial.shell.invoke import run_command
from tutorial.shell.loops import LoopControl
from tutorial.shell.parse import body_of, parse
from tutorial.shell.pipeline import run_stages, supervised
from tutorial.shell.quoting import quoted
from tutorial.shell.redirects import Descriptors, opened
from tutorial.shell.regex import PatternFault
from tutorial.shell.session import Entered, Exit, Session
from tutorial.shell.spans import Span
from tutorial.shell.streams import Capture, TerminalOutput
from tutorial.shell.work import worked

Running = Generator[Wait, Any, int]

_BREATH = Breath()
MICROSECONDS_A_STEP = 4


class Interpreter:
    """Runs nodes of the tree; all state is in the session."""

    def run(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """The exit code of a node, which is also left in `$?`."""
        if session.context.step():
            yield _BREATH
        while type(node) is syntax.Sequence and len(node.items) == 1:
            node = node.items[0]
            if session.context.step():
                yield _BREATH
        session.deeper()
        try:
            session.last_exit = yield from _RUN[type(node)](self, node, session, descriptors)
        finally:
            session.depth -= 1
        if type(node) is syntax.Simple:
            session.stage_exits = (session.last_exit,)
        if session.last_exit and "e" in session.options and not session.tolerant and _ends_shell(node):
            raise Exit(session.last_exit)
        return session.last_exit

    def _tolerated(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """Run what may fail under `set -e`, because somebody asks how it went."""
        session.tolerant += 1
        try:
            return (yield from self.run(node, session, descriptors))
        finally:
            session.tolerant -= 1

    def expander(self, session: Session, descriptors: Descriptors) -> Expander:
        """Expands words; its substitutions print their errors where the command would."""

        def capture(script: syntax.Sequence, outer: Session) -> Generator[Wait, Any, str]:
            script = _read(script)
            output = Capture(session.context)
            inner = outer.fork()
            inner.options = inner.options.replace("e", "")
            outer.substitution_exit = yield from self._ended(script, inner, {**descriptors, 1: output})
            outer.last_exit = outer.substitution_exit
            return output.text

        return Expander(session, capture)

    def _ended(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """Run in a subshell, together with its jobs."""
        return supervised(self._alone(node, session, descriptors), session)

    def _left_alone(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """Run in a subshell whose jobs go on without it, unless somebody reads what they print."""
        outer = session.parent
        reads = not isinstance(descriptors[1], TerminalOutput)
        leave = None if outer is None or reads else jobs.orphaned(outer)
        return supervised(self._alone(node, session, descriptors), session, leave)

    def _alone(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """Run so that `exit`, `break` and a failed expansion end this alone."""
        try:
            session.last_exit = yield from self.run(node, session, descriptors)
        except (Exit, Return) as end:
            session.last_exit = end.exit_code
        except LoopControl:
            session.last_exit = 0
        except LineFault as fault:
            descriptors[2].write((Span(f"bash: {fault}\n"),))
            session.last_exit = fault.exit_code
        return (yield from self.left(session, descriptors))

    def left(self, session: Session, descriptors: Descriptors) -> Running:
        """A shell ends, and what it has set aside for its end is run; its exit code."""
        code, text, session.exit_trap = session.last_exit, session.exit_trap, ""
        try:
            if text:
                yield from self.run(parse(text)[0], session, descriptors)
        except (Exit, Return) as end:
            return end.exit_code
        except (LoopControl, LineFault, SyntaxFault) as fault:
            descriptors[2].write((Span(f"bash: {fault}\n"),))
        return code

    # Simple commands

    def _simple(self, node: syntax.Simple, session: Session, descriptors: Descriptors) -> Running:
        session.substitution_exit = 0
        if session.aliases and (name := aliases.named(node, session)):
            return (yield from self._unaliased(node, name, session, descriptors))
        if not node.assignments and not node.redirects and (plain := plain_words(node.words)):
            return (yield from self._command(plain, [], session, descriptors))
        expander = self.expander(session, descriptors)
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
        if arguments == ["exec"]:
            return (yield from self._redirect_shell(node, session, descriptors, expander))
        with opened() as files:
            try:
                inner = yield from files.redirect(node.redirects, session, descriptors, expander)
            except ShellError as fault:
                descriptors[2].write((Span(f"bash: {fault}\n"),))
                return 1
            return (yield from self._command(arguments, values, session, inner))

    def _unaliased(self, node: syntax.Simple, name: str, session: Session, descriptors: Descriptors) -> Running:
        """Run what an alias stands for, in which it stands for itself."""
        before = session.expanding
        try:
            whole = aliases.expanded(node, session, name)
            session.expanding = before | {name}
            return (yield from self.run(whole, session, descriptors))
        except SyntaxFault as fault:
            raise LineFault(str(fault), fault.exit_code) from None
        finally:
            session.expanding = before

    def _redirect_shell(
        self, node: syntax.Simple, session: Session, descriptors: Descriptors, expander: Expander
    ) -> Running:
        """`exec` without a command: from here on the shell's own streams lead elsewhere, until its line has ended."""
        with opened(through=True) as files:
            try:
                descriptors.update((yield from files.redirect(node.redirects, session, descriptors, expander)))
            except ShellError as fault:
                descriptors[2].write((Span(f"bash: {fault}\n"),))
                return 1
        return 0

    def _assigned(
        self, assignment: syntax.Assignment, session: Session, expander: Expander
    ) -> Generator[Wait, Any, str]:
        value = yield from expander.assigned(assignment.value)
        return (session.get(assignment.name) or "") + value if assignment.append else value

    def _command(
        self, arguments: list[str], values: list[tuple[str, str]], session: Session, descriptors: Descriptors
    ) -> Running:
        if "x" in session.options:
            traced = [f"{name}={quoted(value)}" for name, value in values] + [quoted(word) for word in arguments]
            descriptors[2].write((Span(f"+ {' '.join(traced)}\n"),))
        if not arguments:
            return session.substitution_exit
        if (function := session.functions.get(arguments[0])) is not None:
            return (yield from self._call(function, arguments, values, session, descriptors))
        return (yield from run_command(arguments, session, descriptors, tuple(values)))

    def _call(
        self,
        function: syntax.Function,
        arguments: list[str],
        values: list[tuple[str, str]],
        session: Session,
        descriptors: Descriptors,
    ) -> Running:
        with called(session, tuple(arguments[1:]), tuple(values)):
            try:
                return (yield from self.run(body_of(function), session, descriptors))
            except Return as end:
                return end.exit_code

    def _define(self, node: syntax.Function, session: Session, descriptors: Descriptors) -> Running:
        session.define(node)
        return 0
        yield  # as every other node

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

    def _background(self, node: syntax.Background, session: Session, descriptors: Descriptors) -> Running:
        def body(inner: Session, streams: Descriptors) -> Running:
            return self._ended(node.body, inner, streams)

        try:
            return (yield from jobs.start(session, descriptors, node.text, body))
        except ShellError as fault:
            raise LineFault(str(fault), fault.exit_code) from None

    def _and_or(self, node: syntax.AndOr, session: Session, descriptors: Descriptors) -> Running:
        code = yield from self._tolerated(node.first, session, descriptors)
        for at, (operator, item) in enumerate(node.rest, 1):
            if (code == 0) == (operator == "&&"):
                run = self.run if at == len(node.rest) else self._tolerated
                code = yield from run(item, session, descriptors)
        return code

    def _pipeline(self, node: syntax.Pipeline, session: Session, descriptors: Descriptors) -> Running:
        began = session.world.now_ms, session.context.steps
        try:
            if len(node.stages) == 1:
                run = self._tolerated if node.negated else self.run
                code = yield from run(node.stages[0], session, descriptors)
            else:
                code = yield from run_stages(node.stages, session, descriptors, self._stage)
                if "P" in session.options:
                    code = next((failed for failed in reversed(session.stage_exits) if failed), 0)
        except LoopControl as control:
            control.exit_code = int(control.exit_code == 0) if node.negated else control.exit_code
            raise
        if node.timed:
            took_ms, steps = session.world.now_ms - began[0], session.context.steps - began[1]
            descriptors[2].write((Span(took(took_ms, steps, posix=node.timed == "-p")),))
        return int(code == 0) if node.negated else code

    def _stage(self, node: syntax.Node, session: Session, descriptors: Descriptors) -> Running:
        """A stage of a pipeline: a subshell, which knows of no loop around it unless it is a simple command."""
        inner = session.fork()
        inner.loops = session.loops if isinstance(node, syntax.Simple) else 0
        return self._ended(node, inner, descriptors)

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
        return (yield from self._left_alone(node.body, inner, descriptors))

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
            met, go_on = yield from self._once(node.condition, session, descriptors, tolerant=1)
            if not go_on:
                return met
            if (met == 0) == node.until:
                return code
            code, go_on = yield from self._once(node.body, session, descriptors)
            if not go_on:
                return code

    def _once(
        self, body: syntax.Sequence, session: Session, descriptors: Descriptors, tolerant: int = 0
    ) -> Generator[Wait, Any, tuple[int, bool]]:
        """One round of a loop: its exit code and whether to go on."""
        session.loops += 1
        session.tolerant += tolerant
        try:
            return (yield from self.run(body, session, descriptors)), True
        except LoopControl as control:
            if control.levels > 1:
                raise LoopControl(control.kind, control.levels - 1, control.exit_code) from None
            return control.exit_code, control.kind == "continue"
        finally:
            session.loops -= 1
            session.tolerant -= tolerant

    def _if(self, node: syntax.If, session: Session, descriptors: Descriptors) -> Running:
        for condition, body in node.branches:
            if (yield from self._tolerated(condition, session, descriptors)) == 0:
                return (yield from self.run(body, session, descriptors))
        return (yield from self.run(node.otherwise, session, descriptors))

    def _counted(self, node: syntax.Count, session: Session, descriptors: Descriptors) -> Running:
        expander = self.expander(session, descriptors)

        def value(word: syntax.Word, default: int) -> Generator[Wait, Any, int]:
            expression = yield from expander.text(word)
            return expander.parameters.calculated(expression) if expression.strip() else default

        code = 0
        try:
            yield from value(node.first, 1)
            while (yield from value(node.condition, 1)):
                code, go_on = yield from self._once(node.body, session, descriptors)
                if not go_on:
                    break
                yield from value(node.following, 1)
        except ArithmeticFault as fault:
            descriptors[2].write((Span(f"bash: ((: {fault}\n"),))
            return 1
        return code

    def _case(self, node: syntax.Case, session: Session, descriptors: Descriptors) -> Running:
        expander = self.expander(session, descriptors)
        subject = yield from expander.text(node.word)
        code, falls = 0, False
        for words, body, mark in node.items:
            if not falls and not (yield from self._fits(words, subject, session, expander)):
                continue
            code = yield from self.run(body, session, descriptors)
            if mark == ";;":
                return code
            falls = mark == ";&"
        return code

    def _fits(
        self, words: tuple[syntax.Word, ...], subject: str, session: Session, expander: Expander
    ) -> Generator[Wait, Any, bool]:
        for word in words:
            pieces = yield from expander.pieces(word)
            pattern = yield from worked(session.context, patterns.compile_pattern(pieces))
            if (yield from worked(session.context, patterns.matches(pattern, subject))):
                return True
        return False

    def _condition(self, node: syntax.Condition, session: Session, descriptors: Descriptors) -> Running:
        judge = truth.Judge(session, descriptors, self.expander(session, descriptors))
        try:
            return int(not (yield from judge.holds(node.test)))
        except PatternFault:  # of which bash says nothing
            return 2
        except ArithmeticFault as fault:
            descriptors[2].write((Span(f"bash: [[: {fault}\n"),))
            return 1

    def _calculation(self, node: syntax.Calculation, session: Session, descriptors: Descriptors) -> Running:
        expander = self.expander(session, descriptors)
        expression = yield from expander.text(node.expression)
        try:
            return int(expander.parameters.calculated(expression) == 0)
        except ShellError as fault:
            descriptors[2].write((Span(f"bash: ((: {fault}\n"),))
            return 1


def _ends_shell(node: syntax.Node) -> bool:
    """Whether a shell ends under `set -e` when this fails."""
    negated = isinstance(node, syntax.Pipeline) and node.negated
    return isinstance(node, _FAILING) and not negated


def _read(script: syntax.Sequence) -> syntax.Sequence:
    """`$(< file)` is what `cat` prints."""
    if len(script.items) != 1 or not isinstance(item := script.items[0], syntax.Simple):
        return script
    if item.words or item.assignments or [redirect.operator for redirect in item.redirects] != ["<"]:
        return script
    cat = syntax.Word((syntax.Literal("cat"),), "cat")
    return syntax.Sequence((syntax.Simple((), (cat,), item.redirects),))


def took(real_ms: int, steps: int, *, posix: bool) -> str:
    """What `time` says: the cluster's time that has passed, and the processor's, a few microseconds for each step."""
    user_ms = steps * MICROSECONDS_A_STEP // 1000
    if posix:
        return f"real {real_ms / 1000:.2f}\nuser {user_ms / 1000:.2f}\nsys 0.00\n"
    rows = (("real", real_ms), ("user", user_ms), ("sys", 0))
    return "\n" + "".join(f"{name}\t{ms // 60_000}m{ms % 60_000 / 1000:.3f}s\n" for name, ms in rows)


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
    syntax.Count: Interpreter._counted,
    syntax.Condition: Interpreter._condition,
}
_FAILING = (syntax.Simple, syntax.Pipeline, syntax.Subshell, syntax.Calculation, syntax.Condition)
_RUN: dict[type, Callable[..., Running]] = {
    syntax.Simple: Interpreter._simple,
    syntax.Sequence: Interpreter._sequence,
    syntax.AndOr: Interpreter._and_or,
    syntax.Background: Interpreter._background,
    syntax.Pipeline: Interpreter._pipeline,
    syntax.Function: Interpreter._define,
    **dict.fromkeys(_COMPOUND, Interpreter._with_redirects),
}
