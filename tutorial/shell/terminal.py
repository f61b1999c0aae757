"""Terminals: part of the world. A terminal is a stack of shells, the innermost of which takes the next line."""

from dataclasses import dataclass, replace
from functools import lru_cache

from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.host import HOSTS, SIGNALS, Host
from tutorial.cluster.state import Table, changed
from tutorial.cluster.world import World
from tutorial.shell.spans import Span
from tutorial.shell.syntax import Function

LEARNER = "you"
LAPTOP = "laptop"
HANG_UP = 1
"""The signal that the jobs of a shell get when it ends."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A shell variable; exported ones are seen by programs. One without a value was exported before it was set;
    a `fixed` one never changes.
    """

    value: str | None
    exported: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One shell of a terminal: where it runs, as whom, in which folder, with which variables (sorted by name).

    `parting` is what is printed when it ends: `logout` and ssh's own words for a remote shell. `inside` is 0, or for a
    shell that docker opened the pid of its container's first process: with that one it ends, and it has the programs of
    the container's image alone. `options` are the letters that `set` has switched on, `P` for `pipefail`;
    `exit_trap` is what is run when it ends, `int_trap` when Ctrl-C ends a line of it. `aliases` are names with what
    they stand for, sorted.
    """

    host: str
    user: str
    cwd: str
    variables: tuple[tuple[str, Variable], ...] = ()
    arguments: tuple[str, ...] = ()
    last_exit: int = 0
    parting: str = "exit\n"
    inside: int = 0
    functions: tuple[Function, ...] = ()
    last_job: int = 0
    options: str = ""
    stage_exits: tuple[int, ...] = (0,)
    exit_trap: str = ""
    int_trap: str = ""
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal with its shells, the innermost last; there is always at least one."""

    id: str
    frames: tuple[Frame, ...]


TERMINALS: Table[Terminal] = Table("terminal")
"""Scope: "". Key: terminal id."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command that runs while its shell goes on: the shell's number for it, its process, the `text` that was typed.

    `shell` is how many shells its terminal had when it began. `state` is Running, Stopped or Done; when done, there is
    its exit code, and the signal that ended it. One that was `told` of is known by its pid alone.
    """

    number: int
    pid: int
    host: str
    shell: int
    text: str
    state: str = "Running"
    exit_code: int = 0
    signal: int = 0
    told: bool = False


JOBS: Table[Job] = Table("terminal.job")
"""Scope: terminal id. Key: (host, pid)."""


def home(user: str) -> str:
    """A user's home directory, the same on every host."""
    return "/root" if user == "root" else f"/home/{user}"


def new_frame(host: str, user: str, parting: str = "exit\n") -> Frame:
    """A fresh login shell."""
    return Frame(host, user, home(user), _login_variables(user), parting=parting)


def container_frame(host: str, container: Container) -> Frame:
    """The shell that docker opens in a container: with the container's variables."""
    values = {**dict(container.env), "HOSTNAME": container.hostname, "HOME": home("root"), "TERM": "xterm"}
    variables = tuple((name, Variable(value, exported=True)) for name, value in sorted(values.items()))
    return Frame(f"{host}/{container.name}", "root", "/", variables, parting="", inside=container.pid)


@lru_cache(maxsize=64)
def _login_variables(user: str) -> tuple[tuple[str, Variable], ...]:
    """What a user's login shell sets: made once, for every attempt has several such shells."""
    folder = home(user)
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    values = {"HOME": folder, "LANG": "en_US.UTF-8", "LOGNAME": user, "PATH": path, "PWD": folder, "SHELL": "/bin/bash"}
    values |= {"TERM": "xterm-256color", "USER": user}
    return tuple((name, Variable(value, exported=True)) for name, value in sorted(values.items()))


def open_terminal(world: World, terminal: str, host: str, user: str) -> None:
    """Put a terminal with one fresh shell into the world, or start an existing one afresh."""
    world.put(TERMINALS, terminal, Terminal(terminal, (new_frame(host, user),)))


def is_place(world: World, name: str) -> bool:
    """Whether a terminal can be opened there: a host's id, or `S3/<name of a running container>`."""
    host, slash, container = name.partition("/")
    if world.get(HOSTS, host) is None:
        return False
    found = world.get(CONTAINERS, container, host) if slash else None
    return not slash or (found is not None and found.state == "running")


def ensure_terminal(world: World, terminal: str) -> None:
    """Make sure that the terminal is there. A new one is named after its place, where it opens a shell as root; on the
    laptop it is the learner's. ValueError when there is no such place.
    """
    if world.get(TERMINALS, terminal) is None:
        world.put(TERMINALS, terminal, Terminal(terminal, (would_be(world, terminal),)))


