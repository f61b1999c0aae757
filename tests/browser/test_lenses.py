"""The three lenses: turned by keys and by the group of buttons, while a request is looked at."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import COLOURS, violations
from tests.browser.learner import Learner
from tests.browser.picture import GRAPH, Picture

VIP = "vip:11.249.78.219:3141"
LENSES = {"1": "service", "2": "transport", "3": "network"}


@pytest.fixture
def asked(learner: Learner) -> Learner:
    """A learner whose master has asked a container on the overlay at its own address."""
    learner.open("/l/07-overlay")
    learner.type("laptop", "dcos marathon app add httpi_container.json")
    expect(learner.page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    learner.type("master", "curl http://9.0.3.130:3141")
    learner.page.locator("#hop-last").click()
    return learner


def turn(page: Page, key: str) -> None:
    page.locator("#ruler").focus()
    page.keyboard.press(key)
    expect(page.locator(f"#lens input[value={LENSES[key]}]")).to_be_checked()


def test_keys_turn_the_lens_while_a_request_is_shown_and_each_is_whole_for_readers(asked: Learner) -> None:
    page, picture = asked.page, Picture(asked)
    hops = page.locator("#ruler [data-hop]").count()
    drawn = {}
    for key, lens in (("3", "network"), ("1", "service"), ("2", "transport")):
        turn(page, key)
        expect(page.locator("#announce")).to_contain_text(lens)
        page.wait_for_timeout(600)
        drawn[lens] = page.evaluate(
            "selector => document.querySelector(selector).getContext('2d')"
            ".getImageData(0, 0, 900, 700).data.reduce((sum, value) => (sum * 31 + value) % 1000003, 7)",
            GRAPH,
        )
        assert page.locator("#ruler [data-hop]").count() == hops
        assert violations(page) == [], lens
        page.locator("#hop-first").click()
        page.locator("#hop-next").click()
        expect(page.locator("#hop-count")).to_contain_text("1")
    assert len(set(drawn.values())) == len(LENSES), "each lens draws another picture"
    assert picture.elements[VIP]["kind"] == "vip"


def test_arrows_turn_it_in_its_group_and_the_browser_keeps_it(asked: Learner) -> None:
    page = asked.page
    page.locator("#lens input[value=transport]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#lens input[value=network]")).to_be_checked()
    assert page.evaluate("localStorage.getItem('hopscope.lens')") == "network"
    page.reload()
    expect(page.locator("#lens input[value=network]")).to_be_checked()
    page.locator("#line").focus()
    page.keyboard.press("1")
    expect(page.locator("#lens input[value=network]")).to_be_checked()
    expect(page.locator("#line")).to_have_value("1")


def test_a_vip_is_in_the_tree_and_in_the_inspector(asked: Learner) -> None:
    page = asked.page
    expect(page.locator("#summary")).to_have_text("5 tasks on 3 agents · VIP httpi:3141, 5 back ends")
    page.locator("#as-text").click()
    row = page.locator(f'[data-element="{VIP}"]')
    expect(row).to_contain_text("httpi:3141")
    expect(row).to_contain_text("11.249.78.219:3141, back ends: 5")
    row.click()
    card = page.locator("#card-element")
    expect(card).to_contain_text("httpi.marathon.l4lb.thisdcos.directory")
    expect(card).to_contain_text("ip route show table local")
    expect(card).to_contain_text("/container/portMappings/0/labels/VIP_0")


@pytest.mark.parametrize("key", ["1", "3"])
def test_colours_hold_in_the_dark(asked: Learner, key: str) -> None:
    asked.page.emulate_media(color_scheme="dark")
    turn(asked.page, key)
    assert violations(asked.page, only=COLOURS) == []
