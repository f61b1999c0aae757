"""Secrets of this installation: made on first run, in files that only their owner can read."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret of a file; it is made when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # The link puts the whole secret in place at once, and only one of two first starts can make it.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}.") as file:
            file.write(make())
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
