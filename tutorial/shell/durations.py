"""Lengths of time as `sleep` and `timeout` read them. Source: coreutils sleep.c (apply_suffix)."""

import re

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})([smhd]?)")


def milliseconds(text: str) -> int | None:
    """A length of time as `5`, `0.5s`, `2m` name it; None for what names none."""
    found = _TIME.fullmatch(text)
    return None if found is None else round(float(found[1]) * UNITS[found[2]] * 1000)
