"""Rules of Marathon-LB 1.13.1 that no recording shows, read from its source."""

import re
from hashlib import sha256
from typing import Any

import pytest

from tutorial.cluster.marathonlb.assigner import LEAST, MOST, Assigner
from tutorial.cluster.marathonlb.config import Refusal, Written, write
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.marathonlb.names import server_id

ALL = Flags(groups=("*",), haproxy_map=False)
BY_MAP = Flags(groups=("*",))
CHECK = {
    "protocol": "MESOS_HTTP",
    "portIndex": 0,
    "path": "/up",
    "timeoutSeconds": 5,
    "intervalSeconds": 10,
    "gracePeriodSeconds": 60,
    "maxConsecutiveFailures": 3,
}


def app(name: str = "/a", ports: int = 1, hosts: int = 1, labels: dict[str, str] | None = None, **more: Any) -> Any:
    """An app in host mode, with service ports from 10000 and a task on 10.0.0.1, 10.0.0.2, …, each from port 1000."""
    tasks = [
        {"id": f"{name}.{n}", "host": f"10.0.0.{n}", "ports": [1000 + port for port in range(ports)]}
        for n in range(1, hosts + 1)
    ]
    definitions = [{"port": 10000 + port} for port in range(ports)]
    return {
        "id": name,
        "labels": labels or {},
        "portDefinitions": definitions,
        "tasks": tasks,
        "instances": hosts,
        **more,
    }


def labelled(**labels: str) -> Any:
    """The app with labels of its first port."""
    return app(labels={f"HAPROXY_0_{name}": value for name, value in labels.items()})


def hosts(written: Written) -> list[str]:
    """The last numbers of the servers' addresses, those that drain with a `-`."""
    found = re.findall(r"^  server \S+ 10\.0\.0\.(\d+):\d+ id \d+(.*)$", written.body, re.M)
    return [f"-{number}" if "disabled" in rest else number for number, rest in found]


def section(written: Written, head: str) -> list[str]:
    """The lines of a section, without its head."""
    return next(part for part in written.body.split("\n\n") if part.strip().startswith(head)).strip().splitlines()[1:]


OUT = {"KILLING", "KILLED", "FINISHED", "ERROR"}
IN = ("STAGING", "STARTING", "RUNNING", "FAILED", "LOST", "UNREACHABLE", "GONE")


@pytest.mark.parametrize("state", [*sorted(OUT), *IN])
def test_only_four_states_leave_a_task_out(state: str) -> None:
    given = app()
    given["tasks"][0]["state"] = f"TASK_{state}"
    assert hosts(write([given], ALL)) == ([] if state in OUT else ["1"])


def test_groups_of_a_port_replace_those_of_its_app() -> None:
    labels = {"HAPROXY_GROUP": "external,other", "HAPROXY_1_GROUP": "internal", "HAPROXY_2_GROUP": "a,external"}
    written = write([app(ports=3, labels=labels)], Flags(haproxy_map=False))
    assert re.findall(r"^backend (\S+)", written.body, re.M) == ["a_10000", "a_10002"]


def test_a_task_counts_when_it_has_results_and_none_is_bad() -> None:
    given = app(hosts=5, healthChecks=[CHECK])
    for task, results in zip(given["tasks"], ([True], [True, False], [False], [], None), strict=True):
        task["healthCheckResults"] = results and [{"alive": alive} for alive in results]
    given["tasks"][3]["healthCheckResults"] = []
    assert hosts(write([given], ALL)) == ["1", "4"]
    assert hosts(write([given], Flags(groups=("*",), health_check=False))) == ["1", "2", "3", "4", "5"]


# Blue and green


def colours(**of_green: str) -> list[Any]:
    """Blue with three tasks on hosts 1 to 3, and the newer green with one on host 9."""
    group = {"HAPROXY_DEPLOYMENT_GROUP": "shop"}
    blue = app(
        "/blue", hosts=3, healthChecks=[], labels={**group, "HAPROXY_DEPLOYMENT_STARTED_AT": "2019-07-22T10:00:00"}
    )
    green = app(
        "/green", hosts=1, healthChecks=[], labels={**group, "HAPROXY_DEPLOYMENT_STARTED_AT": "2019-07-22T11:00:00"}
    )
    green["labels"] |= {f"HAPROXY_DEPLOYMENT_{name}": value for name, value in of_green.items()}
    green["tasks"][0]["host"] = "10.0.0.9"
    blue["versionInfo"] = green["versionInfo"] = {"lastScalingAt": "2019-07-22T11:00:00.000Z"}
    return [blue, green]


