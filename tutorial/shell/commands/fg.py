"""fg and bg: a job goes on before the terminal, or behind it."""

from tutorial.cluster.host import SIGNALS
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Ended
from tutorial.shell import jobs
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.context import Interrupted
from tutorial.shell.errors import ShellError
from tutorial.shell.terminal import Job


def run(call: Call) -> Running:
    """`fg` waits for the job, and Ctrl-C ends it then; `bg` lets a stopped one go on."""
    if not call.session.controls:
        raise ShellError("no job control", 1, label=f"bash: {call.name}")
    word = call.args[0] if call.args else ""
    job = jobs.find(call.session, word if word.startswith("%") or not word else f"%{word}", command=call.name)
    if job.state == "Done":
        raise ShellError("job has terminated", 1, label=f"bash: {call.name}")
    if call.name == "bg":
        return _behind(call, job)
    call.out(f"{job.text}\n")
    if job.state == "Stopped":
        call.world.put(SIGNALS, job.pid, jobs.CONTINUE, job.host)
    return (yield from _before(call, job))


def _behind(call: Call, job: Job) -> int:
    if job.state == "Running":
        call.err(f"bash: bg: job {job.number} already in background\n")
        return 0
    call.world.put(SIGNALS, job.pid, jobs.CONTINUE, job.host)
    call.out(f"[{job.number}]+ {job.text} &\n")
    return 0


def _before(call: Call, job: Job) -> Running:
    why = gettext("It waits for a job to end.")
    try:
        while True:
            now = next(other for other in jobs.known(call.session) if (other.host, other.pid) == (job.host, job.pid))
            if now.state != "Running" and call.world.get(SIGNALS, job.pid, job.host) is None:
                break
            yield Ended(why)
    except Interrupted:
        call.world.put(SIGNALS, job.pid, jobs.INTERRUPT, job.host)
        raise
    if now.state == "Done":
        jobs.tell(call.session, now)
    return now.exit_code if now.state == "Done" else 128 + jobs.STOP


COMMAND = Command(
    "fg", "Bring a background job before the terminal; bg lets a stopped one go on.", "fg [%JOB]", run, aliases=("bg",)
)
