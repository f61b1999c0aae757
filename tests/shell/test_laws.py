"""The laws of a line: whatever is typed never raises, ends within its budget, and does the same when typed again."""

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shell.build import Shown, Typist, world
from tests.shell.unparse import unparse
from tutorial.cluster.waits import Answer
from tutorial.shell import context, registry, syntax
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.parse import LINE_LIMIT, parse

FILES = {"a.txt": "one\ntwo\n", "n.json": '{"id": "/a"}', "empty": ""}
WORDS = (
    *registry.all_commands(),
    *(
        "a.txt",
        "n.json",
        "empty",
        "none",
        ".",
        "/etc/hosts",
        "/dev/null",
        "-n",
        "-c",
        "-v",
        "-la",
        "--help",
        "-",
        "--",
        "1",
        "-1",
    ),
    *(
        "0",
        "99999999999999999999",
        "x=1",
        "$x",
        '"$x"',
        "${x:-a b}",
        "${x#*/}",
        "${x//a/b}",
        "${#x}",
        "$?",
        "$@",
        "'q r'",
        "*",
        "[a-z]*",
    ),
    *(
        "{1..3}",
        "{a,b}",
        "~",
        "$(echo s)",
        "`echo b`",
        "$((1+1))",
        "$((1/0))",
        "\\",
        '"',
        "'",
        "if",
        "then",
        "fi",
        "for i in a b;",
    ),
    *(
        "do",
        "done",
        "while",
        "case x in",
        "a)",
        ";;",
        "esac",
        "{",
        "}",
        "(",
        ")",
        "!",
        "|",
        "||",
        "&&",
        ";",
        "&",
        "\n",
        ">",
        ">>",
    ),
    *(
        "<",
        "2>&1",
        "> f",
        "< a.txt",
        "<<E\nhi $x\nE\n",
        "<<< x",
        "# c",
        "'%d %s\\n'",
        "=",
        "-eq",
        "http://172.16.9.84:1",
        "marathon",
    ),
    *(
        "app",
        "list",
        "show",
        "/a",
        "node",
        "ssh",
        "centos@93.186.40.120",
        "é",
        "\0",
        "\ud800",
        "\ue000",
        "\x1b[2J",
        "[[",
        "]]",
    ),
)
PIECES = st.one_of(st.sampled_from(WORDS), st.text(string.printable, max_size=4), st.text(max_size=3))
LINES = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", " ", ""])), max_size=14).map(
    lambda pairs: "".join(piece + blank for piece, blank in pairs)
)
PLACES = st.sampled_from([("laptop", "you"), ("master", "root"), ("S1", "centos")])


class Patient(Typist):
    """A typist whose outside tools always answer."""

    def _wait(self, wait: object, shown: Shown) -> Answer | None:
        self.answers = [Answer("answered\n", "", 0)]
        return super()._wait(wait, shown)


def typed(lines: list[str], place: tuple[str, str], *, tty: bool) -> tuple[Patient, list[Shown]]:
    typist = Patient(world(dict(FILES)), *place, tty=tty)
    return typist, [typist.type(line) for line in lines]


@settings(max_examples=250, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=3), PLACES, st.booleans())
def test_whatever_is_typed_ends_with_an_exit_code_within_its_budget(
    lines: list[str], place: tuple[str, str], tty: bool
) -> None:
    typist, shown = typed(lines, place, tty=tty)
    for one in shown:
        assert 0 <= one.exit_code <= 255
        assert one.steps <= context.BUDGET + 20_000
        assert "Traceback" not in one.stderr
    typist.type("exit")
    typist.type("exit")
    assert typist.type("echo still here").stdout == "still here\n"


@settings(max_examples=80, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=3), PLACES)
def test_the_same_lines_do_the_same_again(lines: list[str], place: tuple[str, str]) -> None:
    first, shown = typed(lines, place, tty=True)
    second, again = typed(lines, place, tty=True)
    assert [replace(one) for one in shown] == again
    assert first.world.state == second.world.state


def tree(text: str) -> syntax.Sequence | None:
    try:
        return parse(text)[0]
    except SyntaxFault:
        return None


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_a_tree_written_down_is_read_as_the_same_tree(line: str) -> None:
    if "<<" not in line and (found := tree(line)) is not None:
        assert tree(unparse(found)) == found