def test_apps_of_a_group_are_one_and_so_many_old_tasks_drain_as_there_are_new_ones() -> None:
    written = write(colours(), BY_MAP)
    assert hosts(written) == ["-1", "2", "3", "9"]
    assert "backend shop_10000\n" in written.body
    assert "blue" not in written.body


@pytest.mark.parametrize(("target", "draining"), [("3", 1), ("4", 0), ("1", 1)])
def test_no_more_old_tasks_drain_than_are_too_many(target: str, draining: int) -> None:
    written = write(colours(NEW_INSTANCES="1", TARGET_INSTANCES=target), ALL)
    assert sum(host.startswith("-") for host in hosts(written)) == draining


def test_who_was_scaled_last_is_the_new_one_while_both_are_scaled() -> None:
    apps = colours(NEW_INSTANCES="1", TARGET_INSTANCES="3")
    apps[0]["labels"]["HAPROXY_DEPLOYMENT_TARGET_INSTANCES"] = "3"
    apps[0]["versionInfo"] = {"lastScalingAt": "2019-07-22T12:00:00.000Z"}
    assert hosts(write(apps, ALL)) == ["1", "2", "3", "-9"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"labels": {"HAPROXY_DEPLOYMENT_GROUP": ""}}, "IndexError: string index out of range"),
        ({"healthChecks": None}, "KeyError: 'healthChecks'"),
    ],
)
def test_a_group_that_cannot_be_joined_ends_all(change: dict[str, Any], said: str) -> None:
    apps = colours()
    apps[1] |= change
    assert refused(apps) == said


def refused(apps: list[Any], flags: Flags = ALL) -> str:
    with pytest.raises(Refusal) as refusal:
        write(apps, flags)
    return str(refusal.value)


# Networks


def test_tasks_with_addresses_of_their_own_are_reached_at_the_apps_ports() -> None:
    given = app(networks=[{"mode": "container", "name": "dcos"}])
    given["container"] = {"portMappings": [{"containerPort": 80, "servicePort": 10101}]}
    given["tasks"][0]["ipAddresses"] = [{"ipAddress": "9.0.3.131"}]
    assert "  server 10_0_0_1_9_0_3_131_80 9.0.3.131:80 id " in write([given], ALL).body
    given["tasks"][0]["ipAddresses"] = []
    assert "server" not in write([given], ALL).body


def test_an_app_of_old_without_service_ports_is_given_some() -> None:
    given = app(portDefinitions=[], ipAddress={"discovery": {"ports": [{"number": 500}, {"number": 501}]}})
    given["tasks"][0]["ipAddresses"] = [{"ipAddress": "1.2.3.4"}]
    listens = re.findall(r"^frontend a_(\d+)$", write([given], ALL).body, re.M)
    assert listens == [str(port) for port in sorted(filter(None, Assigner().ports("/a", [500, 501])))]


def test_assigned_ports_are_each_given_once_until_none_is_left() -> None:
    assigner = Assigner()
    given = assigner.ports("/a", range(500, 500 + MOST - LEAST + 3))
    assert given[-2:] == [None, None]
    assert sorted(filter(None, given)) == list(range(LEAST, MOST + 1))
    assert assigner.ports("/a", [500]) == given[:1]


def test_two_indexes_with_one_port_are_the_second_ones_service_with_the_tasks_of_both() -> None:
    given = app(ports=2, labels={"HAPROXY_0_BALANCE": "source", "HAPROXY_1_BALANCE": "leastconn"})
    given["portDefinitions"] = [{"port": 10000}, {"port": 10000}]
    assert [line.split()[:2] for line in section(write([given], ALL), "backend a_10000")] == [
        ["balance", "leastconn"],
        ["mode", "tcp"],
        ["server", "10_0_0_1_1000"],
        ["server", "10_0_0_1_1001"],
    ]


