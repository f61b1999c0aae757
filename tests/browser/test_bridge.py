"""Bridge mode in the picture: the rule, the bridge and the pair before a container; a virtual address on who asks."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.learner import Learner
from tests.browser.picture import GRAPH, PACKETS, Picture
from tests.build import FILES

ON_S3 = {"instances": 2, "constraints": [["hostname", "LIKE", ".*168"]]}
BRIDGE, RULE = "link:S3/docker0", "rule:S3/nat/DOCKER/2"
BY_NAME = "curl http://httpi.marathon.l4lb.thisdcos.directory:3141"


@pytest.fixture
def picture(learner: Learner) -> Picture:
    """A learner who has two tasks in bridge mode on S3."""
    learner.open()
    definition = json.dumps({**json.loads(FILES["httpi_bridge.json"]), **ON_S3})
    learner.type("laptop", f"echo '{definition}' | dcos marathon app add")
    expect(learner.page.locator("#summary")).to_contain_text("2 tasks on 1 agent", timeout=60_000)
    expect(learner.page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    return Picture(learner)


def asked(picture: Picture, line: str) -> dict[str, Any]:
    """The last request, played to its end."""
    picture.learner.type("master", line)
    picture.learner.page.locator("#hop-last").click()
    return picture.learner.trace


def hop(trace: dict[str, Any], message: str) -> int:
    return next(hop["n"] for hop in trace["hops"] if hop["message"] == message)


def test_a_request_stands_at_the_rule_that_leads_it_and_is_brought_to_its_task(picture: Picture) -> None:
    page, element = picture.learner.page, picture.elements[RULE]
    port = element["facts"]["port"]
    trace = asked(picture, f"curl http://172.16.15.168:{port}")
    scene = picture.scene(trace)
    bar, pair = scene["boxes"][BRIDGE], next(name for name in picture.elements if name.startswith("link:S3/veth"))
    page.locator(f'#ruler [data-hop="{hop(trace, "nat.destination")}"]').click()
    assert picture.shows(GRAPH, "ink-2", (bar["x"] + bar["w"] / 2, bar["y"] + 4), scene)
    badge = scene["badges"][hop(trace, "nat.destination") - 1]
    assert picture.shows(PACKETS, "packet", (badge["x"] - 9, badge["y"]), scene)
    assert badge["x"] < scene["boxes"][RULE]["x"] < scene["boxes"][pair]["x"]
    expect(page.locator("#announce")).to_contain_text("172.17.0.2")
    assert violations(page) == []


def test_a_rule_is_inspected_and_goes_from_the_picture_when_it_is_deleted(picture: Picture) -> None:
    page = picture.learner.page
    scene = picture.scene()
    page.mouse.click(*picture.middle(RULE, scene))
    card = page.locator("#card-element")
    expect(card).to_contain_text(picture.elements[RULE]["facts"]["rule"])
    expect(card).to_contain_text("iptables -t nat -nvL DOCKER")
    assert violations(page) == []
    picture.learner.type("S3", "sudo iptables -t nat -D DOCKER 2")
    expect(picture.learner.element(RULE)).not_to_be_attached()
    assert RULE not in picture.elements
    assert BRIDGE in picture.elements


def test_who_asks_by_name_shows_the_virtual_address_and_what_ipvs_chose(picture: Picture) -> None:
    trace = asked(picture, BY_NAME)
    scene = picture.scene(trace)
    vip = scene["hosts"]["host:master"]["vip"]
    box = vip["hexagon"]
    assert picture.shows(GRAPH, "k-vip", (box["x"] + box["w"] / 2, box["y"] + 5), scene)
    chosen = next(backend["box"] for backend in vip["backends"] if backend["chosen"])
    assert picture.shows(GRAPH, "packet-soft", (chosen["x"] + chosen["w"] / 2, chosen["y"] + 3), scene)
    assert picture.shows(PACKETS, "packet-line", (vip["trunk"], (box["y"] + box["h"] + vip["note"]) / 2), scene)
    assert violations(picture.learner.page) == []
