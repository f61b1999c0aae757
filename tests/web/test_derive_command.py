"""`manage.py derive`: what programs of the cluster make of names and documents; what can't be derived is refused."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.dcosnet.test_vip_names import KNOWN
from tests.commands import run, talking_to

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parents[1] / "golden" / "data"))
APPS = sorted(path for path in (DATA / "marathon-lb").glob("*.json") if path.name != "head.json")
CASES = [(str(path), json.loads(path.read_text())) for path in APPS]
HEAD = json.loads((DATA / "marathon-lb" / "head.json").read_text())["1.13.1"]
STATES = sorted((DATA / "mesos-dns").glob("*.json"))
assert STATES
assert APPS
NAMES = [f"{label}.{framework}" for label, framework, *_ in KNOWN]
ADDRESSES = [f"{name} {row[-1]}" for name, row in zip(NAMES, KNOWN, strict=True)]


def test_vips_are_those_that_dcos_net_gives() -> None:
    assert run("derive", "vip", *NAMES) == (0, "".join(f"{line}\n" for line in ADDRESSES), "")


def test_vips_are_read_one_a_line_and_answered_at_once() -> None:
    with talking_to("derive", "vip", "-", code=0) as answered:
        assert [answered(name) for name in NAMES] == [f"{line}\n" for line in ADDRESSES]


def test_the_records_are_those_of_the_recordings() -> None:
    code, printed, said = run("derive", "dns", *map(str, STATES))
    recorded = [json.loads(path.read_text())["dcos"]["records"] for path in STATES]
    assert (code, [json.loads(line) for line in printed.splitlines()], said) == (0, recorded, "")


def test_a_state_alone_has_its_leader_as_its_master_and_is_answered_at_once() -> None:
    case = json.loads(STATES[0].read_text())
    with talking_to("derive", "dns", "-", code=1) as answered:
        assert json.loads(answered(json.dumps(case["state"]))) == case["dcos"]["records"]
        assert list(json.loads(answered("[]"))) == ["error"]
        assert json.loads(answered('{"slaves": []}')) == {"A": {}, "AAAA": {}, "SRV": {}}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (b"httpi", "line 1: 'httpi' must be <label>.<framework>, such as httpi.marathon"),
        (b".marathon", "line 1: '.marathon' must be"),
        (b"httpi.", "line 1: 'httpi.' must be"),
        (b"!.!", "line 1: '!.!' has no letter or digit"),
        (b"\xff.marathon", "line 1: the document is not UTF-8"),
    ],
)
def test_what_is_no_name_of_a_vip_is_said_and_the_next_one_answered(name: bytes, words: str) -> None:
    code, printed, said = run("derive", "vip", "-", "httpi.marathon", given=name + b"\n\n")
    assert (code, printed) == (1, "httpi.marathon 11.249.78.219\n")
    assert said.startswith(words)
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "the document is not JSON"),
        ("7", "this is no state of a Mesos master; give what GET /state answers"),
        ('{"state": 7}', "the state is not one that a Mesos master gives"),
        ('{"slaves": [{"id": "S1"}]}', "the state is not complete: something in it has no 'pid'"),
        ('{"leader": 7}', "the state is not one that a Mesos master gives"),
        ('{"frameworks": [{"name": 7}]}', "the state is not one that a Mesos master gives"),
        ('{"slaves": [{"id": [], "pid": "a@b:1"}]}', "the state is not one that a Mesos master gives"),
    ],
)
def test_what_is_no_state_is_refused_with_its_file_and_the_next_one_answered(
    tmp_path: Path, text: str, words: str
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text)
    code, printed, said = run("derive", "dns", str(bad), str(STATES[0]))
    answers = [json.loads(line) for line in printed.splitlines()]
    assert (code, [sorted(answer) for answer in answers]) == (1, [["error"], ["A", "AAAA", "SRV"]])
    assert said.startswith(f"{bad}: {words}")
    assert said.count("\n") == 1


def recorded(case: dict[str, Any]) -> dict[str, Any]:
    """What `--json` prints for a recording."""
    rendered = case["rendered"]["1.13.1"]
    if "error" in rendered:
        return {"error": rendered["error"]}
    maps = {name: rendered[name] for name in ("domain2backend_map", "app2backend_map")}
    return {"cfg": f"{HEAD}\n{rendered['body']}", "maps": maps}


def in_order(cfg: str) -> list[str]:
    """The lines of a configuration in an order that does not depend on the order of equal servers."""
    return sorted(cfg.splitlines())


def test_the_files_of_marathon_lb_are_those_of_the_recordings() -> None:
    code, printed, said = run("derive", "haproxy", "--json", *(path for path, _ in CASES))
    for line, (path, case) in zip(printed.splitlines(), CASES, strict=True):
        got, wanted = json.loads(line), recorded(case)
        if "varies" in case["rendered"]["1.13.1"]:
            got["cfg"], wanted["cfg"] = in_order(got["cfg"]), in_order(wanted["cfg"])
        assert got == wanted, path
    refused = [(path, case) for path, case in CASES if "error" in recorded(case)]
    assert (code, said.splitlines()) == (1, [f"{path}: {recorded(case)['error']}" for path, case in refused])


def test_without_json_the_configuration_is_printed_as_it_is() -> None:
    path, case = CASES[0]
    assert run("derive", "haproxy", path) == (0, recorded(case)["cfg"], "")


def test_what_marathon_lb_refuses_is_said_as_it_says_it() -> None:
    path, case = next((path, case) for path, case in CASES if "error" in recorded(case))
    assert run("derive", "haproxy", path) == (1, "", f"{recorded(case)['error']}\n")


def test_marathons_answer_alone_is_written_as_the_package_does_and_at_once() -> None:
    case = CASES[0][1]
    with talking_to("derive", "haproxy", "--json", "-", code=1) as answered:
        assert json.loads(answered(json.dumps({"apps": case["apps"]}))) == recorded(case)
        assert list(json.loads(answered('{"apps": [7]}'))) == ["error"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "it has no list `apps`; give what GET /v2/apps?embed=apps.tasks answers"),
        ({"apps": {}}, "it has no list `apps`"),
        ({"apps": [], "flags": 7}, "flags must be an object of groups, bind_http_https"),
        ({"apps": [], "flags": {"groups": "external"}}, "flags.groups must be something like ('external',)"),
        ({"apps": [], "flags": {"haproxy_map": "yes"}}, "flags.haproxy_map must be something like True, not 'yes'"),
        ({"apps": [{"id": "/a", "tasks": []}]}, "KeyError: 'labels'"),
    ],
)
def test_what_marathon_lb_cannot_read_is_refused(document: Any, words: str) -> None:
    code, printed, said = run("derive", "haproxy", "-", given=json.dumps(document).encode())
    assert (code, printed) == (1, "")
    assert said.startswith(f"line 1: {words}")
    assert said.count("\n") == 1
