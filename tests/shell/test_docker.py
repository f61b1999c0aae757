"""docker's printed forms and complaints: what it shows of containers, networks and ports."""

import json
import re

import pytest

from tests.build import article_attempt, typed
from tests.cluster.definitions import bridged
from tutorial.attempt import Attempt
from tutorial.cluster.docker.tables import Published
from tutorial.shell.dockercli.listing import ago
from tutorial.shell.dockercli.ports import column
from tutorial.shell.gojson import compact, indented


@pytest.fixture
def attempt() -> Attempt:
    """One container in host mode, on S1."""
    made = article_attempt()
    typed(made, "dcos marathon app add httpi_host.json")
    return made


def test_docker_answers_root_alone(attempt: Attempt) -> None:
    typed(attempt, "dcos node ssh --master-proxy --user centos --private-ip 172.16.9.84")
    shown = typed(attempt, "docker ps")
    assert shown.text("stderr").startswith("Got permission denied while trying to connect to the Docker daemon socket")
    assert shown.exit_code == 1
    assert typed(attempt, "sudo docker ps -q | wc -l").text("stdout") == "1\n"


def test_ps_shows_running_containers(attempt: Attempt) -> None:
    head, row = typed(attempt, "docker ps", "S1").text("stdout").splitlines()
    assert re.split(" {2,}", head) == ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]
    assert row.split()[1] == "dcoslabs/httpi:latest"
    name = row.split()[-1]
    assert name.startswith("mesos-")
    shown = typed(attempt, "docker ps --format 'table {{.Names}}\\t{{.Image}}'", "S1")
    assert shown.text("stdout") == f"{'NAMES':{len(name) + 3}}IMAGE\n{name}   dcoslabs/httpi:latest\n"
    assert typed(attempt, "docker ps --no-trunc -q | wc -c", "S1").text("stdout") == "65\n"
    assert typed(attempt, "docker ps -q", "S2").text("stdout") == ""


def test_inspect_prints_a_document_that_jq_reads(attempt: Attempt) -> None:
    line = "docker inspect $(docker ps -q) | jq -r '.[].NetworkSettings.Networks | keys[]'"
    assert typed(attempt, line, "S1").text("stdout") == "host\n"
    line = "docker inspect -f '{{.State.Running}} {{json .Config.Image}} {{.Config.Labels}}' $(docker ps -q)"
    assert typed(attempt, line, "S1").text("stdout").startswith('true "dcoslabs/httpi:latest" map[')


def usage(path: str, wrong: str, words: str, summary: str) -> str:
    return f"\"docker {path}\" {wrong}.\nSee 'docker {path} --help'.\n\nUsage:  docker {path} {words}\n\n{summary}\n"


DOCUMENTS = "Return low-level information on Docker objects"
DETAILS = "Display detailed information on one or more networks"
PORTS = "List port mappings or a specific mapping for the container"
MAPPED = "CONTAINER [PRIVATE_PORT[/PROTO]]"


@pytest.mark.parametrize(
    ("line", "output", "error", "code"),
    [
        ("docker inspect nosuch", "[]\n", "Error: No such object: nosuch\n", 1),
        ("docker inspect -f '{{.Id}}' nosuch", "\n", "Error: No such object: nosuch\n", 1),
        ("docker container inspect bridge", "[]\n", "Error: No such container: bridge\n", 1),
        ("docker network inspect none x ''", None, "Error: No such network: x\nError: No such network: \n", 1),
        ("docker port none", "", "Error: No such container: none\n", 1),
        (
            "docker inspect",
            "",
            usage("inspect", "requires at least 1 argument", "[OPTIONS] NAME|ID [NAME|ID...]", DOCUMENTS),
            1,
        ),
        ("docker ps x", "", usage("ps", "accepts no arguments", "[OPTIONS]", "List containers"), 1),
        ("docker network ls x", "", usage("network ls", "accepts no arguments", "[OPTIONS]", "List networks"), 1),
        (
            "docker network inspect",
            "",
            usage("network inspect", "requires at least 1 argument", "[OPTIONS] NETWORK [NETWORK...]", DETAILS),
            1,
        ),
        ("docker port", "", usage("port", "requires at least 1 and at most 2 arguments", MAPPED, PORTS), 1),
    ],
)
def test_docker_says_what_is_wrong(attempt: Attempt, line: str, output: str | None, error: str, code: int) -> None:
    shown = typed(attempt, line, "S1")
    assert (shown.text("stderr"), shown.exit_code) == (error, code)
    assert output in {None, shown.text("stdout")}


