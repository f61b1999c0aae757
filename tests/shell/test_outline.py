"""Whether a line is complete, open or wrong, and bash's words for what is wrong: bash itself is the judge."""

from random import Random

import pytest

from tests.shell.judge import verdict
from tutorial.shell import incomplete, outline, scan
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.parse import LINE_LIMIT, parse

COMPLETE = """
echo a
echo a; echo b &&  true || false
a | b |& c
! true
! ! true | cat
(a; b) > f 2>&1
{ a; } && { b; }
((1 + 2)) && echo $((3 * (4)))
( (a) | b )
((a); b)
if a; then b; elif c; then d; else e; fi > f
while a; do b; done < f | until c; do d; done
for x in a b; do echo $x; done
for x do echo $x; done
for x in; do echo $x; done
case $x in a|b) echo 1;; (c) ;; *) echo 2; esac
case x in esac
echo "$(case x in a) echo 1;; esac)" $(echo case esac)
echo 'it'\\\\''s' "a \\\\" b" `echo x` ${x:-$(echo "}")}
echo if then fi for
echo a # b | c
x=1 y=2 > f
> f
cat < f > g 2>> h <<< w
echo <(a) > >(b)
f() { a; }
function f { a; }
[[ a && b ]]
select x in a; do b; done
a &
"""
OPEN = """
echo 'a
echo "a
echo $(a
echo `a
echo ${a
echo "$(a "b)
a |
a |&
a &&
a ||
if a
if a; then
if a; then b
if a; then b; else
if a; then b; elif c
while a
while a; do b;
for x
for x in a b
for x in a; do b; done |
for x in a; do
case x
case x in
case x in a) b
case x in a) b;;
{ a;
( a
( a; ( b )
f()
function f
"""
WRONG = """
fi
then
done
)
}
; a
a ;; b
a ; ; b
&& a
| a
a | ; b
a && || b
a & & b
if ; then a; fi
if a; then fi
if a; fi
for x y; do a; done
for x > f; do a; done
while a; done
while do a; done
case x y
case x in ; esac
case x in a b) c;; esac
case x in a) b;; c
( )
{ }
(a) b
{ a; } b
(a) (b)
echo (a)
echo a (b)
x=1 (a)
>f (a)
echo )
a >
a > > b
a > ;
a > | b
a <<
a <<<
a < 2>&1 f
a | ! b
! & a
in
case
for
function
f() a
f() ;
"""


def lines(table: str) -> list[str]:
    return [line.encode().decode("unicode_escape") for line in table.strip().splitlines()]


def ours(text: str) -> str:
    try:
        prepared = scan.prepare(text)
        outline.read(prepared.text)
    except scan.Unfinished:
        return "open"
    except SyntaxFault as fault:
        return str(fault)
    return "open" if prepared.is_open else "complete"


@pytest.mark.parametrize("line", lines(COMPLETE))
def test_a_complete_line_is_complete(line: str) -> None:
    assert verdict(line) == "complete"
    assert ours(line) == "complete"
    assert not incomplete(line)


@pytest.mark.parametrize("line", lines(OPEN))
def test_an_open_line_asks_for_more(line: str) -> None:
    assert verdict(line) == "open"
    assert incomplete(line)


@pytest.mark.parametrize("line", lines(WRONG))
def test_a_wrong_line_is_refused_in_the_words_of_bash(line: str) -> None:
    expected = verdict(line)
    assert expected not in {"open", "complete"}
    assert ours(line) == expected
    assert not incomplete(line)


@pytest.mark.parametrize(
    ("line", "is_open"),
    [
        ("cat <<E", True),
        ("cat <<E\na", True),
        ("cat <<E\na\nE", False),
        ("cat <<E\na\nE\n", False),
        ("cat <<-E\na\n\tE", False),
        ("cat <<E <<F\nE\n", True),
        ("cat <<E <<F\nE\nF", False),
        ("if true; then cat <<E\na\nE", True),
        ("echo a \\", True),
        ("echo a \\\nb", False),
        ("echo a # \\", False),
        ("echo 'a \\'", False),
        ("", False),
        ("# a comment with 'a quote", False),
        ("a &&\n\n", True),
        ("a &&\n# comment\nb", False),
        ("x" * (LINE_LIMIT + 1), False),
        ("'" + "x" * (LINE_LIMIT + 1), False),
    ],
)
def test_here_documents_and_backslashes_keep_a_line_open(line: str, *, is_open: bool) -> None:
    assert incomplete(line) is is_open


RESERVED = "if then else elif fi while until do done for case esac in { } ( ) ! a b x=1 > <"
TOKENS = (
    *RESERVED.split(),
    *(
        '"d $x"',
        "for x in a",
        "case x in",
        "a)",
        ";;",
        ";",
        "&&",
        "||",
        "|",
        "|&",
        "&",
        "\n",
        "$(echo 1)",
        "> f",
        "2>&1",
    ),
    *("<<E\nhi\nE\n", "<<< x", "# c", "f()", "${x:-y}", "((1))"),
)


def random_lines(seed: int, count: int) -> list[str]:
    chance = Random(seed)
    return [" ".join(chance.choice(TOKENS) for _ in range(chance.randint(1, 8))) for _ in range(count)]


def test_random_lines_are_judged_as_bash_judges_them() -> None:
    """Left out: `((` where no command may begin, which bash reads as arithmetic before it refuses it."""
    for line in random_lines(1, 400):
        expected = verdict(line)
        if "`1'" not in expected and not expected.endswith("`newline'"):
            assert ours(line) == expected, line


def refusal(line: str) -> str:
    try:
        parse(line)
    except SyntaxFault as fault:
        return next((name for name in ("background", "function") if name in str(fault)), str(fault))
    return ""


def test_the_grammar_takes_the_skeleton_of_every_line_that_bash_takes() -> None:
    for line in random_lines(2, 6000):
        if ours(line) == "complete":
            assert refusal(line) in {"", "background", "function"}, line


def test_the_skeleton_is_as_long_as_the_line_and_has_none_of_its_words() -> None:
    line = "if echo 'a;b' > f; then { cat; } < g; fi"
    found = outline.read(line)
    assert found.skeleton == "if xxxxxxxxxxxxxx; then { xxx; }    ; fi"
    assert found.text[slice(*found.redirects[line.index(" < g")])] == "< g"
