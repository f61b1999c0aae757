"""sed on random scripts: the machine's own sed is the judge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shell.build import Typist, world
from tests.shell.judge import same_as_the_real_one
from tutorial.cluster.host import FILES, File
from tutorial.shell.sed.script import SUPPORTED

TEXT = st.builds(
    lambda lines, end: "\n".join(lines) + end,
    st.lists(st.sampled_from(["a", "ab", "b", "", "abc", "aab b", "c a", "x"]), max_size=7),
    st.sampled_from(["\n", ""]),
)
ATOM = st.sampled_from(["a", "b", ".", "[ab]", "c", "[^a]", " "])
PIECE = st.builds(lambda atom, times: atom + times, ATOM, st.sampled_from(["", "", "*", "+", "?", "{2}"]))
INNER = st.lists(PIECE, min_size=1, max_size=2).map("".join)
GROUP = st.one_of(
    INNER.map(lambda inner: f"({inner})"),
    st.builds(lambda inner, times: f"({inner}){times}", ATOM, st.sampled_from(["*", "+", "?"])),
    st.builds(lambda one, other: f"({one}|{other})", ATOM, ATOM),
)
PATTERN = st.builds(
    lambda before, parts, after: before + "".join(parts) + after,
    st.sampled_from(["", "", "^"]),
    st.lists(st.one_of(PIECE, GROUP), min_size=1, max_size=4),
    st.sampled_from(["", "", "$"]),
)
FLAGS = st.sampled_from(["", "g", "2", "p", "2g", "I"])
ADDRESS = st.sampled_from(["1", "2", "3", "5", "$", "/a/", "/b$/", "/x/", "1~2", "2~3"])
RANGE = st.builds(
    lambda first, second: f"{first},{second}",
    st.one_of(ADDRESS, st.just("2")),
    st.one_of(ADDRESS, st.sampled_from(["+1", "~2", "+0", "4", "~0"])),
)
WHERE = st.builds(
    lambda where, negated: where + negated, st.one_of(st.just(""), ADDRESS, RANGE), st.sampled_from(["", "", "!"])
)
DO = st.sampled_from(
    [
        "p",
        "d",
        "=",
        "n",
        "N",
        "D",
        "P",
        "h",
        "H",
        "g",
        "G",
        "x",
        "q",
        "q3",
        "Q",
        "s/a/[&]/",
        "s/b*/-/g",
        "y/ab/xy/",
        "{p;d}",
        "{s/a/b/;t;p}",
        "b",
        "a -\n",
        "i +\n",
        "c =\n",
        "{N;P;D}",
        "{n;x}",
    ]
)
SCRIPT = st.lists(st.builds(lambda where, do: where + do, WHERE, DO), min_size=1, max_size=4).map("\n".join)


@given(TEXT, PATTERN, FLAGS)
def test_groups_lie_where_the_real_one_finds_them(text: str, pattern: str, flags: str) -> None:
    count = pattern.count("(")
    shown = "".join(f"<\\{number}>" for number in range(1, count + 1))
    same_as_the_real_one(["sed", "-E", f"s/{pattern}/[&]{shown}/{flags}"], text)


@given(TEXT, SCRIPT, st.booleans())
def test_a_script_does_what_it_does_in_the_real_one(text: str, script: str, quiet: bool) -> None:
    same_as_the_real_one(["sed", *(["-n"] if quiet else []), script], text)


@pytest.mark.parametrize(
    ("line", "words", "code"),
    [
        ("sed k a", "sed: -e expression #1, char 1: unknown command: `k'\n", 1),
        ("sed s/a/b a", "sed: -e expression #1, char 5: unterminated `s' command\n", 1),
        ("sed -e p -e 1,p a", "sed: -e expression #2, char 3: unexpected `,'\n", 1),
        ("sed bx a", "sed: can't find label for jump to `x'\n", 4),
        ("sed p none", "sed: can't read none: No such file or directory\n", 2),
        ("sed p /etc", "sed: read error on /etc: Is a directory\n", 2),
        (
            "sed 'w x' a",
            f"sed: -e expression #1, char 1: command `w' is not supported here; supported: {SUPPORTED}\n",
            1,
        ),
        (
            "sed s/a/b/e a",
            "sed: -e expression #1, char 7: the flag e of `s' is not supported here; supported: g p i I and a number\n",
            1,
        ),
        (r"sed 's/\(a\)\1/b/' a", "sed: -e expression #1, char 12: back-references (\\1) are not supported here\n", 1),
    ],
)
def test_what_is_wrong_is_said_in_sed_s_words(line: str, words: str, code: int) -> None:
    shown = Typist(world({"a": "a\n"})).type(line)
    assert (shown.stderr, shown.exit_code) == (words, code)


@pytest.mark.parametrize(
    "line",
    [
        "sed ':a;ba'",
        "sed ':a;s/$/x/;ta'",
        "sed ':a;H;G;h;ba'",
        "sed -E 's/((a*)*)*b/x/g'",
        "sed -E 's/(a|b|ab)*(a|b)*(x?)*$/<\\1>/'",
        "sed -E 's/(a?){200}(a?){200}/\\1/'",
    ],
)
def test_a_script_that_does_not_end_or_goes_on_for_long_ends_by_its_steps(line: str) -> None:
    """And what it holds on the way is bounded: hypothesis and `test_laws` try more."""
    shown = Typist(world({"f": "ab" * 2_000 + "\n"})).type(f"{line} f")
    assert shown.steps <= 260_000


def test_a_stream_is_edited_as_it_comes_and_no_more_of_it_is_read_than_needed() -> None:
    typist = Typist(world())
    shown = typist.type("for i in 1 2; do echo $i; sleep 1; done | sed 's/^/> /' | while read x; do echo $x; done")
    assert shown.screen == "> 1\n> 2\n"
    assert typist.type("seq 1000000 | sed 3q").steps < 2_000


def test_in_place_needs_a_file_that_may_be_written() -> None:
    built = world()
    built.put(FILES, "/etc/motd", File("hello\n"), "laptop")
    shown = Typist(built).type("sed -i s/h/j/ /etc/motd; cat /etc/motd")
    assert shown.screen == "sed: /etc/motd: Permission denied\nhello\n"


def test_an_address_that_sed_leaves_whole_leads_to_its_element() -> None:
    shown = Typist(world()).type("echo ip=172.16.9.84/20 | sed 's/.*=//; s,/.*,,'")
    assert [(span.text, span.element) for span in shown.spans][:1] == [("172.16.9.84", "agent:S1")]
