"""`manage.py trace`: documents in, paths out; what can't be answered is refused in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.network.build import card, node
from tests.commands import run, talking_to


def document(**request: Any) -> str:
    namespaces = [node("a", card("10.0.0.1/24")), node("b", card("10.0.0.2/24"), listens=80)]
    return json.dumps(
        {"lab": {"namespaces": namespaces}, "request": {"from": "a", "url": "http://10.0.0.2/", **request}}
    )


def traced(*files: str, given: bytes = b"") -> tuple[int, list[Any], str]:
    """Exit code, the lines of standard output as documents, standard error."""
    code, printed, said = run("trace", *files, given=given)
    return code, [json.loads(line) for line in printed.splitlines()], said


def test_each_line_is_answered_as_soon_as_it_is_there() -> None:
    with talking_to("trace", "-", code=1) as answered:
        assert [json.loads(answered(document()))["outcome"]["stdout"] for _ in range(2)] == ["3.1415926536"] * 2
        assert json.loads(answered("{}")) == {
            "error": "lab is missing; give the expanded lab there, or its short form as `spec`"
        }
        refused = json.loads(answered(document(url="http://10.0.0.2:81/")))
        assert refused["outcome"]["connect_error"] == "Connection refused"


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
