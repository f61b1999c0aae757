"""`dcos edgelb`: what it prints, as far as Edge-LB's documentation shows it, and what it says of what can't be."""

import json

import pytest

from tests.build import article_attempt, typed
from tests.cluster.build import app
from tests.cluster.edgelb.build import backend, frontend, pool
from tutorial.attempt import Attempt
from tutorial.shell.complete import complete
from tutorial.shell.dcoscli.edgelb import COMMANDS

MESOS = {"mesos": {"taskNamePattern": "^pi-.*$"}, "endpoint": {"port": 3141, "check": {"enabled": False}}}
OTHER = pool(
    {**frontend(8081, to="raw"), "name": "web"}, {**backend("raw"), "services": [MESOS]}, name="other", stats=0
)
FILES = {
    "httpi.json": json.dumps(app("/httpi", instances=2)),
    "pi-lb.json": json.dumps(pool()),
    "other.json": json.dumps(OTHER),
    "wrong.json": json.dumps(pool(frontend(8080, "FTP"), count=0)),
    "pool.yml": "name: pi-lb\n",
    "list.json": "[]",
}


@pytest.fixture
def attempt() -> Attempt:
    """The article's cluster with Edge-LB and the app, and definitions in the learner's home."""
    found = article_attempt(FILES)
    for line in ("dcos package install edgelb --yes", "dcos marathon app add httpi.json"):
        assert typed(found, line).exit_code == 0
    return found


def said(attempt: Attempt, line: str) -> tuple[str, str, int | None]:
    found = typed(attempt, line)
    return found.text("stdout"), found.text("stderr"), found.exit_code


def completed(attempt: Attempt, text: str) -> list[str]:
    found = complete(attempt.world, "laptop", text, len(text))
    return [each.text.strip() for each in found.candidates]


def test_it_comes_and_goes_with_its_package() -> None:
    attempt = article_attempt()
    usage = said(attempt, "dcos")
    assert said(attempt, "dcos edgelb ping") == usage
    installed = typed(attempt, "dcos package install edgelb --yes").text("stdout")
    assert "Installing CLI subcommand for package [edgelb] version [1.4.0]\nNew command available: dcos edgelb\n" in (
        installed
    )
    assert said(attempt, "dcos edgelb ping") == ("pong\n", "", 0)
    assert "    edgelb\n        Manage Edge-LB\n    help\n" in typed(attempt, "dcos").text("stdout")
    listed = typed(attempt, "dcos package list").text("stdout").splitlines()[1]
    assert listed.split()[:4] == ["edgelb", "1.4.0", "/dcos-edgelb/api", "edgelb"]
    assert typed(attempt, "dcos package uninstall edgelb --yes").exit_code == 0
    assert said(attempt, "dcos") == usage
    assert typed(attempt, "dcos package install edgelb --cli --yes").exit_code == 0
    words = "Edge-LB's API server does not run: install it by `dcos package install edgelb`, and wait until it is up"
    assert said(attempt, "dcos edgelb ping") == ("", f"dcos-edgelb: error: {words}\n", 1)


def test_it_is_completed_while_it_is_there(attempt: Attempt) -> None:
    names = sorted(command.name for command in COMMANDS)
    assert sorted(completed(attempt, "dcos edgelb ")) == names
    assert "edgelb" in completed(attempt, "dcos ")
    assert completed(attempt, "dcos edgelb create pi") == ["pi-lb.json"]
    typed(attempt, "dcos edgelb create pi-lb.json")
    assert completed(attempt, "dcos edgelb show ") == ["pi-lb"]
    assert sorted(completed(attempt, "dcos edgelb status pi-lb --")) == ["--help", "--json", "--task-ids"]
    assert "edgelb" not in completed(article_attempt(), "dcos ")


def test_a_pool_is_created_shown_and_deleted_in_documented_words(attempt: Attempt) -> None:
    where = 'Check "dcos edgelb show pi-lb" or "dcos edgelb status pi-lb" for deployment status\n'
    assert said(attempt, "dcos edgelb create pi-lb.json") == (f"Successfully created pi-lb. {where}", "", 0)
    assert said(attempt, "dcos edgelb update pi-lb.json") == (f"Successfully updated pi-lb. {where}", "", 0)
    assert typed(attempt, "dcos edgelb create other.json").exit_code == 0
    assert typed(attempt, "dcos edgelb list").text("stdout") == (
        "  NAME   APIVERSION  COUNT  ROLE          PORTS\n"
        "  other  V2          1      slave_public  0, 8081\n"
        "  pi-lb  V2          1      slave_public  8080, 9090\n"
    )
    assert typed(attempt, "dcos edgelb endpoints pi-lb").text("stdout") == (
        "  NAME                   PORT  INTERNAL IPS  EXTERNAL IPS\n"
        "  frontend_0.0.0.0_8080  8080  172.16.33.10  93.186.40.121\n"
        "  stats                  9090  172.16.33.10  93.186.40.121\n"
        "Public/private IPs metadata is inaccurate in case of pools that use virtual networks.\n"
    )
    assert said(attempt, "dcos edgelb delete pi-lb") == (
        "Successfully deleted pi-lb. Check the DC/OS web UI for pool uninstall status.\n",
        "",
        0,
    )
    assert said(attempt, "dcos edgelb show pi-lb")[1:] == ("dcos-edgelb: error: there is no pool 'pi-lb'\n", 1)
    assert said(attempt, "dcos edgelb version") == ("client = v1.4.0\nserver = v1.4.0\n", "", 0)


