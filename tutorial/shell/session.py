"""A running shell: its place, its variables, its positional parameters. A subshell is a copy of one."""

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from tutorial.cluster.host import Host
from tutorial.cluster.state import changed
from tutorial.cluster.world import World
from tutorial.shell.context import LineContext
from tutorial.shell.errors import LineFault, ShellError
from tutorial.shell.syntax import Function
from tutorial.shell.terminal import Frame, Job, Variable, home, host_of, new_frame

VARIABLES_LIMIT = 65_536
"""Characters that all variables of a shell may hold together."""
DEPTH = 100
"""How many commands may run inside of each other."""


def _size(name: str, variable: Variable | None) -> int:
    return 0 if variable is None else len(name) + len(variable.value or "")


def _length(function: Function) -> int:
    return len(function.name) + len(function.text) + sum(len(here.text) for here in function.heres)


class Exit(Exception):
    """The shell ends (`exit`)."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


class Entered(Exception):
    """Shells were opened inside the terminal's own one (`ssh`); they take the next lines."""

    def __init__(self, frames: tuple[Frame, ...]) -> None:
        super().__init__(frames)
        self.frames = frames


_KEPT = attrgetter(
    "cwd", "arguments", "last_exit", "last_job", "options", "stage_exits", "exit_trap", "int_trap", "aliases"
)
"""What a frame keeps of a shell as it is."""


