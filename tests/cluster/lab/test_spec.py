"""A lab's short form: what its fields and options make of the nodes' tables, what is refused, and in which field."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.lab.build import GONE, Document, with_field
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.lab.answer import answer, play
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network import saved, sysctls
from tutorial.cluster.network.ipvs.tables import SERVICES
from tutorial.cluster.network.tables import LINKS
from tutorial.cluster.world import World

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parents[2] / "golden" / "data")) / "oracle"


def document(name: str = "bridge", **options: Any) -> Document:
    """A lab's short form with options, and a request through it."""
    spec = json.loads((DATA / "labs" / f"{name}.json").read_text())["spec"]
    spec["options"] = {**spec.get("options", {}), **options}
    return {"spec": spec, "request": {"from": "master", "url": "http://172.16.15.168:9896/", "curl_args": ["-m", "1"]}}


def built(name: str = "bridge", **options: Any) -> World:
    return play(reader("", document(name, **options))).world


# What options make of it


def test_without_options_nodes_are_as_recordings_had_them() -> None:
    world = built()
    for node in ("master", "s2"):
        kept = {name: sysctls.get(world, node, name) for name in (sysctls.BRIDGE_NF, "net.ipv4.conf.all.rp_filter")}
        assert kept == {sysctls.BRIDGE_NF: "0", "net.ipv4.conf.all.rp_filter": "1"}
    assert (world[LINKS, "veth10f72e2", "s2"].hairpin, world[LINKS, "vtep1024", "s2"].learning) == (False, True)
    assert [process.name for process in world.values(PROCESSES, "s2") if "proxy" in process.name] == [
        "docker-proxy-9896",
        "docker-proxy-26186",
    ]


def test_settings_are_written_to_every_node() -> None:
    world = built(bridge_nf=1, rp_filter=2, vtep_learning=False)
    for node in ("master", "s1"):
        assert sysctls.get(world, node, sysctls.BRIDGE_NF) == "1"
        assert sysctls.rp_filter(world, node, "eth0") == 2
        assert not world[LINKS, "vtep1024", node].learning


@pytest.mark.parametrize(
    ("proxy", "hairpin", "found"), [(True, True, True), (False, None, True), (False, False, False)]
)
def test_ports_of_bridges_turn_frames_round_as_docker_sets_them_or_as_the_lab_says(
    proxy: bool, hairpin: bool | None, found: bool
) -> None:
    options = {} if hairpin is None else {"hairpin": hairpin}
    assert built(userland_proxy=proxy, **options)[LINKS, "veth10f72e2", "s2"].hairpin is found


@pytest.mark.parametrize(
    ("option", "rule"),
    [
        ("dcos_forward_accept", "-A FORWARD -j ACCEPT"),
        ("dcos_isolation_return", "-A DOCKER-ISOLATION-STAGE-2 -j RETURN"),
    ],
)
def test_a_rule_that_a_lab_does_not_have_is_gone_and_no_other(option: str, rule: str) -> None:
    before, after = (saved.dump(built(**{option: there}), "s2", only="filter").splitlines() for there in (True, False))
    before.remove(rule)
    assert after == before


def test_a_node_leads_to_a_container_of_mesos_own_straight_and_others_to_its_agent() -> None:
    world = built(local_backends="container")
    servers = {node: world.values(SERVICES, node)[0].servers[0].name for node in ("master", "s1", "s2")}
    assert servers == {"master": "172.16.15.168:9896", "s1": "172.16.15.168:9896", "s2": "172.17.0.2:9896"}


def test_pairs_without_a_name_have_that_of_the_recordings() -> None:
    world = built("overlay")
    assert world[LINKS, "veth1e85034", "s1"].peer_namespace == "s1/httpi-1"


def test_the_explicit_tables_count_where_a_document_has_both() -> None:
    both = document() | {"lab": {"namespaces": []}}
    with pytest.raises(ClusterError, match=r"^lab\.namespaces is missing or empty"):
        answer(json.dumps(both))
    named = document() | {"lab": "bridge"}
    assert play(reader("", named)).outcome["http_code"] == 200


