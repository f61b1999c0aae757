"""iptables: the chains of every table that packets meet. It only shows them so far.

Source: iptables 1.4.21 iptables.c, xtables.c (words of complaints and exit codes); a user's own chain names are not
options' arguments, so `-L` takes the next word only if it does not begin with a hyphen.
"""

from dataclasses import dataclass, field

from tutorial.cluster.network.chains import HOOKS, NO_CHAIN
from tutorial.cluster.network.show import iptables
from tutorial.cluster.network.show.iptables import Look
from tutorial.cluster.spans import Spans
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.words import print_lines

NAME = "iptables v1.4.21"
HINT = "Try `iptables -h' or 'iptables --help' for more information."
NO_RIGHT = "can't initialize iptables table `{table}': Permission denied (you must be root)"
NO_TABLE = "can't initialize iptables table `{table}': Table does not exist (do you need to insmod?)"
UPGRADE = "Perhaps iptables or your kernel needs to be upgraded."
WRITES = {
    **dict.fromkeys(("-A", "--append"), "-A"),
    **dict.fromkeys(("-I", "--insert"), "-I"),
    **dict.fromkeys(("-D", "--delete"), "-D"),
    **dict.fromkeys(("-R", "--replace"), "-R"),
    **dict.fromkeys(("-C", "--check"), "-C"),
    **dict.fromkeys(("-F", "--flush"), "-F"),
    **dict.fromkeys(("-Z", "--zero"), "-Z"),
    **dict.fromkeys(("-N", "--new-chain"), "-N"),
    **dict.fromkeys(("-X", "--delete-chain"), "-X"),
    **dict.fromkeys(("-E", "--rename-chain"), "-E"),
    **dict.fromkeys(("-P", "--policy"), "-P"),
}
"""Commands of the real iptables that change something, or ask for one rule."""
KERNEL_TABLES = frozenset({"security"})
"""Tables of the real kernel that packets do not meet here."""
LETTERS = {"-L": "--list", "-S": "--list-rules", "-n": "--numeric", "-v": "--verbose", "-x": "--exact"}
PARAMETER, OTHER = 2, 3


class Problem(Exception):
    """What iptables says, and its exit code."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code


@dataclass(slots=True)
class _Asked:
    """What a command line asks for."""

    table: str = "filter"
    command: str = ""
    chain: str = ""
    number: int = 0
    flags: set[str] = field(default_factory=set)

    @property
    def look(self) -> Look:
        return Look(
            numeric="--numeric" in self.flags,
            verbose="--verbose" in self.flags,
            exact="--exact" in self.flags,
            numbered="--line-numbers" in self.flags,
        )


def run(call: Call) -> Running:
    """Exit codes and complaints are iptables' own; another user than root sees nothing."""
    try:
        asked = _parse([*call.args])
        lines = _shown(call, asked)
    except Problem as problem:
        call.err(f"{problem}\n")
        return problem.exit_code
    return (yield from print_lines(call, lines))


def _shown(call: Call, asked: _Asked) -> tuple[Spans, ...]:
    if call.session.user != "root":
        raise Problem(f"{NAME}: {NO_RIGHT.format(table=asked.table)}\n{UPGRADE}", OTHER)
    if asked.table in KERNEL_TABLES:
        raise UsageError(f"table {asked.table} is not supported here; supported: {' '.join(HOOKS)}")
    if asked.table not in HOOKS:
        raise Problem(f"{NAME}: {NO_TABLE.format(table=asked.table)}\n{UPGRADE}", OTHER)
    place = addresses.namespace(call.world, call.session.place)
    if asked.chain and iptables.chain(call.world, place, asked.table, asked.chain) is None:
        raise Problem(f"iptables: {NO_CHAIN}", 1)
    where = (call.world, place, asked.table)
    if asked.command == "--list-rules":
        counted = asked.look.verbose
        return iptables.rule_specs(*where, name=asked.chain, number=asked.number, counted=counted)
    return iptables.listing(*where, asked.look, name=asked.chain, number=asked.number)


def _parse(words: list[str]) -> _Asked:
    asked = _Asked()
    while words:
        word = words.pop(0)
        if len(word) > 2 and word[0] == "-" and word[1] != "-":
            words[:0] = [word[:2], word[2:] if word[1] in "tLSw" else f"-{word[2:]}"]
            continue
        _take(asked, LETTERS.get(word, word), words)
    if not asked.command:
        raise Problem(f"{NAME}: no command specified\n{HINT}", PARAMETER)
    return asked


def _take(asked: _Asked, word: str, words: list[str]) -> None:
    """One option with its arguments."""
    if word in {"-t", "--table"}:
        if not words:
            raise Problem(f"{NAME}: option `-t' requires an argument\n{HINT}", PARAMETER)
        asked.table = words.pop(0)
    elif word in {"--list", "--list-rules"}:
        if asked.command not in {"", word}:
            raise Problem(f"{NAME}: Cannot use -{word[2].upper()} with another command\n{HINT}", PARAMETER)
        asked.command = word
        _chain(asked, words)
    elif word in {"--numeric", "--verbose", "--exact", "--line-numbers"}:
        asked.flags.add(word)
    elif word in {"-w", "--wait"}:
        del words[: bool(words) and words[0].isdigit()]  # for how long: nobody holds the lock
    elif word in WRITES:
        raise UsageError(f"{WRITES[word]} is not supported here yet: rules can be looked at (-L, -S), not changed")
    elif word.startswith("-"):
        raise Problem(f'{NAME}: unknown option "{word}"\n{HINT}', PARAMETER)
    else:
        raise Problem(f"Bad argument `{word}'\n{HINT}", PARAMETER)


def _chain(asked: _Asked, words: list[str]) -> None:
    """The chain, and the number of a rule, that may follow."""
    if words and not words[0].startswith(("-", "!")):
        asked.chain = words.pop(0)
        if words and words[0].isascii() and words[0].isdigit():
            asked.number = int(words.pop(0))


COMMAND = Command(
    "iptables",
    "Show the rules of the filter and nat tables.",
    "iptables [-t TABLE] {-L | -S} [CHAIN [NUMBER]] [-n] [-v] [-x] [--line-numbers]",
    run,
    (
        Option(("-t", "--table"), "filter (when not given), nat, mangle or raw", "RULE-TABLE"),
        Option(("-L", "--list"), "chains with their rules, in columns"),
        Option(("-S", "--list-rules"), "the same as they would be typed"),
        Option(("-n", "--numeric"), "numbers, not names"),
        Option(("-v", "--verbose"), "counters and devices too"),
        Option(("-x", "--exact"), "counters not rounded"),
        Option(("--line-numbers",), "numbers before the rules"),
    ),
    roles=NODES | {"router"},
)
