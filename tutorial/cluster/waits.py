"""What a running command may yield to whoever drives it.

Commands are generators. They never block: they yield one of these values and are resumed with its answer.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Until:
    """Resume me when the logical clock shows `at_ms` (milliseconds since the scenario's start).

    `why` says to who looks at the terminal meanwhile what is waited for: a message and its values (`texts.Said`).
    `capture` names a capture of the line: resume me earlier, as soon as it has been shown a packet. One that is `idle`
    waits for nothing else, and nobody waits for it.
    """

    at_ms: int
    why: tuple[str, tuple[tuple[str, str], ...]] | None = None
    capture: str = ""
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """Resume me when something happened to my input: a line, an end of file."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Resume me when a process of my terminal has ended or stopped; whether it is mine I see for myself."""

    why: tuple[str, tuple[tuple[str, str], ...]] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Resume me with the result of a tool outside the world (today: jq). The world stands still meanwhile.

    The answer is stored with the journal entry under `key`, so a replay needs no tool. `now_ms` (since 1970) and
    `environment` are the world's; whoever asks leaves them out where the program does not look at them.
    """

    tool: str
    program: str
    stdin: str
    options: tuple[str, ...] = ()
    now_ms: int = 0
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What the stored answer is found by."""
        return (self.tool, self.program, self.stdin, self.options, self.now_ms, self.environment)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool outside the world said."""

    stdout: str
    stderr: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Breath:
    """Resume me at once: a place where a long computation may be cut into slices."""


ROWS_A_STEP, CHARACTERS_A_STEP = 10, 50


def steps(rows: int, *texts: str) -> int:
    """The counted steps that it costs to read or write so many rows, and to carry these texts."""
    return rows // ROWS_A_STEP + sum(map(len, texts)) // CHARACTERS_A_STEP


Wait = Until | Input | Ended | Ask | Breath
