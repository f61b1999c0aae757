"""Edge-LB beside the cluster that it serves: pools come, follow every change, and go; and beside Marathon-LB."""

import json
import re
from typing import Any

import pytest

from tests.build import article_attempt, typed
from tests.cluster.build import Cluster, app
from tests.cluster.edgelb.build import backend, frontend, pool
from tutorial.attempt import Attempt, Line
from tutorial.cluster import api
from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon.tables import Instance
from tutorial.cluster.network import chains
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.servers.haproxy_tables import RUNNING
from tutorial.topology.inspect import inspect

OUTSIDE = "93.186.40.121"


@pytest.fixture
def attempt() -> Attempt:
    """The article's cluster with Edge-LB's API server."""
    found = article_attempt()
    assert typed(found, "dcos package install edgelb --yes").exit_code == 0
    return found


def sent(attempt: Attempt, command: str, document: dict[str, Any]) -> Line:
    """Hand a definition to a command that reads a file."""
    typed(attempt, f"echo '{json.dumps(document)}' > sent.json")
    return typed(attempt, f"{command} sent.json")


def add(attempt: Attempt, **fields: Any) -> None:
    line = sent(attempt, "dcos marathon app add", app("/httpi", **fields))
    assert line.exit_code == 0, line.output


def create(attempt: Attempt, *parts: dict[str, Any], **fields: Any) -> None:
    line = sent(attempt, "dcos edgelb create", pool(*parts, **fields))
    assert line.exit_code == 0, line.output


def change(attempt: Attempt, text: str) -> None:
    assert typed(attempt, f"dcos marathon app update /httpi {text}").exit_code == 0


def ask(attempt: Attempt, port: int = 8080, path: str = "/", name: str = "") -> tuple[str, str]:
    """What a client outside is told: the status (or curl's words), and whom HAProxy asked."""
    named = f"-H 'Host: {name}'" if name else ""
    line = typed(attempt, f"curl -s -S -i {named} http://{OUTSIDE}:{port}{path}", "outside")
    legs = attempt.traces.document(line.traces[-1])["legs"]
    whom = str(legs[-1]["syn"][0]["dst"]) if len(legs) > 1 else ""
    return (line.text("stdout") + line.text("stderr")).partition("\r\n")[0].strip(), whom


def servers(attempt: Attempt, name: str = "pi-lb") -> list[str]:
    """The ends of the servers in a pool's configuration."""
    text = typed(attempt, f"dcos edgelb lb-config {name}").text("stdout")
    return re.findall(r"^ +server \S+ (\S+)", text, re.M)


def ports(attempt: Attempt) -> list[int]:
    """Where HAProxies listen on the public agent."""
    typed(attempt, "true")
    return sorted(socket.port for socket in attempt.world.values(SOCKETS, "S0") if socket.program == "haproxy")


def balancers(attempt: Attempt) -> list[int]:
    """The processes of HAProxies on the public agent."""
    typed(attempt, "true")
    return [int(str(pid)) for pid, _ in attempt.world.rows(RUNNING, "S0")]


OK = "HTTP/1.1 200 OK"


def test_a_client_outside_reaches_each_task_in_turn_at_layer_7_and_4(attempt: Attempt) -> None:
    add(attempt, instances=3)
    create(attempt, frontend(8080), frontend(8081, "TCP", to="raw"), backend(), backend("raw", "TCP"))
    assert ports(attempt) == [8080, 8081, 9090]
    assert len(servers(attempt)) == 6
    for port in (8080, 8081):
        assert [ask(attempt, port) for _ in range(6)] == [(OK, end) for end in servers(attempt)[:3]] * 2


def test_it_follows_scaling_and_keeps_its_port_without_servers(attempt: Attempt) -> None:
    create(attempt)
    assert ask(attempt) == ("HTTP/1.1 503 Service Unavailable", "")
    add(attempt, instances=2)
    assert len(servers(attempt)) == 2
    change(attempt, "instances=4")
    assert len({ask(attempt) for _ in range(4)}) == 4
    change(attempt, "instances=1")
    assert {ask(attempt) for _ in range(2)} == {(OK, servers(attempt)[0])}
    change(attempt, "instances=0")
    assert ports(attempt) == [8080, 9090]
    assert ask(attempt) == ("HTTP/1.1 503 Service Unavailable", "")


