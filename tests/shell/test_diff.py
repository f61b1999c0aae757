"""diff on random files: the machine's own diff is the judge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shell.build import Typist, world
from tests.shell.judge import bash

LINE = st.sampled_from(["a", "b", "c", "d", "A", "a ", " a", "}", ""])
TEXT = st.builds(
    lambda lines, end: "\n".join(lines) + end, st.lists(LINE, max_size=12), st.sampled_from(["\n", "\n", ""])
)
NEARLY = st.lists(LINE, min_size=6, max_size=30)
EDIT = st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["x", "a", None])), max_size=6)
LABELS = "-L one -L two"


def same(options: str, one: str, other: str) -> None:
    line = f"diff {options} f g; echo $?"
    shown = Typist(world({"f": one, "g": other}), tty=False).type(line)
    assert (shown.stdout, shown.exit_code) == bash(line, ("f", one), ("g", other)), (line, shown.stderr)


@given(
    TEXT,
    TEXT,
    st.sampled_from(["", f"-u {LABELS}", "-q", "-s", f"-U0 {LABELS}", f"-U1 {LABELS}", "-i", "-w", "-b", "-bi"]),
)
def test_two_texts_differ_as_the_real_one_says(one: str, other: str, options: str) -> None:
    same(options, one, other)


@given(NEARLY, EDIT, st.sampled_from(["", f"-u {LABELS}", f"-U1 {LABELS}"]))
def test_a_text_that_was_edited_differs_as_the_real_one_says(
    lines: list[str], edits: list[tuple[int, str | None]], options: str
) -> None:
    edited = list(lines)
    for at, text in edits:
        place = at % (len(edited) + 1)
        edited[place : place + (text is None)] = [text] if text else []
    same(options, "\n".join(lines) + "\n", "\n".join(edited) + "\n")


@pytest.mark.parametrize(
    ("line", "words", "code"),
    [
        ("diff a", "diff: missing operand after 'a'\nTry 'diff --help' for more information.\n", 2),
        ("diff", "diff: missing operand after 'diff'\nTry 'diff --help' for more information.\n", 2),
        ("diff a b c", "diff: extra operand 'c'\nTry 'diff --help' for more information.\n", 2),
        ("diff a none", "diff: none: No such file or directory\n", 2),
        ("diff a /tmp", "diff: /tmp/a: No such file or directory\n", 2),
        ("diff /tmp /etc", "diff: comparing folders is not supported here; supported: two files\n", 2),
    ],
)
def test_what_is_wrong_is_said_in_diff_s_words(line: str, words: str, code: int) -> None:
    shown = Typist(world({"a": "1\n", "b": "2\n"})).type(line)
    assert (shown.stderr, shown.exit_code) == (words, code)


def test_the_head_of_the_unified_form_tells_when_files_were_changed() -> None:
    typist = Typist(world({"a": "1\n"}))
    shown = typist.type("sleep 61; echo 2 > b; diff -u a b; echo 1 | diff - a && echo same")
    assert shown.screen == (
        "--- a\t2019-07-22 15:02:00.000000000 +0000\n+++ b\t2019-07-22 15:03:01.000000000 +0000\n"
        "@@ -1 +1 @@\n-1\n+2\nsame\n"
    )


def test_two_large_files_that_have_little_in_common_end_by_their_steps() -> None:
    typist = Typist(world({"a": "a\nb\n" * 2_000, "b": "b\nb\na\n" * 1_400}))
    assert typist.type("diff a b > d; wc -l < d").steps <= 200_100
