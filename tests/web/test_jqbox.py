"""The jq box: it prints as jq does, shows nothing of the machine, survives everything, and is fair."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutorial.cluster.waits import Answer, Ask
from tutorial.web.jqbox import Pool, SyncBox

DOCUMENT = '{"b": 1.50, "a": [1, {"c": null}], "é": "ü\\u0001"}\n'


@pytest.fixture(scope="module")
def box() -> Iterator[SyncBox]:
    with SyncBox() as box:
        yield box


def ask(box: SyncBox, program: str, stdin: str = "null\n", *options: str) -> tuple[str, str, int]:
    answer = box(Ask("jq", program, stdin, options))
    return answer.stdout, answer.stderr, answer.exit_code


PRINTED = (
    (".", "[1, 2]", (), "[\n  1,\n  2\n]\n"),
    (".", "[]{}", (), "[]\n{}\n"),
    (".", '{"b":1,"a":[1]}', ("-c",), '{"b":1,"a":[1]}\n'),
    (".", '{"b":1,"a":[1]}', ("-S", "-c"), '{"a":[1],"b":1}\n'),
    (".", '{"a":1}', ("--tab",), '{\n\t"a": 1\n}\n'),
    (".", '{"a":1}', ("--indent", "4"), '{\n    "a": 1\n}\n'),
    (".", '{"a":1}', ("--indent", "0"), '{"a":1}\n'),
    (".[]", '["a", "b"]', ("-r",), "a\nb\n"),
    (".[]", '["a", "b", 1]', ("-j",), "ab1"),
    (".", '"é"', ("-a",), '"\\u00e9"\n'),
    (".", '"é"', ("-r", "-a"), '"\\u00e9"\n'),
    (".", "[1.0, 1.10, 100000000000000000001]", ("-c",), "[1.0,1.10,100000000000000000001]\n"),
    (".", "1 2", ("-s", "-c"), "[1,2]\n"),
    (".", "a\nb\n", ("-R",), '"a"\n"b"\n'),
    (".", "a\nb\n", ("-R", "-s"), '"a\\nb\\n"\n'),
    (".", "1", ("-n",), "null\n"),
    ("[inputs]", "1 2 3", ("-n", "-c"), "[1,2,3]\n"),
    ("[., input]", "1 2 3 4", ("-c",), "[1,2]\n[3,4]\n"),
    ("$x + $y.z", "null", ("--arg", "x", "a", "--argjson", "y", '{"z":"b"}'), '"ab"\n'),
    ("$ARGS.positional", "null", ("-c", "--args", "--", "1", "--", "b"), '["1","b"]\n'),
    ("$ARGS.positional", "null", ("-c", "--jsonargs", "--", "1", "--", '"b"'), '[1,"b"]\n'),
)


@pytest.mark.parametrize(("program", "stdin", "options", "stdout"), PRINTED)
def test_every_option_prints_as_jq_does(
    box: SyncBox, program: str, stdin: str, options: tuple[str, ...], stdout: str
) -> None:
    assert ask(box, program, stdin, *options) == (stdout, "", 0)


REFUSED = (
    (".a.b", '{"a":1}\n', (), 'jq: error (at <stdin>:1): Cannot index number with string ("b")\n', 5),
    (".a", "[1]", (), 'jq: error (at <stdin>:0): Cannot index array with string ("a")\n', 5),
    ("error({a: 1})", "1\n", (), 'jq: error (at <stdin>:1) (not a string): {"a":1}\n', 5),
    (".", '{"a" 1}\n', (), "jq: parse error: Expected separator between values at line 1, column 7\n", 2),
    ('"bye\n" | halt_error', "1", (), "bye\n", 5),
    ('{"a": 1} | halt_error(3)', "1", (), '{"a":1}\n', 3),
    ("debug | empty", "1", (), '["DEBUG:",1]\n', 0),
    ("empty", "1", ("-e",), "", 4),
    (
        ".a | foo(1)",
        "1",
        (),
        (
            "jq: error: foo/1 is not defined at <top-level>, line 1, column 6:\n    .a | foo(1)\n         ^^^\n"
            "jq: 1 compile error\n"
        ),
        3,
    ),
)


@pytest.mark.parametrize(("program", "stdin", "options", "stderr", "exit_code"), REFUSED)
def test_faults_have_jqs_words_and_exit_codes(
    box: SyncBox, program: str, stdin: str, options: tuple[str, ...], stderr: str, exit_code: int
) -> None:
    assert ask(box, program, stdin, *options) == ("", stderr, exit_code)


@pytest.mark.parametrize(("stdin", "exit_code"), [("1", 0), ("false", 1), ("null", 1), ("false 1", 0), ("1 false", 1)])
def test_exit_status_follows_the_last_result(box: SyncBox, stdin: str, exit_code: int) -> None:
    assert ask(box, ".", stdin, "-e")[2] == exit_code


def test_results_before_a_fault_are_printed(box: SyncBox) -> None:
    stdout, stderr, code = ask(box, ".[] | 1 / .", "[1, 0]\n")
    assert (stdout, code) == ("1\n", 5)
    assert stderr.startswith("jq: error (at <stdin>:1): number (1) and number (0) cannot be divided")


def test_now_is_the_worlds_time_and_compile_errors_keep_their_columns(box: SyncBox) -> None:
    assert box(Ask("jq", "now | todate", "1", ("-r",), 1_563_807_720_500)).stdout == "2019-07-22T15:02:00Z\n"
    assert box(Ask("jq", "now", "1", (), 1_563_807_720_500)).stdout == "1563807720.5\n"
    fault = box(Ask("jq", "now | foo\n| bar", "1", (), 1_000)).stderr
    assert "line 1, column 7:\n    now | foo\n          ^^^\n" in fault
    assert "line 2, column 3:\n    | bar\n      ^^^\n" in fault


def test_nothing_of_the_machine_can_be_seen(box: SyncBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "sesame")
    with SyncBox() as fresh:
        assert fresh(Ask("jq", "$ENV, env", "1", ("-c",))).stdout == "{}\n{}\n"
        world = Ask("jq", "$ENV.PATH, env.HOME", "1", ("-r",), 0, (("HOME", "/home/you"), ("PATH", "/bin")))
        assert fresh(world).stdout == "/bin\n/home/you\n"
        assert fresh(Ask("jq", "$ENV, env", "1", ("-c",))).stdout == "{}\n{}\n"
    assert ask(box, "get_search_list", "1", "-c")[0] == "[]\n"
    assert ask(box, 'strflocaltime("%H:%M %Z")', "0", "-r")[0] == "00:00 UTC\n"


def test_local_time_is_that_of_the_world_wherever_the_machine_is(box: SyncBox) -> None:
    ask(box, "1")
    assert box._child is not None
    assert Path(f"/proc/{box._child.pid}/environ").read_bytes() == b"TZ=UTC0\0"
    assert ask(box, "localtime | mktime", "0")[0] == "0\n"
    elsewhere = Ask("jq", 'strflocaltime("%H %Z")', "0", ("-r",), 0, (("TZ", "JST-9"),))
    assert box(elsewhere).stdout == "09 JST\n"
    assert ask(box, 'strflocaltime("%H %Z")', "0", "-r")[0] == "00 UTC\n"


def test_no_file_can_be_read(box: SyncBox, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('"sesame"')
    program = f'import "secret" as $d {{search: "{tmp_path}"}}; $d'
    stdout, stderr, code = ask(box, program)
    assert (stdout, code) == ("", 3)
    assert "secret" in stderr
    assert "sesame" not in stderr


HOSTILE = {
    "def f: f; f": "processor time",
    "last(repeat(1))": "processor time",
    "[range(1e9)]": "processor time",
    'reduce range(40) as $i ("x"; . + .)': "memory",
    "def f(n): 1 + f(n + 1); f(0)": "",
    "reduce range(1000000) as $i (null; [.])": "",
    'range(1e6) | "xxxxxxxxxx"': "characters",
    "range(1e6) | debug | empty": "characters",
}


@pytest.mark.parametrize("program", HOSTILE)
def test_a_program_without_end_is_stopped_with_a_reason_and_the_box_goes_on(box: SyncBox, program: str) -> None:
    _, stderr, code = ask(box, program)
    assert code == 137
    assert stderr.splitlines()[-1].startswith("jq: stopped: ")
    assert HOSTILE[program] in stderr
    assert ask(box, ".", "1") == ("1\n", "", 0)


def test_deep_input_is_refused(box: SyncBox) -> None:
    assert ask(box, ".", "[" * 200_000) == (
        "",
        "jq: parse error: Exceeds depth limit for parsing at line 1, column 10001\n",
        2,
    )


def test_a_child_that_was_killed_is_replaced() -> None:
    with SyncBox() as box:
        assert ask(box, ".", "1")[0] == "1\n"
        assert box._child is not None
        box._child.kill()
        box._child.wait()
        assert box(Ask("jq", ".", "1")).exit_code == 137
        assert ask(box, ".", "1")[0] == "1\n"


def test_a_large_document_goes_through(box: SyncBox) -> None:
    document = json.dumps([{"n": number} for number in range(30_000)])
    assert ask(box, "length", document)[0] == "30000\n"
    assert ask(box, "., halt", "1 2 3 " + "4 " * 200_000) == ("1\n", "", 0)


def test_another_tool_has_no_box(box: SyncBox) -> None:
    with pytest.raises(ValueError, match="no box for awk"):
        box(Ask("awk", ".", ""))


WORDS = st.sampled_from(
    [".", "[]", "a", "|", "(", ")", "{", "}", '"', "1", ",", "def f:", ";", "f", "$x", "input", "?"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=8).map(" ".join)), stdin=st.text(max_size=30))
def test_any_program_on_any_input_has_an_answer(box: SyncBox, program: str, stdin: str) -> None:
    answer = box(Ask("jq", program, stdin, ("-c",)))
    assert answer.exit_code in {0, 2, 3, 5, 137}
    assert ask(box, ".", "1") == ("1\n", "", 0)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.skipif(shutil.which("jq") is None, reason="compares with the system's jq, which is not here")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES, options=st.sets(st.sampled_from(["-c", "-S", "-r", "-a", "--tab", "-e", "-s", "-n", "-j"])))
def test_a_document_is_printed_as_the_systems_jq_prints_it(box: SyncBox, value: object, options: set[str]) -> None:
    text = json.dumps(value) + "\n"
    done = subprocess.run(["jq", *sorted(options), "."], input=text.encode(), capture_output=True, check=False)
    assert ask(box, ".", text, *sorted(options)) == (done.stdout.decode(), done.stderr.decode(), done.returncode)


async def test_the_pool_takes_owners_in_turn() -> None:
    pool = Pool(1)
    order: list[str] = []

    async def one(owner: str, number: int) -> Answer:
        answer = await pool.ask(owner, Ask("jq", str(number), "null"))
        order.append(owner)
        return answer

    greedy = [asyncio.create_task(one("greedy", number)) for number in range(6)]
    await asyncio.sleep(0)
    modest = asyncio.create_task(one("modest", 42))
    answers = await asyncio.gather(*greedy, modest)
    assert [answer.stdout for answer in answers] == ["0\n", "1\n", "2\n", "3\n", "4\n", "5\n", "42\n"]
    assert order.index("modest") <= 2


async def test_an_endless_program_leaves_a_box_for_the_others() -> None:
    pool = Pool(2)
    endless = [asyncio.create_task(pool.ask("greedy", Ask("jq", "last(repeat(1))", "null"))) for _ in range(3)]
    await asyncio.sleep(0.05)
    answer = await pool.ask("modest", Ask("jq", ".", "1"))
    assert answer == Answer("1\n", "", 0)
    assert not endless[2].done()
    assert [(await task).exit_code for task in endless] == [137, 137, 137]


async def test_who_stopped_waiting_costs_no_answer() -> None:
    pool = Pool(1)
    first = asyncio.create_task(pool.ask("a", Ask("jq", ".", "1")))
    given_up = asyncio.create_task(pool.ask("b", Ask("jq", "last(repeat(1))", "1")))
    await asyncio.sleep(0)
    given_up.cancel()
    assert (await first).stdout == "1\n"
    assert (await pool.ask("c", Ask("jq", ".", "2"))).stdout == "2\n"
