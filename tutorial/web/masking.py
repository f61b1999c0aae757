"""Capabilities never stand in a log: the formatter masks them in the whole text of a record, tracebacks, too."""

import logging
import re

SECRET = re.compile(r"(/[vc]/)[^/\s?'\"]+|(#w=)[^\s&'\"]+|([Bb]earer )\S+")


def masked(text: str) -> str:
    """The text with `…` in place of every capability."""
    return SECRET.sub(lambda match: f"{match[1] or match[2] or match[3]}…", text)


class Masked(logging.Formatter):
    """Formats as its base does, and masks what comes out."""

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record, with its traceback, masked."""
        return masked(super().format(record))