def test_what_is_not_there_is_named_with_what_is(attempt: Attempt) -> None:
    for line, asked in (("docker run x", "run"), ("docker network create x", "network create")):
        shown = typed(attempt, line, "S1")
        assert shown.text("stderr").startswith(f"docker: '{asked}' is not supported here; supported: ps, ")
        assert shown.exit_code == 2


def test_help_of_groups_and_subcommands(attempt: Attempt) -> None:
    shown = typed(attempt, "docker network", "S1").text("stdout")
    assert shown.startswith("\nUsage:  docker network COMMAND\n\nCommands:\n  inspect   Display detailed")
    shown = typed(attempt, "docker network ls --help", "S1").text("stdout")
    assert shown.startswith("\nUsage:  docker network ls [OPTIONS]\n\nList networks\n\nOptions:\n  -q, --quiet")


# Networks


@pytest.fixture
def bridge() -> Attempt:
    """The article's five containers behind bridges: two of them on S3."""
    made = article_attempt({"bridge.json": json.dumps(bridged(instances=5))})
    typed(made, "dcos marathon app add bridge.json")
    return made


def test_networks_are_listed_by_name(bridge: Attempt) -> None:
    lines = typed(bridge, "docker network ls", "S3").text("stdout").splitlines()
    assert lines[0] == "NETWORK ID          NAME                DRIVER              SCOPE"
    assert [line[20:] for line in lines[1:]] == [
        "bridge              bridge              local",
        "dcos                bridge              local",
        "host                host                local",
        "none                null                local",
    ]
    ids = typed(bridge, "docker network ls -q", "S3").text("stdout").split()
    whole = typed(bridge, "docker network ls -q --no-trunc", "S3").text("stdout").split()
    assert ids == [line[:12] for line in lines[1:]] == [found[:12] for found in whole]
    assert {len(found) for found in whole} == {64}
    shown = typed(bridge, "docker network ls --format '{{.Name}} {{.Internal}}'", "S3").text("stdout")
    assert shown.splitlines()[1] == "dcos false"


def test_a_network_is_inspected_by_its_name_its_id_or_the_beginning_of_it(bridge: Attempt) -> None:
    ids = typed(bridge, "docker inspect -f '{{.NetworkSettings.Networks.bridge.NetworkID}}' $(docker ps -q)", "S3")
    (network_id,) = set(ids.text("stdout").split())
    shown = [typed(bridge, f"docker network inspect {name}", "S3") for name in ("bridge", network_id, network_id[:5])]
    assert len({line.text("stdout") for line in shown}) == 1
    (document,) = json.loads(shown[0].text("stdout"))
    assert list(document)[:7] == ["Name", "Id", "Created", "Scope", "Driver", "EnableIPv6", "IPAM"]
    members = {member["IPv4Address"] for member in document["Containers"].values()}
    assert members == {"172.17.0.2/16", "172.17.0.3/16"}
    shown = typed(bridge, "docker network inspect -f '{{json .IPAM.Config}}' dcos bridge", "S3")
    assert shown.text("stdout").splitlines()[1] == '[{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]'


def test_inspect_finds_networks_too(bridge: Attempt) -> None:
    assert typed(bridge, "docker inspect -f '{{.Driver}}' none", "S3").text("stdout") == "null\n"


def test_a_beginning_that_several_ids_have_is_refused(bridge: Attempt) -> None:
    shown = typed(bridge, "for d in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do docker network inspect $d; done", "S3")
    wrong = set(shown.text("stderr").splitlines())
    found = typed(bridge, "docker network ls -q", "S3").text("stdout").split()
    for digit in "0123456789abcdef":
        count = sum(each.startswith(digit) for each in found)
        words = f"Error response from daemon: network {digit} is ambiguous ({count} matches found based on ID prefix)"
        assert (words in wrong) == (count > 1)
        assert (f"Error: No such network: {digit}" in wrong) == (count == 0)


