"""ps: the processes of the host. What they use of processor and memory is not simulated: it is 0.

Source: procps-ng 3.3.10, ps/output.c (columns and their widths).
"""

from collections.abc import Callable

from tutorial.cluster.clock import moment
from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import PROCESSES, Process
from tutorial.shell import jobs
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.dockercli.top import shim
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_options

Row = Callable[[Call, Process], str]
BSD = ("aux", "-aux", "ax", "auxw", "auxww", "auxf")
INIT = 1
DAY_MS = 86_400_000


def run(call: Call) -> int:
    """A line for each process that was asked for; 1 when there is none."""
    args = tuple("-e" if word in {"ax", "-A"} else "--bsd" if word in BSD else word for word in call.args)
    options = parse_options(COMMAND.options, args)
    if options.operands:
        raise UsageError(
            f"'{options.operands[0]}' is not supported here; supported: aux, -ef and the options", exit_code=1
        )
    found = _chosen(call, options)
    title, row = _form(options)
    call.out(title + "".join(row(call, process) for process in found))
    return 0 if found else 1


def _chosen(call: Call, options: Parsed) -> list[Process]:
    all_of_them = call.world.values(PROCESSES, _host(call))
    pids = _numbers(options, "-p")
    names = {name for text in options.all("-C") for name in text.split(",")}
    users = {name for text in options.all("-u") for name in text.split(",")}
    if options.has("-e") or options.has("--bsd"):
        return list(all_of_them)
    if options.has("-p") or names or users:
        return [one for one in all_of_them if one.pid in pids or one.name in names or one.user in users]
    own = {job.pid for job in jobs.known(call.session)}
    return [one for one in all_of_them if one.pid in own]


def _host(call: Call) -> str:
    return call.session.place.partition("/")[0]


def _numbers(options: Parsed, flag: str) -> set[int]:
    words = [word for text in options.all(flag) for word in text.replace(",", " ").split()]
    if not all(word.isdigit() for word in words):
        raise UsageError("process ID list syntax error", exit_code=1)
    return {int(word[:9]) for word in words}


def _form(options: Parsed) -> tuple[str, Row]:
    if options.has("--bsd"):
        return "USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n", _usage
    if options.has("-f"):
        return "UID        PID  PPID  C STIME TTY          TIME CMD\n", _full
    return "  PID TTY          TIME CMD\n", _short


def _short(call: Call, process: Process) -> str:
    return f"{process.pid:5} {_terminal(call, process):<8} 00:00:00 {process.name}\n"


def _full(call: Call, process: Process) -> str:
    head = f"{process.user:<8} {process.pid:5} {_parent(call, process):5}  0 {_began(call, process):>5}"
    return f"{head} {_terminal(call, process):<8} 00:00:00 {' '.join(process.argv)}\n"


def _usage(call: Call, process: Process) -> str:
    head = f"{process.user:<8} {process.pid:5}  0.0  0.0 {0:6} {0:5} {_terminal(call, process):<8}"
    return f"{head} S    {_began(call, process):>5}   0:00 {' '.join(process.argv)}\n"


def _terminal(call: Call, process: Process) -> str:
    return "pts/0" if process.pid in {job.pid for job in jobs.known(call.session)} else "?"


def _began(call: Call, process: Process) -> str:
    """The time of a process's start, or its day when that is more than a day ago."""
    world = call.world
    when = moment(world.state.epoch_ms + process.started_ms)
    return f"{when:%H:%M}" if world.now_ms - process.started_ms < DAY_MS else f"{when:%b%d}"


def _parent(call: Call, process: Process) -> int:
    """A container's first process was started by its shim, everything else that is known here by init."""
    for container in call.world.values(CONTAINERS, _host(call)):
        if container.pid == process.pid:
            return shim(call.world, _host(call), container)
    return INIT


COMMAND = Command(
    "ps",
    "List processes.",
    "ps [-e] [-f] [-p PID] [-C PROGRAM] [-u USER]  or  ps aux",
    run,
    (
        Option(("-e", "-A"), "all of them; else those of this terminal's jobs"),
        Option(("-f",), "with user, parent, start and whole command"),
        Option(("-p",), "those with these numbers", "PID"),
        Option(("-C",), "those of these programs", "PROGRAM"),
        Option(("-u",), "those of these users", "USER"),
        Option(("--bsd",), "as aux: all, with what they use (0: it is not simulated)"),
    ),
)
