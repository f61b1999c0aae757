"""Capabilities never stand in a log: this filter masks them in whatever is logged."""

import logging
import re

SECRET = re.compile(r"(/[vc]/)[^/\s?'\"]+|(#w=)[^\s&'\"]+|([Bb]earer )\S+")


def masked(text: str) -> str:
    """The text with `…` in place of every capability."""
    return SECRET.sub(lambda match: f"{match[1] or match[2] or match[3]}…", text)


class Mask(logging.Filter):
    """Masks the message of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, masked."""
        record.msg, record.args = masked(record.getMessage()), None
        return True
