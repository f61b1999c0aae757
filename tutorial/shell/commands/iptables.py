"""iptables: shows and changes the chains of every table that packets meet.

Source: iptables 1.4.21 iptables.c, xtables.c (words of complaints and exit codes); a user's own chain names are not
options' arguments, so `-L` takes the next word only if it does not begin with a hyphen.
"""

from dataclasses import dataclass, field

from tutorial.cluster.network.chains import HOOKS, NO_CHAIN
from tutorial.cluster.network.rulewords import EXTENSIONS, LONG, TARGETS
from tutorial.cluster.network.show import iptables
from tutorial.cluster.network.show.iptables import Look
from tutorial.cluster.spans import Spans
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.words import print_lines
from tutorial.shell.iptables import writing
from tutorial.shell.iptables.spec import CHECKS
from tutorial.shell.iptables.words import HINT, NAME, OTHER, PARAMETER, UPGRADE, Problem, argument, refused, wrong

NO_RIGHT = "can't initialize iptables table `{table}': Permission denied (you must be root)"
NO_TABLE = "can't initialize iptables table `{table}': Table does not exist (do you need to insmod?)"
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
"""Commands that change something, or ask for one rule."""
KERNEL_TABLES = frozenset({"security"})
"""Tables of the real kernel that packets do not meet here."""
LETTERS = {"-L": "--list", "-S": "--list-rules", "-n": "--numeric", "-v": "--verbose", "-x": "--exact"}
WITH_ARGUMENT = frozenset("tLSwpsdiojmADIRCFZNXEP")
"""Letters behind which the rest of a word is an argument."""


@dataclass(slots=True)
class _Asked:
    """What a command line asks for."""

    table: str = "filter"
    command: str = ""
    chain: str = ""
    number: int = 0
    flags: set[str] = field(default_factory=set)
    change: writing.Change | None = None
    words: list[str] = field(default_factory=list)

    @property
    def look(self) -> Look:
        return Look(
            numeric="--numeric" in self.flags,
            verbose="--verbose" in self.flags,
            exact="--exact" in self.flags,
            numbered="--line-numbers" in self.flags,
        )


def run(call: Call) -> Running:
    """Exit codes and complaints are iptables' own; another user than root sees nothing and changes nothing."""
    if call.args in {("-V",), ("--version",)}:
        call.out(f"{NAME}\n")
        return 0
    try:
        asked = _parse([*call.args])
        place = _admitted(call, asked.table)
        if asked.change is not None:
            return _changed(call, asked, place)
        lines = _shown(call, asked, place)
    except Problem as problem:
        call.err(f"{problem}\n")
        return problem.exit_code
    return (yield from print_lines(call, lines))


def _admitted(call: Call, table: str) -> str:
    """The namespace whose tables are meant; Problem for another user than root, or a table that is not there."""
    if call.session.user != "root":
        raise Problem(f"{NAME}: {NO_RIGHT.format(table=table)}\n{UPGRADE}", OTHER)
    if table in KERNEL_TABLES:
        raise UsageError(f"table {table} is not supported here; supported: {' '.join(HOOKS)}")
    if table not in HOOKS:
        raise Problem(f"{NAME}: {NO_TABLE.format(table=table)}\n{UPGRADE}", OTHER)
    return addresses.namespace(call.world, call.session.place)


def _changed(call: Call, asked: _Asked, place: str) -> int:
    assert asked.change is not None, "a command that changes something was found"
    asked.change.words = asked.words
    writing.carry_out(writing.Place(call.world, place, asked.table, byhand.causes(call)), asked.change)
    byhand.changed(call)
    return 0


def _shown(call: Call, asked: _Asked, place: str) -> tuple[Spans, ...]:
    if asked.words:
        raise wrong(f"Illegal option `{asked.words[0]}' with this command")
    if asked.chain and iptables.chain(call.world, place, asked.table, asked.chain) is None:
        raise refused(NO_CHAIN)
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
            words[:0] = [word[:2], word[2:] if word[1] in WITH_ARGUMENT else f"-{word[2:]}"]
            continue
        _take(asked, LETTERS.get(word, word), words)
    if not asked.command:
        raise wrong("no command specified")
    return asked


