"""Marathon-LB on the public agent: what it listens on, whom it asks, and that it follows every change."""

from dataclasses import replace

from tests.build import typed
from tests.cluster.build import Cluster
from tests.cluster.controllers.marathonlb import (
    OUTSIDE,
    add,
    curl,
    httpi,
    own,
    ports,
    running,
    server_of,
    servers,
    statistics,
    update,
)
from tutorial.attempt import Attempt
from tutorial.cluster.api import Request, answer
from tutorial.cluster.controllers import dispatch
from tutorial.cluster.controllers.marathonlb import LOOK_MS, RELOAD_MS
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon.tables import APPS
from tutorial.cluster.marathonlb.config import write
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.marathonlb.running import INSTANCES
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.servers.haproxy_lua import SIGNALLED
from tutorial.cluster.servers.haproxy_tables import RUNNING


def test_it_is_healthy_and_listens_on_its_own_ports(attempt: Attempt) -> None:
    assert ports(attempt) == [80, 443, 9090, 9091]
    assert "1/1    1/1" in typed(attempt, "dcos marathon app list").text("stdout")
    assert curl(attempt, "", 9090 + 1).startswith("HTTP/1.1 503 Service Unavailable")


def test_a_client_outside_reaches_each_task_in_turn(attempt: Attempt) -> None:
    add(attempt, httpi(3, PORT="3141", MODE="http"))
    ends = [server_of(attempt, typed(attempt, f"curl -s http://{OUTSIDE}:3141", "outside")) for _ in range(6)]
    assert ends == servers(attempt) * 2