# Labels


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"AUTH": "realm:user"}, "ValueError: not enough values to unpack (expected 3, got 2)"),
        ({"BACKEND_WEIGHT": "much"}, "ValueError: invalid literal for int() with base 10: 'much'"),
        ({"BACKEND_HEAD": "  {nobody}"}, "KeyError: 'nobody'"),
        ({"BACKEND_HEAD": "{"}, "ValueError: Single '{' encountered in format string"),
        ({"BACKEND_HEAD": "{}"}, "IndexError: Replacement index 0 out of range for positional args tuple"),
        ({"BACKEND_HEAD": "{mode.upper}"}, "AttributeError: {mode.upper} asks for an attribute"),
        ({"BACKEND_HEAD": "{mode:>99999999}"}, "ValueError: Too many decimal digits in format string"),
        ({"VHOST": "a", "REDIRECT_TO_HTTPS": "y", "HTTP_FRONTEND_ACL": "{appId}"}, "KeyError: 'appId'"),
    ],
)
def test_one_bad_label_ends_all(labels: dict[str, str], said: str) -> None:
    assert refused([app("/good"), labelled(**labels)]) == said


def test_labels_of_a_port_that_is_not_there_are_not_looked_at() -> None:
    assert write([app(labels={"HAPROXY_1_PORT": "http"})], ALL) == write([app()], ALL)


def test_no_group_at_all_is_refused() -> None:
    assert refused([app()], Flags(groups=())) == "Exception: No groups specified"


def test_a_label_replaces_a_template_and_its_line_ends_become_those_of_unix() -> None:
    written = write([labelled(FRONTEND_HEAD="\r\nfrontend mine\r\n  bind *:{servicePort}\r\n")], ALL)
    assert "\nfrontend mine\n  bind *:10000\n  use_backend a_10000\n" in written.body


def test_with_maps_the_label_without_map_replaces_the_rule_that_reads_it() -> None:
    written = write(
        [labelled(VHOST="a", HTTP_FRONTEND_ACL="  # {haproxy_dir}\n", MAP_HTTP_FRONTEND_ACL="  # no\n")], BY_MAP
    )
    assert section(written, "frontend marathon_http_in") == ["  bind *:80", "  mode http", "  # /marathon-lb"]
    assert written.domains == "a a_10000\n"


def test_the_rule_that_reads_the_map_sinks_below_a_weight_of_nought() -> None:
    locked = {"HAPROXY_0_VHOST": "b", "HAPROXY_0_AUTH": "Shop:me:secret"}
    written = write([app("/a", labels={"HAPROXY_0_VHOST": "a"}), app("/b", labels=locked)], BY_MAP)
    for front in ("http", "https"):
        assert "map(" in section(written, f"frontend marathon_{front}_in")[-1]


def test_a_path_weighs_one_unless_it_is_told_otherwise() -> None:
    def order(**labels: str) -> list[str]:
        shop = {"HAPROXY_0_VHOST": "shop"}
        path = {**shop, "HAPROXY_0_PATH": "/p", **{f"HAPROXY_0_{name}": value for name, value in labels.items()}}
        written = write([app("/a", labels=shop), app("/b", labels=path)], ALL)
        return re.findall(r"use_backend (.)_10000 if host", written.body)

    assert order() == order(BACKEND_WEIGHT="0") == order(BACKEND_WEIGHT="2") == ["b", "a"]
    assert order(BACKEND_WEIGHT="-1") == ["a", "b"]


def test_who_is_sent_to_https_has_rules_of_his_own_beside_the_map() -> None:
    written = write([labelled(VHOST="x", REDIRECT_TO_HTTPS="true")], BY_MAP)
    assert section(written, "frontend marathon_http_in")[2:] == [
        "  acl host_x_a hdr(host) -i x",
        "  use_backend a_10000 if host_x_a",
        "  redirect scheme https code 301 if !{ ssl_fc } host_x_a",
    ]
    assert written.domains == "x a_10000\n"


