"""Time in the page: looking back, trying, branching off, undo and redo, links that open as a picture."""

from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import COLOURS, violations
from tests.browser.learner import Learner
from tests.servers import Server
from tests.web.talk import begin_at, until

LESSON = "/l/04-bridge-mode"
ADD = "dcos marathon app add httpi_bridge.json"
ASK = "curl http://172.16.15.168:9896"


@pytest.fixture
def deployed(learner: Learner) -> Learner:
    """Three lines: a deployment, whose events are over, a request that is answered, and a file."""
    learner.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    learner.open(LESSON)
    learner.page.get_by_role("radio", name="16×").check(force=True)
    learner.type("laptop", ADD)
    expect(learner.page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    learner.type("master", ASK)
    learner.type("laptop", "echo kept > file")
    return learner


def look_back(page: Page) -> None:
    page.locator("#look-back").click()
    expect(page.locator("#time-panel")).to_be_visible()


def go_to(page: Page, number: int) -> None:
    page.locator(f'.time-tree .node:not(.elsewhere)[data-column="{number}"]').click()
    expect(page.locator("#moment")).to_contain_text(f"line {number}")


def lines(page: Page) -> list[str]:
    return page.locator("#track .dot").all_inner_texts()


def picture(page: Page) -> str:
    """The cluster in words, as the tree has it."""
    return "\n".join(page.locator("#twin [role=treeitem]").evaluate_all("all => all.map(one => one.textContent)"))


def looked_at(learner: Learner) -> dict[str, Any]:
    """What the page was told last that it looks at: everything that the picture is drawn from."""
    [snapshot] = [frame for frame in learner.frames if frame["type"] == "past"][-1]["frames"]
    elements = {element["id"]: element for element in snapshot["elements"]}
    return {"elements": elements, **{name: snapshot[name] for name in ("goals", "traces", "moments", "terminals")}}


def test_the_past_shows_what_was_and_the_present_is_kept(deployed: Learner) -> None:
    page = deployed.page
    now = picture(page)
    look_back(page)
    go_to(page, 1)
    events = page.locator(".time-events .event")
    expect(events.nth(6)).to_be_visible()
    expect(page.locator("#summary")).to_contain_text("no tasks")
    events.first.click()
    expect(page.locator(".time-events .you")).to_be_visible()
    until(lambda: "is starting" in picture(page))
    expect(page.locator('.log:not([hidden]) .entry[data-line="4"]')).to_have_count(0)
    expect(page.locator("#goals-1 .count").first).to_contain_text("0")
    assert page.locator("#clock").inner_text() != page.locator(".time-events .event time").last.inner_text()
    with Learner.at(page.context.new_page(), deployed.url) as other:
        other.page.goto(page.url)
        other.connected()
        assert picture(other.page) == now
        other.type("laptop", "echo meanwhile")
    expect(page.locator("#track li")).to_have_count(4)
    assert "is starting" in picture(page)
    page.keyboard.press("Escape")
    expect(page.locator("#moment")).to_be_hidden()
    until(lambda: picture(page) == now)
    expect(page.locator(".log:not([hidden])")).to_contain_text("meanwhile")


def test_a_hop_is_a_moment_at_which_the_player_stands(deployed: Learner) -> None:
    page = deployed.page
    page.locator("#track li button").nth(1).click()
    look_back(page)
    hop = page.locator(".time-events .event", has_text="hop 4:")
    hop.click()
    expect(page.locator("#moment")).to_contain_text("line 2")
    expect(page.locator("#hop-count")).to_contain_text("4")


def test_what_is_tried_can_be_branched_off_and_left_again(deployed: Learner) -> None:
    page = deployed.page
    look_back(page)
    go_to(page, 2)
    page.locator("#time-panel").get_by_role("button", name="Close").click()
    deployed.type("laptop", "ls")
    expect(page.locator("#moment")).to_contain_text("The present is kept")
    deployed.type("laptop", "dcos marathon app remove /httpi")
    expect(page.locator("#moment")).to_contain_text("has changed the cluster")
    assert lines(page) == ["1", "2", "3"]
    page.locator("#summary").click()
    page.keyboard.press("b")
    expect(page.locator("#moment")).to_be_hidden()
    until(lambda: lines(page) == ["1", "2", "3", "4"])
    look_back(page)
    page.fill("#branch-name", "without the app")
    page.press("#branch-name", "Enter")
    expect(page.locator(".time-tree .branch.current")).to_contain_text("without the app")
    expect(page.locator("#summary")).to_contain_text("no tasks")
    page.locator(".time-tree .branch:not(.current)").click()
    until(lambda: lines(page) == ["1", "2", "3"])
    expect(page.locator("#summary")).to_contain_text("5 tasks")


def test_undo_and_redo_by_keys_and_buttons_are_those_of_every_page(deployed: Learner) -> None:
    page = deployed.page
    with Learner.at(page.context.new_page(), deployed.url) as other:
        other.page.goto(page.url)
        other.connected()
        before = picture(page)
        page.locator("#summary").click()
        page.keyboard.press("Control+z")
        until(lambda: lines(page) == lines(other.page) == ["1", "2"])
        other.page.locator("#undo").click()
        until(lambda: lines(page) == lines(other.page) == ["1"])
        page.keyboard.press("Control+Shift+Z")
        until(lambda: lines(page) == lines(other.page) == ["1", "2"])
        page.locator("#redo").click()
        until(lambda: lines(page) == lines(other.page) == ["1", "2", "3"])
        assert picture(page) == picture(other.page) == before
        expect(page.locator("#redo")).to_be_disabled()
        page.locator("#line").focus()
        page.keyboard.press("Control+z")
        other.type("laptop", "cat file")
        assert lines(page) == ["1", "2", "3", "4"]


def test_a_link_opens_in_a_fresh_browser_as_the_same_picture(deployed: Learner, browser: Browser) -> None:
    page = deployed.page
    look_back(page)
    go_to(page, 1)
    page.locator(".time-events .event").nth(5).click()
    expect(page.locator("#moment")).to_contain_text("line 1 +")
    page.locator("#time-panel").get_by_role("button", name="Copy link").click()
    expect(page.locator(".time-link")).to_contain_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert (urlsplit(link).path, len(link) < 500) == (LESSON, True)
    page.locator("#time-panel").get_by_role("button", name="Close").click()
    fresh = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    with Learner.at(fresh.new_page(), deployed.url) as reader:
        typed: list[str] = []
        reader.page.on("websocket", lambda socket: socket.on("framesent", lambda text: typed.append(str(text))))
        reader.page.goto(link)
        expect(reader.page.locator("#moment")).to_contain_text("Somebody shows you line 1 +")
        until(lambda: picture(reader.page) == picture(page))
        assert reader.page.locator("#clock").inner_text() == page.locator("#clock").inner_text()
        assert looked_at(reader) == looked_at(deployed)
        expect(reader.page.locator("#prompt")).to_be_hidden()
        assert not any('"line"' in text for text in typed)
        assert violations(reader.page) == []
        reader.page.locator("#go-on").click()
        reader.page.wait_for_url("**/a/*")
        reader.connected()
        assert lines(reader.page) == ["1"]
        reader.type("laptop", "true")
    fresh.close()


def test_a_link_that_is_too_long_is_stored_and_can_be_deleted(deployed: Learner, context: BrowserContext) -> None:
    page = deployed.page
    text = " ".join(f"{number * 7919 % 99991:x}" for number in range(900))
    deployed.type("laptop", f"true {text}")
    page.locator("#copy-link").click()
    expect(page.locator("#notice")).to_contain_text("stored here for 90 days")
    link = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(link).path.startswith("/s/")
    with Learner.at(context.new_page(), deployed.url) as reader:
        reader.page.goto(link)
        expect(reader.page.locator("#moment")).to_contain_text("line 4")
    page.get_by_role("button", name="Delete the stored link").click()
    expect(page.locator("#notice")).to_contain_text("deleted")
    assert page.request.get(link).status == 404


def test_a_broken_link_says_so(learner: Learner, server: Server) -> None:
    learner.page.goto(f"{server.url}{LESSON}#j=AAAA")
    expect(learner.page.locator("#banner")).to_contain_text("This link is not whole")


def test_who_may_only_look_can_look_back_and_not_undo(learner: Learner) -> None:
    begun, page = begin_at(learner.url), learner.page
    learner.open(f"/a/{begun.id}#w={begun.write}")
    learner.type("laptop", "cd /tmp")
    learner.type("laptop", "cd /usr")
    learner.open(f"/v/{begun.view}")
    look_back(page)
    go_to(page, 1)
    assert page.locator(".log:not([hidden]) .entry[data-line]").count() == 1
    for name in ("#undo", "#branch-here", "#branch-name", "#prompt"):
        expect(page.locator(name)).to_be_hidden()


def test_time_is_turned_back_by_keys_alone(deployed: Learner) -> None:
    page = deployed.page
    page.locator("#look-back").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".time-tree .here")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#moment")).to_contain_text("line 2")
    page.locator("#summary").click()
    page.keyboard.press("[")
    expect(page.locator("#moment")).to_contain_text("line 1")
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page.locator("#moment")).to_contain_text("line 3")
    page.keyboard.press("Escape")
    expect(page.locator("#moment")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 320])
def test_axe_finds_nothing_in_the_past(deployed: Learner, width: int, theme: Literal["light", "dark"]) -> None:
    page = deployed.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    if page.locator("#panes").is_visible():
        page.locator("#panes [data-pane=terminal]").click()
    look_back(page)
    go_to(page, 1)
    assert violations(page, only=None if theme == "light" else COLOURS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#time-panel").get_by_role("button", name="Close").click()
    assert violations(page, only=None if theme == "light" else COLOURS) == []
