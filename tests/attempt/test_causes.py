"""Every entry says why it is there: without its cause, the same journal leaves it out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.build import FILES, article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.cluster.causes import Cause
from tutorial.cluster.state import State

DEPLOYED = 2
"""The number of the line that deploys."""
PRINTED = ("net.", "ipvs.", "dns.", "docker.container", "docker.endpoint", "docker.image", "process", "dcosnet.mapping")
"""The tables that tools print and packets meet: by their names or how these begin."""
OWN = frozenset(
    {
        *("net.index", "net.counter", "net.opened", "net.limit", "net.segment", "net.sysctl", "net.conntrack.reply"),
        *("ipvs.connection.reply", "ipvs.count", "ipvs.mark"),
    }
)
"""What is only counted, only set, or leads from one entry to another."""
VIP = "/container/portMappings/0/labels/VIP_0"
Place = tuple[Any, ...]


def deployment(name: str, **changed: Any) -> Attempt:
    """An attempt whose second line deploys, between two that do not."""
    definition = json.loads(FILES[name]) | changed
    attempt = article_attempt({"app.json": json.dumps(definition)})
    for line in ("echo before", "dcos marathon app add app.json" if definition["id"] else "true", "sleep 40"):
        typed(attempt, line)
    return attempt


def entries(state: State) -> dict[Place, Any]:
    """Whatever has causes of its own: rows, the rules of a chain, the servers of a service, published ports."""
    found: dict[Place, Any] = {}
    for table, scopes in state.tables.items():
        if table.startswith(PRINTED) and table not in OWN:
            for scope, rows in scopes.items():
                for key, row in rows.items():
                    found.update(_parts((table, scope, key), row))
    return found


def _parts(place: Place, row: Any) -> Iterator[tuple[Place, Any]]:
    parts = [(name, getattr(row, name)) for name in ("rules", "servers", "published") if hasattr(row, name)]
    if not hasattr(row, "rules"):
        yield place, row
    for name, inner in parts:
        yield from (((*place, name, _named(part)), part) for part in inner)


def _named(part: Any) -> str:
    return str(getattr(part, "text", "") or getattr(part, "name", "") or (part.protocol, part.host_port))


def causes(entry: Any) -> tuple[Cause, ...]:
    found: tuple[Cause, ...] = entry.causes
    return found


def asked(entry: Any) -> bool:
    return any(cause.line == DEPLOYED for cause in causes(entry))


@pytest.mark.parametrize("name", ["httpi_host.json", "httpi_bridge.json", "httpi_container.json"])
def test_without_the_line_all_that_names_it_and_nothing_else_is_missing(name: str) -> None:
    there, without = (entries(deployment(name, **changed).world.state) for changed in ({}, {"id": ""}))
    unexplained = [place for place, entry in there.items() if place not in without and not asked(entry)]
    assert not unexplained
    assert [place for place, entry in there.items() if asked(entry) and place in without] == []
    assert len([place for place in there if place not in without]) > {"httpi_host.json": 5}.get(name, 100)


@pytest.mark.parametrize("name", ["httpi_bridge.json", "httpi_container.json"])
def test_without_the_label_all_that_names_it_is_missing(name: str) -> None:
    container = json.loads(FILES[name])["container"]
    (mapping,) = container["portMappings"]
    bare = {**container, "portMappings": [{**mapping, "labels": {}}]}
    there, without = (entries(deployment(name, **changed).world.state) for changed in ({}, {"container": bare}))
    of_label = {place for place, entry in there.items() if any(cause.pointer == VIP for cause in causes(entry))}
    assert {place[0] for place in of_label} >= {"ipvs.service", "net.ipset.member", "net.route", "dns.record"}
    assert not of_label & set(without)
    assert {place for place in there if place not in without} == of_label
