"""Lines that the machine's own bash and ours run alike: same standard output, same exit code."""

from pathlib import Path

import pytest

from tests.shell.build import Typist, world
from tests.shell.judge import bash
from tutorial.play import typed_lines
from tutorial.shell.terminal import new_frame, push_frame

FILES = (
    ("a.txt", "one\ntwo\nthree\n"),
    ("b c.txt", "x y\n"),
    ("n.json", '{"a": 1}'),
    ("empty", ""),
    ("tail.txt", "no newline"),
)
LINES = [
    pytest.param(line.text, id=f"{path.stem}-{number}")
    for path in sorted(Path(__file__).with_name("lines").glob("*.sh"))
    for number, line in enumerate(typed_lines(path.read_text()), 1)
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_does_what_it_does_in_bash(line: str) -> None:
    typist = Typist(world(dict(FILES)), tty=False)
    push_frame(typist.world, "t", new_frame("laptop", "you", parting=""))
    shown = typist.type(line)
    assert (shown.stdout, shown.exit_code) == bash(line, *FILES), shown.stderr
