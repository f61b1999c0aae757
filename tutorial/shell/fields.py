"""Fields: what the words of a command become when expansions in them are split at `IFS`."""

Piece = tuple[str, bool]
"""Text and whether it was quoted."""


class Fields:
    """Collects pieces into fields."""

    def __init__(self, ifs: str) -> None:
        self.white = "".join(mark for mark in ifs if mark in " \t\n")
        self.hard = "".join(mark for mark in ifs if mark not in " \t\n")
        self.done: list[list[Piece]] = []
        self.current: list[Piece] | None = None

    def add(self, text: str, *, quoted: bool) -> None:
        """Text that belongs to the current field as it stands."""
        if self.current is None:
            self.current = []
        self.current.append((text, quoted))

    def split(self, text: str) -> None:
        """The result of an unquoted expansion."""
        at = 0
        while at < len(text):
            if text[at] in self.white:
                at = self._skip(text, at)
                forced = at < len(text) and text[at] in self.hard
                if forced:
                    at = self._skip(text, at + 1)
                self.end(force=forced)
            elif text[at] in self.hard:
                self.end(force=True)
                at = self._skip(text, at + 1)
            else:
                start = at
                while at < len(text) and text[at] not in self.white and text[at] not in self.hard:
                    at += 1
                self.add(text[start:at], quoted=False)

    def end(self, *, force: bool = False) -> None:
        """The current field is complete; a forced end makes an empty one where none was begun."""
        if self.current is not None:
            self.done.append(self.current)
        elif force:
            self.done.append([])
        self.current = None

    def _skip(self, text: str, at: int) -> int:
        while at < len(text) and text[at] in self.white:
            at += 1
        return at