HOSTILE = {
    "parentheses": "(" * 5_000,
    "substitutions": "$(" * 3_000,
    "quoted substitutions": '"$(' * 3_000,
    "backquotes": "`" * 60_000,
    "quotes": "echo " + "'a'" * 20_000,
    "backslashes": "\\" * 60_000,
    "braces": "echo " + "{" * 30_000,
    "nested braces": "echo " + "{a," * 2_000 + "}" * 2_000,
    "many braces": "echo " + "{a,b}" * 40,
    "a large range": "echo {1..999999999}",
    "words": "echo " + "x " * 30_000,
    "a long word": "echo " + "x" * 60_000,
    "dollars": "echo " + "$x" * 30_000,
    "commands": "; ".join(["true"] * 8_000),
    "stages": "|".join(["true"] * 900),
    "too many stages": "|".join(["true"] * 2_000),
    "newlines": "\n" * 60_000,
    "redirections": "echo " + "> f " * 3_000,
    "nested commands": "env " * 3_000 + "true",
    "nested lists": "{ " * 60 + "true" + "; }" * 60,
    "nested ifs": "if true; then " * 1_000 + "true" + "; fi" * 1_000,
    "cases": "$(case " * 2_000,
    "a here-document": "cat <<E\n" + "x\n" * 30_000 + "E",
    "arithmetic": "echo $((" + "1+" * 20_000 + "1))",
    "nested arithmetic": "echo $((" + "(" * 10_000 + "1" + ")" * 10_000 + "))",
    "a variable that means itself": "a=b; b=a; echo $((a))",
    "doubling": "x=a; for i in {1..60}; do x=$x$x; done; echo ${#x}",
    "stars": f"case {'a' * 60}b in {'*a' * 30}*c) echo no;; esac",
    "an endless pipe": "while true; do echo y; done | cat > /dev/null",
    "an endless file": "while true; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >> f; done",
    "an endless terminal": "while true; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done",
    "a greedy pattern": f"echo {'a' * 30_000} | grep -E '(a*)*(a|aa)+b'",
    "many matches": f"echo {'a' * 20_000} | grep -oE '(a|aa)*b|a' | wc -l",
    "a large pattern": "echo a | grep -E '((((a{9}){9}){9}){9}){9}'",
    "a wide format": "printf '%9999d'",
    "brackets": "echo " + "[" * 60_000,
    "brackets in brackets": "echo /" + "[[:]" * 12_000,
    "a path of stars": "echo /" + "*" * 60_000,
    "a large set": "echo [" + "b" * 60_000 + "]*",
    "a large set, replaced": f"x={'a' * 20_000}; echo ${{x//[{'b' * 30_000}]/c}}",
    "a large set in a case": f"case {'a' * 20_000} in *[{'b' * 30_000}]*) echo no;; esac",
    "a large set in grep": f"echo {'a' * 20_000} | grep '[{'b' * 30_000}]'",
    "many folders": "cd " + "a/" * 30_000,
    "many folders in a message": "cat " + "/a" * 30_000,
    "a long way up": "cd " + "../" * 20_000,
    "many here-documents": "cat <<E\nE\n" * 6_000,
    "long sleep": "sleep 999999d 999999d",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_line_ends_and_the_terminal_goes_on(line: str) -> None:
    typist, (shown,) = typed([line], ("laptop", "you"), tty=True)
    assert 0 <= shown.exit_code <= 255
    assert shown.steps <= context.BUDGET + 20_000
    assert len(shown.screen) <= context.OUTPUT_LIMIT + 200
    assert typist.type("echo still here").stdout == "still here\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x" * (LINE_LIMIT + 1), "a line may have 65,536 characters, this one has 65,537"),
        ("x " * 6_000, "a line with more than 5,000 words and operators is not supported here"),
        ("|".join(["true"] * 2_000), "a line with more than 1,000 operators is not supported here"),
        ("echo " + "$(true)" * 2_000, "a line with more than 1,000 substitutions is not supported here"),
        ("echo $((" + "(" * 20_000, "nested more than 40 levels deep, which is not supported here"),
        (f"echo $(({'(' * 20_000}1{')' * 20_000}))", "nested more than 40 levels deep, which is not supported here"),
        ("{ " * 50 + "true" + "; }" * 50, "nested more than 40 levels deep, which is not supported here"),
    ],
)
def test_a_line_that_is_too_much_is_refused_in_plain_words(line: str, words: str) -> None:
    _, (shown,) = typed([line], ("laptop", "you"), tty=True)
    assert (shown.exit_code, shown.stderr) == (2, f"bash: {words}\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("printf '%64000d' 1", "printf: a width over 1000 is not supported here"),
        ("printf '%1000000000d' 1", "printf: a width over 1000 is not supported here"),
        (f"printf '%{'1' * 20_000}d' 1", "printf: a width over 1000 is not supported here"),
        (f"printf '%.{'1' * 20_000}f' 1", "printf: a width over 1000 is not supported here"),
        ("echo " + "{a,b}" * 20, "braces that make more than 100,000 words are not supported here"),
        ("echo " + "{a,b}" * 10_000, "braces that make more than 100,000 words are not supported here"),
        ("echo {1..999999999}", "braces that make more than 100,000 words are not supported here"),
        ("echo $((" + "1+" * 20_000 + "1))", "an expression of more than 2,000 characters is not supported here"),
        (
            f"x='{'(' * 20_000}'; echo $((x))",
            "an expression of more than 2,000 characters is not supported here",
        ),
        (
            f"a={'+'.join('b' * 900)} b={'+'.join('c' * 900)} c={'+'.join('d' * 900)}; echo $((a))",
            "a calculation of more than 20,000 characters is not supported here",
        ),
        ("echo " + "{a," * 50 + "}" * 50, "braces nested more than 40 levels deep are not supported here"),
    ],
)
def test_a_command_that_asks_for_too_much_is_refused_before_the_work_is_done(line: str, words: str) -> None:
    _, (shown,) = typed([line], ("laptop", "you"), tty=True)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (1, "", f"bash: {words}\n")
    assert shown.steps < 50


