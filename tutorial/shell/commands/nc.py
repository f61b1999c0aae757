"""nc: a connection to a port, to see whether it can be opened or to say something to who listens there."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.netcat.connecting import Netcat, Wish
from tutorial.shell.netcat.ports import ports
from tutorial.shell.options import Parsed, parse_call

USAGE = """\
usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
"""


def run(call: Call) -> Running:
    """Exit code 0 when a connection was opened, 1 when none was."""
    options = parse_call(call, COMMAND)
    if not options.operands:
        call.err(USAGE)
        return 1
    host, *words = options.operands
    wish = Wish(
        scan=options.has("-z"),
        verbose=options.has("-v"),
        numeric=options.has("-n"),
        udp=options.has("-u"),
        shut=options.has("-N"),
        wait_ms=_seconds(options, "-w", "timeout invalid"),
        quit_ms=_seconds(options, "-q", "quit timer invalid"),
    )
    if not words:
        raise ShellError("missing port number", exit_code=1)
    found = ports(words, wish.protocol)
    if len(found) > 1 and not wish.scan:
        raise UsageError("several ports are supported with -z alone", exit_code=1)
    return (yield from Netcat(call, wish, host).run(found))


def _seconds(options: Parsed, flag: str, words: str) -> int | None:
    """A time in milliseconds; None where none is given, or a negative one."""
    text = options.last(flag, "-1")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ShellError(f"{words}: {text}", exit_code=1)
    return None if text.startswith("-") else 1000 * int(text)


COMMAND = Command(
    "nc",
    "Open a connection to a port: to see whether somebody listens (-z), or to send standard input to it.",
    "nc [OPTION…] HOST PORT…",
    run,
    (
        Option(("-z",), "connect only, send nothing"),
        Option(("-v",), "say what happens"),
        Option(("-n",), "addresses alone, no names"),
        Option(("-u",), "UDP (with -z)"),
        Option(("-w",), "seconds to wait for a connection, and for more of an answer", "SECONDS"),
        Option(("-q",), "quit so many seconds after the end of standard input", "SECONDS"),
        Option(("-N",), "close the connection at the end of standard input"),
        Option(("-4",), "IPv4 (there is nothing else here)"),
    ),
    aliases=("netcat",),
)