def _take(asked: _Asked, word: str, words: list[str]) -> None:
    """One option with its arguments."""
    if word in {"-t", "--table"}:
        asked.table = argument(words, word)
    elif word in {"--list", "--list-rules"} or word in WRITES:
        _command(asked, WRITES.get(word, word), words)
    elif word in {"--numeric", "--verbose", "--exact", "--line-numbers"}:
        asked.flags.add(word)
    elif word in {"-w", "--wait"}:
        del words[: bool(words) and words[0].isdigit()]  # for how long: nobody holds the lock
    elif word.startswith("-") or word == "!":
        _of_a_rule(asked, LONG.get(word, word), words)
    else:
        raise Problem(f"Bad argument `{word}'\n{HINT}", PARAMETER)


def _command(asked: _Asked, word: str, words: list[str]) -> None:
    if asked.command not in {"", word}:
        new, old = (f"-{name[2].upper()}" if name.startswith("--") else name for name in (word, asked.command))
        raise wrong(f"Cannot use {new} with {old}")
    asked.command = word
    if word in COMMANDS:
        asked.change = writing.read(word, words)
    else:
        _chain(asked, words)


COMMANDS = frozenset(WRITES.values())
OF_TARGETS = frozenset(option for options in TARGETS.values() for option in options)


def _of_a_rule(asked: _Asked, word: str, words: list[str]) -> None:
    """A word of a rule, with the arguments that belong to it."""
    if word not in EXTENSIONS and word not in CHECKS and word not in OF_TARGETS and word != "!":
        raise wrong(f'unknown option "{word}"')
    count = EXTENSIONS[word].words if word in EXTENSIONS else int(word != "!")
    asked.words += [word, *words[:count]]
    del words[:count]


def _chain(asked: _Asked, words: list[str]) -> None:
    """The chain, and the number of a rule, that may follow."""
    if words and not words[0].startswith(("-", "!")):
        asked.chain = words.pop(0)
        if words and words[0].isascii() and words[0].isdigit():
            asked.number = int(words.pop(0))


CHANGES = (
    (("-A", "--append"), "a rule at the end of a chain"),
    (("-I", "--insert"), "a rule at a number, 1 when not given"),
    (("-D", "--delete"), "take out a rule, said again or by its number"),
    (("-R", "--replace"), "another rule in the place of a number"),
    (("-C", "--check"), "is there such a rule"),
    (("-F", "--flush"), "take out all rules"),
    (("-Z", "--zero"), "set counters to nothing"),
    (("-N", "--new-chain"), "make a chain"),
    (("-X", "--delete-chain"), "delete an empty chain"),
    (("-E", "--rename-chain"), "give a chain another name"),
    (("-P", "--policy"), "what becomes of packets about which no rule decides"),
)
COMMAND = Command(
    "iptables",
    "Show and change the rules that packets meet.",
    "iptables [-t TABLE] {-L | -S | -A | -I | -D | -R | -C | -F | -Z | -N | -X | -E | -P} [CHAIN [NUMBER]] [RULE]",
    run,
    (
        Option(("-t", "--table"), "filter (when not given), nat, mangle or raw", "RULE-TABLE"),
        Option(("-L", "--list"), "chains with their rules, in columns"),
        Option(("-S", "--list-rules"), "the same as they would be typed"),
        Option(("-n", "--numeric"), "numbers, not names"),
        Option(("-v", "--verbose"), "counters and devices too"),
        Option(("-x", "--exact"), "counters not rounded"),
        Option(("--line-numbers",), "numbers before the rules"),
        *(Option(flags, text) for flags, text in CHANGES),
    ),
    roles=NODES | {"router"},
)
