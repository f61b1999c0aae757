"""A subcommand of docker: one value from which running, help, completion and docker's own complaints come.

Source: docker/cli 18.09, cli/required.go (words about arguments), cli/cobra.go (the usage).
"""

from collections.abc import Callable
from dataclasses import dataclass

from tutorial.shell.command import Call, Option, Running, Subcommand
from tutorial.shell.options import Parsed, parse_options

DENIED = (
    "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: "
    "{} http://%2Fvar%2Frun%2Fdocker.sock/v1.39/{}: dial unix /var/run/docker.sock: connect: permission denied\n"
)
HELP = frozenset({"--help", "-h"})


@dataclass(frozen=True, slots=True)
class Tool:
    """What `docker <names> …` does. `usage` stands behind the names in docker's own usage; `operands` says the same to
    the completion where that can't read it.

    It takes from `least` to `most` operands (None: any number). `asks` is the request by which it turns to the daemon
    first, `{}` its first operand. `aliases` are further names, of which nobody is told the `unlisted`. Without
    `permute` options end at the first operand.
    """

    names: tuple[str, ...]
    summary: str
    usage: str
    run: Callable[[Call, Parsed], int | Running]
    options: tuple[Option, ...] = ()
    least: int = 0
    most: int | None = 0
    asks: str = "Get containers/json"
    operands: str | None = None
    aliases: tuple[tuple[str, ...], ...] = ()
    unlisted: tuple[tuple[str, ...], ...] = ()
    permute: bool = True

    @property
    def path(self) -> str:
        """The words that call it."""
        return " ".join(("docker", *self.names))

    def subcommands(self) -> tuple[Subcommand, ...]:
        """It and its other names, for completion."""
        operands = self.usage.removeprefix("[OPTIONS] ") if self.operands is None else self.operands
        return tuple(Subcommand(names, self.summary, operands, self.options) for names in (self.names, *self.aliases))

    def help(self) -> str:
        """What `--help` prints."""
        flags = [_flags(option) for option in self.options]
        width = max(map(len, flags), default=0)
        rows = (f"  {flag:<{width}}   {option.summary}\n" for flag, option in zip(flags, self.options, strict=True))
        listed = "".join(("\nOptions:\n", *rows)) if flags else ""
        return f"\nUsage:  {self.path} {self.usage}\n\n{self.summary}\n{listed}"

    def called(self, call: Call, words: tuple[str, ...]) -> int | Running:
        """Run it with the words behind its name; the daemon answers root alone."""
        if words[:1] and words[0] in HELP:
            call.out(self.help())
            return 0
        given = parse_options(self.options, words, permute=self.permute)
        if (wrong := self._wrong(len(given.operands))) is not None:
            usage = f"Usage:  {self.path} {self.usage}".rstrip()
            call.err(f"\"{self.path}\" {wrong}.\nSee '{self.path} --help'.\n\n{usage}\n\n{self.summary}\n")
            return 1
        if call.session.user != "root":
            method, _, path = self.asks.partition(" ")
            call.err(DENIED.format(method, path.format(*given.operands[:1])))
            return 1
        return self.run(call, given)

    def _wrong(self, count: int) -> str | None:
        """What is wrong with a number of operands, in docker's words."""
        least, most = self.least, self.most
        if least <= count and (most is None or count <= most):
            return None
        if most == 0:
            return "accepts no arguments"
        if most is None:
            return f"requires at least {_arguments(least)}"
        if least == most:
            return f"requires exactly {_arguments(least)}"
        if least == 0:
            return f"requires at most {_arguments(most)}"
        return f"requires at least {least} and at most {_arguments(most)}"


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def _flags(option: Option) -> str:
    short = [flag for flag in option.flags if not flag.startswith("--")]
    words = ", ".join(option.flags) if short else f"    {', '.join(option.flags)}"
    return f"{words} {option.argument.lower()}".rstrip()
