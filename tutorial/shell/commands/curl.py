"""curl: one HTTP request, whose packets walk through the tables of the world."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.curl.transfer import Transfer
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import parse_call
from tutorial.shell.texts import charged

TRY = "try 'curl --help' or 'curl --manual' for more information"
STEPS = 200
"""What a request costs: its packets walk through every table on their way."""


def run(call: Call) -> Running:
    """The exit code is curl's own."""
    try:
        yield from charged(call, STEPS)
        options = parse_call(call, COMMAND)
        urls = [*options.all("--url"), *options.operands]
        if not urls:
            raise ShellError(TRY)
        if len(urls) > 1:
            raise UsageError("one URL at a time is supported here")
        return (yield from Transfer(call, options, urls[0]).run())
    except UsageError as fault:
        raise UsageError(f"{fault}\n{call.name}: {TRY}", fault.exit_code) from fault


COMMAND = Command(
    "curl",
    "Ask a web server.",
    "curl [OPTION…] URL",
    run,
    (
        Option(("-v", "--verbose"), "tell what happens on the way"),
        Option(("-s", "--silent"), "no progress meter, no errors"),
        Option(("-S", "--show-error"), "with -s: errors all the same"),
        Option(("-i", "--include"), "print the answer's headers too"),
        Option(("-I", "--head"), "ask for the headers alone"),
        Option(("-o", "--output"), "write the answer into a file", "FILE"),
        Option(("-O", "--remote-name"), "the same, named as the URL's last part"),
        Option(("-w", "--write-out"), "print this afterwards, e.g. '%{http_code} %{remote_ip}\\n'", "FORMAT"),
        Option(("-X", "--request"), "the method", "METHOD"),
        Option(("-d", "--data", "--data-ascii"), "send this by POST; @FILE reads a file", "DATA"),
        Option(("--data-raw",), "the same, but @ is plain", "DATA"),
        Option(("--data-binary",), "the same, but newlines of a file are kept", "DATA"),
        Option(("--data-urlencode",), "the same, percent-encoded", "DATA"),
        Option(("-G", "--get"), "put the data into the URL"),
        Option(("-H", "--header"), "add, replace or (NAME:) remove a header", "NAME: VALUE"),
        Option(("-A", "--user-agent"), "the User-Agent header", "NAME"),
        Option(("-e", "--referer"), "the Referer header", "URL"),
        Option(("-u", "--user"), "log in by basic authentication", "USER:PASSWORD"),
        Option(("-f", "--fail"), "exit code 22 for answers from 400 on"),
        Option(("-L", "--location"), "follow redirects"),
        Option(("-m", "--max-time"), "give up after so many seconds", "SECONDS"),
        Option(("--connect-timeout",), "give up connecting after so many seconds", "SECONDS"),
        Option(("--resolve",), "the address of a name", "HOST:PORT:ADDRESS"),
        Option(("--url",), "the URL", "URL"),
        Option(("-4", "--ipv4"), "IPv4 (there is nothing else here)"),
        Option(("-k", "--insecure"), "do not check certificates (every one here is signed by its owner)"),
        Option(("-g", "--globoff"), "braces and brackets are plain (they always are here)"),
        Option(("-N", "--no-buffer"), "print at once (it always is here)"),
        Option(("--http1.1",), "HTTP 1.1 (there is nothing else here)"),
    ),
)
