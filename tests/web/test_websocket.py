"""The bytes before a text, against those of a library that others use."""

import pytest
from websockets.frames import Frame, Opcode

from tutorial.web.websocket import text_head


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_a_text_begins_as_the_library_begins_it(size: int) -> None:
    text = b"x" * size
    assert text_head(size) + text == Frame(Opcode.TEXT, text).serialize(mask=False)
