"""wait: waits for jobs to end."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Ended, Wait
from tutorial.shell import jobs
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call
from tutorial.shell.terminal import Job
from tutorial.shell.texts import integer

WHY = gettext("It waits for a job to end.")
UNKNOWN = 127


def run(call: Call) -> Running:
    """The exit code of the last job named; without names 0 once all have ended, with `-n` that of the first to end."""
    options = parse_call(call, COMMAND)
    if options.has("-n"):
        return (yield from _any(call))
    code = 0
    for word in options.operands:
        try:
            job = _named(call, word)
        except ShellError as fault:
            call.err(f"{fault.label}: {fault}\n")
            code = fault.exit_code
            continue
        job = yield from until_ended(call, job)
        code = job.exit_code
        jobs.tell(call.session, job)
    if not options.operands:
        yield from _all(call)
    return code


def _all(call: Call) -> Generator[Wait, Any, None]:
    """Wait for all jobs that run; those that have ended are then forgotten."""
    session = call.session
    while any(job.state == "Running" for job in jobs.known(session)):
        yield Ended(WHY)
    for job in jobs.listed(session):
        if job.state == "Done":
            jobs.tell(session, job)


def _named(call: Call, word: str) -> Job:
    pid = integer(word)
    if pid is None:
        if word.startswith("%"):
            try:
                return jobs.find(call.session, word, command="wait")
            except ShellError as fault:
                raise ShellError(str(fault), UNKNOWN, fault.label) from None
        raise ShellError(f"`{word}': not a pid or valid job spec", 1, label="bash: wait")
    found = [job for job in jobs.known(call.session) if job.pid == pid]
    if not found:
        raise ShellError(f"pid {word} is not a child of this shell", UNKNOWN, label="bash: wait")
    return found[0]


def until_ended(call: Call, job: Job) -> Generator[Wait, Any, Job]:
    """Wait until a job has ended; it as it is then."""
    while True:
        now = next((other for other in jobs.known(call.session) if (other.host, other.pid) == (job.host, job.pid)), job)
        if now.state == "Done":
            return now
        yield Ended(WHY)


def _any(call: Call) -> Generator[Wait, Any, int]:
    session = call.session
    running = {(job.host, job.pid) for job in jobs.known(session) if job.state == "Running"}
    while running:
        ended = [job for job in jobs.known(session) if (job.host, job.pid) in running and job.state == "Done"]
        if ended:
            return ended[0].exit_code
        yield Ended(WHY)
    return UNKNOWN


COMMAND = Command(
    "wait",
    "Wait until background jobs have ended.",
    "wait [-n] [PID | %JOB…]",
    run,
    (Option(("-n",), "until the first of them has ended"),),
)
