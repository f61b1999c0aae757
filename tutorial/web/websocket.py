"""What goes over a WebSocket besides the text (RFC 6455, section 5.2)."""

from struct import pack

WHOLE_TEXT = 0x81
"""The first byte of a frame that is a whole text."""
TWO_BYTES, EIGHT_BYTES = 126, 127
"""What stands in place of a length that follows, in so many bytes."""


def text_head(size: int) -> bytes:
    """What a server sends before a whole text of so many bytes, which it does not mask."""
    if size < TWO_BYTES:
        return bytes((WHOLE_TEXT, size))
    if size <= 0xFFFF:
        return pack("!BBH", WHOLE_TEXT, TWO_BYTES, size)
    return pack("!BBQ", WHOLE_TEXT, EIGHT_BYTES, size)
