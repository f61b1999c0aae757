"""The DC/OS CLI where no recording reaches: its grammar, its questions, its refusals, its waiting."""

import re
from typing import Any

import pytest

from tests.build import article_attempt, typed
from tutorial.shell.dcoscli.client import Outcome
from tutorial.shell.dcoscli.manual import BadUsage, manual
from tutorial.shell.dcoscli.manuals import PACKAGE, TASK
from tutorial.shell.dcoscli.marathon import PROGRAM
from tutorial.shell.dcoscli.recorded import replay

VERSION = "/dcos-metadata/dcos-version.json"
V2 = "/service/marathon/v2"


def asked(
    line: str, *answers: tuple[str, str, Any], stdin: str | None = None, version: str = "1.13.2", **files: str
) -> Outcome:
    """What the CLI does with a line (behind `dcos`); the cluster answers with `GET /path`, status, body."""
    told = [("GET " + VERSION, "200", {"version": version}), *answers]
    exchanges = []
    for call, status, body in told:
        method, _, path = call.partition(" ")
        path, _, query = path.partition("?")
        kind = "application/json"
        if path.startswith("/package/"):
            name = path.removeprefix("/package/").replace("/", ".")
            newest = {"describe": "v3", "install": "v2"}.get(name, "v1")
            name, newest = ("error", "v1") if status != "200" else (f"{name}-response", newest)
            kind = f"application/vnd.dcos.package.{name}+json;charset=utf-8;version={newest}"
        request = {"method": method, "path": path, "query": query}
        exchanges.append(
            {"request": request, "response": {"status": int(status), "headers": {"Content-Type": kind}, "body": body}}
        )
    recording = {
        "attached": True,
        "cluster_url": "http://c",
        "files": files,
        "stdin": stdin,
        "stdout_is_terminal": False,
        "runs": {"1.13": {"exchanges": exchanges}},
    }
    return replay(recording, tuple(line.split()), lambda: "now")[0]


def said(outcome: Outcome) -> tuple[str, str, int]:
    return outcome.stdout, outcome.stderr, outcome.exit_code


# Grammar


def test_options_stand_anywhere_and_may_be_shortened_while_they_are_unique() -> None:
    found = manual(PROGRAM.text).parse(("marathon", "app", "--forc", "update", "/a", "b=1", "c=2"))
    assert found.has("app", "update", "--force")
    assert (found.word("<app-id>"), found.all("<properties>")) == ("/a", ["b=1", "c=2"])
    found = manual(PROGRAM.text).parse(("marathon", "app", "kill", "--host", "10.0.0.1", "/a"))
    assert (found.value("--host"), found.word("<app-id>")) == ("10.0.0.1", "/a")
    found = manual(TASK).parse(("task", "exec", "-it", "x", "--", "ls", "-l"))
    assert found.has("exec", "--interactive", "--tty", "--")
    assert found.all("<args>") == ["-l"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("app list --json --quiet", "Usage:"),
        ("app list --nope", "Usage:"),
        ("app show /a /b", "Usage:"),
        ("app remove --force=yes /a", "--force must not have an argument\nUsage:"),
        ("app kill /a --host", "--host requires argument\nUsage:"),
        ("app list --in", "--in is not a unique prefix: --info, --interval?\nUsage:"),
    ],
)
def test_a_line_that_no_usage_allows_is_refused_with_the_usage(words: str, text: str) -> None:
    with pytest.raises(BadUsage) as fault:
        manual(PROGRAM.text).parse(("marathon", *words.split()))
    assert str(fault.value).startswith(text)


def test_a_bare_bar_in_a_usage_line_stands_for_a_whole_line() -> None:
    # as in docopt: `delay reset <app-id>|<pod-id>` allows any single word, which no command takes
    assert said(asked("marathon")) == ("", "Could not find a command with the passed arguments\n", 1)
    assert asked("marathon nonsense").stdout.startswith("Invalid subcommand usage\n\nUsage:")


def test_help_and_version_come_first_whatever_else_is_there() -> None:
    assert asked("marathon app list --help").stdout == f"{PROGRAM.text.strip()}\n"
    assert asked("package --help install x").stdout == f"{PACKAGE.strip()}\n"
    assert asked("task --version").stdout == "dcos-task version 1.13-patch.5\n"
    assert asked("service --info").stdout == "Manage DC/OS services\n"


def test_a_cluster_of_another_version_is_warned_of() -> None:
    warning = "Warning: The attached cluster is running DC/OS 1.14 but this CLI only supports DC/OS 1.13.\n"
    empty = ("GET " + V2 + "/tasks", "200", {"tasks": []})
    assert said(asked("marathon task list", empty, version="1.14.0-dev")) == ("", warning, 0)


