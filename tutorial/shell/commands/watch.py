"""watch: runs a line again and again. A page is printed when it differs from the last one: nothing is said twice."""

import re

from tutorial.cluster import clock
from tutorial.cluster.host import node_name
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.shell import line
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call
from tutorial.shell.quoting import quoted
from tutorial.shell.streams import Capture, Null
from tutorial.shell.texts import lines_of

LEAST_S = 0.1
_SECONDS = re.compile(r"[0-9]{1,9}([.,][0-9]{0,9})?|[.,][0-9]{1,9}")


def run(call: Call) -> Running:
    """Goes on until Ctrl-C, or as `-e` and `-g` say; 8 when the line failed under `-e`."""
    options = parse_call(call, COMMAND, permute=False)
    words = options.operands
    if not words:
        raise UsageError("usage: watch [-egt] [-n SECONDS] COMMAND…", exit_code=1)
    text = " ".join(map(quoted, words) if options.has("-x") else words)
    seconds = _seconds(options.last("-n", "2"))
    shown: str | None = None
    while True:
        output = Capture(call.context)
        session = call.session.fork()
        session.aliases = ()  # sh -c runs the line
        code = yield from line.run_remote(session, {0: Null(), 1: output, 2: output}, text)
        page = "".join(lines_of(output.text)[: call.context.rows])
        if page != shown:
            if shown is not None and options.has("-g"):
                return 0
            head = "" if options.has("-t") else _head(call, text, seconds)
            call.out(("" if shown is None else "\n") + head + page)
            shown = page
        if code and options.has("-e"):
            return 8
        yield Until(
            call.world.now_ms + round(seconds * 1000), gettext("It looks again in {seconds} s.", seconds=f"{seconds:g}")
        )


def _seconds(text: str) -> float:
    if not _SECONDS.fullmatch(text):
        raise UsageError(f"failed to parse argument: '{text}'", exit_code=1)
    return max(LEAST_S, float(text.replace(",", ".")))


def _head(call: Call, text: str, seconds: float) -> str:
    """The first line of a page, as the machine's own watch has it, and an empty one."""
    now = clock.ctime(call.world.state.epoch_ms + call.world.now_ms)
    host = call.session.host
    where = f"{node_name(host)}: " if host is not None and host.tools != "centos7" else ""
    return f"Every {seconds:.1f}s: {text}    {where}{now}\n\n"


COMMAND = Command(
    "watch",
    "Run a command again and again; a page is printed when it differs from the last one.",
    "watch [-degtx] [-n SECONDS] COMMAND…",
    run,
    (
        Option(("-n", "--interval"), "seconds between two looks (2)", "SECONDS"),
        Option(("-d", "--differences"), "show what differs (every page differs here)"),
        Option(("-t", "--no-title"), "no heading"),
        Option(("-e", "--errexit"), "until the command fails"),
        Option(("-g", "--chgexit"), "until what it prints changes"),
        Option(("-x", "--exec"), "words as they are, not as a line"),
    ),
)
