"""The player in the page: cards and lists of hops tell what a request met, by keys alone, with motion or without."""

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner

S1 = "http://172.16.9.84:16327"


def told(tap: list[str]) -> str:
    """A card that sees a packet, as the card of a hop says it."""
    return " ".join(tap)


def read(learner: Learner) -> None:
    """Step through a request; at each hop its card tells the sentence, the entries and who saw the packet."""
    page, hops = learner.page, learner.trace["hops"]
    page.locator("#ruler").focus()
    page.keyboard.press("Home")
    card = page.locator("#card-hop")
    for hop in hops:
        page.keyboard.press(".")
        expect(page.locator(".rail.here")).to_have_attribute("data-rail", str(hop["n"]))
        expect(card).to_contain_text(hop["sentence"].rstrip("."))
        expect(card.locator(".taps li")).to_have_text([told(tap) for tap in hop["taps"]])
        expect(card.locator(".entries:not(.kept) code")).to_have_text([entry["text"] for entry in hop["entries"]])


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_request_is_read_hop_by_hop(learner: Learner, motion: str) -> None:
    learner.page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    learner.open()
    learner.deploy()
    learner.type("master", f"curl -s {S1}")
    read(learner)
    page = learner.page
    page.keyboard.press("Home")
    page.keyboard.press(">")
    changed = [hop["n"] for hop in learner.trace["hops"] if {"src", "dst", "ttl"} & set(hop["changed"])]
    first = changed[0] if changed else len(learner.trace["hops"])
    expect(page.locator(".rail.here")).to_have_attribute("data-rail", str(first))
    page.keyboard.press("<")
    expect(page.locator(".rail.here")).to_have_count(0)


def test_a_packet_that_a_rule_drops_says_when_it_was_sent_again_and_why(learner: Learner) -> None:
    learner.open()
    learner.deploy()
    learner.type("S1", "sudo iptables -I INPUT -p tcp --dport 16327 -j DROP")
    learner.type("master", f"curl -s --connect-timeout 5 {S1}")
    read(learner)
    page = learner.page
    expect(page.locator(".sends .when")).to_have_text(["0 s", "1 s", "3 s", "5 s"])
    expect(page.locator(".hop-why")).to_contain_text("sudo iptables -I INPUT -p tcp --dport 16327 -j DROP")
    page.get_by_role("tab", name="All hops").click()
    died = page.locator(".hop-list li.died")
    expect(died).to_contain_text("Sent again after 3 s.")
    for hop in learner.trace["hops"]:
        row = page.locator(f'#card-list [data-list-hop="{hop["n"]}"]')
        for namespace, device, direction in hop["taps"]:
            expect(row).to_contain_text(f"{namespace} {device} sees it {'come in' if direction == 'in' else 'go out'}.")


def test_speeds_are_chosen_by_keys(learner: Learner) -> None:
    learner.open()
    speed = learner.page.locator("#speed")
    speed.focus()
    learner.page.keyboard.press(">")
    expect(speed).to_have_value("2")
    learner.page.keyboard.press("<")
    learner.page.keyboard.press("<")
    expect(speed).to_have_value("0.5")
