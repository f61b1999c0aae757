"""What is behind an element: its tables are what the tools print, its reasons lead from a line to the entry."""

import re
from typing import Any

import pytest

from tests.build import app, article_attempt, typed
from tests.cluster import build
from tests.golden.test_linux_tools import prepared
from tests.shell.build import Typist
from tutorial.attempt import Attempt, inspection
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.network import chains
from tutorial.cluster.network.tables import LINKS, NAMESPACES
from tutorial.cluster.spans import Span
from tutorial.cluster.texts import Said
from tutorial.cluster.world import World
from tutorial.topology import printed
from tutorial.topology.fragment import fragment
from tutorial.topology.inspect import inspect
from tutorial.topology.structure import Picture, structure

Document = dict[str, Any]
PORT = "socket:S1/tcp/16327"
FIXED = {"portDefinitions": [{"port": 9000, "name": "http"}], "requirePorts": True}


@pytest.fixture(scope="module")
def attempt() -> Attempt:
    """The article's app in host mode, asked by the master; an app with a fixed port; one that fails."""
    made = article_attempt({"fixed.json": app(id="/fixed", **FIXED), "bad.json": app(id="/bad", cmd="false")})
    typed(made, "dcos marathon app add httpi_host.json")
    typed(made, "dcos marathon app add fixed.json; dcos marathon app add bad.json")
    typed(made, "curl -s http://172.16.9.84:16327", "master")
    made.commit()
    return made


def found(attempt: Attempt, name: str) -> Document:
    frame = inspection(attempt, name)
    assert frame is not None, name
    return frame


def english(said: list[Any]) -> str:
    return str(Said(said[0], tuple(said[1].items())))


def told(frame: Document) -> list[str]:
    return [english(step["told"]) if "told" in step else "" for step in frame["why"]]


def text(line: list[list[Any]]) -> str:
    return "".join(span[0] for span in line)


def task(attempt: Attempt, app_id: str) -> str:
    return next(f"task:{one.id}" for one in attempt.world.values(INSTANCES) if one.app_id == app_id)


# Tables


def names(attempt: Attempt) -> list[str]:
    """Every element of the picture, and every entry that a table of one of them names."""
    elements = list(structure(attempt.world))
    entries = [
        span[1]
        for name in elements
        for table in found(attempt, name)["tables"]
        for line in table["lines"]
        for span in line
        if span[1] is not None
    ]
    return [*elements, *sorted(set(entries) - set(elements))]


def test_everything_that_has_a_name_is_inspected_and_its_commands_print_its_tables(attempt: Attempt) -> None:
    commands: dict[tuple[str, str], list[str]] = {}
    for name in names(attempt):
        frame = found(attempt, name)
        assert frame["id"] == name
        for table in frame["tables"]:
            lines = [text(line) for line in table["lines"]]
            assert commands.setdefault((table["where"], table["command"]), lines) == lines
    assert len(commands) > 40
    for (where, command), lines in commands.items():
        shown = Typist(attempt.world.fork(), where, "root").type(f"{command} | cat")
        assert shown.stdout == "".join(f"{line}\n" for line in lines), (where, command)
        assert shown.exit_code == 0


@pytest.mark.parametrize("lab", ["bridge", "overlay"])
def test_the_same_holds_for_bridges_rules_and_containers(lab: str) -> None:
    world = prepared("links", lab)
    places = [place.id for place in world.values(NAMESPACES) if place.id != "laptop"]  # it is not in the picture
    todo = ["agent:S3", "host:master", *(f"link:{p}/{link.name}" for p in places for link in world.values(LINKS, p))]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        document = inspect(world, name, {})
        assert document is not None, name
        seen.add(name)
        for table in document["tables"]:
            named = {span[1] for line in table["lines"] for span in line if span[1] is not None}
            todo += sorted(named - seen - set(todo))
            shown = Typist(world, table["where"], "root").type(f"{table['command']} | cat")
            assert shown.stdout == "".join(f"{text(line)}\n" for line in table["lines"]), (name, table["command"])
    kinds = {name.partition(":")[0] for name in seen}
    assert {"link", "rule", "route", "policy", "address", "neighbour", "tracked", "fdb", "socket"} <= kinds


def test_tables_of_rules_are_shown_where_there_are_any() -> None:
    world = prepared("links", "bridge")
    chains.add(world, "S3", "mangle", "-A OUTPUT -j MARK --set-mark 7")
    shown = {
        name: [table["command"] for table in (inspect(world, name, {}) or {})["tables"]]
        for name in ("agent:S3", "host:master")
    }
    rules = {name: [command for command in found if "iptables" in command] for name, found in shown.items()}
    assert rules == {
        "agent:S3": ["iptables -S", "iptables -t nat -S", "iptables -t mangle -S"],
        "host:master": ["iptables -S", "iptables -t nat -S"],
    }


def test_lines_of_the_element_are_told_even_of_a_long_table(attempt: Attempt) -> None:
    lines = tuple((Span(str(number), f"entry:{number}", "entry"),) for number in range(printed.MOST_LINES + 50))
    table = printed.Printed("t", Said("t"), "S1", "true", lines).document({"entry:240"})
    assert len(table["lines"]) == printed.MOST_LINES + 1
    assert (table["lines"][-1], table["more"]) == ([["240", "entry:240", "entry"]], 49)


# Reasons


