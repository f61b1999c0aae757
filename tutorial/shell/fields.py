"""Fields: what the words of a command become when expansions in them are split at `IFS`."""

import re
from collections.abc import Iterator
from functools import lru_cache

Piece = tuple[str, bool]
"""Text and whether it was quoted."""
PAUSE = 2_000


@lru_cache(maxsize=64)
def _parts(white: str, hard: str) -> "re.Pattern[str]":
    """Text (group 1), or a separator: white space with at most one hard mark in it."""
    text = f"[^{re.escape(white + hard)}]+" if white or hard else ".+"
    blanks = f"[{re.escape(white)}]" if white else ""
    around = f"{blanks}*+" if white else ""
    separators = [f"{around}[{re.escape(hard)}]{around}"] if hard else []
    separators += [f"{blanks}+"] if white else []
    return re.compile("|".join((f"({text})", *separators)), re.DOTALL)


class Fields:
    """Collects pieces into fields."""

    def __init__(self, ifs: str) -> None:
        self.white = "".join(mark for mark in ifs if mark in " \t\n")
        self.hard = "".join(mark for mark in ifs if mark not in " \t\n")
        self.done: list[list[Piece]] = []
        self.current: list[Piece] | None = None
        self._parts = _parts(self.white, self.hard)

    def add(self, text: str, *, quoted: bool) -> None:
        """Text that belongs to the current field as it stands."""
        if self.current is None:
            self.current = []
        self.current.append((text, quoted))

    def split(self, text: str) -> Iterator[int]:
        """Take the result of an unquoted expansion. Pauses now and then and says for how many fields' work."""
        for number, found in enumerate(self._parts.finditer(text), 1):
            if found[1]:
                self.add(found[1], quoted=False)
            else:
                self.end(force=found[0].strip(self.white) != "")
            if number % PAUSE == 0:
                yield PAUSE

    def end(self, *, force: bool = False) -> None:
        """The current field is complete; a forced end makes an empty one where none was begun."""
        if self.current is not None:
            self.done.append(self.current)
        elif force:
            self.done.append([])
        self.current = None
