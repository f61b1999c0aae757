"""dcos, jq and the links in what they print: typed on the article's cluster."""

import json

import pytest

from tests.build import app, article_attempt, typed
from tutorial.attempt import Attempt, Line
from tutorial.shell.dcoscli.items import parse_items, parse_value
from tutorial.shell.dcoscli.tables import go_table, python_table


@pytest.fixture
def attempt() -> Attempt:
    made = article_attempt({"two.json": app(id="/two", instances=2)})
    typed(made, "dcos marathon app add httpi_host.json")
    return made


def links(line: Line) -> dict[str, str]:
    return {span.text: span.element for _, spans in line.output for span in spans if span.element is not None}


# dcos


def test_a_definition_from_a_file_or_from_standard_input_deploys(attempt: Attempt) -> None:
    for line in ("dcos marathon app add two.json", "dcos marathon app update /two < two.json"):
        shown = typed(attempt, line)
        assert shown.text("stdout").startswith("Created deployment ")
        assert shown.exit_code == 0
    assert typed(attempt, "dcos marathon app list --quiet").text("stdout") == "/httpi\n/two\n"


def test_the_list_of_apps_is_a_table(attempt: Attempt) -> None:
    assert typed(attempt, "dcos marathon app list").text("stdout") == (
        "ID      MEM  CPUS  TASKS  HEALTH  DEPLOYMENT  WAITING  CONTAINER  CMD  \n"
        "/httpi   32  0.1    1/1    N/A       ---      False      DOCKER   N/A  \n"
    )


def test_show_prints_json_that_jq_reads(attempt: Attempt) -> None:
    assert typed(attempt, "dcos marathon app show /httpi | jq -r '.tasks[].ports[]'").text("stdout") == "16327\n"
    assert typed(attempt, "dcos marathon app show httpi | jq '.tasks | length'").text("stdout") == "1\n"


def test_properties_are_read_as_json_where_they_are_json(attempt: Attempt) -> None:
    typed(attempt, 'dcos marathon app update /httpi instances=2 labels=\'{"a": "b"}\'')
    shown = typed(attempt, "dcos marathon app show /httpi | jq -c '[.instances, .labels, (.tasks | length)]'")
    assert shown.text("stdout") == '[2,{"a":"b"},2]\n'


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("dcos marathon app add httpi_host.json", "Application '/httpi' already exists\n"),
        ("dcos marathon app add none.json", "Can't read from resource: none.json.\nPlease check that it exists.\n"),
        ("dcos marathon app show /none", "Error: App '/none' does not exist\n"),
        ("dcos marathon app update /none instances=1", "Error: App '/none' does not exist\n"),
        ("dcos marathon app remove /none", "Error: App '/none' does not exist\n"),
        ("dcos marathon app update /httpi instances", "'instances' is not a valid json-item\n"),
        ("dcos marathon app update /httpi a=1 a=2", "Key 'a' was specified more than once\n"),
        ("dcos task nothing", 'Cannot find a task with ID containing "nothing"\n'),
        ("dcos node ssh --mesos-id nope", "Error: agent 'nope' not found\n"),
        ("dcos node ssh", "Error: agent '' not found\n"),
        ("dcos marathon deployment list", "There are no deployments\n"),
    ],
)
def test_a_refusal_has_the_words_of_the_cli(attempt: Attempt, line: str, error: str) -> None:
    shown = typed(attempt, line)
    assert (shown.text("stdout"), shown.text("stderr"), shown.exit_code) == ("", error, 1)


def test_a_definition_that_marathon_refuses_is_told_with_its_details(attempt: Attempt) -> None:
    typed(attempt, 'echo \'{"id": "/bad", "cmd": "true", "instances": -1}\' > bad.json')
    shown = typed(attempt, "dcos marathon app add bad.json")
    assert shown.text("stderr").startswith(
        'Error while fetching [http://93.186.40.120/service/marathon/v2/apps]: HTTP 422: "{'
    )
    assert "/instances" in shown.text("stderr")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("dcos job list", "dcos job: not supported here yet; supported: cluster marathon node package service task\n"),
        ("dcos task log x", "dcos task log: not supported here yet\n"),
        ("dcos node metrics", "dcos node metrics: not supported here yet; supported: dns list ssh\n"),
    ],
)
def test_a_subcommand_that_is_not_there_says_so(attempt: Attempt, line: str, error: str) -> None:
    shown = typed(attempt, line)
    assert (shown.text("stdout"), shown.text("stderr"), shown.exit_code) == ("", error, 2)


def test_node_list_shows_agents_and_the_leading_master(attempt: Attempt) -> None:
    lines = typed(attempt, "dcos node list").text("stdout").splitlines()
    assert [line.split()[0] for line in lines] == [
        "HOSTNAME", "172.16.33.10", "172.16.9.84", "172.16.17.198", "172.16.15.168", "172.16.40.67", "master.mesos."
    ]  # fmt: skip
    assert "master (leader)" in lines[-1]


