"""Random lines, made of what belongs together, do in ours what they do in the machine's own bash."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shell.build import Typist, world
from tests.shell.judge import bash
from tests.shell.test_against_bash import FILES
from tutorial.shell.terminal import new_frame, push_frame

SETUP = "x=abcabc y='a b' z= n=7 m=-3; set -- one 'two three' ''; "
NAMES = st.sampled_from(["x", "y", "z", "n", "unset", "1", "2", "3", "@", "*"])
VARIABLES = st.sampled_from(["x", "y", "z", "n"])
PATTERNS = st.sampled_from(["a", "b*", "*b", "?", "[ab]", "[!a]*", "*", "abc", "' '", "c*c", '"*"', "\\a"])
NEW = st.sampled_from(["", "<>", "$n"])
WORDS = st.sampled_from(["w", "'q  q'", '"d $n"', "$n", "a\\ b", "", "$y", "'*'"])


@st.composite
def parameters(draw: st.DrawFn) -> str:
    """`${…}` with an operator that fits."""
    name, variable = draw(NAMES), draw(VARIABLES)
    return draw(
        st.sampled_from(
            [
                f"${name}" if len(name) == 1 and not name.isalpha() else f"${{{name}}}",
                f"${{{name}{draw(st.sampled_from(['-', ':-', '+', ':+']))}{draw(WORDS)}}}",
                f"${{{variable}{draw(st.sampled_from(['#', '##', '%', '%%']))}{draw(PATTERNS)}}}",
                f"${{{variable}{draw(st.sampled_from(['/', '//', '/#', '/%']))}{draw(PATTERNS)}/{draw(NEW)}}}",
                f"${{{variable}:{draw(st.integers(0, 7))}:{draw(st.integers(0, 4))}}}",
                f"${{#{variable}}}",
                f"${{{variable}{draw(st.sampled_from(['^', '^^', ',', ',,']))}}}",
            ]
        )
    )


@st.composite
def words(draw: st.DrawFn) -> str:
    """A word of quotes, expansions and plain text."""
    pieces = st.one_of(
        parameters(),
        parameters().map(lambda text: f'"{text}"'),
        st.sampled_from(
            [
                "a",
                "'s  s'",
                '"t  t"',
                "\\$",
                "{1..3}",
                "{p,q}",
                "*.txt",
                "$(echo c  d)",
                '"$(echo e  f)"',
                "~",
                "$'\\t'",
            ]
        ),
        st.sampled_from(["$((n + 1))", "`echo g`", "?", '""', "\\\\", "=", ":", "é"]),
    )
    return "".join(draw(st.lists(pieces, min_size=1, max_size=4)))


ATOMS = st.one_of(
    st.integers(-20, 20).map(lambda number: f"({number})"), st.sampled_from(["n", "m", "$n", "0x1f", "010", "2#101"])
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(
            inner,
            st.sampled_from(["+", "-", "*", "/", "%", "<", "<=", "==", "!=", "&", "|", "^", "&&", "||", ","]),
            inner,
        ).map(" ".join),
        inner.map(lambda text: f"({text})"),
        st.tuples(st.sampled_from(["-", "!", "~", "+"]), inner).map(lambda pair: f"{pair[0]} {pair[1]}"),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} ? {three[1]} : {three[2]})"),
        st.tuples(st.sampled_from(["n", "m", "k"]), st.sampled_from(["=", "+=", "-=", "*="]), inner).map(
            lambda t: f"({' '.join(t)})"
        ),
        st.tuples(inner, st.sampled_from(["<<", ">>"]), st.integers(0, 9).map(str)).map(" ".join),
        st.sampled_from(["n++", "++m", "n--", "--m"]),
    ),
    max_leaves=7,
)
COMMANDS = st.one_of(
    st.sampled_from(
        [
            "true",
            "false",
            "(exit 3)",
            "echo a",
            "echo b >&2",
            "[ $n = 7 ]",
            "[[ $x == a* ]]",
            "((n++ < 9))",
            "break",
            "continue",
        ]
    ),
    st.sampled_from(
        [
            "f",
            "g 1 2",
            "return 4",
            "n=$((n + 1))",
            "echo $n $?",
            "cat a.txt",
            "read v < a.txt",
            "local v=1",
            "shift",
            "echo $#",
        ]
    ),
)
SCRIPTS = st.recursive(
    COMMANDS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["&&", "||", ";", "|", "; echo $?;"]), inner).map(" ".join),
        inner.map(lambda text: f"! {{ {text}; }}"),
        inner.map(lambda text: f"( {text} )"),
        inner.map(lambda text: f"{{ {text}; }} > out; cat out"),
        st.tuples(inner, inner, inner).map(lambda t: f"if {t[0]}; then {t[1]}; else {t[2]}; fi"),
        inner.map(lambda text: f"for i in 1 2 3; do {text}; echo $i; done"),
        inner.map(lambda text: f"for ((j = 0; j < 2; j++)); do {text}; done"),
        st.tuples(inner, inner).map(lambda pair: f"case $n in 7) {pair[0]};; *) {pair[1]};; esac"),
        inner.map(lambda text: f'v=$( {text} ); echo "<$v>"'),
        inner.map(lambda text: f"h() {{ {text}; echo in h; }}; h x"),
        inner.map(lambda text: f"eval '{text}'" if "'" not in text else text),
        inner.map(lambda text: f"{{ {text}; }} & wait $!; echo $?"),
        inner.map(lambda text: f"while [ $n -lt 9 ]; do n=$((n + 1)); {text}; done"),
    ),
    max_leaves=5,
)
FUNCTIONS = "g() { echo g $# $1; return 2; }; "


def compare(line: str) -> None:
    typist = Typist(world(dict(FILES)), tty=False)
    push_frame(typist.world, "t", new_frame("laptop", "you", parting=""))
    shown = typist.type(line)
    assert (shown.stdout, shown.exit_code) == bash(line, *FILES), shown.stderr


@settings(max_examples=60, deadline=None)
@given(st.lists(words(), min_size=1, max_size=3))
def test_random_words_become_what_they_become_in_bash(given_words: list[str]) -> None:
    compare(f"{SETUP}printf '<%s>' {' '.join(given_words)}")


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS)
def test_random_expressions_have_the_values_that_they_have_in_bash(expression: str) -> None:
    compare(f"{SETUP}echo $(({expression})); echo $n $m $k")


@settings(max_examples=60, deadline=None)
@given(SCRIPTS)
def test_random_commands_run_as_they_do_in_bash(script: str) -> None:
    compare(f"{SETUP}{FUNCTIONS}{script}; echo $? $n")
