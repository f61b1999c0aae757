"""axe finds nothing in any state of the pages, in any theme and language, and no window scrolls sideways."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.axe import COLOURS, violations
from tests.browser.learner import Learner
from tests.browser.network import network
from tests.servers import Server

LANGUAGES = ["en", "zh-hans"]
ASK = "curl http://172.16.9.84:16327"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOG = ".log:not([hidden])"


@dataclass
class Looks:
    """A page that is looked at in each theme, and what was found so far."""

    page: Page

    def __call__(self, state: str) -> None:
        """All rules in the light, and those of colours in the dark and where the system has colours of its own."""
        page = self.page
        assert violations(page) == [], state
        page.emulate_media(color_scheme="dark")
        assert violations(page, only=COLOURS) == [], f"{state}, dark"
        page.emulate_media(color_scheme="light", forced_colors="active")
        assert violations(page, only=COLOURS) == [], f"{state}, forced colours"
        page.emulate_media(color_scheme="light", forced_colors="none")
        assert page.evaluate(SIDEWAYS) == 0, state


@contextmanager
def lesson(browser: Browser, url: str, language: str, width: int = 1440) -> Iterator[tuple[Learner, Looks]]:
    """A lesson in a language, in a window of its own, without motion."""
    size: ViewportSize = {"width": width, "height": 900 if width > 700 else 700}
    context = browser.new_context(viewport=size, reduced_motion="reduce", color_scheme="light")
    with Learner.at(context.new_page(), url, complains=True) as learner:
        learner.open(f"/l/02-host-mode?lang={language}")
        yield learner, Looks(learner.page)
    context.close()


def enter(page: Page, text: str) -> None:
    """Type a line where the page stands, and wait for nothing."""
    page.fill("#line", text)
    page.press("#line", "Enter")


def answer(page: Page, index: int) -> None:
    """Choose an answer of the step's question, and have it checked."""
    form = page.locator("article.step:not([hidden]) form.question")
    form.locator("input").nth(index).check()
    form.get_by_role("button").click()


def read_the_step(learner: Learner, look: Looks) -> None:
    page = learner.page
    look("fresh")
    answer(page, 0)
    look("a wrong answer")
    answer(page, 1)
    look("the right answer")
    for _ in range(3):
        page.click("#hint")
    look("hints and solution")
    page.click("#step-next")
    expect(page.locator("#still-open")).to_be_visible()
    look("goals that are still open")


def type_lines(learner: Learner, look: Looks) -> None:
    page = learner.page
    enter(page, "sleep 300")
    expect(page.locator("#interrupt")).to_be_visible()
    look("a line that runs")
    enter(page, "echo too early")
    expect(page.locator("#notice")).not_to_be_empty()
    look("a refusal")
    page.click("#interrupt")
    expect(page.locator(LOG)).to_contain_text("130")
    page.fill("#line", "")
    learner.deploy()
    page.fill("#line", "dcos marathon app ")
    page.press("#line", "Tab")
    expect(page.locator("#choices")).to_be_visible()
    page.press("#line", "ArrowDown")
    look("ways to go on")
    page.press("#line", "Escape")
    page.fill("#line", "")
    page.press("#line", "Control+r")
    page.keyboard.type("dcos")
    look("a search")
    page.press("#line", "Escape")
    for at in (0, 1):
        page.locator("#terminal-bar [aria-haspopup=menu]").nth(at).click()
        expect(page.get_by_role("menuitem").first).to_be_visible()
        look(f"menu {at} of the terminal")
        page.keyboard.press("Escape")


def follow_requests(learner: Learner, look: Looks) -> None:
    page = learner.page
    page.click("#tab-hop")
    look("no request")
    learner.type("master", ASK)
    page.click("#hop-next")
    for card in ["hop", "list", "requests"]:
        page.click(f"#tab-{card}")
        look(f"the card {card}")
    learner.type("master", "curl http://172.16.9.84:80")
    died = next(hop["n"] for hop in learner.trace["hops"] if hop["message"] == "socket.none")
    page.click(f'#ruler [data-hop="{died}"]')
    expect(page.locator("#card-hop .died-title")).to_be_visible()
    look("a refused request")


def inspect(learner: Learner, look: Looks) -> None:
    page = learner.page
    page.click("#tab-element")
    look("no element")
    page.click("#as-text")
    look("the picture as text")
    for name in ["agent:S1", "socket:S1/tcp/16327"]:
        learner.element(name).locator("> .twin-row b").click()
        expect(page.locator('#card-element [data-part="why"], #card-element .printed').first).to_be_visible()
        shut = page.locator("#card-element details:not([open]) summary")
        while shut.count() > 0:
            shut.first.click()
        look(f"the card of {name}")
    page.click("#as-text")
    page.locator(f"{LOG} .tok").last.hover()
    expect(page.locator(f"{LOG} .tok.lit").first).to_be_visible()
    look("a word that is pointed at")
    learner.type("master", ASK)
    look("an element, and news of a request")