# Ports


def test_published_ports_are_told_by_ps_and_port(bridge: Attempt) -> None:
    assert typed(bridge, "docker ps --format '{{.Ports}}'", "S3").text("stdout").splitlines() == [
        "0.0.0.0:26186->26186/tcp",
        "0.0.0.0:9896->9896/tcp",
    ]
    name = typed(bridge, "docker ps -l --format '{{.Names}}'", "S3").text("stdout").strip()
    assert typed(bridge, f"docker port {name}", "S3").text("stdout") == "26186/tcp -> 0.0.0.0:26186\n"
    assert typed(bridge, f"docker port {name} 26186", "S3").text("stdout") == "0.0.0.0:26186\n"
    assert typed(bridge, f"docker port {name} 26186/tcp", "S3").text("stdout") == "0.0.0.0:26186\n"


@pytest.mark.parametrize(
    ("port", "error"),
    [
        ("26186/udp", "Error: No public port '26186/udp' published for {}"),
        ("80", "Error: No public port '80/tcp' published for {}"),
        ("80/", 'strconv.ParseUint: parsing "80/": invalid syntax'),
        ("http", 'strconv.ParseUint: parsing "http": invalid syntax'),
        ("65536", 'strconv.ParseUint: parsing "65536": value out of range'),
    ],
)
def test_a_port_that_is_not_published_is_refused(bridge: Attempt, port: str, error: str) -> None:
    name = typed(bridge, "docker ps -l --format '{{.Names}}'", "S3").text("stdout").strip()
    shown = typed(bridge, f"docker port {name} {port}", "S3")
    assert (shown.text("stderr"), shown.exit_code) == (error.format(name) + "\n", 1)


def test_containers_without_published_ports_tell_none(attempt: Attempt) -> None:
    assert typed(attempt, "docker ps --format '{{.Ports}}'; docker port $(docker ps -q)", "S1").text("stdout") == "\n"


@pytest.mark.parametrize(
    ("ports", "told"),
    [
        ("", ""),
        ("tcp:80:80 tcp:81:81 tcp:82:82", "0.0.0.0:80-82->80-82/tcp"),
        ("tcp:82:82 tcp:80:80", "0.0.0.0:80->80/tcp, 0.0.0.0:82->82/tcp"),
        ("tcp:9080:80 tcp:9081:81", "0.0.0.0:9080->80/tcp, 0.0.0.0:9081->81/tcp"),
        ("tcp:9081:81 tcp:90:90", "0.0.0.0:90->90/tcp, 0.0.0.0:9081->81/tcp"),
        ("udp:53:53 tcp:53:53 tcp:54:54", "0.0.0.0:53-54->53-54/tcp, 0.0.0.0:53->53/udp"),
        (
            "udp:10:10 tcp:5:5 tcp:20:20 tcp:21:21 udp:30:30",
            "0.0.0.0:5->5/tcp, 0.0.0.0:10->10/udp, 0.0.0.0:20-21->20-21/tcp, 0.0.0.0:30->30/udp",
        ),
    ],
)
def test_neighbouring_ports_are_told_as_one_range(ports: str, told: str) -> None:
    given = (word.split(":") for word in ports.split())
    assert column(Published(protocol, int(outside), int(inside)) for protocol, outside, inside in given) == told


# Forms


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"), (119, "About a minute"),
        (120, "2 minutes"), (3599, "59 minutes"), (3600, "About an hour"), (7200, "2 hours"), (172800, "2 days"),
        (86400 * 14, "2 weeks"), (86400 * 60, "2 months"), (86400 * 800, "2 years"),
    ],
)  # fmt: skip
def test_ages_are_told_as_docker_tells_them(seconds: int, words: str) -> None:
    assert ago(seconds * 1000) == words


def test_json_is_printed_as_go_prints_it() -> None:
    document = {"b": "<&>", "a": [1]}
    assert indented(document) == '{\n    "b": "\\u003c\\u0026\\u003e",\n    "a": [\n        1\n    ]\n}'
    assert compact(document) == '{"b":"\\u003c\\u0026\\u003e","a":[1]}'
    assert json.loads(indented(document)) == document
