"""The bar at the foot: the logical clock, how fast it runs and what for, and the line of time."""

import re

from playwright.sync_api import Page, expect

from tests.browser.learner import Learner

ASK = "curl http://172.16.9.84:16327"


WATCH = """() => {
    window.shown = [];
    const clock = document.getElementById("clock");
    new MutationObserver(() => shown.push(clock.textContent)).observe(clock, {childList: true});
}"""
"""Note all that the clock shows from now on."""


def clock_ms(page: Page) -> int:
    hours, minutes, seconds = page.locator("#clock").inner_text().split(":")
    return round((int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000)


def choose_speed(page: Page, speed: int) -> None:
    page.get_by_role("radio", name=f"{speed}×").check(force=True)
    expect(page.get_by_role("radio", name=f"{speed}×")).to_be_checked()


def test_the_clock_shows_logical_time_and_what_it_is_waiting_for(learner: Learner) -> None:
    page = learner.page
    learner.open()
    expect(page.locator("#clock")).to_have_text("15:02:00.000")
    expect(page.locator("#clock-date")).to_have_text("22 Jul 2019, UTC")
    expect(page.locator("#settled")).to_have_text("settled: nothing more happens by itself")
    learner.type("laptop", "dcos marathon app add httpi_host.json")
    expect(page.locator("#settled")).to_have_text("Docker fetches an image")
    expect(page.locator("#settled")).to_have_attribute("data-runs", "yes")
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no")
    stood = clock_ms(page)
    learner.type("laptop", "true")
    assert stood <= clock_ms(page) <= stood + 10


def test_the_speed_is_that_of_every_page_and_outlives_a_reload(learner: Learner) -> None:
    page = learner.page
    learner.open()
    with Learner.at(page.context.new_page(), learner.url) as other:
        other.page.goto(page.url)
        other.connected()
        choose_speed(page, 16)
        expect(other.page.get_by_role("radio", name="16×")).to_be_checked()
        other.page.reload()
        other.connected()
        expect(other.page.get_by_role("radio", name="16×")).to_be_checked()
        before = clock_ms(page)
        learner.type("laptop", "sleep 16")
        assert clock_ms(page) - before >= 16_000
        other.page.get_by_role("radio", name="16×").focus()
        other.page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("radio", name="4×")).to_be_checked()
        other.page.close()


def test_the_clock_never_shows_more_than_has_happened(learner: Learner) -> None:
    page = learner.page
    learner.open()
    choose_speed(page, 4)
    page.evaluate(WATCH)
    learner.type("laptop", "dcos marathon app add httpi_host.json")
    expect(learner.goal("runs")).to_have_class("met")
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no")
    shown = [text[: len("15:02:00.0")] for text in page.evaluate("shown")]
    assert len(set(shown)) > 5
    assert shown == sorted(shown)


def test_lines_are_numbered_as_they_were_typed_and_a_failed_one_has_another_form(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.terminal("master")
    page.fill("#line", "sleep 1000")
    page.press("#line", "Enter")
    expect(page.locator("#interrupt")).to_be_visible()
    expect(page.locator("#track li").nth(1)).to_have_class(re.compile("runs"))
    page.locator("#interrupt").click()
    expect(page.locator("#interrupt")).to_be_hidden()
    choose_speed(page, 4)
    learner.type("master", ASK)
    assert page.locator("#track .dot").all_inner_texts() == ["1", "2", "3"]
    assert page.locator(".log:not([hidden]) .seq").all_inner_texts() == ["2", "3"]
    expect(page.locator("#track li").nth(1)).to_have_class(re.compile("wrong"))
    interrupted = page.get_by_role("button", name=re.compile("^Line 2, master: sleep 1000; exit 130"))
    radius = "element => getComputedStyle(element.querySelector('.dot')).borderRadius"
    assert interrupted.evaluate(radius) != page.locator("#track button").first.evaluate(radius)
    page.reload()
    learner.connected()
    learner.terminal("master")
    assert page.locator(".log:not([hidden]) .seq").all_inner_texts() == ["2", "3"]


def test_what_the_cluster_did_by_itself_stands_between_the_lines_also_after_a_reload(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("laptop", "dcos node")
    first = page.get_by_role("button", name=re.compile(r"^Line 1, laptop: .*; then \d+ changes$"))
    expect(first).to_be_visible()
    ticks = page.locator("#track li").first.locator(".tick").get_attribute("d")
    assert ticks is not None
    assert ticks.count("M") >= 2
    label = first.get_attribute("aria-label")
    page.reload()
    learner.connected()
    expect(page.locator("#track button").first).to_have_attribute("aria-label", label or "")
    assert page.locator("#track li").first.locator(".tick").get_attribute("d") == ticks


def test_keys_go_from_line_to_line_with_terminal_and_request(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("master", ASK)
    learner.type("S1", ASK)
    learner.type("laptop", "dcos node")
    here = page.locator("#track [aria-current=true]")
    expect(here).to_have_accessible_name(re.compile("^Line 4"))
    page.locator("#step .prose:visible").focus()
    for key, line, terminal in [("[", 3, "S1"), ("[", 2, "master"), ("]", 3, "S1"), ("[", 2, "master")]:
        page.keyboard.press(key)
        expect(here).to_have_accessible_name(re.compile(f"^Line {line}"))
        expect(page.locator("#terminal-tabs [aria-selected=true]")).to_have_text(terminal)
    expect(page.locator(".log:not([hidden]) .entry.here")).to_contain_text(ASK)
    expect(page.locator("#track li.here")).to_have_class(re.compile("shown"))
    page.get_by_role("tab", name="Requests").click()
    expect(page.locator("#card-requests [aria-current=true]")).to_contain_text("master")
    page.keyboard.press("[")
    expect(here).to_have_accessible_name(re.compile("^Line 1"))
    page.keyboard.press("[")
    expect(here).to_have_accessible_name(re.compile("^Line 1"))


def test_a_request_that_is_chosen_in_the_list_shows_its_line(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("master", ASK)
    learner.type("S1", ASK)
    page.get_by_role("tab", name="Requests").click()
    page.locator("#card-requests .request-list button").last.click()
    expect(page.locator("#track [aria-current=true]")).to_have_accessible_name(re.compile("^Line 2"))


def test_the_line_of_time_is_one_stop_of_the_keyboard_and_scrolls_by_itself(learner: Learner) -> None:
    page = learner.page
    learner.open()
    for number in range(1, 16):
        learner.type("laptop", f"echo {number}")
    buttons = page.locator("#track button")
    assert buttons.evaluate_all("all => all.map(one => one.tabIndex)") == [-1] * 14 + [0]
    expect(buttons.last).to_be_in_viewport()
    expect(buttons.first).not_to_be_in_viewport()
    buttons.last.focus()
    page.keyboard.press("Home")
    expect(buttons.first).to_be_focused()
    expect(buttons.first).to_be_in_viewport()
    page.keyboard.press("ArrowRight")
    expect(buttons.nth(1)).to_be_focused()
    expect(buttons.nth(1)).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.scrollingElement.scrollLeft") == 0


def test_the_line_that_is_looked_at_stays_in_sight_where_the_track_becomes_narrower(learner: Learner) -> None:
    page = learner.page
    learner.open()
    for number in range(9):
        learner.type("laptop", f"echo {number}")
    last = page.locator("#track li").last
    expect(last).to_be_in_viewport(ratio=0.9)
    for width in (1300, 1210):
        page.set_viewport_size({"width": width, "height": 900})
        expect(last).to_be_in_viewport(ratio=0.9)
