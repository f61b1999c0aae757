"""http: HTTPie, one HTTP request whose packets walk through the tables of the world."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.network import tcp
from tutorial.cluster.network.dns.stub import AGAIN
from tutorial.cluster.network.fetch import Fetch, Waiting, fetch
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers import serve
from tutorial.cluster.waits import Wait
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.context import Interrupted
from tutorial.shell.curl.faults import CurlFault
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.httpie import show
from tutorial.shell.httpie.request import Wish, wish
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.probing import target
from tutorial.shell.texts import charged

STEPS = 200
FAILED, TIMED_OUT = 1, 2
"""Exit codes."""
USAGE = """\
usage:
    http [METHOD] URL [REQUEST_ITEM ...]

error:
    the following arguments are required: URL

for more information:
    run 'http --help' or visit https://httpie.io/docs/cli

"""


def run(call: Call) -> Running:
    """Exit code 0 for any answer; with --check-status 3, 4 or 5 for those that are none of success."""
    yield from charged(call, STEPS)
    options = parse_call(call, COMMAND)
    if not options.operands:
        call.err(USAGE)
        return FAILED
    body = ""
    if not call.stdin.is_terminal and not options.has("--ignore-stdin"):
        body = yield from call.stdin.read_all()
    try:
        asked = wish(options.operands, body)
    except CurlFault as fault:
        raise UsageError(f"{options.operands}: {fault}") from fault
    if asked.url.scheme != "http":
        raise ShellError("TLS is not simulated; ask by http://", label="hopscope")
    return (yield from _exchange(call, options, asked))


def _exchange(call: Call, options: Parsed, asked: Wish) -> Running:
    found = yield from target.found(call, asked.url.host, asked.method)
    if isinstance(found, str):
        return _complain(call, show.unresolved(found, AGAIN), FAILED)
    seconds = _seconds(options)
    request = asked.request(found.address, None if seconds is None else round(seconds * 1000) + show.BEHIND_MS)
    if options.has("-v"):
        call.out(show.request_text(request, sort=_pretty(call, options)))
    fetched = yield from _fetched(call, request, found)
    call.context.trace(fetched.trace)
    if fetched.response is not None:
        return _answered(call, options, fetched.response)
    if fetched.error == tcp.GAVE_UP:
        return _complain(call, f"Request timed out ({seconds}s).", TIMED_OUT)
    if fetched.connected:
        return _complain(call, show.aborted(request, fetched.error), FAILED)
    place = call.world.hex_digits("httpie.object", (asked.url.text, call.world.now_ms), 10)
    return _complain(call, show.unconnected(request, asked.url.host, fetched.error, f"7f{place}"), FAILED)


def _fetched(call: Call, request: HttpRequest, found: target.Target) -> Generator[Wait, Any, Fetch]:
    """The request; where the user stops it, its packets are to be seen all the same."""
    running = fetch(call.world, found.namespace, request, serve, call.name, lookups=found.lookups)
    while True:
        try:
            wait = next(running)
        except StopIteration as end:
            fetched: Fetch = end.value
            return fetched
        except NotSimulatedError as fault:
            raise ShellError(str(fault), exit_code=FAILED, label="hopscope") from fault
        try:
            yield wait
        except (Interrupted, GeneratorExit):
            _abandon(call, running)
            raise


def _abandon(call: Call, running: Waiting[Fetch]) -> None:
    try:
        running.throw(tcp.Abandoned())
    except StopIteration as end:
        call.context.trace(end.value.trace)


def _answered(call: Call, options: Parsed, response: HttpResponse) -> int:
    parts = "h" if options.has("-h") else "b" if options.has("-b") else "hb"
    if not call.stdout.is_terminal and not any(options.has(flag) for flag in ("-h", "-b", "-v")):
        parts = "b"
    call.out(show.response_text(response, parts, sort=_pretty(call, options), separate=call.stdout.is_terminal))
    code = response.status // 100
    if not options.has("--check-status") or code < 3:
        return 0
    if not call.stdout.is_terminal:
        call.err(show.complaint("WARNING", f"HTTP {response.status} {response.reason}"))
    return code


def _complain(call: Call, text: str, code: int) -> int:
    call.err(show.complaint("ERROR", text))
    return code


def _pretty(call: Call, options: Parsed) -> bool:
    """Whether headers are put in order: on a terminal, unless `--pretty` says otherwise."""
    wanted = options.last("--pretty", "all" if call.stdout.is_terminal else "none")
    if wanted not in ("all", "format", "colors", "none"):
        raise UsageError(f"--pretty: invalid choice: '{wanted}' (choose from 'all', 'colors', 'format', 'none')")
    return wanted in ("all", "format")


def _seconds(options: Parsed) -> float | None:
    text = options.last("--timeout", "0")
    try:
        return float(text) or None
    except ValueError as error:
        raise UsageError(f"--timeout: invalid float value: '{text}'") from error


COMMAND = Command(
    "http",
    "Ask a web server.",
    "http [METHOD] URL [ITEM…]",
    run,
    (
        Option(("-v", "--verbose"), "print what is sent, too"),
        Option(("-h", "--headers"), "print the answer's headers alone"),
        Option(("-b", "--body"), "print the answer's body alone"),
        Option(("--check-status",), "exit code 3, 4 or 5 for answers from 300, 400 or 500 on"),
        Option(("--pretty",), "all, format, colors or none", "STYLE"),
        Option(("--timeout",), "give up after so many seconds", "SECONDS"),
        Option(("-I", "--ignore-stdin"), "read no body from a pipe"),
    ),
)