def test_reloads_are_three_seconds_apart(attempt: Attempt) -> None:
    add(attempt, instances=1)
    create(attempt)
    typed(attempt, "dcos marathon app update /httpi instances=2")
    before_ms, texts = attempt.world.now_ms, set()
    for _ in range(12):
        texts.add(attempt.world.values(RUNNING, "S0")[0].text)
        typed(attempt, "sleep 0.5")
    assert len(texts) == 2
    assert attempt.world.now_ms - before_ms >= 6_000


def test_hosts_and_paths_choose_the_backend(attempt: Attempt) -> None:
    add(attempt, instances=1)
    sent(attempt, "dcos marathon app add", app("/shop", instances=1))
    by_host, by_path = {"hostEq": "shop.example.com", "backend": "shop"}, {"pathBeg": "/shop", "backend": "shop"}
    create(attempt, frontend(80, "HTTP", by_host, by_path), backend(), backend("shop", service_id="/shop"))
    pi, shop = servers(attempt)
    assert ask(attempt, 80) == (OK, pi)
    assert ask(attempt, 80, "/shop/1") == (OK, shop)
    assert ask(attempt, 80, "/", "SHOP.example.com:80") == (OK, shop)
    assert ask(attempt, 80, "/", "pi.example.com") == (OK, pi)


def test_an_update_reloads_where_that_is_enough_and_else_starts_anew(attempt: Attempt) -> None:
    add(attempt, instances=2)
    create(attempt)
    (before,) = balancers(attempt)
    least = {**backend(), "balance": "leastconn"}
    assert sent(attempt, "dcos edgelb update", pool(least)).exit_code == 0
    assert "balance leastconn" in typed(attempt, "dcos edgelb lb-config pi-lb").text("stdout")
    assert balancers(attempt) == [before]
    assert sent(attempt, "dcos edgelb update", pool(frontend(8082), frontend(8083))).exit_code == 0
    assert ports(attempt) == [8082, 8083, 9090]
    assert balancers(attempt) != [before]
    assert ask(attempt, 8083)[0] == OK


def test_deleted_it_is_gone(attempt: Attempt) -> None:
    add(attempt, instances=1)
    create(attempt)
    assert typed(attempt, "dcos edgelb delete pi-lb").exit_code == 0
    assert (ports(attempt), balancers(attempt)) == ([], [])
    assert "Couldn't connect to server" in ask(attempt)[0]
    assert "pi-lb" not in typed(attempt, "dcos marathon app list").text("stdout")
    create(attempt)
    assert ask(attempt)[0] == OK


def test_a_port_of_its_own_choice_is_one_that_the_agent_offers(attempt: Attempt) -> None:
    add(attempt, instances=1)
    create(attempt, {**frontend(0), "name": "web"}, stats=0)
    drawn = ports(attempt)
    assert len(drawn) == 2
    found = typed(attempt, "dcos edgelb endpoints pi-lb").text("stdout")
    (port,) = re.findall(r"^  web +(\d+)  172.16.33.10  93.186.40.121$", found, re.M)
    assert int(port) in drawn
    assert ask(attempt, int(port))[0] == OK


def test_a_second_pool_on_the_same_port_waits_until_it_is_free(attempt: Attempt) -> None:
    add(attempt, instances=1)
    create(attempt)
    create(attempt, name="other", stats=9191)
    typed(attempt, "sleep 60")
    assert ports(attempt) == [8080, 9090]
    assert "TASK_RUNNING" not in typed(attempt, "dcos edgelb status other").text("stdout")
    assert "True" in typed(attempt, "dcos marathon app list").text("stdout")
    typed(attempt, "dcos edgelb delete pi-lb")
    typed(attempt, "sleep 60")
    assert ports(attempt) == [8080, 9191]
    assert ask(attempt)[0] == OK


def test_a_port_that_another_program_has_is_said_in_the_log(attempt: Attempt) -> None:
    assert typed(attempt, "dcos package install marathon-lb --yes").exit_code == 0
    add(attempt, instances=1, labels={"HAPROXY_GROUP": "external", "HAPROXY_0_PORT": "3141"})
    create(attempt, frontend(3141), stats=9191)
    assert 9191 not in ports(attempt)
    assert "1/1    0/1" in typed(attempt, "dcos marathon app list").text("stdout")
    known = attempt.world.values(CONTAINERS, "S0")
    (container,) = [found for found in known if "pool" in found.image and found.state == "running"]
    words = "Starting frontend frontend_0.0.0.0_3141: cannot bind socket [0.0.0.0:3141]"
    assert container.log == f"[ALERT] ({container.pid}) : {words}\n"
    assert typed(attempt, f"docker logs {container.name}", "S0").text("stderr") == container.log
    change(attempt, """'labels={"HAPROXY_GROUP": "external", "HAPROXY_0_PORT": "3142"}'""")
    typed(attempt, "sleep 20")
    assert {3141, 3142, 9191} <= set(ports(attempt))


