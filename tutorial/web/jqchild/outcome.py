"""What a run of jq prints, and how it ends."""

SYSTEM = 2
"""jq's exit code for what it was called with."""
STDOUT_CAP = 1_000_000
STDERR_CAP = 16_000
KILLED = 137


class Stop(Exception):
    """The run ends here with this exit code."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Streams:
    """What the job has printed, up to a cap on each stream."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        self._room = {"out": STDOUT_CAP, "err": STDERR_CAP}

    def write(self, name: str, text: str) -> None:
        """Append to `out` or `err`; Stop when its cap is reached."""
        kept = text[: self._room[name]]
        getattr(self, name).append(kept)
        self._room[name] -= len(kept)
        if len(kept) < len(text):
            cap = STDOUT_CAP if name == "out" else STDERR_CAP
            raise Stop(KILLED, f"jq: stopped: it prints more than {cap} characters\n")