def test_show_has_the_documented_tables(attempt: Attempt) -> None:
    for name in ("pi-lb", "other"):
        typed(attempt, f"dcos edgelb create {name}.json")
    text = typed(attempt, "dcos edgelb show pi-lb").text("stdout")
    assert text == (
        "Summary:\n"
        "  NAME         pi-lb\n"
        "  APIVERSION   V2\n"
        "  COUNT        1\n"
        "  ROLE         slave_public\n"
        "  CONSTRAINTS  hostname:UNIQUE\n"
        "  STATSPORT    9090\n"
        "\n"
        "Frontends:\n"
        "  NAME                   PORT  PROTOCOL\n"
        "  frontend_0.0.0.0_8080  8080  HTTP\n"
        "\n"
        "Backends:\n"
        "  FRONTEND               NAME  PROTOCOL  BALANCE\n"
        "  frontend_0.0.0.0_8080  pi    HTTP      roundrobin\n"
        "\n"
        "Marathon Services:\n"
        "  BACKEND  TYPE     SERVICE  CONTAINER  PORT  CHECK\n"
        "  pi       AUTO_IP  /httpi              http  enabled\n"
        "\n"
        "Mesos Services:\n"
        "  BACKEND  TYPE  FRAMEWORK  TASK  PORT  CHECK\n"
    )
    both = typed(attempt, "dcos edgelb show").text("stdout")
    assert both.endswith(f"\n\n{text}")
    assert "  raw      AUTO_IP             ^pi-.*$  3141  disabled\n" in both
    assert json.loads(typed(attempt, "dcos edgelb show other --json").text("stdout"))["haproxy"]["stats"] == {
        "bindAddress": "0.0.0.0",
        "bindPort": 0,
    }


def test_what_is_shown_as_json_can_be_given_back(attempt: Attempt) -> None:
    typed(attempt, "dcos edgelb create pi-lb.json")
    typed(attempt, "dcos edgelb show pi-lb --json > shown.json")
    assert typed(attempt, "dcos edgelb update shown.json").exit_code == 0


def test_status_tells_its_tasks(attempt: Attempt) -> None:
    typed(attempt, "dcos edgelb create pi-lb.json")
    (task_id,) = typed(attempt, "dcos edgelb status pi-lb --task-ids").text("stdout").split()
    head, row = typed(attempt, "dcos edgelb status pi-lb").text("stdout").splitlines()
    assert head.split() == ["NAME", "TASK", "ID", "STATE"]
    assert row.split() == ["pi-lb.pools.dcos-edgelb", task_id, "TASK_RUNNING"]
    assert task_id in typed(attempt, "dcos task").text("stdout")


WRONG = (
    "the pool definition is not valid\n"
    "  /count: must be at least 1, not 0\n"
    "  /haproxy/frontends/0/protocol: must be one of HTTP, HTTPS, TCP, TLS, not 'FTP'"
)
NO_JSON = "pool.yml is not JSON: Expecting value: line 1 column 1 (char 0)"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("create none.json", "open none.json: no such file or directory"),
        ("create wrong.json", WRONG),
        ("create pool.yml", f"{NO_JSON}. YAML, which Edge-LB reads, too, is not supported here yet"),
        ("create list.json", "Invalid JSON"),
        ("update pi-lb.json", "there is no pool 'pi-lb'"),
        ("delete", "required argument 'pool-name' not provided, try --help"),
        ("list all", "unexpected all, try --help"),
        ("ping --yes", "option --yes is not supported here; supported: --help -h, try --help"),
    ],
)
def test_refusals(attempt: Attempt, line: str, words: str) -> None:
    assert said(attempt, f"dcos edgelb {line}") == ("", f"dcos-edgelb: error: {words}\n", 1)


def test_what_is_not_supported_is_said(attempt: Attempt) -> None:
    known = " ".join(command.name for command in COMMANDS)
    assert said(attempt, "dcos edgelb template show") == (
        "",
        f"dcos edgelb template: not supported here yet; supported: {known}\n",
        2,
    )


def test_a_file_that_was_spoilt_spoils_nothing(attempt: Attempt) -> None:
    folder = typed(attempt, "ls .dcos/clusters").text("stdout").strip()
    kept = f".dcos/clusters/{folder}/subcommands/edgelb/package.json"
    assert json.loads(typed(attempt, f"cat {kept}").text("stdout"))["version"] == "1.4.0"
    typed(attempt, f"echo '{{}}' > {kept}")
    assert "edgelb" in typed(attempt, "dcos package list").text("stdout")
    typed(attempt, f"echo '[' > {kept}")
    assert typed(attempt, "dcos package list").exit_code == 0
    assert typed(attempt, "dcos edgelb ping").text("stdout").startswith("Usage:\n    dcos [command]")
