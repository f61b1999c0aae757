"""`manage.py trace`: documents in, paths out; what can't be answered is refused in words."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.network.build import card, node

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "manage.py", "trace"]


def document(**request: Any) -> str:
    namespaces = [node("a", card("10.0.0.1/24")), node("b", card("10.0.0.2/24"), listens=80)]
    return json.dumps(
        {"lab": {"namespaces": namespaces}, "request": {"from": "a", "url": "http://10.0.0.2/", **request}}
    )


def traced(*files: str, given: bytes = b"") -> tuple[int, list[Any], str]:
    """Exit code, the lines of standard output as documents, standard error."""
    done = subprocess.run([*COMMAND, *files], cwd=ROOT, input=given, capture_output=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_each_line_is_answered_as_soon_as_it_is_there() -> None:
    pipe, buffered = subprocess.PIPE, {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen([*COMMAND, "-"], cwd=ROOT, stdin=pipe, stdout=pipe, env=buffered) as running:

        def answered(line: str) -> Any:
            assert running.stdin is not None
            assert running.stdout is not None
            running.stdin.write(line.encode() + b"\n")
            running.stdin.flush()
            ready, _, _ = select.select([running.stdout], [], [], 30)
            assert ready, "no answer came"
            return json.loads(running.stdout.readline())

        try:
            assert [answered(document())["outcome"]["stdout"] for _ in range(2)] == ["3.1415926536"] * 2
            assert answered("{}") == {"error": "lab is missing; give the expanded lab there"}
            assert answered(document(url="http://10.0.0.2:81/"))["outcome"]["connect_error"] == "Connection refused"
        finally:
            assert running.stdin is not None
            running.stdin.close()
        assert running.wait(timeout=30) == 1


def test_files_are_answered_in_order_and_refused_ones_are_named(tmp_path: Path) -> None:
    good, bad, latin = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "latin.json"
    good.write_text(document())
    bad.write_text(document(url="ftp://10.0.0.2/"))
    latin.write_bytes(b"\xff")
    gone = tmp_path / "gone.json"
    code, answers, said = traced(str(good), str(bad), str(gone), str(latin), str(good))
    assert (code, [answer["outcome"]["exit"] for answer in answers]) == (1, [0, 0])
    lines = said.splitlines()
    assert lines[0].startswith(f"{bad}: request.url must be an http URL")
    assert lines[1] == f"{gone}: the file cannot be read: No such file or directory"
    assert lines[2].startswith(f"{latin}: the document is not UTF-8")
    assert len(lines) == 3


@pytest.mark.parametrize(
    "given", [b"{\n", b"\xff\n", b'{"lab": {"namespaces": [7]}}\n', b"[[[[\n", b'{"lab": "\\ud800"}\n']
)
def test_a_bad_line_is_refused_without_a_traceback(given: bytes) -> None:
    code, answers, said = traced("-", given=given)
    assert (code, [list(answer) for answer in answers]) == (1, [["error"]])
    assert said.startswith("line 1: ")
    assert "Traceback" not in said


def test_without_documents_nothing_is_said() -> None:
    assert traced("-", given=b"\n\n") == (0, [], "")
