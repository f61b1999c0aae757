"""A request's way as a line of signs."""

from typing import Any

import pytest

from tests.build import article_attempt, typed
from tutorial.lesson.way import signs


def hop(
    node: str, kind: str = "route", *, changed: tuple[str, ...] = (), message: str = "", **more: Any
) -> dict[str, Any]:
    where = {"namespace": node, "leg": 1, "direction": "request"}
    return {"node": node.partition("/")[0], "kind": kind, "changed": list(changed), "message": message, **where, **more}


def way(*hops: dict[str, Any], success: bool = True) -> list[str]:
    return list(signs({"hops": list(hops), "success": success}))


WIRE = hop("master", "wire")
REPLY = hop("S1", direction="reply")


def test_tables_of_one_machine_that_change_nothing_are_one_sign() -> None:
    route, neighbour = hop("master"), hop("master", "neighbour", changed=("smac", "dmac"))
    assert way(route, neighbour, WIRE, hop("S1", "socket"), REPLY) == ["asked", "asked", "process"]


def test_every_rewriting_is_a_sign_of_its_own() -> None:
    ipvs, source, target = hop("master", changed=("dst",)), hop("master", changed=("src",)), hop("S3", changed=("dst",))
    inside = hop("S3/httpi", "socket")
    found = way(hop("master"), ipvs, source, WIRE, target, hop("S3"), inside, REPLY)
    assert found == ["asked", "rewritten", "rewritten", "asked", "rewritten", "asked", "task"]


def test_an_envelope_and_a_proxy_have_signs() -> None:
    wrapped = hop("S2", "vxlan", message="vxlan.wrapped", changed=("src", "dst"))
    opened = hop("S3", "vxlan", message="vxlan.unwrapped", changed=("src", "dst"))
    assert way(hop("S2"), wrapped, WIRE, opened, hop("S3/a")) == [
        "asked",
        "wrapped",
        "asked",
        "asked",
        "task",
    ]
    first = [hop("outside"), hop("S0", "socket")]
    second = [hop("S0", leg=2), hop("S3/a", "socket", leg=2)]
    assert way(*first, *second) == ["asked", "proxy", "asked", "task"]


def test_a_packet_that_dies_says_so_where_it_does() -> None:
    assert way(hop("outside"), hop("router"), hop("router", "filter"), success=False) == ["asked", "asked", "died"]
    assert way(hop("laptop", "route"), success=False) == ["died"]


def test_a_request_that_never_left_its_program_has_no_way() -> None:
    assert way(success=False) == []


@pytest.mark.parametrize(
    ("where", "line", "wanted"),
    [
        ("master", "curl http://172.16.9.84:16327", ["asked", "asked", "process"]),
        ("S1", "curl http://172.16.9.84:16327", ["asked", "process"]),
        ("master", "curl http://172.16.9.84:80", ["asked", "asked", "died"]),
    ],
)
def test_the_way_is_that_which_the_packet_took(where: str, line: str, wanted: list[str]) -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, line, where)
    assert list(signs(attempt.traces.last())) == wanted