def would_be(world: World, terminal: str) -> Frame:
    """The shell that would take the terminal's next line, which need not be there yet; ValueError as above."""
    if world.get(TERMINALS, terminal) is not None:
        return frame(world, terminal)
    if not is_place(world, terminal):
        raise ValueError(f"there is no place called {terminal!r}")
    return new_frame(terminal, LEARNER if terminal == LAPTOP else "root")


def terminal_ids(world: World) -> tuple[str, ...]:
    """The ids of all terminals, sorted."""
    return tuple(terminal.id for terminal in world.values(TERMINALS))


def frame(world: World, terminal: str) -> Frame:
    """The shell that takes the terminal's next line; KeyError when there is no such terminal."""
    return _living(world, terminal).frames[-1]


def leave_the_dead(world: World, terminal: str) -> bool:
    """Take out the shells that have ended together with their containers; whether there were any."""
    found = world[TERMINALS, terminal]
    living = _of_the_living(world, found)
    ended = living is not found
    if ended:
        world.put(TERMINALS, terminal, living)
    return ended


def bereaved(world: World) -> tuple[str, ...]:
    """The terminals in which a shell has ended together with its container."""
    found = world.values(TERMINALS)
    return tuple(one.id for one in found if len(one.frames) > 1 and _of_the_living(world, one) is not one)


def _living(world: World, terminal: str) -> Terminal:
    """A terminal without the shells that have ended together with their containers."""
    return _of_the_living(world, world[TERMINALS, terminal])


def _of_the_living(world: World, found: Terminal) -> Terminal:
    for at, shell in enumerate(found.frames):
        if shell.inside and not _lives(world, shell):
            return replace(found, frames=found.frames[:at])
    return found


def _lives(world: World, shell: Frame) -> bool:
    host, _, name = shell.host.partition("/")
    container = world.get(CONTAINERS, name, host)
    return container is not None and container.pid == shell.inside


def put_frame(world: World, terminal: str, new: Frame) -> None:
    """Replace the shell that takes the terminal's next line."""
    old = _living(world, terminal)
    if new is not old.frames[-1]:
        world.put(TERMINALS, terminal, changed(old, frames=(*old.frames[:-1], new)))


def push_frame(world: World, terminal: str, new: Frame) -> None:
    """Open a shell inside the terminal's innermost one."""
    old = _living(world, terminal)
    world.put(TERMINALS, terminal, replace(old, frames=(*old.frames, new)))


def pop_frame(world: World, terminal: str) -> str:
    """End the innermost shell and return what is printed then. The outermost one is started afresh instead."""
    old = _living(world, terminal)
    ended = old.frames[-1]
    rest = old.frames[:-1] or (new_frame(ended.host, ended.user, ended.parting),)
    for job in world.values(JOBS, terminal):
        if job.shell >= len(old.frames) and job.state != "Done":
            world.put(SIGNALS, job.pid, HANG_UP, job.host)
    world.put(TERMINALS, terminal, replace(old, frames=rest))
    return ended.parting


def end_of_file(world: World, terminal: str) -> tuple[Span, ...]:
    """Ctrl-D on an empty line: the innermost shell ends; returns what is printed."""
    return (Span(pop_frame(world, terminal)),)


def set_last_exit(world: World, terminal: str, exit_code: int) -> None:
    """What `$?` gives in the terminal's next line."""
    top = frame(world, terminal)
    if top.last_exit != exit_code:
        put_frame(world, terminal, changed(top, last_exit=exit_code))


def prompt(world: World, terminal: str) -> str:
    """What stands before the cursor, as the host's own bash shows it. This is the one place that words prompts."""
    top = frame(world, terminal)
    if top.inside:
        return f"{_short(top)} # "
    host = world.get(HOSTS, top.host)
    name = host.hostname.split(".")[0] if host else top.host
    mark = "#" if top.user == "root" else "$"
    if host is not None and host.tools == "centos7":
        return f"[{top.user}@{name} {_last_part(top)}]{mark} "
    return f"{top.user}@{name}:{_short(top)}{mark} "


def _short(top: Frame) -> str:
    folder = home(top.user)
    if top.cwd == folder or top.cwd.startswith(folder + "/"):
        return "~" + top.cwd[len(folder) :]
    return top.cwd


def _last_part(top: Frame) -> str:
    return "~" if top.cwd == home(top.user) else top.cwd.rsplit("/", 1)[-1] or "/"


def terminal_document(world: World, terminal: str) -> dict[str, str]:
    """A terminal as the page shows it: host, user, working directory, prompt."""
    top = frame(world, terminal)
    return {"host": top.host, "user": top.user, "cwd": top.cwd, "prompt": prompt(world, terminal)}


def host_of(world: World, name: str) -> Host | None:
    """The host of a shell's place: a host's id, or `S3/<container name>`, whose host is S3."""
    return world.get(HOSTS, name.split("/", maxsplit=1)[0])
