"""What is wrong with a pool definition: said with its place, kindly, and all at once."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.edgelb.build import backend, frontend, pool
from tutorial.cluster.edgelb.checks import problems
from tutorial.cluster.edgelb.schema import POOL, filled
from tutorial.cluster.jsontext import resolve


def with_part(pointer: str, value: Any) -> dict[str, Any]:
    """A good definition with another value at a place; None: with nothing there."""
    document = deepcopy(pool(frontend(8080, "HTTP", {"pathBeg": "/x", "backend": "pi"})))
    place, _, name = pointer.rpartition("/")
    parent = resolve(document, place)
    key = int(name) if isinstance(parent, list) else name
    if value is None:
        del parent[key]
    else:
        parent[key] = value
    return document


def test_a_good_one_has_nothing_wrong_and_gets_what_edge_lb_fills_in() -> None:
    assert problems(pool()) == []
    found = filled(pool(stats=0))
    assert (found["role"], found["count"], found["cpus"], found["mem"]) == ("slave_public", 1, 0.9, 992)
    assert found["haproxy"]["stats"] == {"bindAddress": "0.0.0.0", "bindPort": 0}
    service = found["haproxy"]["backends"][0]["services"][0]
    assert service["endpoint"] == {"type": "AUTO_IP", "check": {"enabled": True}, "portName": "http"}


def test_a_number_without_a_fraction_is_an_integer() -> None:
    given = pool(frontend(8080), count=2.0, stats=9090)
    given["haproxy"]["frontends"][0]["bindPort"] = 8080.0
    found = filled(given)
    assert problems(given) == []
    assert (repr(found["count"]), repr(found["haproxy"]["frontends"][0]["bindPort"])) == ("2", "8080")


def test_a_filled_one_is_as_good_and_is_not_filled_again() -> None:
    found = filled(pool(frontend(), frontend(0)))
    assert problems(found) == []
    assert filled(found) == found


FRONT, BACK, SERVICE = "/haproxy/frontends/0", "/haproxy/backends/0", "/haproxy/backends/0/services/0"
ENDPOINT = f"{SERVICE}/endpoint"
LINK = f"{FRONT}/linkBackend"
WRONG = [
    # where something is put, what, and what is said of it there
    ("/apiVersion", "V1", "can only be 'V2' yet, not 'V1': nothing else is simulated"),
    ("/name", "Pi", "has signs that can't stand here: 'Pi'"),
    ("/name", "pi\n", "has signs that can't stand here: 'pi\\n'"),
    ("/name", "p" * 64, "must not be longer than 63 characters"),
    ("/count", 0, "must be at least 1, not 0"),
    ("/count", "2", "must be of type integer, not '2'"),
    ("/secrets", ["s"], "can only be [] yet, not ['s']: nothing else is simulated"),
    ("/secrets", ["s" * 99], f"can only be [] yet, not ['{'s' * 57}…: nothing else is simulated"),
    ("/haproxy", [], "must be an object, not []"),
    ("/haproxy/frontends", [], "must not be empty"),
    ("/haproxy/frontends", [frontend()] * 101, "must not be longer than 100, but has 101"),
    ("/cpus", 1e400, "must be at most 1000000, not inf"),
    ("/haproxy/backends/0/balance", "uri", "must be one of roundrobin, static-rr, leastconn, source, not 'uri'"),
    (f"{FRONT}/bindPort", 70000, "must be at most 65535, not 70000"),
    (f"{FRONT}/bindPort", 9090, "9090 is the port of haproxy.stats, too"),
    (f"{FRONT}/protocol", "FTP", "must be one of HTTP, HTTPS, TCP, TLS, not 'FTP'"),
    (LINK, {}, "leads nowhere: give a 'defaultBackend' or a 'map'"),
    (f"{LINK}/defaultBackend", "e", "names no backend: 'e'; there are pi"),
    (f"{LINK}/map/0", {"backend": "pi"}, "needs a condition: hostEq, hostReg, pathBeg, pathEnd, pathReg"),
    (f"{LINK}/map/0/pathReg", "^/x", "is not simulated yet: leave it out"),
    (f"{LINK}/map/0/pathBeg", "/x }\n  bind", "has signs that can't stand here: '/x }\\n  bind'"),
    (f"{LINK}/map/0/hostEq", "A.example.com", "has signs that can't stand here: 'A.example.com'"),
    (f"{SERVICE}/marathon/serviceIDPattern", "(a", "is not a valid regular expression"),
    (ENDPOINT, {}, "chooses no port: give 'portName', 'port' or 'allPorts'"),
    (ENDPOINT, {"type": "ADDRESS"}, "of type ADDRESS needs 'address'"),
]
ELSEWHERE = [
    # the same, where it is said of another place
    (f"{FRONT}/bindport", 1, FRONT, "has an unknown field 'bindport'; do you mean 'bindPort'?"),
    ("/haproxy/q", 1, "/haproxy", "has an unknown field 'q'"),
    ("/apiVersion", None, "", "needs 'apiVersion'"),
    (f"{FRONT}/protocol", "HTTPS", f"{FRONT}/certificates", "must name one: HTTPS needs a certificate"),
    (
        f"{BACK}/protocol",
        "TCP",
        f"{LINK}/defaultBackend",
        "HTTP can't be passed on as TCP: one is layer 4, the other layer 7",
    ),
    (
        f"{SERVICE}/marathon",
        {},
        SERVICE,
        "chooses no tasks: give 'marathon' or 'mesos', or an endpoint of type ADDRESS",
    ),
    (
        ENDPOINT,
        {"type": "ADDRESS", "address": "pi.example.com", "port": 80},
        f"{ENDPOINT}/address",
        "must be an IPv4 address: names are not looked up here yet",
    ),
]


@pytest.mark.parametrize(
    ("pointer", "value", "where", "said"),
    [*((pointer, value, pointer, said) for pointer, value, said in WRONG), *ELSEWHERE],
)
def test_what_is_wrong_is_said_with_its_place(pointer: str, value: Any, where: str, said: str) -> None:
    assert (where, said) in problems(with_part(pointer, value))


def test_all_that_is_wrong_is_said_at_once() -> None:
    document = pool(frontend(80), frontend(80), backend(), backend(), count=0, cpus="1")
    assert [where for where, _ in problems(document)] == ["/count", "/cpus"]
    document = pool(frontend(80), frontend(80), backend(), backend())
    assert [where for where, _ in problems(document)] == [
        "/haproxy/backends/1/name",
        "/haproxy/frontends/1/bindPort",
        "/haproxy/frontends/1/name",
    ]


def test_a_frontend_of_layer_4_sees_no_paths() -> None:
    found = problems(pool(frontend(80, "TCP", {"pathBeg": "/x", "backend": "pi"}), backend("pi", "TCP")))
    words = "can't be asked at layer 4: a TCP frontend sees neither host nor path"
    assert found == [("/haproxy/frontends/0/linkBackend/map/0", words)]


PLACES = ["/name", "/haproxy", "/haproxy/stats", "/haproxy/frontends", FRONT, LINK, BACK, SERVICE, ENDPOINT]
NAMES = st.sampled_from(sorted({*POOL["properties"], "backend", "defaultBackend", "map", "services", "endpoint"}))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(PLACES), JSONS)
def test_whatever_stands_somewhere_is_judged(place: str, value: Any) -> None:
    document = with_part(place, value)
    found = problems(document)
    assert all(said and resolve(document, where.rpartition("/")[0]) is not None for where, said in found)
    assert found or problems(filled(document)) == []
