"""Every fault that an element offers is typed as it says, does something, and its way back leaves all as it was."""

import pytest

from tests.build import article_attempt, no_tool, typed
from tutorial.attempt import Attempt, Entry, Line, inspection, run
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.quiet import quiet_hash
from tutorial.topology.faults import Fault, faults
from tutorial.topology.structure import structure

APPS = ("httpi_host.json", "httpi_bridge.json", "httpi_container.json")


def deployed(name: str) -> Attempt:
    attempt = article_attempt()
    typed(attempt, f"dcos marathon app add {name}")
    typed(attempt, "sleep 40")
    return attempt


def ids(attempt: Attempt) -> list[str]:
    """Every element of the picture, and every entry that a table of a machine names."""
    elements = sorted(structure(attempt.world))
    machines = [name for name in elements if name.startswith(("agent:", "host:"))]
    tables = [table for name in machines for table in (inspection(attempt, name) or {})["tables"]]
    named = {span[1] for table in tables for line in table["lines"] for span in line if span[1]}
    return [*elements, *sorted(named - set(elements))]


def offered(attempt: Attempt) -> list[tuple[Fault, str]]:
    """Each line that some element offers, once, with the first that does; a rule that was put back has another id, so
    deleting comes last."""
    found: dict[tuple[str, str], tuple[Fault, str]] = {}
    for name in ids(attempt):
        for fault in faults(attempt.world, name):
            found.setdefault((fault.where, fault.line), (fault, name))
    return sorted(found.values(), key=lambda pair: pair[0].name == "delete-rule")


def printed(line: Line) -> str:
    return "".join(span.text for _, spans in line.output for span in spans)


@pytest.mark.parametrize("name", APPS)
def test_the_way_back_leaves_all_as_it_was(name: str) -> None:
    attempt = deployed(name)
    before = quiet_hash(attempt.world.state)
    everything = offered(attempt)
    names = {fault.name for fault, _ in everything if fault.back}
    assert names == {"link-down", "agent-down", "delete-rule", "drop", "reject", "envelopes"}
    assert len(everything) > 100
    for fault, element in everything:
        if fault.back:
            press(attempt, fault.where, fault.line)
            assert quiet_hash(attempt.world.state) != before, fault
            assert fault.name == "delete-rule" or told(attempt, element)[fault.name].on
            press(attempt, fault.where, fault.back)
            typed(attempt, "sleep 3")
            assert quiet_hash(attempt.world.state) == before, fault
            assert not told(attempt, element)[fault.name].on if fault.name != "delete-rule" else True


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("tool", ["kill-task", "kill-container"])
def test_marathon_makes_good_what_was_killed(name: str, tool: str) -> None:
    attempt = deployed(name)
    before, tasks = shape(attempt), running(attempt)
    task = min(tasks)
    fault = told(attempt, element(task))[tool]
    assert (fault.back, fault.on) == ("", False)
    assert typed(attempt, fault.line, fault.where).exit_code == 0
    typed(attempt, "sleep 60")
    assert task not in running(attempt)
    assert (shape(attempt), len(running(attempt))) == (before, len(tasks))
    assert told(attempt, element(task))[tool].line != fault.line


def element(task: str) -> str:
    return f"task:{task.partition('._app')[0]}"


def running(attempt: Attempt) -> set[str]:
    return {one.task_id for one in attempt.world.values(INSTANCES) if one.condition == "Running"}


def shape(attempt: Attempt) -> dict[str, int]:
    """How many entries packets can meet of each kind: where the new task is, they are others."""
    tables = attempt.world.state.tables
    names = ("net.socket", "net.link", "ipvs.service", "dns.record")
    rows = {name: sum(map(len, tables.get(name, {}).values())) for name in names}
    chains = sum(len(chain.rules) for rows in tables["net.chain"].values() for chain in rows.values())
    return {**rows, "rules": chains}


def told(attempt: Attempt, element: str) -> dict[str, Fault]:
    return {fault.name: fault for fault in faults(attempt.world, element)}


def test_what_many_would_need_to_mend_is_not_offered() -> None:
    attempt = article_attempt()
    assert "link-down" in told(attempt, "link:S1/eth0")
    typed(attempt, "for n in $(seq 1 12); do ip route add 10.0.$n.0/24 via 172.16.0.1; done", "S1")
    assert "link-down" not in told(attempt, "link:S1/eth0")


def test_nothing_is_offered_where_nobody_may_type_it() -> None:
    attempt = article_attempt()
    assert told(attempt, "link:laptop/eth0") == {}
    assert told(attempt, "link:S1/lo") == {}
    assert told(attempt, "rule:S1/nat/NONE/1") == told(attempt, "task:none") == told(attempt, "wire:underlay") == {}


def press(attempt: Attempt, where: str, line: str) -> None:
    """Type a line, and see what it is told a second later; the world need not be settled before."""
    for text, at in ((line, where), ("sleep 1", "laptop")):
        run(attempt.execute(Entry(attempt.next_seq, attempt.next_at_ms(), at, "line", text)), no_tool)
        done = attempt.lines[attempt.next_seq - 1]
        while done.exit_code is None:
            run(attempt.advance(attempt.world.state.queue[0].at_ms), no_tool)
        assert (printed(done), done.exit_code) == ("", 0), (at, text)


def test_an_agent_that_is_not_heard_of_is_down_in_the_picture() -> None:
    attempt = article_attempt()
    press(attempt, "S1", told(attempt, "agent:S1")["agent-down"].line)
    states = {name: one["state"] for name, one in structure(attempt.world).items()}
    assert (states["agent:S1"], states["agent:S2"]) == ("down", "up")
    attempt.commit()
    assert {one["id"]: one["state"] for one in attempt.picture.document()}["agent:S1"] == "down"
