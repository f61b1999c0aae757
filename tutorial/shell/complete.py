"""Completion: what may stand at the cursor of a line that is being typed, from the same objects that `help` prints.

Law of this file: nothing is run and nothing is written; what the grammar refuses is not offered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import NODE_ROLES
from tutorial.cluster.network.dns.stub import at_hand
from tutorial.cluster.world import World
from tutorial.shell import addresses, parse, registry
from tutorial.shell.command import Command, Option, Subcommand
from tutorial.shell.completion import kinds
from tutorial.shell.completion.kinds import KINDS, Found, Place
from tutorial.shell.completion.position import Position, locate
from tutorial.shell.completion.usage import Operand, Wanted, operands, wanted
from tutorial.shell.completion.written import value, variables, written
from tutorial.shell.terminal import Frame, container_frame, new_frame, would_be

LONGEST = 8_192
"""Characters before the cursor; nothing is offered behind more."""
MOST = 200
"""Candidates that are told; how many more there are is told too."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the text from `start` to the cursor may be replaced by, and what it is in a few words."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """The candidates, sorted. `common` is what all of them begin with, written so that typing can go on behind it; with
    one candidate it is that one. `more` candidates were left out.
    """

    start: int
    common: str
    candidates: tuple[Candidate, ...] = ()
    more: int = 0


def complete(world: World, terminal: str, text: str, cursor: int) -> Completions:
    """What may be typed at an index of a line (one behind its end counts as its end), in characters.

    ValueError when there is no such place to type at. Nothing else that is typed raises anything.
    """
    typed = text[: max(0, cursor)]
    nothing = Completions(len(typed), "")
    shell = would_be(world, terminal)
    position = locate(typed) if len(typed) <= LONGEST else None
    if position is None:
        return nothing
    already = position.source if position.variable else value(position.source, position.quote, shell)
    if already is None:
        return nothing
    found = _variables(position, shell) if position.variable else _words(Place(world, shell), position, already)
    texts = [(_text(position, candidate, already), candidate) for candidate in found]
    said = [(told, candidate) for told, candidate in texts if told is not None]
    if not said or not parse.may_begin(typed[: position.start] + said[0][0]):
        return nothing
    shown = tuple(Candidate(told, candidate.about) for told, candidate in said[:MOST])
    common = said[0][0] if len(said) == 1 else _common(position, said, already)
    return Completions(position.start, common, shown, len(said) - len(shown))


def _text(position: Position, found: Found, already: str) -> str | None:
    """The source of a candidate, of which some is typed already; None where it can't be written."""
    if position.variable:
        return found.value
    return written(position, found.value[len(already) :], final=found.final)


def _common(position: Position, said: list[tuple[str, Found]], already: str) -> str:
    """What all candidates begin with: what the first and the last in order do."""
    first, last = said[0][1].value, said[-1][1].value
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return _text(position, Found(first[:same], final=False), already) or position.source


def _matching(found: Iterable[Found], typed: str) -> list[Found]:
    """Those that begin as typed, each value once, sorted by code point."""
    first: dict[str, Found] = {}
    for candidate in found:
        if candidate.value.startswith(typed):
            first.setdefault(candidate.value, candidate)
    return [first[name] for name in sorted(first)]


def _variables(position: Position, shell: Frame) -> list[Found]:
    braces = position.in_braces
    names = (f"${{{name}}}" if braces else f"${name}" for name in variables(shell))
    return _matching((Found(name, final=False) for name in names), position.source)


def _words(place: Place, position: Position, typed: str) -> list[Found]:
    if position.redirect:
        return _matching(kinds.any_files(place, typed), typed)
    words = tuple(value(source, "", place.shell) or source for source in position.words)
    return _matching(_of_command(place, words, typed), typed)


# Commands


def _of_command(place: Place, words: tuple[str, ...], typed: str) -> Iterator[Found]:
    """What may follow the words of a command."""
    if not words:
        yield from kinds.commands(place, typed)
        return
    command = registry.find(words[0].rpartition("/")[2], place.host, inside=place.shell.inside > 0)
    if command is None:
        yield from _general(place, typed)
        return
    if command.words is not None:
        yield from (Found(word) for word in command.words(place.world, words))
    if command.brought is not None:
        command = replace(command, subcommands=(*command.subcommands, *command.brought(place.world)))
    part, rest = _part(command, words[1:])
    yield from _of_part(place, part, rest, typed)
    yield from _next_names(command, words[1:])


