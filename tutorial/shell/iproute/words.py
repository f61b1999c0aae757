"""Words of a command line as iproute2 reads them: keywords may be cut short, and complaints have its own form.

Source: iproute2 6.1 lib/utils.c (matches, incomplete_command, duparg2, invarg), ip/ip.c.
"""

from collections.abc import Callable, Iterable

from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.spans import Span, Spans
from tutorial.cluster.world import World
from tutorial.shell.command import Call, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.texts import charged


class Complaint(Exception):
    """What the tool says on standard error, without its own name before it, and its exit code."""

    def __init__(self, text: str, exit_code: int = 255) -> None:
        super().__init__(text)
        self.exit_code = exit_code


class Words:
    """The words that are left of a command line."""

    def __init__(self, words: Iterable[str]) -> None:
        self.left = list(words)

    def __bool__(self) -> bool:
        return bool(self.left)

    def next(self) -> str:
        """The next word; Complaint when there is none."""
        if not self.left:
            raise Complaint('Command line is not complete. Try option "help"')
        return self.left.pop(0)


def matching(word: str, names: Iterable[str]) -> str | None:
    """The first of some names that begins with a word: iproute2 takes any beginning of a keyword."""
    return next((name for name in names if word and name.startswith(word)), None)


def verb(words: Words, tool: str, names: tuple[str, ...], supported: tuple[str, ...]) -> str:
    """The verb that comes next, `show` where none does. One that only the real tool has is refused in plain words."""
    if not words:
        return "show"
    word = words.next()
    found = matching(word, names)
    if found is None:
        raise Complaint(f'Command "{word}" is unknown, try "{tool} help".')
    found = "show" if found in {"list", "lst"} else found
    if found not in supported:
        raise UsageError(f"{found} is not supported here yet; supported: {' '.join(supported)}", label=tool)
    return found


def unsupported(word: str, tool: str, *supported: str) -> UsageError:
    """The refusal of a word that the real tool may know."""
    return UsageError(f"{word} is not supported here yet; supported: {' '.join(supported)}", label=tool)


def known_device(world: World, namespace: str, name: str) -> Link:
    """The device of a name; Complaint when there is none."""
    found = world.get(LINKS, name, namespace)
    if found is None:
        raise Complaint(f'Cannot find device "{name}"', 1)
    return found


def complain(call: Call, complaint: Complaint) -> int:
    """Print a complaint and return its exit code."""
    call.err(f"{complaint}\n")
    return complaint.exit_code


def answered(call: Call, shown: Callable[[Call, Words], tuple[Spans, ...]]) -> Running:
    """Run a tool of this kind: print what it shows, or its complaint; the exit code of either."""
    try:
        lines = shown(call, Words(call.args))
    except Complaint as complaint:
        return complain(call, complaint)
    return (yield from print_lines(call, lines))


def print_lines(call: Call, lines: tuple[Spans, ...]) -> Running:
    """Print lines, each with its newline; the exit code of a tool that had something to show."""
    yield from charged(call, len(lines))
    for text in lines:
        call.out_spans((*text, Span("\n")))
    return 0
