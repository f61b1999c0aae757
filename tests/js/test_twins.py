"""What Python and the page must say alike: operations on the picture, kinds of elements. Node runs the page's side."""

import json
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tutorial.topology.element import KINDS
from tutorial.topology.operations import apply, operations

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


def node(script: str, given: Any = None) -> Any:
    """What a module that can import the page's own prints as JSON; `given` is its standard input."""
    command = ["node", "--input-type=module", "-e", script]
    result = subprocess.run(command, cwd=SCRIPTS, input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def test_the_page_draws_every_kind_that_the_server_sends() -> None:
    kinds = node('const { KINDS } = await import("./stage/style.js"); console.log(JSON.stringify(KINDS));')
    assert sorted(kinds) == sorted(KINDS)


IDS = st.sampled_from(["agent:S1", "agent:S2", "task:a", "task:b", "link:S1/eth0"])
ELEMENT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(KINDS)),
        "parent": st.none() | IDS,
        "label": st.text(max_size=3),
        "state": st.sampled_from(["", "up"]),
        "place": st.fixed_dictionaries({"slot": st.integers(0, 2)}),
        "facts": st.dictionaries(st.sampled_from(["ip", "mac"]), st.text(max_size=3)),
    },
    optional={"source": IDS, "target": IDS},
)
PICTURE = st.dictionaries(IDS, ELEMENT).map(
    lambda found: {name: {"id": name, **fields} for name, fields in found.items()}
)
APPLY = """
const { apply } = await import("./topology/apply.js");
let text = "";
for await (const piece of process.stdin) text += piece;
console.log(JSON.stringify(JSON.parse(text).map(([before, steps]) => apply(before, steps))));
"""


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(PICTURE, PICTURE), min_size=40, max_size=40))
def test_operations_mean_the_same_to_the_page_as_to_the_server(pairs: list[tuple[Any, Any]]) -> None:
    cases = [(before, operations(before, after)) for before, after in pairs]
    assert node(APPLY, cases) == [apply(before, steps) for before, steps in cases]
