"""The requests: their list by keys and filters, some side by side, a load of a hundred as a stream."""

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import COLOURS, violations
from tests.browser.learner import Learner
from tests.browser.network import network
from tests.servers import Server

ROWS = "#card-requests .request-list button"
SERVERS = "#card-requests .shares tbody tr"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOAD = "for i in $(seq {count}); do curl -s httpi.marathon.l4lb.thisdcos.directory:3141; done"
TWO = "curl -s 172.16.9.84:16327; curl -s 172.16.9.84:9"


def rows(page: Page) -> Locator:
    return page.locator(ROWS)


def open_list(page: Page) -> None:
    page.get_by_role("tab", name=re.compile("^(Requests|请求)")).click()
    expect(page.locator("#card-requests h3")).to_be_visible()


def several(learner: Learner, lesson: str = "/l/02-host-mode") -> Page:
    """Four requests: from two machines, two answered and two refused; the list of them."""
    learner.page.emulate_media(reduced_motion="reduce")
    learner.open(lesson)
    learner.deploy()
    learner.type("master", TWO)
    learner.type("S1", TWO)
    open_list(learner.page)
    expect(rows(learner.page)).to_have_count(4)
    return learner.page


def five_tasks(learner: Learner) -> Page:
    """Five tasks behind one virtual address."""
    learner.open("/l/05-vip")
    page = learner.page
    page.locator("#pace input[value='16']").check(force=True)
    learner.type("laptop", "dcos marathon app add httpi_bridge.json")
    expect(page.locator('#twin [id^="twin:task:"]')).to_have_count(5, timeout=60_000)
    expect(page.locator("#settled")).to_contain_text("settled", timeout=60_000)
    return page


def test_a_filter_shows_what_is_asked_for_and_says_how_many(learner: Learner) -> None:
    page = several(learner)
    expect(rows(page).locator(".asked")).to_have_text(
        ["S1 → 172.16.9.84:9", "S1 → 172.16.9.84:16327", "master → 172.16.9.84:9", "master → 172.16.9.84:16327"]
    )
    expect(page.locator(SERVERS)).to_have_count(1)
    page.locator("select[name=source]").select_option("S1")
    expect(rows(page)).to_have_count(2)
    expect(page.locator("#announce")).to_have_text("2 of 4 requests")
    page.locator("select[name=outcome]").select_option(label="refused")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#announce")).to_have_text("1 of 4 requests")
    page.locator("select[name=source]").select_option("")
    page.locator("select[name=outcome]").select_option("")
    page.locator("select[name=target]").select_option("server 172.16.9.84:16327")
    expect(rows(page).locator(".became")).to_have_text(["200", "200"])


def test_the_list_is_used_by_keys_alone(learner: Learner) -> None:
    page = several(learner)
    page.locator("select[name=outcome]").focus()
    page.keyboard.press("Tab")
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(rows(page).nth(2)).to_be_focused()
    page.keyboard.press("End")
    expect(rows(page).last).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".request-list input:checked")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#card-hop")).to_be_focused()
    expect(page.locator("#card-hop")).to_contain_text("172.16.9.84:9")


def test_a_long_list_comes_a_page_at_a_time_with_those_beyond_the_last_two_hundred(learner: Learner) -> None:
    page = learner.page
    page.emulate_media(reduced_motion="reduce")
    learner.open()
    learner.type("master", "for i in $(seq 230); do curl -s 172.16.9.84:9; done")
    page.reload()
    learner.connected()
    open_list(page)
    expect(page.locator("#card-requests h4")).to_contain_text("230 requests")
    expect(rows(page)).to_have_count(40)
    more = page.locator("#card-requests .more")
    expect(more).to_have_text("Show 40 older (190 more)")
    more.click()
    expect(rows(page).nth(40)).to_be_focused()
    while more.is_visible():
        more.click()
    expect(rows(page)).to_have_count(230)
    expect(rows(page).last.locator(".n")).to_have_text("1")


