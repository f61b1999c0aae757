"""Marathon-LB on the public agent: what labels make of requests."""

import json
import re

import pytest

from tests.build import typed
from tests.cluster.controllers.marathonlb import OUTSIDE, add, curl, httpi, server_of, servers, statistics, update
from tutorial.attempt import Attempt
from tutorial.cluster.servers import password_hashes
from tutorial.cluster.servers.haproxy_config import parsed


def test_hosts_paths_and_app_ids_choose_the_backend(attempt: Attempt) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com", PATH="/x"))
    assert curl(attempt, "-H 'Host: pi.example.com'", 80).startswith("HTTP/1.1 503")
    update(attempt, """'labels={"HAPROXY_GROUP": "external", "HAPROXY_0_VHOST": "pi.example.com"}'""")
    assert curl(attempt, "-H 'Host: PI.example.com'", 80).startswith("HTTP/1.1 200")
    assert curl(attempt, "-H 'Host: other.example.com'", 80).startswith("HTTP/1.1 503")
    assert curl(attempt, "-H 'X-Marathon-App-Id: /httpi'", 9091).startswith("HTTP/1.1 200")
    assert curl(attempt, "", 9091).startswith("HTTP/1.1 503")


def test_a_cookie_keeps_a_client_at_its_server(attempt: Attempt) -> None:
    add(attempt, httpi(3, PORT="3141", MODE="http", STICKY="true"))
    first = curl(attempt, "")
    cookie = re.search(r"Set-Cookie: (mesosphere_server_id=\w{10}); path=/", first)
    assert cookie is not None
    ends = set()
    for _ in range(3):
        line = typed(attempt, f"curl -s -i -H 'Cookie: a=b; {cookie[1]}' http://{OUTSIDE}:3141", "outside")
        assert "Set-Cookie" not in line.text("stdout")
        ends.add(server_of(attempt, line))
    assert len(ends) == 1


def test_who_must_come_by_https_or_with_a_password_is_told(attempt: Attempt) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com", REDIRECT_TO_HTTPS="true"))
    told = curl(attempt, "-H 'Host: pi.example.com'", 80)
    assert told.startswith("HTTP/1.1 301 Moved Permanently")
    assert "Location: https://pi.example.com/" in told
    labels = {"HAPROXY_GROUP": "external", "HAPROXY_0_VHOST": "pi.example.com", "HAPROXY_0_AUTH": "Shop:me:secret"}
    update(attempt, f"'labels={json.dumps(labels)}'")
    told = curl(attempt, "-H 'Host: pi.example.com'", 80)
    assert told.startswith("HTTP/1.1 401 Unauthorized")
    assert 'WWW-Authenticate: Basic realm="Shop"' in told


def test_what_is_not_simulated_is_said(attempt: Attempt) -> None:
    add(attempt, httpi(1, PORT="3141", BALANCE="uri"))
    assert "balance uri is not simulated" in curl(attempt, "")


def test_networks_that_are_not_allowed_are_turned_away(attempt: Attempt) -> None:
    add(attempt, httpi(1, PORT="3141", MODE="http", BACKEND_NETWORK_ALLOWED_ACL="172.16.0.0/16"))
    assert curl(attempt, "").startswith("HTTP/1.1 403 Forbidden")
    inside = typed(attempt, "curl -s http://172.16.33.10:3141", "master")
    assert inside.text("stdout") == "3.1415926536"
    assert statistics(attempt)["httpi_3141", "BACKEND"]["dreq"] == "1"
    update(
        attempt,
        """'labels={"HAPROXY_GROUP": "external", "HAPROXY_0_PORT": "3141",
        "HAPROXY_0_BACKEND_NETWORK_ALLOWED_ACL": "10.0.0.0/8"}'""",
    )
    assert curl(attempt, "") == "curl: (52) Empty reply from server\n"