def test_both_serve_the_same_app(attempt: Attempt) -> None:
    assert typed(attempt, "dcos package install marathon-lb --yes").exit_code == 0
    add(attempt, instances=3, labels={"HAPROXY_GROUP": "external", "HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http"})
    create(attempt, stats=9191)
    by_marathon_lb, by_edge_lb = ([ask(attempt, port) for _ in range(6)] for port in (3141, 8080))
    assert set(by_marathon_lb) == set(by_edge_lb) == {(OK, end) for end in servers(attempt)}
    change(attempt, "instances=0")
    assert "Couldn't connect to server" in ask(attempt, 3141)[0]
    assert ask(attempt, 8080)[0] == "HTTP/1.1 503 Service Unavailable"


def test_a_task_that_mesos_finds_ill_is_left_out_until_it_is_well() -> None:
    cluster = Cluster()
    api.answer(cluster.world, api.Request("POST", "/package/install", body='{"packageName": "edgelb"}'), 1)
    check = {"protocol": "MESOS_TCP", "portIndex": 0, "intervalSeconds": 5, "gracePeriodSeconds": 1}
    cluster.add(app("/httpi", instances=2, healthChecks=[{**check, "maxConsecutiveFailures": 100}]))
    body = json.dumps(pool())
    assert api.answer(cluster.world, api.Request("POST", "/service/edgelb/v2/pools", body=body), 1).status == 200
    cluster.settle()
    first, second = cluster.instances("/httpi")
    assert _written(cluster) == {_end(cluster, first), _end(cluster, second)}
    rule = f"-A INPUT -i lo -p tcp --dport {first.host_ports[0]} -j REJECT"
    chains.add(cluster.world, first.agent, "filter", rule)
    cluster.world.after(0, "kernel.changed", first.agent)
    cluster.advance(12_000)
    assert _written(cluster) == {_end(cluster, second)}
    chains.delete(cluster.world, first.agent, "filter", rule)
    cluster.world.after(0, "kernel.changed", first.agent)
    cluster.advance(12_000)
    assert _written(cluster) == {_end(cluster, first), _end(cluster, second)}


def _end(cluster: Cluster, instance: Instance) -> str:
    return f"{cluster.world[HOSTS, instance.agent].ip}:{instance.host_ports[0]}"


def _written(cluster: Cluster) -> set[str]:
    """The ends of the servers that the only HAProxy was started with."""
    (running,) = cluster.world.values(RUNNING, "S0")
    return {f"{server.address}:{server.port}" for server in running.config.backends["pi"].servers}


def test_without_its_api_server_a_pool_goes_on_but_follows_no_more(attempt: Attempt) -> None:
    add(attempt, instances=1)
    create(attempt)
    (end,) = servers(attempt)
    assert typed(attempt, "dcos package uninstall edgelb --yes").exit_code == 0
    change(attempt, "instances=2")
    typed(attempt, "sleep 20")
    assert {ask(attempt) for _ in range(3)} == {(OK, end)}
    assert typed(attempt, "dcos package install edgelb --yes").exit_code == 0
    typed(attempt, "sleep 20")
    assert len({ask(attempt) for _ in range(2)}) == 2


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [({"portName": "http"}, "containerip_9."), ({"portName": "http", "type": "AGENT_IP"}, "agentip_172.16.")],
)
def test_on_an_overlay_containers_have_addresses_of_their_own(
    attempt: Attempt, endpoint: dict[str, Any], kind: str
) -> None:
    networked = app("/httpi", instances=2, networks=[{"mode": "container", "name": "dcos"}])
    del networked["portDefinitions"]
    networked["container"] = {**networked["container"], "portMappings": [{"name": "http", "containerPort": 3141}]}
    assert sent(attempt, "dcos marathon app add", networked).exit_code == 0
    create(attempt, backend(**endpoint))
    text = typed(attempt, "dcos edgelb lb-config pi-lb").text("stdout")
    assert len(re.findall(rf"server {re.escape(kind)}\S+_3141 ", text)) == 2
    assert (ask(attempt)[0] == OK) == kind.startswith("container")


