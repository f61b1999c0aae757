"""What the cluster's own systems write leads packets as the tables do that a real kernel was asked with.

The recorded cases again, in worlds made of their labs' short form; and requests from everywhere to everything, held
against the same lab's explicit tables. Where those have a stand-in for IPVS, what the stand-in does otherwise is named.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.golden.compare import Document, compare
from tutorial.cluster.lab.answer import traced
from tutorial.cluster.lab.reader import reader

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "oracle"
CASES = sorted(DATA.glob("cases/*.json"))
LABS = sorted(DATA.glob("labs/*.json"))
VIP, WITHOUT_SERVICE = "http://11.249.78.219:3141/", "http://11.249.78.219:9/"


def answered(**document: Any) -> Document:
    """The answer of `manage.py trace` to a document."""
    return traced(reader("", document))


def essential(notes: tuple[str, ...], *, through_ipvs: bool) -> list[str]:
    """Differences but for the time to live of a container's request to a virtual address: IPVS on the article's kernels
    does not count as a hop, its stand-in does."""
    return [note for note in notes if not (through_ipvs and " ttl is " in note)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_path_and_the_outcome_are_the_kernels(path: Path) -> None:
    recorded = json.loads(path.read_text())
    given = {name: recorded[name] for name in ("id", "lab", "spec", "warm", "faults", "request")}
    found = compare(recorded["expected"], answered(**given))
    through_ipvs = "/" in recorded["request"]["from"] and recorded["request"]["url"] == VIP
    assert (found.passes, found.sights, found.outcome) == (True, 1.0, 1.0), found.notes
    assert essential(found.notes, through_ipvs=through_ipvs) == []


def targets(spec: Document) -> list[str]:
    """What can be asked in a lab: servers, published ports, closed ports, virtual addresses, what nobody has."""
    found = {VIP, WITHOUT_SERVICE, "http://9.0.9.1/", "http://203.0.113.50:8080/"}
    for node in spec["nodes"]:
        found |= {f"http://{node['ip']}:9/"}
        found |= {f"http://{ip}:3141/" for ip in node.get("extra_addresses", [])}
        found |= {f"http://{node['ip']}:{process['port']}/" for process in node.get("processes", [])}
        for container in node.get("containers", []):
            found.add(f"http://{container['ip']}:{container.get('container_port', 9)}/")
            if "host_port" in container:
                found |= {f"http://{ip}:{container['host_port']}/" for ip in (node["ip"], "127.0.0.1")}
    return sorted(found)


def differs(origin: str, url: str, options: Document) -> bool:
    """Whether a request is known to go another way.

    The stand-in for IPVS masquerades a host's request to a port that no service has, and translates a container's
    within a bridge that asks iptables. Docker without its proxy lets bridges route 127/8, which the labs did not.
    """
    if "127.0.0.1" in url:
        return "/" not in origin and not options.get("userland_proxy", True)
    if url == WITHOUT_SERVICE:
        return "/" not in origin
    return url == VIP and "/" in origin and options.get("bridge_nf") == 1


def asked_for(path: Path) -> tuple[Document, list[tuple[str, str]]]:
    """A lab, and a tenth of all requests in it, another tenth in each next lab."""
    lab = json.loads(path.read_text())
    places = [space["ns"] for space in lab["expanded"]["namespaces"] if space["kind"] != "router"]
    options = lab["spec"].get("options", {})
    every = [(origin, url) for origin in places for url in targets(lab["spec"]) if not differs(origin, url, options)]
    return lab, every[LABS.index(path) % 10 :: 10]


def test_without_the_proxy_a_host_reaches_its_published_ports_at_127_if_the_bridge_routes_that() -> None:
    lab = json.loads((DATA / "labs" / "bridge-userland-proxy-false.json").read_text())
    request = {"from": "s2", "url": "http://127.0.0.1:9896/", "curl_args": ["--connect-timeout", "2"]}
    off = {"fault": "sysctl", "node": "s2", "key": "net.ipv4.conf.docker0.route_localnet", "value": "0"}
    served = answered(spec=lab["spec"], request=request)
    assert (served["outcome"]["http_code"], served["legs"][0]["syn"][-1]["src"][:10]) == (200, "172.17.0.1")
    for document in ({"lab": lab["expanded"]}, {"spec": lab["spec"], "faults": [off]}):
        silent = answered(**document, request=request)
        assert (silent["outcome"]["exit"], silent["legs"]) == (28, [])


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_every_request_goes_the_way_of_the_labs_explicit_tables(path: Path) -> None:
    lab, requests = asked_for(path)
    wrong = {}
    for origin, url in requests:
        request = {"from": origin, "url": url, "curl_args": ["--connect-timeout", "2"]}
        explicit = answered(lab=lab["expanded"], request=request)
        found = compare(explicit, answered(spec=lab["spec"], request=request))
        if notes := essential(found.notes, through_ipvs="/" in origin and url == VIP):
            wrong[origin, url] = notes
    assert (wrong, bool(requests)) == ({}, True)