def test_who_knows_the_password_is_let_in(attempt: Attempt) -> None:
    kept = password_hashes.hashed("secret", "$6$rounds=1000$salt$")
    add(attempt, httpi(1, VHOST="pi.example.com", AUTH=f"Shop:me:{kept}"))
    asked = "-H 'Host: pi.example.com'"
    assert curl(attempt, f"{asked} -u me:secret", 80).endswith("3.1415926536")
    assert curl(attempt, f"{asked} -u me:other", 80).startswith("HTTP/1.1 401 Unauthorized")
    assert curl(attempt, asked, 80).startswith("HTTP/1.1 401 Unauthorized")


PI_BY_TLS = f"--resolve pi.example.com:443:{OUTSIDE} https://pi.example.com/"


def test_tls_is_spoken_with_a_certificate_that_nobody_trusts(attempt: Attempt) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com"))
    line = typed(attempt, f"curl -sS {PI_BY_TLS}", "outside")
    assert line.exit_code == 60
    assert line.text("stderr").startswith("curl: (60) SSL certificate problem: self-signed certificate\nMore details ")
    line = typed(attempt, f"curl -sS {PI_BY_TLS}".replace(OUTSIDE, "172.16.33.10"), "master")
    assert line.text("stderr").startswith("curl: (60) Peer's certificate issuer has been marked as not trusted by ")
    line = typed(attempt, f"curl -ks {PI_BY_TLS}", "outside")
    assert (line.exit_code, line.text("stdout")) == (0, "3.1415926536")
    assert server_of(attempt, line) == servers(attempt)[0]


def test_curl_tells_of_the_handshake(attempt: Attempt) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com"))
    told = typed(attempt, f"curl -kv {PI_BY_TLS}", "outside").text("stderr")
    assert "*  SSL certificate verify result: self-signed certificate (18), continuing anyway.\n" in told
    assert "> Host: pi.example.com\n" in told.replace("\r", "")
    told = typed(attempt, f"curl -v {PI_BY_TLS}", "outside").text("stderr")
    assert "* SSL certificate problem: self-signed certificate\n" in told
    assert "> Host" not in told


def test_only_heads_are_shown_to_who_asks_for_heads(attempt: Attempt) -> None:
    add(attempt, httpi(1, PORT="3141", MODE="http"))
    for port, path in ((3141, "/"), (80, "/"), (9090, "/haproxy?stats"), (9090, "/_haproxy_getconfig")):
        line = typed(attempt, f"curl -sI 'http://{OUTSIDE}:{port}{path}'", "outside")
        assert line.text("stdout").endswith("\r\n\r\n"), path
    assert statistics(attempt)["marathon_http_in", "FRONTEND"]["hrsp_5xx"] == "1"


def test_the_name_that_tls_asks_for_chooses_the_backend(attempt: Attempt) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com"))
    line = typed(attempt, f"curl -ks -H 'Host: pi.example.com' https://{OUTSIDE}/", "outside")
    assert "503 Service Unavailable" in line.text("stdout")


def test_a_redirect_to_https_is_followed(attempt: Attempt) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com", REDIRECT_TO_HTTPS="true"))
    names = f"--resolve pi.example.com:80:{OUTSIDE} --resolve pi.example.com:443:{OUTSIDE}"
    line = typed(attempt, f"curl -kLsi {names} http://pi.example.com/x", "outside")
    told = line.text("stdout")
    assert [told.splitlines()[0], told[told.index("HTTP/1.1 200") :][-12:]] == [
        "HTTP/1.1 301 Moved Permanently",
        "3.1415926536",
    ]


@pytest.mark.parametrize(("url", "code"), [(f"http://{OUTSIDE}:443", 52), (f"https://{OUTSIDE}:80", 35)])
def test_who_speaks_tls_to_the_wrong_port_or_does_not_to_the_right_one(attempt: Attempt, url: str, code: int) -> None:
    add(attempt, httpi(1, VHOST="pi.example.com"))
    assert typed(attempt, f"curl -ks {url}", "outside").exit_code == code


def test_a_server_that_drains_is_asked_no_more() -> None:
    text = "backend b\n  server one 10.0.0.1:80 id 1 disabled\n  server two 10.0.0.2:80 id 2\n"
    assert [server.disabled for server in parsed(text).backends["b"].servers] == [True, False]
