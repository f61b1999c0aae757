"""Words that name elements of the picture: found wherever they stand, and looked for no longer than needed."""

import pytest

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.cluster.marathon.tables import INSTANCES
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


def with_app(definition: str) -> Attempt:
    attempt = article_attempt()
    typed(attempt, f"dcos marathon app add {definition}")
    typed(attempt, "true")
    return attempt


@pytest.fixture(scope="module")
def bridged() -> Attempt:
    """The article's app in bridge mode, behind a virtual address."""
    return with_app("httpi_bridge.json")


def marked(attempt: Attempt, line: str, where: str) -> dict[str, str]:
    """What is linked in a line's output, with the kind of its element."""
    spans = [span for stream, spans in typed(attempt, line, where).output for span in spans if stream == "stdout"]
    return {span.text: span.element.partition(":")[0] for span in spans if span.element}


def test_devices_and_addresses_are_linked_behind_pipes(bridged: Attempt) -> None:
    where = bridged.world.values(INSTANCES)[0].agent
    found = marked(bridged, "ip -br addr | cat", where)
    assert found["docker0"] == found["eth0"] == found["vtep1024"] == "link"
    assert found["172.17.0.1"] == "address"
    assert "lo" not in found
    veth = next(name for name in found if name.startswith("veth"))
    assert marked(bridged, f"bridge link | grep {veth} | sed s/x/x/", where)[veth] == "link"
    assert marked(bridged, "ip -j addr | tr , '\\n' | grep 172.17.0.1", where) == {"172.17.0.1": "address"}
    assert marked(bridged, "echo 172.17.0.2", where) == {"172.17.0.2": "task"}
    assert marked(bridged, "echo veth1234567 docker9 172.17.0.9", where) == {}


def test_virtual_addresses_and_their_names_are_linked(bridged: Attempt) -> None:
    words = links._VIPS.of(bridged.world)
    assert {element for element, _ in words.values()} == {f"vip:{w}" for w in words if w[0].isdigit() and ":" in w}
    for word, (element, _) in words.items():
        assert marked(bridged, f"echo {word} | cat", "S1") == {word: "vip"}, element
    assert any(word.endswith(".l4lb.thisdcos.directory") for word in words)


def test_an_address_on_the_overlay_leads_to_its_task_from_everywhere() -> None:
    attempt = with_app("httpi_container.json")
    inside = next(word for word in links._TASKS.of(attempt.world) if word.startswith("9.0."))
    assert marked(attempt, f"echo {inside}:3141 | cat", "laptop") == {inside: "task"}
