"""Playing a script: lines typed one after another on a fresh attempt, each when the world is settled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tutorial import shell
from tutorial.attempt import Attempt, Entry, Line, run, settle
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.host import HOSTS
from tutorial.cluster.waits import Answer, Ask

SETTLE_MS = 600_000
"""At most this much logical time passes before a line: ten minutes."""
FINISH_MS = 24 * 3_600_000
"""A line that still waits after a logical day is interrupted."""

Box = Callable[[Ask], Answer]


class UnknownPlace(ClusterError):
    """A line is to be typed where nothing is."""

    code = "place"


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of a script: where it is typed, and what."""

    where: str
    text: str


def typed_lines(script: str) -> Iterator[Typed]:
    """The lines of a script: `@place line`, else typed at the laptop; `#` begins a comment; open constructs go on."""
    pending = ""
    for raw in script.splitlines():
        if not pending and (not raw.strip() or raw.lstrip().startswith("#")):
            continue
        pending += ("\n" if pending else "") + raw
        if shell.incomplete(_split(pending).text):
            continue
        yield _split(pending)
        pending = ""
    if pending:
        yield _split(pending)


def _split(text: str) -> Typed:
    if not text.startswith("@"):
        return Typed("laptop", text)
    where, _, rest = text[1:].partition(" ")
    return Typed(where, rest.strip())


def let_settle(attempt: Attempt, box: Box) -> None:
    """Let the clock run on until the world is settled, at most ten logical minutes."""
    run(settle(attempt, SETTLE_MS), box)


def type_line(attempt: Attempt, typed: Typed, box: Box) -> Line:
    """Type one line once the world is settled; the clock runs until it has ended. UnknownPlace where nothing is."""
    let_settle(attempt, box)
    if not shell.is_place(attempt.world, typed.where):
        hosts = ", ".join(host.id for host in attempt.world.values(HOSTS))
        raise UnknownPlace(f"@{typed.where}: no such place; there are {hosts}, and running containers as S3/<name>")
    entry = Entry(attempt.next_seq, attempt.next_at_ms(), typed.where, "line", typed.text)
    run(attempt.execute(entry), box)
    line = attempt.lines[entry.seq]
    deadline = entry.at_ms + FINISH_MS
    while line.exit_code is None and attempt.next_due_ms is not None and attempt.next_due_ms <= deadline:
        run(attempt.advance(attempt.next_due_ms), box)
    if line.exit_code is None:
        stop = Entry(attempt.next_seq, attempt.next_at_ms(), typed.where, "interrupt", "")
        run(attempt.execute(stop), box)
    attempt.commit()
    return line


def play(
    attempt: Attempt, script: str, box: Box, settled: Callable[[], None] = lambda: None
) -> Iterator[tuple[Typed, Line]]:
    """Type every line of a script; yields each with what it showed. `settled` is called before each line, and behind
    the last one, when the world is settled: what jobs of earlier lines have printed meanwhile is there then."""
    for typed in typed_lines(script):
        let_settle(attempt, box)
        settled()
        yield typed, type_line(attempt, typed, box)
    let_settle(attempt, box)
    settled()
