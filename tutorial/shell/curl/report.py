"""What curl prints: the meter, its notes (`-v`), headers and bodies, errors."""

from tutorial.cluster.network.http import HttpResponse
from tutorial.shell import files
from tutorial.shell.command import Call
from tutorial.shell.curl.faults import CurlFault
from tutorial.shell.curl.meter import Meter
from tutorial.shell.errors import ShellError
from tutorial.shell.options import Parsed


class Report:
    """Where the output of one command line goes."""

    def __init__(self, call: Call, options: Parsed) -> None:
        self.call = call
        self.verbose = options.has("-v")
        self.quiet = options.has("-s") and not options.has("-S")
        self.heads = options.has("-i") or options.has("-I")
        self.file = "" if options.last("-o") == "-" else options.last("-o")
        self.to_terminal = call.stdout.is_terminal and not (self.file or options.has("-O"))
        self.meter = Meter(call.err, on=not (options.has("-s") or self.to_terminal))
        self._written = ""

    def complain(self, text: str) -> None:
        """A line on standard error, unless curl is to be silent."""
        if not self.quiet:
            self.call.err(f"{text}\n")

    def note(self, text: str) -> None:
        """A `*` line of `-v`."""
        if self.verbose:
            self.call.err(f"* {text}\n")

    def lines(self, mark: str, head: str) -> None:
        """The `>` or `<` lines of `-v`."""
        if self.verbose:
            self.call.err("".join(f"{mark} {line}\n" for line in head.split("\n")[:-1]))

    def data(self, mark: str, text: str) -> None:
        """What `-v` says of a body that goes elsewhere than to the terminal."""
        if self.verbose and text and not self.to_terminal:
            self.call.err(f"{mark} [{len(text.encode())} bytes data]\n")

    def head(self, response: HttpResponse) -> None:
        """The answer's headers, where they are wanted."""
        if self.heads:
            self._print(response.head)

    def body(self, text: str) -> None:
        """The answer's body."""
        self.data("{", text)
        self._print(text)

    def _print(self, text: str) -> None:
        if not self.file:
            self.call.out(text)
            return
        session = self.call.session
        self._written += text
        try:
            place = files.check_writable(session.world, session.place, session.user, session.cwd, self.file)
            files.write(session.world, session.place, session.user, place, self._written)
        except ShellError as fault:
            self.complain(f"Warning: Failed to open the file {fault}")
            raise CurlFault(23, "Failure writing output to destination") from fault
