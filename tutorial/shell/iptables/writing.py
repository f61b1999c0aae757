"""The commands of iptables that change something: read from a command line, then carried out.

Source: iptables 1.4.21 iptables.c (do_command4), libiptc/libiptc.c.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.cluster.causes import Causes
from tutorial.cluster.network import chains, edits
from tutorial.cluster.network.chains import HOOKS
from tutorial.cluster.network.rules import RuleError
from tutorial.cluster.network.rulewords import TARGETS
from tutorial.cluster.network.tables import CHAINS
from tutorial.cluster.world import World
from tutorial.shell.iptables.spec import rule
from tutorial.shell.iptables.words import Problem, argument, refused, wrong

LONGEST_NAME = 28
TAKES_RULE = frozenset({"-A", "-I", "-D", "-R", "-C"})
TAKES_NUMBER = frozenset({"-I", "-D", "-R", "-Z"})
MAY_LACK_CHAIN = frozenset({"-F", "-Z", "-X"})


@dataclass(slots=True)
class Change:
    """What is to be changed: by which command, in which chain, at which number, with which other words."""

    command: str
    chain: str = ""
    number: int = 0
    more: str = ""
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is to be changed, and why."""

    world: World
    namespace: str
    table: str
    causes: Causes


def read(command: str, words: list[str]) -> Change:
    """The arguments that stand right behind a command, taken from the words."""
    change = Change(command)
    if not (command in MAY_LACK_CHAIN and (not words or words[0].startswith(("-", "!")))):
        change.chain = argument(words, command)
    if command in TAKES_NUMBER and words and words[0].isascii() and words[0].isdigit():
        change.number = int(words.pop(0))
        if not change.number:
            raise wrong("Invalid rule number `0'")
    if command in {"-P", "-E"}:
        if not words or words[0].startswith("-"):
            raise wrong(
                f"{command} requires a chain and a policy" if command == "-P" else "-E requires two chain names"
            )
        change.more = words.pop(0)
    return change


def carry_out(place: Place, change: Change) -> None:
    """Do it; Problem when the kernel or iptables refuses."""
    if change.words and (change.command not in TAKES_RULE or (change.command == "-D" and change.number)):
        raise wrong(f"Illegal option `{change.words[0]}' with this command")
    mark = place.world.mark()
    try:
        COMMANDS[change.command](place, change)
    except edits.Refused as refusal:
        raise refused(str(refusal)) from refusal
    except RuleError as error:
        place.world.restore(mark)
        raise _in_its_words(str(error).partition(": -A ")[0]) from error


def _in_its_words(said: str) -> Problem:
    if said.startswith("Set "):
        return wrong(f"{said}\n")
    if "is only valid in" in said:
        return refused(f"Invalid argument.{edits.RUN_DMESG}")
    return refused(f"{said.removesuffix('.')}.")


def _rule(place: Place, change: Change) -> str:
    """The rule of a change, as it is kept."""
    own = frozenset(found.name for found in place.world.values(CHAINS, place.namespace) if found.table == place.table)
    return rule(change.chain, change.words, own - frozenset(HOOKS[place.table])).text


def _append(place: Place, change: Change) -> None:
    text = _rule(place, change)
    edits.chain(place.world, place.namespace, place.table, change.chain)
    chains.add(place.world, place.namespace, place.table, text, place.causes)


def _insert(place: Place, change: Change) -> None:
    text, number = _rule(place, change), change.number or 1
    found = edits.chain(place.world, place.namespace, place.table, change.chain)
    if number > len(found.rules) + 1:
        raise edits.Refused("Index of insertion too big.")
    spec = text.removeprefix(f"-A {change.chain}")
    chains.add(place.world, place.namespace, place.table, f"-I {change.chain} {number}{spec}", place.causes)


def _delete(place: Place, change: Change) -> None:
    text = "" if change.number else _rule(place, change)
    found = edits.chain(place.world, place.namespace, place.table, change.chain)
    gone = edits.numbered(found, change.number, "deletion") if change.number else edits.same(found, text)
    edits.take_out(place.world, place.namespace, found, gone)


def _replace(place: Place, change: Change) -> None:
    if not change.number:
        raise wrong("-R requires a rule number")
    text = _rule(place, change)
    found = edits.chain(place.world, place.namespace, place.table, change.chain)
    edits.exchange(place.world, place.namespace, found, change.number, text=text, causes=place.causes)


def _check(place: Place, change: Change) -> None:
    text = _rule(place, change)
    edits.same(edits.chain(place.world, place.namespace, place.table, change.chain), text)


def _new_chain(place: Place, change: Change) -> None:
    _name(change.chain)
    edits.new_chain(place.world, place.namespace, place.table, change.chain)


def _rename(place: Place, change: Change) -> None:
    _name(change.more)
    edits.rename(place.world, place.namespace, place.table, change.chain, change.more)


def _name(name: str) -> None:
    """What a chain may be called."""
    if name.startswith(("-", "!")):
        raise wrong(f"chain name not allowed to start with `{name[0]}'")
    if len(name) > LONGEST_NAME:
        raise wrong(f"chain name `{name}' too long (must be under 29 chars)")
    if name in TARGETS:
        raise wrong("chain name may not clash with target name")
    if any(sign.isspace() for sign in name):
        raise wrong("Invalid chain name")


COMMANDS: dict[str, Callable[[Place, Change], None]] = {
    "-A": _append,
    "-I": _insert,
    "-D": _delete,
    "-R": _replace,
    "-C": _check,
    "-F": lambda place, change: edits.flush(place.world, place.namespace, place.table, change.chain),
    "-Z": lambda place, change: edits.zero(place.world, place.namespace, place.table, change.chain, change.number),
    "-N": _new_chain,
    "-X": lambda place, change: edits.delete_chains(place.world, place.namespace, place.table, change.chain),
    "-E": _rename,
    "-P": lambda place, change: edits.set_policy(place.world, place.namespace, place.table, change.chain, change.more),
}
"""Letter of a command → what it does."""