def test_one_name_with_a_path_and_a_password() -> None:
    written = write([labelled(VHOST="x", PATH="/p", AUTH="Shop:me:secret")], ALL)
    assert section(written, "frontend marathon_http_in")[2:] == [
        "  acl host_x_a hdr(host) -i x",
        "  acl auth_x_a http_auth(user_a_10000)",
        "  acl path_a_10000 path_beg /p",
        '  http-request auth realm "Shop" if host_x_a path_a_10000 !auth_x_a',
        "  use_backend a_10000 if host_x_a path_a_10000",
    ]


def test_grouped_by_vhost_each_name_has_a_frontend_with_its_own_certificate() -> None:
    flags = Flags(groups=("*",), haproxy_map=False, group_https_by_vhost=True)
    written = write([labelled(VHOST="a.b,c", SSL_CERT="/own.pem", BIND_OPTIONS="verify required")], flags)
    assert section(written, "frontend marathon_https_in")[-2:] == [
        "  use_backend a_b if { req_ssl_sni -i a.b }",
        "  use_backend c if { req_ssl_sni -i c }",
    ]
    assert section(written, "backend a_b") == ["  server loopback-for-tls abns@a_b send-proxy-v2"]
    assert section(written, "frontend a_b") == [
        "  mode http",
        "  bind abns@a_b accept-proxy ssl crt /own.pem verify required",
        "  use_backend a_10000 if { ssl_fc_sni a.b }",
    ]


def test_several_names_with_a_path_and_a_password_share_their_marks() -> None:
    written = write([labelled(VHOST="x,y", PATH="/p", AUTH="Shop:me:secret")], ALL)
    assert section(written, "frontend marathon_http_in")[2:] == [
        "  acl path_a_10000 path_beg /p",
        "  acl auth_x_a http_auth(user_a_10000)",
        "  acl host_x_a hdr(host) -i x",
        "  acl host_x_a hdr(host) -i y",
        '  http-request auth realm "Shop" if host_x_a path_a_10000 !auth_x_a',
        "  use_backend a_10000 if host_x_a path_a_10000",
    ]


# Checks and numbers


@pytest.mark.parametrize(("index", "port"), [("0", 1000), ("1", 1001), ("-1", 1001), ("3", 1000)])
def test_another_port_may_stand_for_a_service_in_checks(index: str, port: int) -> None:
    given = app(ports=2, healthChecks=[CHECK], labels={"HAPROXY_0_BACKEND_HEALTHCHECK_PORT_INDEX": index})
    servers = [
        line for line in section(write([given], Flags(("*",), health_check=False)), "backend a_10000") if " id " in line
    ]
    assert servers[0].endswith(f" check inter 10s fall 4 port {port}")


def test_a_check_with_a_port_of_its_own_is_that_of_every_port() -> None:
    given = app(ports=2, healthChecks=[{**CHECK, "port": 9000, "portIndex": 1}])
    written = write([given], Flags(("*",), health_check=False))
    assert len(re.findall(r" check inter 10s fall 4 port 9000$", written.body, re.M)) == 2


def test_a_check_borrowed_from_another_port_makes_a_service_speak_http() -> None:
    labels = {"HAPROXY_0_BACKEND_HEALTHCHECK_PORT_INDEX": "1", "HAPROXY_0_MODE": "tcp"}
    given = app(ports=2, healthChecks=[{**CHECK, "portIndex": 1}], labels=labels)
    lines = section(write([given], Flags(("*",), health_check=False)), "backend a_10000")
    assert "  mode http" in lines
    assert "  option  httpchk GET /up" in lines


def test_an_index_as_large_as_the_number_of_services_is_refused() -> None:
    given = app(ports=2, healthChecks=[CHECK], labels={"HAPROXY_0_BACKEND_HEALTHCHECK_PORT_INDEX": "2"})
    assert refused([given], Flags(("*",), health_check=False)) == "IndexError: list index out of range"


def test_a_taken_server_id_is_drawn_again() -> None:
    taken: set[int] = set()
    assert server_id("172_16_15_168_9896", taken) == 8798
    again = int(sha256(f"172_16_15_168_9896 {sha256(b'172_16_15_168_9896').hexdigest()}".encode()).hexdigest(), 16)
    assert server_id("172_16_15_168_9896", taken) == again % 32767
