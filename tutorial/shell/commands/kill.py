"""kill: sends a signal to a job or a process."""

import re

from tutorial.cluster.docker import lifecycle, signals
from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import PROCESSES, SIGNALS
from tutorial.shell import jobs
from tutorial.shell.command import Call, Command
from tutorial.shell.errors import ShellError
from tutorial.shell.terminal import JOBS, terminal_ids

_SHORT = re.compile(r"-([A-Za-z][A-Za-z0-9]*|[0-9]{1,3})")
_PID = re.compile(r"[0-9]{1,9}")
USAGE = "usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]"
DEFAULT = "TERM"


def run(call: Call) -> int:
    """0 when each was sent; 1 where one could not be. `-l` lists the signals."""
    words = list(call.args)
    if words[:1] in (["-l"], ["-L"]):
        return _list(call, words[1:])
    name = DEFAULT
    if words[:1] in (["-s"], ["-n"]) and len(words) > 1:
        name, words = words[1], words[2:]
    elif words and (found := _SHORT.fullmatch(words[0])):
        name, words = found[1], words[1:]
    words = words[1:] if words[:1] == ["--"] else words
    number = 0 if name == "0" else signals.number(name)
    if number is None:
        raise ShellError(f"{name}: invalid signal specification", 1, label="bash: kill")
    if not words:
        raise ShellError(USAGE, 2, label="bash: kill")
    return max([_sent(call, word, number) for word in words])


def _sent(call: Call, word: str, number: int) -> int:
    """Send it to one of them; 1 with bash's words where that is not to be."""
    try:
        pid = jobs.find(call.session, word, command="kill").pid if word.startswith("%") else _pid(word)
        _send(call, pid, number)
    except ShellError as fault:
        call.err(f"bash: kill: {fault}\n")
        return 1
    return 0


def _pid(word: str) -> int:
    if not _PID.fullmatch(word):
        raise ShellError(f"{word}: arguments must be process or job IDs", 1)
    return int(word)


def _send(call: Call, pid: int, number: int) -> None:
    session, world = call.session, call.world
    host = session.place.split("/", maxsplit=1)[0]
    process = world.get(PROCESSES, pid, host)
    if process is None:
        raise ShellError(f"({pid}) - No such process", 1)
    if session.user not in {"root", process.user}:
        raise ShellError(f"({pid}) - Operation not permitted", 1)
    container = next((one for one in world.values(CONTAINERS, host) if one.pid == pid), None)
    if container is not None and number:
        lifecycle.signal(world, host, container, number)
    elif number and _is_job(call, pid, host):
        world.put(SIGNALS, pid, number, host)
    elif number:
        raise ShellError(f"({pid}) - this process does not take signals here", 1)


def _is_job(call: Call, pid: int, host: str) -> bool:
    if pid in {job.pid for job in jobs.shown(call.session)}:
        return True
    return any(
        (job.host, job.pid) == (host, pid)
        for terminal in terminal_ids(call.world)
        for job in call.world.values(JOBS, terminal)
    )


def _list(call: Call, words: list[str]) -> int:
    if not words:
        numbered = [f"{number:>2}) SIG{name}" for number, name in enumerate(signals.NAMES, 1)]
        rows = ["\t".join(numbered[at : at + 5]) for at in range(0, len(numbered), 5)]
        call.out("\n".join(rows) + "\n")
    for word in words:
        number = signals.number(word)
        if number is None:
            raise ShellError(f"{word}: invalid signal specification", 1, label="bash: kill")
        name = signals.NAMES[(number & 127) - 1] if (number & 127) <= len(signals.NAMES) else word
        call.out(f"{name}\n" if word.isdigit() else f"{number}\n")
    return 0


COMMAND = Command(
    "kill", "Send a signal to a job or a process.", "kill [-s SIGNAL | -SIGNAL] PID | %JOB…  or  kill -l", run
)
