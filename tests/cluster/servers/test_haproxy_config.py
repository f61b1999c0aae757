"""What is read of HAProxy's language."""

import pytest

from tutorial.cluster.marathonlb.config import write
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.servers.haproxy_config import Check, Section, Server, parsed


def backend(*lines: str) -> Section:
    return parsed("\n".join(["backend b", *(f"  {line}" for line in lines)])).backends["b"]


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("", None),
        ("check", Check(2_000, 2, 3, 0)),
        ("check inter 10s fall 4", Check(10_000, 2, 4)),
        ("cookie abc check inter 500 rise 1 fall 1 port 8080", Check(500, 1, 1, 8080)),
        ("check inter 1m fall many", Check(60_000, 2, 3)),
    ],
)
def test_how_a_server_is_looked_at(words: str, check: Check | None) -> None:
    (server,) = backend(f"server one 10.0.0.1:80 id 7 weight 3 {words} disabled").servers
    cookie = "abc" if "cookie" in words else ""
    assert server == Server("10.0.0.1", 80, cookie, True, False, "one", 7, 3, check)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("option httpchk", ("OPTIONS", "/")),
        ("option  httpchk /up", ("OPTIONS", "/up")),
        ("option  httpchk GET /up", ("GET", "/up")),
        ("option forwardfor", None),
    ],
)
def test_what_servers_are_asked_when_they_are_looked_at(line: str, wanted: tuple[str, str] | None) -> None:
    assert backend(line, "timeout check 20s").check_request == wanted
    assert backend(line, "timeout check 20s").check_timeout_ms == 20_000


def test_sockets_with_names_instead_of_ports_are_read_too() -> None:
    app = {
        "id": "/a",
        "labels": {"HAPROXY_0_VHOST": "a.b"},
        "portDefinitions": [{"port": 10_000}],
        "tasks": [{"id": "1", "host": "10.0.0.1", "ports": [1]}],
    }
    config = parsed(write([app], Flags(("*",), group_https_by_vhost=True)).configuration)
    assert set(config.frontends) == {80, 443, 9091, 10_000}
    assert config.backends["a_b"].servers[0].port == 0