def test_two_requests_stand_side_by_side_and_move_together(learner: Learner) -> None:
    page = several(learner)
    ticks = page.locator(".request-list input")
    ticks.nth(1).check()
    open_them = page.get_by_role("button", name="Side by side")
    expect(open_them).to_be_disabled()
    ticks.nth(2).check()
    ticks.nth(3).check()
    expect(ticks.nth(0)).to_be_disabled()
    ticks.nth(1).uncheck()
    open_them.click()
    dialog = page.get_by_role("dialog", name="requests, side by side")
    expect(dialog.get_by_role("columnheader")).to_have_count(2)
    expect(dialog.locator("[data-role=arrive] td").first).to_contain_text("died here")
    dialog.get_by_label("Only where they differ").check(force=True)
    expect(dialog.locator("[data-role]")).to_have_count(1)
    dialog.get_by_label("All roles").check(force=True)
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="First row").click()
    dialog.get_by_role("button", name="Next row").click()
    expect(dialog.locator("[aria-current=step]")).to_have_attribute("data-role", "cross")
    expect(dialog.get_by_role("status")).to_contain_text("Cross the wire row 2 of 3")
    dialog.get_by_label("Add a request").select_option(index=1)
    expect(dialog.get_by_role("columnheader")).to_have_count(3)
    dialog.get_by_role("button", name=re.compile("^Take request")).first.click()
    expect(dialog.get_by_role("columnheader")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(open_them).to_be_focused()


def test_a_load_of_a_hundred_runs_as_a_stream_and_is_told_once(learner: Learner) -> None:
    page = five_tasks(learner)
    page.evaluate("""() => {
        window.said = [];
        new MutationObserver(() => said.push(announce.textContent)).observe(announce, { childList: true });
    }""")
    learner.type("master", LOAD.format(count=100))
    stream = page.get_by_role("group", name="Stream of requests")
    expect(stream).to_contain_text("100 of 100", timeout=60_000)
    expect(page.locator("#card-requests h3")).to_have_text("100 requests from master")
    counts = [int(text) for text in page.locator(f"{SERVERS} .length").all_inner_texts()]
    assert (len(counts), sum(counts)) == (5, 100)
    told = f"100 requests: {', '.join(map(str, counts))}."
    expect(page.locator("#announce")).to_have_text(told)
    assert page.evaluate("said.filter(text => text.startsWith('100 requests'))") == [told]
    stream.get_by_role("button", name="One request back").click()
    expect(stream).to_contain_text("99 of 100")
    page.keyboard.press("End")
    expect(stream).to_contain_text("100 of 100")
    rows(page).first.click()
    expect(stream).to_be_hidden()
    expect(page.locator("#hop-play")).to_be_visible()
    expect(page.locator("#card-hop")).to_be_focused()


def test_with_reduced_motion_nothing_travels_and_counts_change_once_a_second(learner: Learner) -> None:
    learner.page.emulate_media(reduced_motion="reduce")
    page = five_tasks(learner)
    page.evaluate("""() => {
        window.told = [];
        const draw = CanvasRenderingContext2D.prototype.rotate;
        window.turned = 0;
        CanvasRenderingContext2D.prototype.rotate = function (by) {
            turned += this.canvas.id === "packets" && player.matches(".streams");
            draw.call(this, by);
        };
        new MutationObserver(() => {
            const text = document.querySelector(".stream .where span")?.textContent;
            if (text && text !== told.at(-1)?.text) told.push({ text, at: performance.now() });
        }).observe(player, { childList: true, subtree: true, characterData: true });
    }""")
    learner.type("master", LOAD.format(count=20))
    expect(page.locator(".stream")).to_contain_text("20 of 20", timeout=60_000)
    assert page.evaluate("turned") == 0
    counts = page.evaluate("told.filter(({ text }) => text.endsWith(' of 20')).slice(0, -1).map(({ at }) => at)")
    assert all(later - earlier > 900 for earlier, later in itertools.pairwise(counts))


def no_list(learner: Learner) -> None:
    open_list(learner.page)


def a_list(learner: Learner) -> None:
    learner.deploy()
    learner.type("master", f"{TWO}; curl -s 172.16.9.84:16327")
    open_list(learner.page)
    expect(rows(learner.page)).to_have_count(3)


def nothing_found(learner: Learner) -> None:
    page = learner.page
    page.locator("select[name=source]").select_option("master")
    page.locator("select[name=outcome]").select_option("failed refused")
    page.locator("select[name=target]").select_option("asked 172.16.9.84:16327")
    expect(rows(page)).to_have_count(0)


def ticked(learner: Learner) -> None:
    page = learner.page
    for name in ("source", "outcome", "target"):
        page.locator(f"select[name={name}]").select_option("")
    for index in (0, 1, 2):
        page.locator(".request-list input").nth(index).check()


def compared(learner: Learner) -> None:
    learner.page.locator(".compare-bar .main").click()
    expect(learner.page.locator(".compared")).to_be_visible()


def compared_on_the_way_back(learner: Learner) -> None:
    learner.page.locator(".compare input[value=reply]").check(force=True)
    learner.page.locator(".compare [data-act=next]").click()


def a_stream(learner: Learner) -> None:
    learner.page.keyboard.press("Escape")
    learner.type("master", "for i in $(seq 8); do curl -s 172.16.9.84:16327; done; curl -s 172.16.9.84:9")
    expect(learner.page.locator(".stream")).to_contain_text(re.compile("9 (of|/) 9"), timeout=30_000)


STATES: list[Callable[[Learner], None]] = [
    no_list, a_list, nothing_found, ticked, compared, compared_on_the_way_back, a_stream,
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_in_any_state_and_no_window_scrolls_sideways(
    browser: Browser, server: Server, language: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open(f"/l/02-host-mode?lang={language}")
        for state in STATES:
            state(learner)
            assert violations(page) == [], state
            page.emulate_media(color_scheme="dark")
            assert violations(page, only=COLOURS) == [], f"{state}, dark"
            page.emulate_media(color_scheme="light", forced_colors="active")
            assert violations(page, only=COLOURS) == [], f"{state}, forced colours"
            page.emulate_media(color_scheme="light", forced_colors="none")
            for width in (768, 320):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate(SIDEWAYS) == 0, (state, width)
            page.set_viewport_size({"width": 1440, "height": 900})
    context.close()


def test_the_comparison_is_printed_alone(learner: Learner) -> None:
    page = several(learner)
    for index in (0, 1):
        page.locator(".request-list input").nth(index).check()
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator(".compared")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".compared")).to_be_visible()
    expect(page.locator("#app")).to_be_hidden()
    expect(page.locator(".compare-foot")).to_be_hidden()


def test_without_a_connection_the_list_can_be_opened_once_there_is_one(browser: Browser, server: Server) -> None:
    with (
        network(server.port) as between,
        browser.new_context() as context,
        Learner.at(context.new_page(), between.url, complains=True) as learner,
    ):
        learner.open()
        between.cut()
        learner.page.get_by_role("tab", name="Requests").click()
        expect(learner.page.locator("#card-requests")).to_contain_text("could not be loaded")
        between.mend()
        expect(learner.page.locator("#status")).to_have_attribute("data-status", "open", timeout=30_000)
        learner.page.get_by_role("tab", name="Hop", exact=True).click()
        learner.page.get_by_role("tab", name="Requests").click()
        expect(learner.page.locator("#card-requests h3")).to_have_text("Requests")
