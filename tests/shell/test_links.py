"""Words that name elements of the picture: found wherever they stand, and looked for no longer than needed."""

import pytest

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.shell import links


@pytest.fixture(scope="module")
def deployed() -> Attempt:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "true")
    return attempt


def test_every_word_that_names_an_element_is_linked_to_it(deployed: Attempt) -> None:
    words = links._HOSTS.of(deployed.world) | links._TASKS.of(deployed.world)
    assert {kind for _, kind in words.values()} == {"agent", "host", "task", "port"}
    for word, target in words.items():
        before, found, after = links.linked(deployed.world, f"at <{word}>")
        assert (before.text, found.text, after.text) == ("at <", word, ">")
        assert (found.element, found.kind) == target


def test_tasks_are_not_gone_through_for_a_word_that_can_name_none(
    deployed: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> links.Words:
        raise AssertionError("the tasks were gone through")

    monkeypatch.setattr(links._TASKS, "build", fails)
    monkeypatch.setattr(links._TASKS, "kept", [])
    assert links.linked(deployed.world, "echo outside && ls -l")[1].element == "host:outside"
    with pytest.raises(AssertionError, match="gone through"):
        links.linked(deployed.world, "curl 172.16.9.84:16327")


def test_a_line_in_which_nothing_was_linked_is_looked_into_again_when_a_file_of_that_name_has_come() -> None:
    attempt = article_attempt()
    typed(attempt, "true")
    for _ in range(2):
        assert links.typed_spans(attempt.world, "laptop", "cat notes") == ()
    typed(attempt, "echo x > notes")
    assert [span.kind for span in links.typed_spans(attempt.world, "laptop", "cat notes")] == [None, "file"]
    typed(attempt, "cd /tmp")
    assert links.typed_spans(attempt.world, "laptop", "cat notes") == ()


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("dcos marathon task list --json | jq '.[0] | .appId, .host, .id'", ["task", "agent", "task"]),
        ("dcos marathon task list --json | jq -r '.[0].host'", ["agent"]),
        ("dcos marathon task list --json | jq -c '.[0] | {id, host, ports}'", ["task", "agent", "port"]),
        ("dcos task | awk 'NR > 1 { print $2, $5 }'", ["agent", "task"]),
        ("dcos task | sed -n '2s/^[^ ]* *//p' | cut -d' ' -f1", ["agent"]),
        ("dcos marathon task list | tr -s ' ' '\\n' | sort | grep -x '172.*'", ["agent"]),
        ("dcos marathon task list | xargs -n1 | grep instance | uniq", ["task"]),
        ("dcos task > t; sed s/httpi/x/ t | diff t - | tail -1 | column -t", ["agent", "task", "agent"]),
    ],
)
def test_a_word_that_a_tool_leaves_whole_leads_to_its_element(deployed: Attempt, line: str, kinds: list[str]) -> None:
    shown = [span for stream, spans in typed(deployed, line).output for span in spans if stream == "stdout"]
    assert [span.kind for span in shown if span.element] == kinds
