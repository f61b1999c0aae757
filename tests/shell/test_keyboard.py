"""Text that comes from a keyboard or a clipboard, taken line by line as a terminal takes it."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tutorial.shell import first_whole, incomplete

FIRST = [
    ("ls", "ls"),
    ("ls\n", "ls"),
    ("ls\npwd\n", "ls"),
    ("echo 'a\nb'\npwd", "echo 'a\nb'"),
    ("cat <<A\n1\nA\npwd", "cat <<A\n1\nA"),
    ("cat <<A <<B; echo\n1\nA\n2\nB\npwd", "cat <<A <<B; echo\n1\nA\n2\nB"),
    ("if true\nthen echo\nfi\npwd", "if true\nthen echo\nfi"),
    ("a |\nb\nc", "a |\nb"),
    ("a \\\nb\nc", "a \\\nb"),
    ("((1)); ((a); b)\nc", "((1)); ((a); b)"),
    ("# why 'this\npwd", "# why 'this"),
    ("fi; echo\npwd", "fi; echo"),
    ("echo )\npwd 'x", "echo )"),
    ("ls\necho 'open", "ls"),
    ("", ""),
    ("cat <<A\n1", None),
    ("echo 'a", None),
    ("if true; then", None),
    ("a |", None),
    ("a \\", None),
    ("case 'x", None),
    ("cat > 'x", None),
    ("cat <(x", None),
]


@pytest.mark.parametrize(("text", "first"), FIRST)
def test_the_first_line_of_a_text(text: str, first: str | None) -> None:
    assert first_whole(text) == first


def by_trying(text: str) -> str | None:
    """The same, found as a terminal finds it: line after line is added until nothing is open."""
    taken = ""
    for line in text.split("\n"):
        taken += line
        if not incomplete(taken):
            return taken
        taken += "\n"
    return None


TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "\n",
                "\n",
                "\n",
                ";",
                "&",
                "|",
                "&&",
                "(",
                ")",
                "((",
                "))",
                "{ ",
                " }",
                ";;",
                "<",
                "> ",
                "<<A",
                "<<-B\t",
            ),
            *(
                "if ",
                "then ",
                "else ",
                "fi",
                "while ",
                "do ",
                "done",
                "case ",
                " in ",
                "esac",
                "for x",
                "a",
                "A\n",
                "\tB\n",
            ),
            *("'", '"', "`", "$(", "${", "}", "\\", "#", " ", "x=(", "<(", "! ", "é", "[[ ", " ]]", "f()"),
        ]
    ),
    max_size=14,
).map("".join)


@given(text=TEXTS)
@example(text="(( \n(( ))\n ))\n")
@example(text="a <<A &&\nA\nb")
def test_it_is_what_a_terminal_finds_that_waits_for_more_lines(text: str) -> None:
    assume("\\\n" not in text)  # behind a fault, bash itself reads on or not, depending on the token before it
    assert first_whole(text) == by_trying(text)