# What is refused

S2 = "spec.nodes[3]"
FIELDS: list[tuple[str, Any, str]] = [
    # field, its value, what is said
    ("spec", [], "spec must be an object, not []"),
    ("spec.underlay", GONE, "spec.underlay.gateway is missing"),
    ("spec.underlay.subnet", "lan", "spec.underlay.subnet must be an IPv4 prefix, not 'lan'"),
    ("spec.outside.client", "x", "spec.outside.client must be an IPv4 address, not 'x'"),
    ("spec.outside.processes[0].port", 0, "spec.outside.processes[0].port must be from 1 to 65535, not 0"),
    (f"{S2}.name", "s1", f"{S2}.name is another machine's already: s1"),
    (f"{S2}.name", "router", f"{S2}.name is another machine's already: router"),
    (f"{S2}.ip", "172.16.9.10", f"{S2}.ip is another machine's already: 172.16.9.10"),
    (f"{S2}.overlay_index", 1, f"{S2}.overlay_index is another machine's already: 1"),
    (f"{S2}.overlay_index", 0, f"{S2}.overlay_index must be from 1 to 4094, not 0"),
    (f"{S2}.role", "boss", f"{S2}.role must be one of agent, master, public_agent, not boss"),
    (f"{S2}.extra_addresses", ["x"], f"{S2}.extra_addresses may hold one IPv4 address"),
    (f"{S2}.containers[1].name", "httpi-1", f"{S2}.containers[1].name stands here twice: httpi-1"),
    (f"{S2}.containers[0].network", "blue", f"{S2}.containers[0].network is no bridge network of s2: blue"),
    (f"{S2}.containers[0].network", "host", f"{S2}.containers[0].network is no bridge network of s2: host"),
    (f"{S2}.containers[0].ip", "172.17.0.9", f"{S2}.containers[0].ip must be 172.17.0.2, the lowest that is free in"),
    (f"{S2}.containers[0].container_port", GONE, f"{S2}.containers[0].container_port is missing"),
    (f"{S2}.containers[1].host_port", 9896, f"{S2}.containers[1].host_port is refused: driver failed programming"),
    ("spec.vips[0].ip", "/httpi", "spec.vips[0].ip must be an IPv4 address"),
    ("spec.vips[0].backends[0].container", "x", "spec.vips[0].backends[0].container names a container that the lab"),
    ("spec.haproxy.node", "s9", "spec.haproxy.node names a node that the lab does not have: s9"),
    ("spec.haproxy.backends", ["s2"], "spec.haproxy.backends must be an address and a port"),
    ("spec.options.userland_proxy", "no", "spec.options.userland_proxy must be true or false, not 'no'"),
    ("spec.options.local_backends", "x", "spec.options.local_backends must be one of host_port, container, not x"),
    ("spec.options.ipv6", True, "spec.options.ipv6 is not simulated; known are userland_proxy, bridge_nf, hairpin"),
    ("request.from", "s9", "request.from names a namespace that the lab does not have: s9"),
]


@pytest.mark.parametrize(("path", "value", "words"), FIELDS)
def test_a_bad_field_is_named_with_what_is_wrong(path: str, value: Any, words: str) -> None:
    with pytest.raises(ClusterError) as refused:
        answer(json.dumps(with_field(document(), path, value)))
    assert str(refused.value).startswith(words)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 70_000),
    st.sampled_from(["", "s1", "s2/x", "10.0.0.0/8", "172.16.9.10", "bridge"]),
    st.lists(st.sampled_from([1, "x", {}]), max_size=2),
    st.just({}),
)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([path for path, _, _ in FIELDS]), values)
def test_no_field_however_wrong_brings_anything_but_words(path: str, value: Any) -> None:
    with suppress(ClusterError):
        assert set(answer(json.dumps(with_field(document(), path, value)))) == {"legs", "outcome"}
