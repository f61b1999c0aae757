"""awk on random programs: the machine's own awk is the judge, where awks agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shell.build import Typist, world
from tests.shell.judge import same_as_the_real_one
from tutorial.shell.awk.chance import Chance

TEXT = st.builds(
    lambda lines, end: "\n".join(lines) + end,
    st.lists(st.sampled_from(["a 1", "b 2 x", "", "  c  3", "a:b:c", "10 9", "x", "1e2 7.5", "ab ab ab"]), max_size=6),
    st.sampled_from(["\n", ""]),
)
LEAF = st.sampled_from(
    ["1", "2", "10", "0.5", '"a"', '"10"', '"b 2"', "$1", "$2", "$NF", "NF", "NR", "x", "y", "$0", '""']
)
OPERATORS = st.sampled_from([" + ", " - ", " * ", " ", " < ", " <= ", " == ", " != ", " && ", " || ", " ~ "])
WRAPPED = [
    "({})",
    "-({})",
    "!({})",
    "length({})",
    "({})?1:2",
    "int({})",
    "toupper({})",
    "substr({},2)",
    "index({},1)",
    'sprintf("%s|%5d",{},1)',
]
VALUE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda left, operator, right: f"({left}){operator}({right})", inner, OPERATORS, inner),
        st.builds(lambda form, value: form.format(value), st.sampled_from(WRAPPED), inner),
    ),
    max_leaves=5,
)
PLACE = st.sampled_from(["x", "y", "$1", "$2", "$3", "a[1]", "a[$1]"])
DO = st.one_of(
    VALUE.map(lambda value: f"print {value}"),
    st.builds(lambda place, mark, value: f"{place} {mark} {value}", PLACE, st.sampled_from(["=", "+=", "*="]), VALUE),
    st.builds(lambda place, step: f"{place}{step}", PLACE, st.sampled_from(["++", "--"])),
    st.sampled_from(
        [
            "print",
            "print NF",
            "next",
            "n = split($0, p); print n, p[1]",
            'gsub(/[ab]/, "<&>")',
            'sub(/ +/, "_"); print',
            'for (i = 1; i <= NF; i++) printf "%s.", $i',
            "while (k < 3) k++",
            "if (x > y) print x; else print y",
            "delete a",
            "print match($0, /[0-9]+/), RSTART, RLENGTH",
            'printf "%d %s %x|%-4s|\\n", $2, $1, NR, y',
            "if (NR == 2) exit 3",
        ]
    ),
)
WHEN = st.sampled_from(
    ["", "", "/a/", "!/a/", "NR == 2", "NF", "$2 > 1", "/a/, /b/", "NR == 1, NR == 3", '$1 == "a"', "END", "BEGIN"]
)
PROGRAM = st.lists(
    st.builds(lambda when, does: f"{when} {{ {'; '.join(does)} }}", WHEN, st.lists(DO, min_size=1, max_size=4)).filter(
        lambda rule: (
            not (rule.startswith(("BEGIN", "END")) and "next" in rule)
        )  # what is refused is told in other words
    ),
    min_size=1,
    max_size=3,
).map("\n".join)


@given(
    TEXT, PROGRAM, st.sampled_from([[], ["-F:"], ["-F "], ["-F", "[ :]"], ["-F\\t"], ["-v", "x=10"], ["-v", "OFS=-"]])
)
def test_a_program_does_what_it_does_in_the_real_one(text: str, program: str, options: list[str]) -> None:
    same_as_the_real_one(["awk", *options, program], text)


@pytest.mark.parametrize(
    ("line", "words", "code"),
    [
        ("awk 'BEGIN { print 1/0 }'", "awk: cmd. line:1: fatal: division by zero attempted\n", 2),
        ("awk 'BEGIN { f() }'", "awk: cmd. line:1: fatal: function `f' not defined\n", 2),
        ("awk 'BEGIN {\n print )\n}'", "awk: cmd. line:2: syntax error at or near )\n", 1),
        ("awk 'END { next }'", "awk: cmd. line:1: error: `next' used in END action\n", 1),
        ("awk '{ if (1) break }'", "awk: cmd. line:1: error: `break' is not allowed outside a loop or switch\n", 1),
        ("awk '{ while (x) ; continue }'", "awk: cmd. line:1: error: `continue' is not allowed outside a loop\n", 1),
        ("awk '{ return 1 }'", "awk: cmd. line:1: `return' used outside function context\n", 1),
        ("awk '{ print'", "awk: cmd. line:1: unexpected newline or end of string\n", 1),
        ("awk 'BEGIN { substr(1) }'", "awk: cmd. line:1: 1 is invalid as number of arguments for substr\n", 1),
        ("awk 'BEGIN { a[1]; print a }'", "awk: fatal: attempt to use array `a' in a scalar context\n", 2),
        ("awk 1 none", "awk: cmd. line:1: fatal: cannot open file `none' for reading (No such file or directory)\n", 2),
        ("awk 1 /etc", "awk: warning: command line argument `/etc' is a directory: skipped\n", 0),
        ("awk -f none", "awk: fatal: can't open source file `none' for reading (No such file or directory)\n", 2),
        (
            "awk 'BEGIN { print > \"/none/f\" }'",
            "awk: fatal: can't redirect to `/none/f' (No such file or directory)\n",
            2,
        ),
        ("awk 'BEGIN { x ~ \"(\" }'", "awk: fatal: Unmatched ( or \\(: /(/\n", 2),
    ],
)
def test_what_is_wrong_is_said_in_gawk_s_words(line: str, words: str, code: int) -> None:
    shown = Typist(world()).type(f"{line} < /dev/null" if "none" not in line else line)
    assert (shown.stderr, shown.exit_code) == (words, code)


@pytest.mark.parametrize(
    ("program", "output"),
    [
        ('print gensub(/(a)(b)/, "\\\\2\\\\1<&>", "g", "abxab")', "ba<ab>xba<ab>"),
        ('print gensub(/a/, "b", 2, "aaa")', "aba"),
        ('match("k=v", /(.)=(.)/, m); print m[1] m[2] m[0]', "kvk=v"),
        ('a[1] = "c"; a[2] = "b"; n = asort(a); print n, a[1], a[2]', "2 b c"),
        ('a["y"]; a["x"]; n = asorti(a, b); print b[1] b[2]', "xy"),
        ('print strtonum("0x1F"), and(12, 10), or(12, 10), xor(12, 10), lshift(1, 4), rshift(16, 2)', "31 8 14 6 16 4"),
        ('print strftime("%Y-%m-%d %H:%M:%S", 0), systime()', "1970-01-01 00:00:00 1563807720"),
        ('print 2 ** 10, substr("hello", 0, 2), length(x)', "1024 h 0"),
        ('print $5 == 0, $5 == ""', "0 1"),
        ('$3 = "x"; print NF; print tolower("É")', "3\né"),
        ('printf "%.3f %.3f\\n", rand(), rand()', "0.238 0.291"),
        ("print srand(5), srand()", "0 5"),
    ],
)
def test_gawk_s_own_functions_and_numbers_are_there(program: str, output: str) -> None:
    """The random numbers are those that gawk 4.0 begins with, as its users have seen them."""
    assert Typist(world({"p": f"BEGIN {{ {program} }}"})).type("awk -f p").stdout == f"{output}\n"


def test_random_numbers_are_spread_and_repeat() -> None:
    chance, again = Chance(7), Chance(7)
    drawn = [chance.next() for _ in range(1_000)]
    assert drawn == [again.next() for _ in range(1_000)]
    assert 0.45 < sum(drawn) / len(drawn) < 0.55
    assert 0 <= min(drawn) < 0.01 < 0.99 < max(drawn) < 1


@pytest.mark.parametrize(
    "program",
    [
        "BEGIN { while (1) x++ }",
        "BEGIN { for (;;) ; }",
        "function f(n) { return f(n + 1) } BEGIN { f(0) }",
        'BEGIN { x = "ab"; while (1) x = x x }',
        "BEGIN { while (1) a[n++] = n }",
        'BEGIN { while (1) { split("a b c d e f", a); delete a } }',
        "BEGIN { $100000 = 1 }",
        'BEGIN { printf "%99999999d", 1 }',
        'BEGIN { x = sprintf("%9999s", "a"); while (1) y = y x }',
        'BEGIN { while (1) print "x" | ("cat" n++) }',
        'BEGIN { x = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; while (1) x ~ ("(a*)*" n++ "b") }',
        'BEGIN { while (1) system("true") }',
        f"BEGIN {{ print {'(' * 100}1{')' * 100} }}",
        f"BEGIN {{ {'{' * 100}{'}' * 100} }}",
        f"BEGIN {{ print {'-' * 1000}1 }}",
        f"BEGIN {{ print {'1+' * 3000}1 }}",
        f"BEGIN {{ print {'1^' * 300}1 }}",
        f"BEGIN {{ print {'!' * 300}1 }}",
        f"BEGIN {{ x = {'$' * 300}1 }}",
    ],
)
def test_a_program_that_asks_for_too_much_ends(program: str) -> None:
    shown = Typist(world({"p": program})).type("awk -f p")
    assert shown.exit_code in {1, 2, 137}
    assert shown.stderr


def test_a_stream_is_worked_on_as_it_comes() -> None:
    typist = Typist(world())
    shown = typist.type(
        "for i in 1 2; do echo $i; sleep 1; done | awk '{ print $1 * 2 }' | while read x; do echo $x; done"
    )
    assert (shown.screen, typist.world.now_ms) == ("2\n4\n", 2_000)
    assert typist.type("seq 1000000 | awk 'NR == 3 { exit }'").steps < 2_000


def test_a_field_that_names_a_host_leads_to_its_element() -> None:
    shown = Typist(world()).type("echo 'x 172.16.9.84 80' | awk '{ print $2 }'")
    assert [(span.text, span.element) for span in shown.spans if span.element] == [("172.16.9.84", "agent:S1")]