# Marathon

APP = ("GET " + V2 + "/apps/a", "200", {"app": {"id": "/a", "instances": 2}})
EMPTY = ("GET " + V2 + "/apps/a", "200", {"app": {"id": "/a", "instances": 0}})
VERSIONS = ("GET " + V2 + "/apps/a/versions", "200", {"versions": ["2", "1"]})
MISCONFIGURED = "Service likely misconfigured. Please check your proxy or Service URL settings."
LOCKED = {"message": "App is locked by one or more deployments.", "deployments": [{"id": "d"}]}


@pytest.mark.parametrize(
    ("line", "answers", "outcome"),
    [
        ("app start a 3", [APP], ("Application 'a' already started: 2 instances.\n", "", 1)),
        ("app start /a 0", [EMPTY], ("The number of instances must be positive: 0.\n", "", 1)),
        ("app start /a x", [EMPTY], ("", "Error parsing string as int\n", 1)),
        ("app stop /a", [EMPTY], ("Application '/a' already stopped: 0 instances.\n", "", 1)),
        (
            "app restart a",
            [EMPTY],
            ("Unable to perform rolling restart of application '/a' because it has no running tasks\n", "", 1),
        ),
        ("app kill a", [(f"DELETE {V2}/apps/a/tasks", "200", {"tasks": []})], ("Killed tasks: []\n", "", 1)),
        (
            "app kill --scale --host=h a",
            [(f"DELETE {V2}/apps/a/tasks?host=h&scale=True", "200", {"version": "v", "deploymentId": "d"})],
            ("Started deployment: {'version': 'v', 'deploymentId': 'd'}\n", "", 0),
        ),
        (
            "app show --app-version=-1 a",
            [VERSIONS, (f"GET {V2}/apps/a/versions/1", "200", {"id": "/a"})],
            ('{\n  "id": "/a"\n}\n', "", 0),
        ),
        ("app show --app-version=-2 /a", [VERSIONS], ("", "Application '/a' only has 2 version(s).\n", 1)),
        ("app show --app-version=1 /a", [], ("", "Relative versions must be negative: 1\n", 1)),
        ("app version list --max-count=1 a", [VERSIONS], ('[\n  "2"\n]\n', "", 0)),
        ("app version list --max-count=0 a", [], ("", "Maximum count must be a positive number: 0\n", 1)),
        ("deployment list a", [(f"GET {V2}/deployments", "200", [])], ("", "There are no deployments for 'a'\n", 1)),
        ("deployment list --json", [(f"GET {V2}/deployments", "200", [])], ("[]\n", "", 0)),
        (
            "deployment stop d",
            [(f"DELETE {V2}/deployments/d?force=true", "409", LOCKED)],
            ("", "Changes blocked: deployment already in progress for resource.\n", 1),
        ),
        ("task show t", [(f"GET {V2}/tasks", "200", {"tasks": []})], ("", "Task 't' does not exist\n", 1)),
        (
            "task kill --scale t",
            [(f"POST {V2}/tasks/delete?scale=True", "200", {"deploymentId": "d"})],
            ("Created deployment: d\n", "", 0),
        ),
        (
            "task kill t",
            [(f"POST {V2}/tasks/delete", "200", {"tasks": []})],
            ("Killed tasks: []\n", "Failed to kill tasks. task-ids seems to be unknown\n", 1),
        ),
        ("delay reset a", [(f"DELETE {V2}/queue/a/delay", "204", None)], ("Delay on [/a] has been reset\n", "", 0)),
        (
            "group scale g 2",
            [(f"PUT {V2}/groups/g", "409", LOCKED)],
            ("", "Changes blocked: deployment already in progress for group.\n", 1),
        ),
        ("group scale g x", [], ("", "Error parsing string as float\n", 1)),
        ("pod kill p", [], ("", "Please provide at least one pod instance ID\n", 1)),
        (
            "pod list",
            [(f"HEAD {V2}/pods", "404", None)],
            ("", "This command is not supported by your version of Marathon\n", 1),
        ),
        ("leader delete", [(f"DELETE {V2}/leader", "200", {"message": "Gone."})], ("Gone.\n", "", 0)),
        ("about", [(f"GET {V2}/info", "400", {"b": 1, "a": 2})],
         ("", f'Error on request [GET http://c{V2}/info]: HTTP 400: Bad Request:\n{{\n  "a": 2,\n  "b": 1\n}}\n', 1)),
        ("about", [(f"GET {V2}/info", "503", "busy")],
         ("", f"Error decoding response from [http://c{V2}/info]: HTTP 503: Service Unavailable\n", 1)),
        ("about", [(f"GET {V2}/info", "500", {})],
         ("", f"{MISCONFIGURED} See dcos config --help. \n", 1)),
    ],
)  # fmt: skip
def test_marathon_commands_say_what_the_real_ones_say(
    line: str, answers: list[tuple[str, str, Any]], outcome: tuple[str, str, int]
) -> None:
    assert said(asked(f"marathon {line}", *answers)) == outcome