def test_groups_of_braces_side_by_side_are_all_expanded() -> None:
    typist, (shown,) = typed(["echo " + "{a,b}" * 13 + " | wc -w"], ("laptop", "you"), tty=True)
    assert shown.stdout == "8192\n"
    assert typist.type("echo " + "{1..1}" * 200).stdout == "1" * 200 + "\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("while true; do true; done", "hopscope: the line has used up its 200,000 steps; it was ended\n"),
        (
            "while :; do echo aaaaaaaaaaaaaaaaaaaa; done",
            "hopscope: the line has printed more than 256,000 characters; it was ended\n",
        ),
        (
            "seq 9999999 | cat | cat | cat > /dev/null",
            "hopscope: the line has used up its 200,000 steps; it was ended\n",
        ),
    ],
)
def test_a_line_without_end_is_ended_with_137_and_says_why(line: str, words: str) -> None:
    _, (shown,) = typed([line], ("laptop", "you"), tty=True)
    assert (shown.exit_code, shown.stderr) == (137, words)


WORDS = {f"words{number}": "a b c d e f g h i j k l m n o p q r s t " * 6_000 for number in range(4)}


@pytest.mark.parametrize(
    ("line", "least"),
    [
        ("echo $(cat words0 words1 words2 words3) > /dev/null", 100),
        (f"printf '{'%s' * 20_000}' a > /dev/null", 20),
        ("printf '%s' $(cat words0) > /dev/null", 100),
        ("for i in {1..200}; do :> f$i; done; for i in {1..20}; do echo f*; done > /dev/null", 6),
        ("echo " + "[a]" * 10_000, 3),
        ("echo " + "~ " * 4_000, 3),
    ],
)
def test_one_command_with_much_to_do_breathes_within(line: str, least: int) -> None:
    shown = Typist(world(WORDS)).type(line)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.breaths >= least


@pytest.mark.parametrize("line", ["cd " + "a/" * 3_000, "cat " + "/a" * 3_000, "echo x > " + "a" * 5_000])
def test_a_path_that_is_too_long_is_told(line: str) -> None:
    shown = Typist(world()).type(line)
    assert (shown.exit_code, shown.stderr.endswith(": File name too long\n")) == (1, True)


def test_the_arguments_of_a_shell_are_not_kept_without_bounds() -> None:
    typist = Typist(world(WORDS))
    shown = typist.type("set -- a b; set -- $(cat words0); echo $#")
    assert shown.stderr == "bash: set: the arguments of a shell may hold 65,536 characters\n"
    assert shown.stdout == "2\n"


def test_words_far_behind_in_one_long_text_are_not_looked_up() -> None:
    typist = Typist(world(WORDS))
    near, far = typist.type("echo 172.16.9.84"), typist.type("echo $(head -c 30000 words0) 172.16.9.84")
    assert [span.text for span in near.spans if span.element] == ["172.16.9.84"]
    assert [span.text for span in far.spans if span.element] == []


def test_a_long_line_breathes_so_that_others_come_in_between() -> None:
    _, (shown,) = typed(["while true; do true; done"], ("laptop", "you"), tty=True)
    assert shown.breaths >= 500


@pytest.mark.parametrize(
    ("line", "answer", "asked"),
    [
        ("while true; do jq -n 1; done", Answer("1\n", "", 0), 1_000),
        ("while true; do jq -n 'last(range(1e9))'; done", Answer("", "killed\n", 137), 4),
    ],
    ids=["quick", "killed"],
)
def test_a_line_can_ask_an_outside_tool_only_so_often(line: str, answer: Answer, asked: int) -> None:
    typist = Typist(world())
    typist.answers = [answer] * 10_000
    assert typist.type(line).exit_code == 137
    assert asked // 2 <= len(typist.asked) <= asked


def test_a_request_of_curl_counts_as_much_work() -> None:
    typist, (shown,) = typed(["curl -s nowhere:80"], ("laptop", "you"), tty=True)
    assert 200 <= shown.steps <= 250
    assert typist.type("while true; do curl -s nowhere:80; done").exit_code == 137
