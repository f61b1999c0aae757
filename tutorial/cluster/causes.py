"""Why a table entry is there: every entry of the world carries a tuple of causes."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for an entry.

    `line` is the sequence number of the journal entry that asked for it (0: the scenario itself), `subject` what it
    was asked of (`/httpi`), `version` the app version, `pointer` a JSON pointer into the normalised definition
    (`/portDefinitions/0`) or `default`, `controller` the name of the controller that wrote the entry.
    """

    line: int
    controller: str
    subject: str = ""
    version: str = ""
    pointer: str = "default"


Causes = tuple[Cause, ...]

SCENARIO: Causes = (Cause(line=0, controller="scenario"),)
"""The causes of whatever stood there before the first line."""


@lru_cache(maxsize=1 << 10)
def by_kernel(line: int) -> Causes:
    """The causes of what a kernel writes down because of a packet that a line sent: neighbours, connections."""
    return (Cause(line, "kernel"),)