def test_definitions_come_from_files_and_standard_input() -> None:
    created = ("POST " + V2 + "/apps", "201", {"deployments": [{"id": "d"}]})
    unknown = ("GET " + V2 + "/apps/a", "404", {"message": "none"})
    for outcome in (
        asked("marathon app add a.json", unknown, created, **{"a.json": '{"id": "a"}'}),
        asked("marathon app add", unknown, created, stdin='{"id": "a"}'),
    ):
        assert said(outcome) == ("Created deployment d\n", "", 0)
    terminal = asked("marathon app add", stdin="<terminal>")
    assert terminal.stderr.endswith("E.g.: dcos marathon app add < app_resource.json\n")
    terminal = asked("marathon app update /a", APP, stdin="<terminal>")
    assert terminal.stderr.endswith("E.g. dcos marathon app update your-app-id < app_update.json\n")
    assert said(asked("marathon app update /a", APP, stdin="{")) == ("", "Error loading JSON.\n", 1)
    long = f'{{"id": "{"a" * 55}"}}'
    warned = asked("marathon app add", ("GET " + V2 + "/apps/" + "a" * 55, "200", {}), stdin=long)
    assert warned.stdout.startswith("Service IDs must be less than 55 characters")


def test_several_actions_and_containers_take_several_lines_of_a_table() -> None:
    actions = [{"action": "ScaleApplication", "app": "/a"}, {"action": "StopPod", "pod": "/p"}]
    found = {
        "id": "d", "affectedApps": ["/a", "/b"], "affectedPods": ["/p"], "currentActions": actions,
        "currentStep": 2, "totalSteps": 3,
    }  # fmt: skip
    assert asked("marathon deployment list", ("GET " + V2 + "/deployments", "200", [found])).stdout == (
        "APP  POD  ACTION    PROGRESS  ID  \n"
        "/a   /p   scale /a    1/3     d   \n"
        "/b        stop /p                 \n"
    )  # fmt: skip


def test_a_watched_deployment_is_looked_at_every_second_of_the_clusters_time() -> None:
    attempt = article_attempt()
    watching = "read a b id < added; dcos marathon deployment watch --interval=2 $id"
    shown = typed(attempt, f"dcos marathon app add httpi_host.json > added; {watching}; dcos marathon app list -q")
    assert shown.exit_code == 0
    seen = re.findall("Deployment update time: (.*) \n", shown.text("stdout"))
    assert seen[:2] == ["2019-07-22 15:02:00", "2019-07-22 15:02:02"]
    assert attempt.world.now_ms >= 2_000 * len(seen)


# Packages

ENABLED = ("GET /capabilities", "200", {"capabilities": [{"name": "PACKAGE_MANAGEMENT"}]})
LB = {"name": "marathon-lb", "version": "1", "description": "d", "marathon": {"v2AppMustacheTemplate": "e30="}}
INSTALLED = (
    "POST /package/list",
    "200",
    {"packages": [{"appId": "/lb", "packageInformation": {"packageDefinition": LB}}]},
)
DESCRIBED = ("POST /package/describe", "200", {"package": LB})


def test_three_wrong_answers_are_a_no() -> None:
    shown = asked("package install marathon-lb", ENABLED, DESCRIBED, stdin="maybe\n\nperhaps\nyes\n")
    question = "Continue installing? [yes/no] "
    assert shown.stdout.splitlines()[1:] == [
        f"{question}'maybe' is not a valid response.",
        f"{question}'' is not a valid response.",
        f"{question}'perhaps' is not a valid response.",
        "Exiting installation.",
    ]
    assert shown.exit_code == 1


def test_an_installed_package_is_told_and_a_second_one_refused() -> None:
    render = ("POST /package/render", "200", {"marathonJson": {}})
    refused = ("POST /package/install", "409", {"type": "PackageAlreadyInstalled", "message": "Package is installed"})
    shown = asked("package install marathon-lb", ENABLED, DESCRIBED, render, refused, stdin="Yes\n")
    assert shown.stdout.endswith("Installing Marathon app for package [marathon-lb] version [1]\n")
    assert (shown.stderr, shown.exit_code) == ("Package is installed\n", 1)


