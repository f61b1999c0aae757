"""The text tools on random inputs: the machine's own tools are the judges."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shell.build import Typist, world
from tests.shell.judge import same_as_the_real_one

CELL = st.sampled_from(["a", "b", "B", "ab", "a-b", "10", "9", "-3", "2.5", "02", "2K", "1M", "", "x_y", "."])
LINES = st.lists(
    st.lists(CELL, max_size=4).map(lambda cells: (" ", ":", "\t", "  ")[len(cells) % 4].join(cells)), max_size=8
)
TEXT = st.builds(lambda lines, end: "\n".join(lines) + end, LINES, st.sampled_from(["\n", "", "\n\n"]))
NUMBER = st.integers(1, 4).map(str)
RANGES = st.lists(st.sampled_from(["1", "2", "3", "2-3", "-2", "3-", "1-2", "4"]), min_size=1, max_size=3).map(",".join)


def flags(*choices: str) -> st.SearchStrategy[list[str]]:
    """Some of the words, in any order."""
    return st.lists(st.sampled_from(choices), unique=True, max_size=3)


KEYS = st.builds(
    lambda start, character, letters, end: f"-k{start}{character}{letters}{end}",
    NUMBER,
    st.sampled_from(["", ".1", ".2"]),
    st.sampled_from(["", "n", "r", "f", "b", "nr", "d", "h"]),
    st.sampled_from(["", ",2", ",3", ",1.2", ",2n", ",4b", ",2.1b"]),
).filter(lambda key: "n" not in key or ("d" not in key and "h" not in key))


@given(TEXT, flags("-n", "-r", "-u", "-f", "-s", "-b", "-t:"), st.lists(KEYS, max_size=2))
def test_sort_orders_as_the_real_one(text: str, options: list[str], keys: list[str]) -> None:
    if "-n" in options and any(mark in key for key in keys for mark in "dh"):
        options.remove("-n")
    same_as_the_real_one(["sort", *options, *keys], text)


@given(TEXT, flags("-c", "-d", "-u", "-i", "-f1", "-s1", "-w1", "-w2"))
def test_uniq_drops_what_the_real_one_drops(text: str, options: list[str]) -> None:
    same_as_the_real_one(["uniq", *options], text)


@given(TEXT, RANGES, flags("-s", "--complement", "--output-delimiter=+"), st.sampled_from(["-d:", "-d ", "-da"]))
def test_cut_cuts_fields_as_the_real_one(text: str, ranges: str, options: list[str], mark: str) -> None:
    same_as_the_real_one(["cut", mark, f"-f{ranges}", *options], text)


@given(TEXT, RANGES, flags("--complement", "--output-delimiter=+"))
def test_cut_cuts_characters_as_the_real_one(text: str, ranges: str, options: list[str]) -> None:
    same_as_the_real_one(["cut", f"-c{ranges}", *options], text)


SETS = st.lists(
    st.sampled_from(
        ["a", "b", "a-c", "0-9", "[:digit:]", "\\n", " ", ".", "[:space:]", "x_", ":", "-", "\\055", "A-Z"]
    ),
    min_size=1,
    max_size=3,
).map("".join)
PLAIN = st.lists(st.sampled_from(["x", "y-z", "\\n", "[q*]", "[q*2]", "Z", "_"]), min_size=1, max_size=3).map("".join)


@given(TEXT, SETS, flags("-c", "-s"))
def test_tr_deletes_and_squeezes_as_the_real_one(text: str, chosen: str, options: list[str]) -> None:
    same_as_the_real_one(["tr", *([] if "-s" in options else ["-d"]), *options, "--", chosen], text)


@given(TEXT, SETS, PLAIN, flags("-c", "-s", "-t"))
def test_tr_replaces_as_the_real_one(text: str, chosen: str, others: str, options: list[str]) -> None:
    same_as_the_real_one(["tr", *options, "--", chosen, others], text)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["a", "/", "b.c", ".", "//", "c"]), max_size=5).map("".join))
def test_paths_are_taken_apart_as_the_real_ones_do(path: str) -> None:
    same_as_the_real_one(["basename", "--", path], "")
    same_as_the_real_one(["dirname", "--", path], "")
    same_as_the_real_one(["basename", "--", path, ".c"], "")


TRY_TR = "Try 'tr --help' for more information.\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sort none", "sort: cannot read: none: No such file or directory\n"),
        ("sort /etc", "sort: read failed: /etc: Is a directory\n"),
        ("printf 'b\\na\\n' | sort -c", "sort: -:2: disorder: a\n"),
        (
            "cut a",
            "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n",
        ),
        ("echo | tr a", f"tr: missing operand after 'a'\nTwo strings must be given when translating.\n{TRY_TR}"),
        ("uniq none", "uniq: none: No such file or directory\n"),
        ("rev none", "rev: cannot open none: No such file or directory\n"),
        ("basename", "basename: missing operand\nTry 'basename --help' for more information.\n"),
        ("echo | tee /etc/none", "tee: /etc/none: Permission denied\n"),
    ],
)
def test_what_is_wrong_is_said_in_the_tool_s_words(line: str, words: str) -> None:
    assert Typist(world()).type(line).stderr == words


@pytest.mark.parametrize(
    ("line", "most"),
    [
        ("seq 1000000 | tr 1 2 | head -1", 2_000),
        ("seq 20000 | sort -rn | uniq -c | cut -c1-9 | tail -1", 60_000),
    ],
)
def test_a_long_stream_costs_what_is_read_of_it(line: str, most: int) -> None:
    shown = Typist(world()).type(line)
    assert (shown.exit_code, shown.stderr, shown.steps < most) == (0, "", True)


def test_a_word_that_is_still_whole_leads_to_its_element() -> None:
    """What a tool prints is looked up as it stands, whatever the way it took."""
    typist = Typist(world())
    for line in ("echo x:172.16.9.84:y | cut -d: -f2", "echo 172.16.9.84 x | sort -r", "echo x172.16.9.84 | tr -d x"):
        assert [span.element for span in typist.type(line).spans if span.element] == ["agent:S1"]
    assert not any(span.element for span in typist.type("echo 172.16.9.84 | cut -c1-10").spans)


def test_which_names_where_it_has_looked_as_on_a_node() -> None:
    shown = Typist(world(), "S1", "root").type("which sort nosuch ip cd")
    assert shown.stdout == "/usr/bin/sort\n/usr/sbin/ip\n"
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    assert shown.stderr == f"which: no nosuch in ({path})\nwhich: no cd in ({path})\n"


ROWS = st.lists(
    st.lists(st.sampled_from(["a", "bb", "c:d", "'x y'", "é", "172.16.9.84", ",", "\\ z"]), max_size=5).map(" ".join),
    max_size=8,
).map(lambda rows: "".join(f"{row}\n" for row in rows))


@given(ROWS, flags("-r", "-n1", "-n2", "-L1", "-d:", "-n3"))
def test_xargs_hands_on_the_words_that_the_real_one_does(text: str, options: list[str]) -> None:
    if sum(option[:2] in {"-n", "-L"} for option in options) < 2:
        same_as_the_real_one(["xargs", *options, "printf", "<%s>"], text)
        same_as_the_real_one(["xargs", "-I%", "printf", "<%s|%s>", "%", "a%"], text)


@given(
    ROWS,
    st.sampled_from([["-t"], ["-t", "-s:"], ["-t", "-s,:"], ["-t", "-o|"], [], ["-c40"], ["-x", "-c30"], ["-c", "9"]]),
)
def test_column_fills_columns_as_the_real_one(text: str, options: list[str]) -> None:
    same_as_the_real_one(["column", *options], text)


@given(st.text(st.sampled_from("abé\n z"), max_size=120), st.sampled_from([[], ["-w0"], ["-w5"], ["-w76"]]))
def test_base64_writes_and_reads_as_the_real_one(text: str, options: list[str]) -> None:
    same_as_the_real_one(["base64", *options], text)
    shown = Typist(world({"f": text})).type(f"base64 {' '.join(options)} f | base64 -d")
    assert (shown.stdout, shown.exit_code) == (text, 0)


@given(st.text(st.sampled_from("aGVsbG8K+/= \n*"), max_size=12), st.sampled_from([["-d"], ["-di"]]))
def test_base64_complains_as_the_real_one(text: str, options: list[str]) -> None:
    same_as_the_real_one(["base64", *options], text)


FORM = st.text(st.sampled_from("aAbBCdDeFgGHIjklmMnpPqrRsStTuUVwWxXyYzZ"), min_size=1, max_size=1)
DIRECTIVES = st.lists(
    st.builds(lambda flag, kind: f"%{flag}{kind}", st.sampled_from(["", "", "-", "_", "0", "^"]), FORM), max_size=4
)


@given(st.integers(0, 4_000_000_000), DIRECTIVES.map("|".join))
def test_date_writes_a_moment_as_the_real_one(seconds: int, form: str) -> None:
    same_as_the_real_one(["date", "-u", "-d", f"@{seconds}", f"+{form}"], "")


def test_date_tells_the_clock_of_the_world() -> None:
    typist = Typist(world({"f": ""}))
    assert typist.type("date").stdout == "Mon Jul 22 15:02:00 UTC 2019\n"
    assert typist.type("sleep 90; date +%T.%3N; date -d '1 hour ago' +%T; date -d '2 days' +%F").stdout == (
        "15:03:30.000\n14:03:30\n2019-07-24\n"
    )
    assert (
        typist.type("date -r f +%T; date -d yesterday +%F; date -d '-5 min' +%T").stdout
        == "15:02:00\n2019-07-21\n14:58:30\n"
    )
    assert typist.type("date 07221502").stderr == (
        "date: setting the clock ('07221502') is not supported here; supported: +FORMAT\n"
    )
    assert "supported: now, yesterday, tomorrow, @SECONDS" in typist.type("date -d 'next week'").stderr


def test_xargs_says_what_it_could_not_run() -> None:
    typist = Typist(world(), "S1", "root")
    assert typist.type("echo a | xargs nosuch").stderr == "xargs: nosuch: No such file or directory\n"
    assert typist.type("echo a | xargs cd; echo $?").screen == "xargs: cd: No such file or directory\n127\n"
    assert typist.type("echo x | xargs -I{} ping -c1 {} 2>&1; echo $?").screen.endswith("\n123\n")
    assert typist.type("echo 1 2 3 | xargs -n1 sleep; date +%S").stdout == "06\n"
