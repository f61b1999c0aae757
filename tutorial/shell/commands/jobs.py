"""jobs: the commands that run while their shell goes on."""

from tutorial.shell import jobs
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """A line for each job; one that has ended is told of once."""
    options, session = parse_call(call, COMMAND), call.session
    every = jobs.shown(session)
    wanted = [jobs.find(session, word, command="jobs") for word in options.operands] or every
    for job in wanted:
        if (options.has("-r") and job.state != "Running") or (options.has("-s") and job.state != "Stopped"):
            continue
        line = jobs.described(every, job)
        if options.has("-p"):
            line = f"{job.pid}\n"
        elif options.has("-l"):
            mark, rest = line.split("  ", 1)
            line = f"{mark:<5} {job.pid} {rest}" if len(mark) > len("[1]") else f"{mark}   {job.pid} {rest}"
        call.out(line)
        if job.state == "Done":
            jobs.tell(session, job)
    return 0


COMMAND = Command(
    "jobs",
    "List the commands that run in the background.",
    "jobs [-lprs] [%JOB…]",
    run,
    (
        Option(("-l",), "with the process id"),
        Option(("-p",), "the process id alone"),
        Option(("-r",), "running ones alone"),
        Option(("-s",), "stopped ones alone"),
    ),
)