def edit(learner: Learner, look: Looks) -> None:
    page = learner.page
    learner.terminal("laptop")
    page.locator("#terminal-bar [aria-haspopup=menu]").nth(1).click()
    page.get_by_role("menuitem", name="httpi_host.json").click()
    expect(page.locator("#editor .cm-content")).to_be_focused()
    look("a file")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"id": 3, "nets": [')
    expect(page.locator("#editor .problems li").first).to_be_visible()
    look("a file with problems")
    page.keyboard.press("Control+a")
    page.keyboard.type('{"net')
    expect(page.locator("#editor [role=option]").first).to_be_visible()
    look("ways to go on in a file")
    page.keyboard.press("Escape")
    page.locator("#editor header button").last.click()


def open_dialogs(learner: Learner, look: Looks) -> None:
    for dialog, opener in [("keys", "#keys-open"), ("legend", "#legend-open"), ("over", "#start-over")]:
        learner.page.click(opener)
        expect(learner.page.locator(f"#{dialog}")).to_be_visible()
        look(f"the dialog {dialog}")
        learner.page.keyboard.press("Escape")


STATES: list[Callable[[Learner, Looks], None]] = [
    read_the_step,
    type_lines,
    follow_requests,
    inspect,
    edit,
    open_dialogs,
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_no_state_of_a_lesson(browser: Browser, server: Server, language: str) -> None:
    with lesson(browser, server.url, language) as (learner, look):
        for goes_through in STATES:
            goes_through(learner, look)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_no_state_of_the_connection(browser: Browser, server: Server, language: str) -> None:
    with network(server.port) as between, lesson(browser, between.url, language) as (learner, look):
        page = learner.page
        between.cut()
        expect(page.locator("#status")).to_have_attribute("data-status", "waiting")
        for text in ["echo one", "echo two"]:
            enter(page, text)
        expect(page.locator("#waiting li")).to_have_count(2)
        expect(page.locator("#banner")).to_be_visible()
        look("lines that wait")
        page.context.set_offline(True)
        expect(page.locator("#status")).to_have_attribute("data-status", "offline")
        look("offline")
        page.context.set_offline(False)
        between.mend()
        page.goto(page.url.replace("#w=", "#w=x"))
        page.reload()
        expect(page.locator("#status")).to_have_attribute("data-status", "closed")
        look("no way in")
        begun = page.request.post(f"{server.url}/api/attempts", data={"lesson": "02-host-mode"}).json()
        page.goto(f"{between.url}/v/{begun['view']}?lang={language}")
        learner.connected()
        look("only to look at")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_no_part_of_a_narrow_page(browser: Browser, server: Server, language: str) -> None:
    with lesson(browser, server.url, language, 320) as (learner, look):
        page = learner.page
        look("the step")
        page.click("#panes [data-pane=terminal]")
        look("the terminal")
        learner.type("laptop", "dcos marathon app add httpi_host.json")
        expect(learner.goal("runs")).to_have_class("met")
        learner.type("master", "curl http://172.16.9.84:80")
        for pane in ["picture", "side", "terminal", "step"]:
            page.click(f"#panes [data-pane={pane}]")
            look(pane)
        page.click("#panes [data-pane=picture]")
        page.click("#as-text")
        look("the picture as text")
        learner.element("agent:S1").locator("> .twin-row b").click()
        look("an element")
        page.click("#panes [data-pane=terminal]")
        learner.terminal("laptop")
        page.locator("#terminal-bar [aria-haspopup=menu]").nth(1).click()
        expect(page.get_by_role("menuitem").first).to_be_visible()
        look("the files")
        page.get_by_role("menuitem", name="httpi_host.json").click()
        expect(page.locator("#editor .cm-content")).to_be_focused()
        look("a file")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 1440])
def test_in_no_state_of_the_first_page(browser: Browser, server: Server, language: str, width: int) -> None:
    with lesson(browser, server.url, language, width) as (learner, look):
        page = learner.page
        page.goto(f"{server.url}/?lang={language}")
        expect(page.locator("#lessons li.begun")).to_have_count(1)
        look("a lesson that was begun")
        bad = json.dumps({"lessons": {}}).encode()
        page.set_input_files("#import-file", {"name": "a.json", "mimeType": "application/json", "buffer": bad})
        expect(page.locator("#progress-told")).not_to_be_empty()
        look("a file that was refused")
        page.click("#forget")
        look("the question before all is forgotten")
        page.click("#forget-yes")
        expect(page.locator("#lessons li.begun")).to_have_count(0)
        look("nothing begun")
        page.goto(f"{server.url}/nowhere?lang={language}")
        look("no such page")