def _part(command: Command, words: tuple[str, ...]) -> tuple[Subcommand, tuple[str, ...]]:
    """The subcommand that words lead to, or the command itself, and the words behind its name."""
    whole = Subcommand((), command.summary, command.usage, command.options)
    if not command.subcommands:
        return whole, words
    leading = [part for part in command.subcommands if words[: len(part.names)] == part.names]
    found = max(leading, key=lambda part: len(part.names), default=Subcommand(()))
    return found, words[len(found.names) :]


def _next_names(command: Command, words: tuple[str, ...]) -> Iterator[Found]:
    """The subcommands' words that may come next."""
    for part in command.subcommands:
        if part.names[: len(words)] == words and len(part.names) > len(words):
            whole = len(part.names) == len(words) + 1
            yield Found(part.names[len(words)], part.summary if whole else "")


def _of_part(place: Place, part: Subcommand, words: tuple[str, ...], typed: str) -> Iterator[Found]:
    takes = operands(part.usage)
    before = wanted(part.options, words, permute=not any(operand.kind == "COMMAND" for operand in takes))
    if before.argument:
        yield from _of_kind(place, before.argument, typed)
    elif typed.startswith("-") and not before.options_over:
        yield from _flags(place, part.options, typed)
    else:
        yield from _operand(place, takes, before, typed)


def _flags(place: Place, options: tuple[Option, ...], typed: str) -> Iterator[Found]:
    """Options, or the argument behind the `=` of one."""
    name, mark, rest = typed.partition("=")
    for option in options:
        if mark and name in option.flags and option.argument:
            for found in _of_kind(place, option.argument, rest):
                yield replace(found, value=f"{name}={found.value}")
        elif not mark:
            yield from (Found(flag, option.summary) for flag in option.flags)


def _operand(place: Place, takes: tuple[Operand, ...], before: Wanted, typed: str) -> Iterator[Found]:
    """The operand that may follow others; behind a command's name that is one of its own."""
    number = 0
    for at, word in enumerate(before.words):
        kind = takes[number].kind if number < len(takes) else ""
        if kind == "NAME=VALUE" and "=" not in word:
            number, kind = number + 1, takes[number + 1].kind if number + 1 < len(takes) else ""
        if kind == "COMMAND" and "=" not in word:
            yield from _of_command(place, before.words[at:], typed)
            return
        if kind == "[USER@]HOST":
            place = _there(place, word)
        elif kind == "CONTAINER":
            place = _inside(place, word)
        number += number < len(takes) and not takes[number].many
    if number >= len(takes):
        return
    yield from _of_kind(place, takes[number].kind, typed)
    if takes[number].kind == "NAME=VALUE" and number + 1 < len(takes):
        yield from _of_kind(place, takes[number + 1].kind, typed)


def _there(place: Place, login: str) -> Place:
    """The shell that ssh opens on another host."""
    user, mark, name = login.rpartition("@")
    address = next(iter(at_hand(place.world, addresses.namespace(place.world, place.shell.host), name)), "")
    host = addresses.host_at(place.world, address)
    if host is None or host.role not in NODE_ROLES:
        return Place(place.world, new_frame("", user))
    return Place(place.world, new_frame(host.id, user if mark else place.shell.user))


def _inside(place: Place, name: str) -> Place:
    """The shell that docker opens in a container."""
    container = place.world.get(CONTAINERS, name, place.shell.host)
    return place if container is None else Place(place.world, container_frame(place.shell.host, container))


def _of_kind(place: Place, kind: str, typed: str) -> Iterable[Found]:
    known = KINDS.get(kind)
    if known is not None:
        return known(place, typed)
    return kinds.urls(place, typed) if typed.startswith("http:") else ()


def _general(place: Place, typed: str) -> Iterable[Found]:
    """For a command that is not known here."""
    return kinds.urls(place, typed) if typed.startswith("http:") else kinds.any_files(place, typed)
