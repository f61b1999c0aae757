"""The table that a benchmark prints: figure, what it is held against, the aim."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `peer` is what was measured beside it in the same run, `aim` what it should be, in words."""

    what: str
    figure: float
    unit: str
    peer: float | None = None
    aim: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        ratio = f"{self.figure / self.peer:.2f}" if self.peer else ""
        peer = "" if self.peer is None else f"{self.peer:.2f}"
        verdict = {None: "", True: "yes", False: "NO"}[self.met]
        return self.what, f"{self.figure:.2f} {self.unit}", peer, ratio, self.aim, verdict


HEAD = ("what", "ours", "peer", "ratio", "aim", "met")


def show(title: str, rows: list[Row]) -> str:
    """The rows under a title that tells the machine's load, in columns."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return "\n".join([f"{title} (load {load}, {os.cpu_count()} cores)", *lines, ""])


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