@dataclass(slots=True)
class Session:
    """One shell while a line runs in it. `place` is a host's id, or `S3/<container>`; `own` is true for the shell
    that owns the terminal, false for subshells, remote commands and stages of pipelines; `inside` is as in `Frame`;
    `parent` is the shell that a subshell was forked from.

    `controls` is true for a shell whose jobs go on when the line has ended, `supervised` for one whose `children` are
    run beside it until all have ended; `jobs` are those of the latter by pid, `last_job` is `$!`, `stage_exits` is
    `PIPESTATUS`. `loops`, `callers` (functions and files that are read) and `depth` count what it is inside of.
    `options`, the traps and `aliases` are as in `Frame`, `expanding` are the aliases that are being run, `name` is
    `$0`; while it is `tolerant` a command may fail under `set -e`. `option_word` and `option_letter` are where
    `getopts` goes on; `scopes` keep, for each function that runs, what the variables were that it has made local.
    """

    world: World
    context: LineContext
    place: str
    user: str
    cwd: str
    variables: dict[str, Variable]
    arguments: tuple[str, ...] = ()
    last_exit: int = 0
    substitution_exit: int = 0
    own: bool = False
    inside: int = 0
    size: int | None = None
    parent: "Session | None" = None
    controls: bool = False
    supervised: bool = False
    children: list[Any] = field(default_factory=list)
    jobs: dict[int, Job] = field(default_factory=dict)
    last_job: int = 0
    stage_exits: tuple[int, ...] = (0,)
    options: str = ""
    exit_trap: str = ""
    int_trap: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    expanding: frozenset[str] = frozenset()
    name: str = "bash"
    tolerant: int = 0
    loops: int = 0
    callers: int = 0
    option_word: int = 0
    option_letter: int = 1
    depth: int = 0
    functions: dict[str, Function] = field(default_factory=dict)
    functions_size: int | None = None
    scopes: list[dict[str, Variable | None]] = field(default_factory=list)

    @property
    def host(self) -> Host | None:
        """The host that the shell runs on."""
        return host_of(self.world, self.place)

    def get(self, name: str) -> str | None:
        """A variable's value, or None."""
        variable = self.variables.get(name)
        return None if variable is None else variable.value

    def put(self, name: str, value: str, *, exported: bool | None = None) -> None:
        """Set a variable; it stays exported if it was."""
        old = self.variables.get(name)
        if old is not None and old.fixed:
            raise ShellError(f"{name}: readonly variable", exit_code=1)
        self.size = self._held() + len(name) + len(value) - _size(name, old)
        if self.size > VARIABLES_LIMIT:
            raise ShellError(f"{name}: the variables of a shell may hold {VARIABLES_LIMIT:,} characters", exit_code=1)
        kept = old.exported if old is not None and exported is None else bool(exported)
        self.variables[name] = Variable(value, kept)

    def remove(self, name: str) -> None:
        """Unset a variable; ShellError for one that is fixed."""
        old = self.variables.get(name)
        if old is not None and old.fixed:
            raise ShellError(f"{name}: cannot unset: readonly variable", exit_code=1)
        self.size = self._held() - _size(name, self.variables.pop(name, None))

    def _held(self) -> int:
        """How many characters the variables hold; most lines never ask."""
        if self.size is None:
            return sum(_size(name, variable) for name, variable in self.variables.items())
        return self.size

    def define(self, function: Function) -> None:
        """Keep a function; ShellError when a shell can't hold it."""
        if self.functions_size is None:
            self.functions_size = sum(map(_length, self.functions.values()))
        old = self.functions.get(function.name)
        self.functions_size += _length(function) - (0 if old is None else _length(old))
        if self.functions_size > VARIABLES_LIMIT:
            self.functions_size = None
            raise ShellError(f"{function.name}: the functions of a shell may hold {VARIABLES_LIMIT:,} characters", 1)
        self.functions[function.name] = function

    def forget(self, name: str) -> None:
        """Unset a function."""
        self.functions.pop(name, None)
        self.functions_size = None

    def make_local(self, name: str) -> None:
        """From now on a variable is the innermost function's own."""
        if name not in self.scopes[-1]:
            self.scopes[-1][name] = self.variables.get(name)

    def leave_scope(self) -> None:
        """Put back the variables that a function has made local."""
        for name, variable in self.scopes.pop().items():
            self.variables.pop(name, None)
            if variable is not None:
                self.variables[name] = variable
        self.size = None

    def fix(self, name: str) -> None:
        """From now on a variable never changes."""
        old = self.variables.get(name, Variable(None))
        self.variables[name] = replace(old, fixed=True)

    def mark(self, name: str, *, exported: bool) -> None:
        """Export a variable or keep it from programs, set or not."""
        self.variables[name] = replace(self.variables.get(name, Variable(None)), exported=exported)

    def deeper(self) -> None:
        """Count one more command inside of another; LineFault when it is too deep for us."""
        if self.depth >= DEPTH:
            raise LineFault(f"commands inside of each other more than {DEPTH} levels deep are not supported here", 1)
        self.depth += 1

    def fork(self) -> "Session":
        """A subshell: changes in it are not seen outside."""
        scopes = [dict(scope) for scope in self.scopes]
        return replace(
            self,
            variables=dict(self.variables),
            functions=dict(self.functions),
            scopes=scopes,
            parent=self,
            children=[],
            jobs={},
            exit_trap="",
            int_trap="",
            own=False,
            controls=False,
            supervised=False,
        )

    def login(self, place: str, user: str) -> "Session":
        """Another user's fresh shell, on this or another host."""
        inner = Session.of(self.world, self.context, new_frame(place, user), own=False)
        inner.depth = self.depth
        return inner

    def exported(self) -> dict[str, str]:
        """What programs see as their environment."""
        set_ones = ((name, variable.value) for name, variable in self.variables.items() if variable.exported)
        return {name: value for name, value in set_ones if value is not None}

    @property
    def home(self) -> str:
        """Where `~` leads."""
        return self.get("HOME") or home(self.user)

    @classmethod
    def of(cls, world: World, context: LineContext, frame: Frame, *, own: bool) -> "Session":
        """The shell of a frame."""
        variables = dict(frame.variables)
        return cls(
            world,
            context,
            frame.host,
            frame.user,
            frame.cwd,
            variables,
            frame.arguments,
            frame.last_exit,
            own=own,
            inside=frame.inside,
            functions={function.name: function for function in frame.functions},
            last_job=frame.last_job,
            options=frame.options,
            stage_exits=frame.stage_exits,
            exit_trap=frame.exit_trap,
            int_trap=frame.int_trap,
            aliases=frame.aliases,
        )

    def frame(self, old: Frame) -> Frame:
        """The frame as this shell leaves it."""
        variables, functions = old.variables, old.functions
        if self.variables != dict(variables):
            variables = tuple(sorted(self.variables.items()))
        if self.functions or functions:
            functions = tuple(self.functions[name] for name in sorted(self.functions))
        if variables is old.variables and functions == old.functions and _KEPT(self) == _KEPT(old):
            return old
        return changed(
            old,
            cwd=self.cwd,
            variables=variables,
            arguments=self.arguments,
            last_exit=self.last_exit,
            functions=functions,
            last_job=self.last_job,
            options=self.options,
            stage_exits=self.stage_exits,
            exit_trap=self.exit_trap,
            int_trap=self.int_trap,
            aliases=self.aliases,
        )