def test_it_follows_scaling_and_closes_a_port_without_servers(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141"))
    assert len(servers(attempt)) == 2
    update(attempt, "instances=4")
    assert len(servers(attempt)) == 4
    update(attempt, "instances=1")
    assert len(servers(attempt)) == 1
    assert 3141 in ports(attempt)
    update(attempt, "instances=0")
    assert ports(attempt) == [80, 443, 9090, 9091]
    assert "Couldn't connect to server" in curl(attempt, "")


def test_what_it_has_written_is_what_is_derived_and_can_be_asked_for(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141", MODE="http", VHOST="pi.example.com"))
    typed(attempt, "true")
    apps = Request("GET", "/service/marathon/v2/apps", (("embed", "apps.tasks"),))
    written = write(answer(attempt.world, apps, 0).json["apps"], Flags())
    for path, text in {
        "getconfig": written.configuration,
        "getvhostmap": written.domains,
        "getappmap": written.apps,
    }.items():
        line = typed(attempt, f"curl -s http://{OUTSIDE}:9090/_haproxy_{path}", "outside")
        assert line.text("stdout") == text
    assert written.domains == "pi.example.com httpi_3141\n"


def test_its_process_can_be_asked_for_and_what_is_not_there_has_no_server(attempt: Attempt) -> None:
    pids = own(attempt, "/_haproxy_getpids")
    assert pids.split() == [str(running.pid) for running in attempt.world.values(RUNNING, "S0")]
    assert pids == pids.strip() != ""
    assert own(attempt, "/_haproxy_health_check") == "<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n"
    assert "503 Service Unavailable" in own(attempt, "/")


def test_signals_have_it_look_at_marathon_or_start_haproxy_anew(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141", MODE="http"))
    ask = f"curl -s http://{OUTSIDE}:3141"
    first = server_of(attempt, typed(attempt, ask, "outside"))
    assert own(attempt, "/_mlb_signal/usr1") == "Sent SIGUSR1 signal to marathon-lb"
    typed(attempt, "sleep 1")
    assert server_of(attempt, typed(attempt, ask, "outside")) == first  # a new process begins with the first server
    assert own(attempt, "/_mlb_signal/hup") == "Sent SIGHUP signal to marathon-lb"
    fork = attempt.world.fork()
    (signalled,) = fork.queued(SIGNALLED, "S0")
    assert list(dispatch(signalled, fork)) == []
    assert fork.queued("marathonlb.regenerate", "S0")
    other = attempt.world.fork()
    assert list(dispatch(replace(signalled, data=("SIGHUP", 1)), other)) == []
    assert not other.queued("marathonlb.regenerate", "S0"), "another HAProxy was asked"


def test_statistics_count_what_came_and_where_it_went(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141", MODE="http"))
    for _ in range(3):
        curl(attempt, "")
    curl(attempt, "", 80)
    found = statistics(attempt)
    assert (found["httpi_3141", "FRONTEND"]["stot"], found["httpi_3141", "BACKEND"]["hrsp_2xx"]) == ("3", "3")
    assert [row["stot"] for row in found.values() if row["type"] == "2"] == ["2", "1"]
    assert found["marathon_http_in", "FRONTEND"]["hrsp_5xx"] == "1"
    page = own(attempt, "'/haproxy?stats'")
    for words in ("Statistics Report for pid", "<caption>httpi_3141</caption>", "no check"):
        assert words in page
    update(attempt, "instances=1")
    assert statistics(attempt)["httpi_3141", "FRONTEND"]["stot"] == "0"  # a new process has counted nothing


def test_a_server_that_looks_find_dead_is_asked_no_more_until_it_is_back(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141", MODE="http", STICKY="true"))
    first, second = servers(attempt)
    agent = next(host.id for host in attempt.world.values(HOSTS) if host.ip == first.partition(":")[0])
    rule = f"INPUT -p tcp --dport {first.rpartition(':')[2]} -s 172.16.33.10 -j REJECT --reject-with tcp-reset"
    typed(attempt, f"iptables -I {rule}", agent)
    down, up = (statistics(attempt)["httpi_3141", end.translate(str.maketrans(".:", "__"))] for end in (first, second))
    assert (down["status"], down["check_status"], down["chkfail"], down["chkdown"]) == ("DOWN", "L4CON", "3", "1")
    assert (up["status"], up["check_status"], up["check_health"]) == ("UP", "L4OK", "4")
    lines = [typed(attempt, f"curl -s http://{OUTSIDE}:3141", "outside") for _ in range(2)]
    assert [server_of(attempt, line) for line in lines] == [second] * 2
    typed(attempt, f"iptables -D {rule}", agent)
    assert {row["status"] for row in statistics(attempt).values() if row["type"] == "2"} == {"UP"}
    lines = [typed(attempt, f"curl -s http://{OUTSIDE}:3141", "outside") for _ in range(2)]
    assert {server_of(attempt, line) for line in lines} == {first, second}


def test_a_settled_cluster_takes_no_looks(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141", STICKY="true"))
    typed(attempt, "true")
    assert attempt.world.queued("haproxy.check", "S0") == ()


def test_a_label_that_is_refused_keeps_the_old_configuration(attempt: Attempt) -> None:
    add(attempt, httpi(2, PORT="3141"))
    assert len(servers(attempt)) == 2
    before = running(attempt.world).text
    add(attempt, {**httpi(1, PORT="http"), "id": "/other"})
    update(attempt, "instances=3")
    assert len(servers(attempt)) == 2
    assert running(attempt.world).text == before
    assert typed(attempt, "dcos marathon app remove /other").exit_code == 0
    assert len(servers(attempt)) == 3


def test_an_app_that_haproxy_would_not_have_is_left_out(attempt: Attempt) -> None:
    add(attempt, httpi(1, PORT="3141"))
    add(attempt, {**httpi(1, MODE="grpc", PORT="3142"), "id": "/a"})
    add(attempt, {**httpi(1, PORT="3143"), "id": "/z"})
    assert ports(attempt) == [80, 443, 3141, 3143, 9090, 9091]
    update_of_a = """'labels={"HAPROXY_GROUP": "external", "HAPROXY_0_PORT": "3142"}'"""
    assert typed(attempt, f"dcos marathon app update /a {update_of_a}").exit_code == 0
    assert ports(attempt) == [80, 443, 3141, 3142, 3143, 9090, 9091]


def test_a_port_that_another_program_has_keeps_the_old_haproxy(attempt: Attempt) -> None:
    add(
        attempt,
        {
            **httpi(1),
            "id": "/other",
            "acceptedResourceRoles": ["slave_public"],
            "requirePorts": True,
            "portDefinitions": [{"port": 3141, "name": "http"}],
            "labels": {},
        },
    )
    add(attempt, httpi(1, PORT="3141"))
    assert ports(attempt) == [80, 443, 9090, 9091]


def test_a_packaged_app_is_reached_through_it_and_by_its_virtual_address(attempt: Attempt) -> None:
    assert typed(attempt, "dcos package install httpi --yes").exit_code == 0
    assert curl(attempt, "").endswith("3.1415926536")
    inside = typed(attempt, "curl -s http://httpi.marathon.l4lb.thisdcos.directory:3141", "master")
    assert inside.text("stdout") == "3.1415926536"


def test_a_task_that_is_not_well_is_left_out(attempt: Attempt) -> None:
    check = {
        "protocol": "HTTP",
        "portIndex": 0,
        "path": "/",
        "intervalSeconds": 5,
        "gracePeriodSeconds": 1,
        "maxConsecutiveFailures": 0,
    }
    add(attempt, {**httpi(2, PORT="3141"), "healthChecks": [check]})
    first, second = servers(attempt)
    agent = next(host.id for host in attempt.world.values(HOSTS) if host.ip == first.partition(":")[0])
    typed(attempt, f"iptables -I INPUT -p tcp --dport {first.rpartition(':')[2]} -s 172.16.9.10 -j REJECT", agent)
    typed(attempt, "sleep 20")
    assert servers(attempt) == [second]


def test_uninstalled_it_is_gone(attempt: Attempt) -> None:
    add(attempt, httpi(1, PORT="3141"))
    assert 3141 in ports(attempt)
    assert typed(attempt, "dcos package uninstall marathon-lb --yes").exit_code == 0
    assert ports(attempt) == []
    assert not attempt.world.rows(RUNNING, "S0")
    assert attempt.world.get(APPS, "/marathon-lb") is None


def test_a_refusal_breaks_nothing_else() -> None:
    cluster = Cluster()
    answer(cluster.world, Request("POST", "/package/install", body='{"packageName": "marathon-lb"}'), 1)
    cluster.settle()
    cluster.add({**httpi(1, PORT="http"), "id": "/other"})
    assert cluster.conditions("/other") == {"Running": 1}
    assert "other" not in running(cluster.world).text


def test_killed_it_comes_back_with_what_there_is_by_then() -> None:
    cluster = Cluster()
    answer(cluster.world, Request("POST", "/package/install", body='{"packageName": "marathon-lb"}'), 1)
    cluster.add(httpi(1, PORT="3141"))
    before = running(cluster.world)
    cluster.kill(cluster.instances("/marathon-lb")[0])
    cluster.advance(0)
    assert not [socket for socket in cluster.world.values(SOCKETS, "S0") if socket.program == "haproxy"]
    cluster.settle()
    after = running(cluster.world)
    assert (after.text, after.pid > before.pid) == (before.text, True)
    assert cluster.world[SOCKETS, ("tcp", "0.0.0.0", 3141), "S0"].pid == after.pid


def test_its_sockets_know_the_line_of_the_app(attempt: Attempt) -> None:
    add(attempt, httpi(1, PORT="3141"))
    typed(attempt, "true")
    (cause,) = attempt.world[SOCKETS, ("tcp", "0.0.0.0", 3141), "S0"].causes
    assert (cause.controller, cause.subject, cause.pointer) == ("marathonlb", "/httpi", "/labels")


class Watched(Cluster):
    """A cluster with Marathon-LB that notes when it writes, and when HAProxy takes that up."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: dict[str, int] = {}
        self.seen: dict[str, object] = {}
        answer(self.world, Request("POST", "/package/install", body='{"packageName": "marathon-lb"}'), 1)
        self.settle()
        self.noted.clear()

    def dispatched(self) -> None:
        known = self.world.get(INSTANCES, "S0")
        taken_up = [running.text for running in self.world.values(RUNNING, "S0")]
        ports = {socket.port for socket in self.world.values(SOCKETS, "S0") if socket.program == "haproxy"}
        for what, found in (("written", known and known.written), ("taken up", taken_up), ("ports", ports)):
            if self.seen.get(what) != found:
                self.noted[what] = self.world.now_ms
            self.seen[what] = found


def test_what_is_written_is_taken_up_by_a_reload_that_takes_its_time() -> None:
    cluster = Watched()
    assert cluster.call("POST", "apps", httpi(1, PORT="3141")).status == 201
    began_ms = cluster.world.now_ms
    cluster.settle()
    assert cluster.noted["written"] >= began_ms + LOOK_MS
    assert cluster.noted["taken up"] == cluster.noted["ports"] == cluster.noted["written"] + RELOAD_MS
    assert cluster.seen["ports"] == {80, 443, 3141, 9090, 9091}


def test_what_changes_nothing_is_not_taken_up_anew() -> None:
    cluster = Watched()
    cluster.add({**httpi(1), "labels": {}})
    assert cluster.noted == {}