def test_a_drawn_port_leads_back_to_the_line_by_the_definition(attempt: Attempt) -> None:
    why = found(attempt, PORT)["why"]
    line, definition, marathon, docker = why
    assert (line["line"], line["terminal"], line["text"]) == (1, "laptop", "dcos marathon app add httpi_host.json")
    assert definition["definition"]["pointer"] == "/portDefinitions/0"
    marked = [shown for _, shown, is_marked in definition["definition"]["lines"] if is_marked]
    assert marked[0].strip() == "{"
    assert '  "requirePorts": false,' in marked
    assert told(found(attempt, PORT))[1].startswith("/portDefinitions/0: any port, for requirePorts is false")
    assert english(marathon["told"]) == "16327, of the free ones between 8182 and 32000"
    assert docker["element"] == task(attempt, "/httpi")
    assert re.search(r"httpi \(pid \d+\) in container mesos-", english(docker["told"]))


def test_a_fixed_port_says_that_it_was_asked_for_itself(attempt: Attempt) -> None:
    agent = next(one.agent for one in attempt.world.values(INSTANCES) if one.app_id == "/fixed")
    frame = found(attempt, f"socket:{agent}/tcp/9000")
    assert frame["why"][0]["line"] == 2
    assert told(frame)[1:3] == ["/portDefinitions/0: port 9000 itself, for requirePorts is true", "port 9000"]


def test_a_task_leads_back_to_the_number_of_instances(attempt: Attempt) -> None:
    frame = found(attempt, task(attempt, "/httpi"))
    assert [step["kind"] for step in frame["why"]] == ["line", "definition", "marathon", "docker"]
    assert told(frame)[1] == "/instances is 1"
    assert frame["own"] == [frame["id"], PORT]


def test_a_neighbour_and_a_connection_lead_back_to_the_line_that_asked(attempt: Attempt) -> None:
    machine = found(attempt, "host:master")
    entries = [span[1] for table in machine["tables"] for line in table["lines"] for span in line if span[1]]
    for kind in ("neighbour", "connection", "tracked"):
        name = next(entry for entry in entries if entry.startswith(f"{kind}:"))
        why = found(attempt, name)["why"]
        assert [step["kind"] for step in why] == ["line", "kernel"], name
        assert (why[0]["line"], why[0]["terminal"]) == (3, "master")


def test_what_stood_there_before_says_so(attempt: Attempt) -> None:
    for name in ("agent:S1", "link:S1/eth0", "wire:underlay", "address:S1/eth0/172.16.9.84"):
        assert [step["kind"] for step in found(attempt, name)["why"]] == ["scenario"], name
    route = found(attempt, "route:S1/main/172.16.0.0/16/eth0")
    assert [step["kind"] for step in route["why"]] == ["scenario", "kernel"]


def test_an_app_that_was_made_over_http_names_no_line() -> None:
    cluster = build.Cluster()
    cluster.line = -1
    cluster.add(build.app("/web"))
    document = inspect(cluster.world, "app:/web", {})
    assert document is not None
    assert [step["kind"] for step in document["why"]] == ["http", "definition"]


def test_an_inspection_changes_nothing_and_is_the_same_each_time(attempt: Attempt) -> None:
    before = attempt.world.state.hash()
    assert found(attempt, PORT) == found(attempt, PORT)
    assert attempt.world.state.hash() == before


def test_an_element_that_is_gone_is_not_found() -> None:
    made = article_attempt()
    typed(made, "dcos marathon app add httpi_host.json")
    typed(made, "true")
    name = task(made, "/httpi")
    typed(made, "dcos marathon app remove /httpi")
    typed(made, "sleep 30")
    made.commit()
    assert [inspection(made, gone) for gone in (name, PORT, "app:/httpi")] == [None, None, None]


def test_the_facts_are_those_of_the_picture(attempt: Attempt) -> None:
    for element in Picture(World(attempt.published)).document():
        frame = found(attempt, element["id"])
        if element["kind"] != "edge":
            assert {name: frame[name] for name in ("kind", "label", "parent", "state", "facts")} == {
                name: element[name] for name in ("kind", "label", "parent", "state", "facts")
            }


# Fragments of definitions

DEFINITION = {"id": "/a", "b": {"c": [{"d": 1, "e": "f"}, 2], "g/h": {}}, "i": []}


@pytest.mark.parametrize(
    ("pointer", "also", "lines"),
    [
        ("/i", (), ['1   {', '2     "id": "/a",', '    …', '13 *   "i": []', '14   }']),
        ("/b/c/0/d", (), ['1   {', '2     "id": "/a",', '3     "b": {', '4       "c": [', '5         {',
                          '6 *         "d": 1,', '    …', '8         },', '    …', '10       ],', '    …', '12     },',
                          '    …', '14   }']),
        ("/b/g~1h", ("/id",), ['1   {', '2 *   "id": "/a",', '3     "b": {', '    …', '11 *     "g/h": {}', '12     },',
                               '    …', '14   }']),
    ],
)  # fmt: skip
def test_a_fragment_shows_what_a_pointer_means_in_its_place(
    pointer: str, also: tuple[str, ...], lines: list[str]
) -> None:
    shown = fragment(DEFINITION, pointer, also)
    assert [f"{line.number or '  '} {'*' if line.marked else ' '} {line.text}" for line in shown] == [
        line if line[:2] != "  " else "     …" for line in lines
    ]