def test_to_uninstall_one_types_the_name() -> None:
    gone = {"results": [{"packageName": "marathon-lb", "packageVersion": "1", "postUninstallNotes": "Bye."}]}
    away = ("POST /package/uninstall", "200", gone)
    told = "Uninstalled package [marathon-lb] version [1]\nBye.\n"
    shown = asked("package uninstall marathon-lb", ENABLED, INSTALLED, away, stdin="marathon\nmarathon-lb\n")
    assert "Expected 'marathon-lb'. You supplied 'marathon'.\n" in shown.stdout
    assert (shown.stderr, shown.exit_code) == (told, 0)
    assert said(asked("package uninstall marathon-lb --app --yes", ENABLED, INSTALLED, away)) == ("", told, 0)
    kept = asked("package uninstall marathon-lb", ENABLED, INSTALLED, stdin="")
    assert (kept.stdout.splitlines()[-1], kept.exit_code) == ("Cancelling uninstall.", 0)
    nothing = ("POST /package/list", "200", {"packages": []})
    assert asked("package uninstall x", ENABLED, nothing).stdout == "Package 'x' is not installed.\n"
    assert asked("package uninstall x --app --yes", ENABLED, nothing).stderr == "Package [x] is not installed\n"


def test_parts_of_a_package_are_printed_by_themselves() -> None:
    assert asked("package describe marathon-lb --app", ENABLED, DESCRIBED).stdout == "{}\n"
    versions = ("POST /package/list-versions", "200", {"results": {"1": "0", "10": "9", "2": "1"}})
    shown = asked("package describe marathon-lb --package-versions", ENABLED, DESCRIBED, versions)
    assert shown.stdout == '[\n  "10",\n  "2",\n  "1"\n]\n'
    missing = asked("package describe marathon-lb --app --options=o.json")
    assert missing.stderr == "Error opening file [o.json]: No such file or directory\n"


def test_wrong_options_of_a_package_are_told_one_by_one() -> None:
    wrong = {
        "type": "JsonSchemaMismatch", "message": "Options JSON failed validation",
        "data": {"errors": [{"found": "string", "expected": ["number"], "instance": {"pointer": "/lb/cpus"}}]},
    }  # fmt: skip
    shown = asked("package install marathon-lb --yes", ENABLED, DESCRIBED, ("POST /package/render", "400", wrong))
    assert shown.stderr.splitlines()[:4] == [
        "Error: Options JSON failed validation", "Found: string", "Expected: number", "Path: lb.cpus"
    ]  # fmt: skip


def test_repositories_are_listed_added_and_removed() -> None:
    listed = ("POST /package/repository/list", "200", {"repositories": [{"name": "U", "uri": "u"}]})
    assert asked("package repo list", ENABLED, listed).stdout == "U: u\n"
    added = ("POST /package/repository/add", "200", {})
    shown = asked("package repo import r", ENABLED, added, r='{"repositories": [{"name": "U", "uri": "u"}, {}]}')
    assert shown.stdout == 'Added repo "U" (u) at index 0\nRepo missing name or uri. Skipping.\n'
    assert asked("package repo import none", ENABLED).stderr.startswith("No repositories found to import.")
    assert asked("package repo remove U", ENABLED, ("POST /package/repository/delete", "200", {})).exit_code == 0


# The binary itself


def test_a_cluster_that_cannot_be_reached_is_told_in_each_halfs_words() -> None:
    assert asked("cluster setup http://other").stderr == (
        'Error: Head "http://other/": dial tcp other:80: connect: connection refused\n'
    )
    assert asked("cluster setup a b").stderr == "Error: received 2 arguments [a b], expects a single cluster URL\n"
    listed = asked("cluster list --attached --json")
    assert '"status": "AVAILABLE"' in listed.stdout
    assert asked("node dns a.mesos").stderr.startswith(
        'Error: Get "http://c/mesos_dns/v1/hosts/a.mesos": dial tcp c:80:'
    )


def test_being_verbose_changes_nothing_here() -> None:
    tasks = ("GET " + V2 + "/tasks", "200", {"tasks": []})
    assert said(asked("-vv marathon task list --json", tasks)) == ("[]\n", "", 0)


def test_the_learners_cli_is_set_up_for_the_cluster() -> None:
    attempt = article_attempt()
    shown = typed(attempt, "dcos cluster list").text("stdout").splitlines()[1].split()
    assert (shown[0], shown[1], shown[-1]) == ("*", "article", "http://93.186.40.120")
    assert "dcos.version=1.13" in typed(attempt, "dcos --version").text("stdout")
    assert typed(attempt, "dcos service").text("stdout").splitlines()[1].split()[0] == "marathon"
