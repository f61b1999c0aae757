"""The editor's own reading of the schema of app definitions gives the verdicts of another implementation."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cluster.marathon.test_definition import RULES
from tests.cluster.marathon.test_jsonschema import APPS, BASE, SCHEMA, message_of
from tests.js.test_twins import SCRIPTS

CHECK = """
import { createInterface } from "node:readline";
const { read } = await import("./editor/document.js");
const { check } = await import("./editor/check.js");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const schema = JSON.parse((await lines.next()).value);
for await (const line of lines) {
  const { root, faults } = read(line);
  const errors = root === null ? [] : check(root, schema).filter(({ severity }) => severity === "error");
  console.log(JSON.stringify({ faults, errors: errors.map(({ message }) => message) }));
}
"""


class Editor:
    """The editor's check, running under node: a document a line."""

    def __init__(self) -> None:
        command = ["node", "--input-type=module", "-e", CHECK]
        self.process = subprocess.Popen(
            command, cwd=SCRIPTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.tell(SCHEMA.schema)

    def tell(self, document: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(document) + "\n")
        self.process.stdin.flush()

    def problems(self, document: Any) -> list[str]:
        """What the editor says about a document."""
        self.tell(document)
        assert self.process.stdout is not None
        found = json.loads(self.process.stdout.readline())
        assert found["faults"] == []
        return list(found["errors"])

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    running = Editor()
    yield running
    running.close()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=APPS, based=st.booleans())
def test_both_accept_the_same(editor: Editor, changes: dict[str, Any], based: bool) -> None:
    changes = {name: value for name, value in changes.items() if value != 1e309}  # JSON has no such number
    document = {**(BASE if based else {}), **changes}
    assert (editor.problems(document) == []) == SCHEMA.is_valid(document)


@pytest.mark.parametrize("changes", [changes for changes, _, _ in RULES])
def test_the_editor_says_marathons_own_words_where_it_has_some(editor: Editor, changes: dict[str, Any]) -> None:
    document = {**BASE, **changes}
    words = {message_of(error) for error in SCHEMA.iter_errors(document)} - {""}
    assert words <= set(editor.problems(document))