def test_node_ssh_opens_a_shell_on_the_leading_master_in_this_terminal(attempt: Attempt) -> None:
    shown = typed(attempt, "dcos node ssh --master-proxy --leader --user=centos")
    assert (shown.text("stdout"), shown.text("stderr"), shown.exit_code) == ("", "", 0)
    assert attempt.terminal("laptop")["prompt"] == "[centos@ip-172-16-9-10 ~]$ "
    assert typed(attempt, "hostname -I").text("stdout").startswith("172.16.9.10 93.186.40.120 ")
    shown = typed(attempt, "exit")
    assert shown.text("stdout") == "logout\nConnection to 172.16.9.10 closed.\nConnection to 93.186.40.120 closed.\n"
    assert attempt.terminal("laptop")["prompt"] == "you@laptop:~$ "


def test_node_ssh_by_mesos_id_reaches_that_agent(attempt: Attempt) -> None:
    slave = "$(dcos marathon app show /httpi | jq -r '.tasks[].slaveId')"
    assert typed(attempt, f"dcos node ssh --master-proxy --user centos --mesos-id {slave}").exit_code == 0
    assert attempt.terminal("laptop")["host"] == "S1"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ("[1, 2]", [1, 2]),
        ('{"a": 1}', {"a": 1}),
        ('"x"', "x"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_property_is_a_number_a_boolean_a_structure_or_a_text(text: str, value: object) -> None:
    assert parse_value(text) == value
    assert parse_items([f"key={text}"]) == {"key": value}


def test_tables_are_laid_out_as_the_two_halves_of_the_cli_do() -> None:
    assert python_table(("ID", "N"), [("/a", "1"), ("/bcd", "22")], frozenset({"ID"})) == (
        "ID    N   \n/a    1   \n/bcd  22  "
    )
    assert go_table(("NAME", "N"), [("a", "1")]) == "  NAME  N  \n  a     1  "


# jq


@pytest.mark.parametrize(
    ("line", "output", "code"),
    [
        ("echo '{\"a\": [1, 2]}' | jq .a", "[\n  1,\n  2\n]\n", 0),
        ("echo '{\"a\": [1, 2]}' | jq -c .a", "[1,2]\n", 0),
        ("echo '\"x\"' | jq -r .", "x\n", 0),
        ("jq -n '1 + 1'", "2\n", 0),
        ("echo '1 2' | jq -s -c .", "[1,2]\n", 0),
        ("jq -n --arg x 5 '$x'", '"5"\n', 0),
        ("jq -n --argjson x 5 '$x + 1'", "6\n", 0),
        ("jq .id httpi_host.json", '"httpi"\n', 0),
        ("echo null | jq -e .", "null\n", 1),
        ("echo '[3,1]' | jq 'sort' -c", "[1,3]\n", 0),
    ],
)
def test_jq_is_the_real_one(attempt: Attempt, line: str, output: str, code: int) -> None:
    shown = typed(attempt, line)
    assert (shown.text("stdout"), shown.exit_code) == (output, code)


def test_jq_tells_its_own_errors(attempt: Attempt) -> None:
    assert typed(attempt, "echo 1 | jq '.['").exit_code == 3
    assert typed(attempt, "echo '{' | jq .").exit_code == 2
    assert typed(attempt, "echo 1 | jq .a").exit_code == 5
    shown = typed(attempt, "jq . none.json")
    assert shown.text("stderr") == "jq: error: Could not open none.json: No such file or directory\n"
    assert shown.exit_code == 2
    assert "option -Q is not supported here" in typed(attempt, "jq -Q .").text("stderr")
    assert typed(attempt, "jq").exit_code == 2


# Links


def test_words_that_name_something_in_the_picture_are_linked_to_it(attempt: Attempt) -> None:
    shown = links(typed(attempt, "dcos node list"))
    assert shown["172.16.9.84"] == "agent:S1"
    assert shown["93.186.40.120"] == "host:master"
    shown |= links(typed(attempt, "dcos task"))
    shown |= links(typed(attempt, "echo 16327 172.16.9.84:16327 /httpi"))
    assert (shown["16327"], shown["172.16.9.84:16327"]) == ("socket:S1/tcp/16327",) * 2
    assert shown["/httpi"].startswith("task:httpi.instance-")
    assert set(shown.values()) <= {element["id"] for element in attempt.picture.document()}


def test_linked_text_is_the_same_text(attempt: Attempt) -> None:
    line = typed(attempt, "dcos marathon app show /httpi")
    assert json.loads(line.text("stdout"))["id"] == "/httpi"
    assert links(line)


def test_what_goes_through_a_pipe_or_file_is_linked_where_it_is_shown(attempt: Attempt) -> None:
    assert links(typed(attempt, "echo 172.16.9.84 | cat")) == {"172.16.9.84": "agent:S1"}
    assert links(typed(attempt, "echo 172.16.9.84 > f")) == {}
    assert links(typed(attempt, "cat f")) == {"172.16.9.84": "agent:S1"}


def test_a_name_that_is_gone_is_linked_no_more(attempt: Attempt) -> None:
    assert "16327" in links(typed(attempt, "echo 16327"))
    typed(attempt, "dcos marathon app remove /httpi")
    assert links(typed(attempt, "echo 16327 /httpi")) == {}
    assert typed(attempt, "docker ps -aq | wc -l", "S1").text("stdout") == "1\n"
    assert links(typed(attempt, "docker ps -a", "S1")) == {}