def test_a_frontend_may_speak_tls_at_either_layer(attempt: Attempt) -> None:
    add(attempt, instances=1)
    secure = [{**frontend(port, kind, to=to), "certificates": ["$AUTOCERT"]} for port, kind, to in LAYERS]
    create(attempt, *secure, backend(), backend("raw", "TCP"), autoCertificate=True)
    text = typed(attempt, "dcos edgelb lb-config pi-lb").text("stdout")
    assert len(re.findall(r"^ +bind \S+ ssl crt \$AUTOCERT$", text, re.M)) == 2
    for port, _, _ in LAYERS:
        line = typed(attempt, f"curl -s -k https://{OUTSIDE}:{port}/", "outside")
        assert line.text("stdout") == "3.1415926536"
        assert typed(attempt, f"curl -s https://{OUTSIDE}:{port}/", "outside").exit_code == 60


LAYERS = [(8443, "HTTPS", "pi"), (8444, "TLS", "raw")]


def test_a_server_that_does_not_answer_haproxy_is_left_out(attempt: Attempt) -> None:
    add(attempt, instances=2)
    unchecked = {**backend("all", portName="http", check={"enabled": False})}
    create(attempt, frontend(8080), frontend(8081, to="all"), backend(), unchecked)
    first, second, *_ = servers(attempt)
    agent = next(host for host in ("S1", "S2", "S3", "S4") if _listens(attempt, host, first))
    rule = f"INPUT -s 172.16.33.10 -p tcp --dport {first.rpartition(':')[2]} -j REJECT --reject-with tcp-reset"
    typed(attempt, f"iptables -I {rule}", agent)
    typed(attempt, "sleep 20")
    lines = [typed(attempt, f"curl -s http://{OUTSIDE}:{port}/", "outside") for port in (8080, 8080, 8081, 8081)]
    legs = [len(attempt.traces.document(line.traces[-1])["legs"]) for line in lines]
    assert legs[:2] == [2, 2]
    assert max(legs[2:]) == 3
    typed(attempt, f"iptables -D {rule}", agent)
    typed(attempt, "sleep 20")
    assert {ask(attempt) for _ in range(2)} == {(OK, first), (OK, second)}


def _listens(attempt: Attempt, host: str, end: str) -> bool:
    port = int(end.rpartition(":")[2])
    return any(socket.port == port and socket.program == "httpi" for socket in attempt.world.values(SOCKETS, host))


def test_its_statistics_name_the_pools_parts(attempt: Attempt) -> None:
    add(attempt, instances=1)
    create(attempt)
    ask(attempt)
    text = typed(attempt, f"curl -s 'http://{OUTSIDE}:9090/haproxy?stats;csv'", "outside").text("stdout")
    (end,) = servers(attempt)
    kept = [",".join(line.split(",")[:2]) for line in text.splitlines()]
    assert {"frontend_0.0.0.0_8080,FRONTEND", f"pi,agentip_{end.replace(':', '_')}", "pi,BACKEND"} <= set(kept)


def test_a_virtual_address_is_a_server_like_others(attempt: Attempt) -> None:
    labels = {"VIP_0": "/httpi:80"}
    add(attempt, instances=2, portDefinitions=[{"port": 0, "name": "http", "labels": labels}])
    found = typed(attempt, "dig +short httpi.marathon.l4lb.thisdcos.directory", "master").text("stdout").strip()
    service = {"endpoint": {"type": "ADDRESS", "address": found, "port": 80}}
    create(attempt, {**backend(), "services": [service]})
    assert servers(attempt) == [f"{found}:80"]
    assert len({ask(attempt) for _ in range(2)}) == 2


def test_its_sockets_know_the_line_and_the_frontend(attempt: Attempt) -> None:
    create(attempt)
    typed(attempt, "true")
    (cause,) = attempt.world[SOCKETS, ("tcp", "0.0.0.0", 8080), "S0"].causes
    assert (cause.controller, cause.subject, cause.pointer) == ("edgelb", "pi-lb", "/haproxy/frontends/0")
    found = inspect(attempt.world, "socket:S0/tcp/8080", {cause.line: ("laptop", "dcos edgelb create sent.json")})
    assert found is not None
    line, definition, *_ = found["why"]
    assert line["text"] == "dcos edgelb create sent.json"
    marked = [text.strip() for _, text, marked in definition["definition"]["lines"] if marked]
    assert '"bindPort": 8080,' in marked
    assert definition["definition"]["app"] == "pi-lb"
