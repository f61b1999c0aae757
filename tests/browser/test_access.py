"""Everybody can use it: keyboard alone, readers, narrow and enlarged windows, no motion, dark, forced colours."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.learner import LESSON, Learner
from tests.servers import Server

ASK = "curl http://172.16.9.84:16327"
PANES = ["step", "picture", "terminal", "side"]


@pytest.mark.parametrize(("width", "height"), [(320, 800), (375, 667), (720, 450)])
def test_narrow_and_enlarged_windows_never_scroll_sideways(
    browser: Browser, server: Server, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open("/")
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) == 0
        learner.open()
        page.locator("#panes [data-pane=terminal]").click()
        learner.type("laptop", "dcos marathon app add httpi_host.json")
        learner.type("master", ASK)
        for pane in PANES:
            page.locator(f"#panes [data-pane={pane}]").click()
            assert page.evaluate(sideways) == 0, pane
            assert violations(page) == [], pane
    context.close()


def test_on_a_phone_the_picture_has_its_player_and_its_hop_below(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, has_touch=True, reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open()
        learner.run("dcos marathon app add httpi_host.json")
        expect(page.locator(".log:not([hidden])")).to_contain_text("Created deployment")
        expect(learner.goal("runs")).to_have_class("met")
        learner.type("master", ASK)
        page.locator("#panes [data-pane=picture]").click()
        expect(page.locator("#graph canvas").first).to_be_visible()
        page.locator("#hop-back").click()
        expect(page.locator("#card-hop h3")).to_be_visible()
        page.locator("#panes [data-pane=step]").click()
        page.locator(".prose:visible .element", has_text="S1").first.click()
        expect(page.locator("#card-element h3")).to_have_text("S1")
        expect(page.locator("#graph canvas").first).to_be_visible()
    context.close()


def test_without_motion_a_hop_is_reached_at_once_and_the_same_hops_are_shown(browser: Browser, server: Server) -> None:
    context = browser.new_context(reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open()
        learner.deploy()
        learner.type("master", ASK)
        count = len(learner.trace["hops"])
        expect(page.locator("#hop-count")).to_have_text(f"hop {count} of {count}", timeout=20_000)
        page.locator("#hop-first").click()
        page.locator("#hop-next").click()
        # at once: no frame lies between the click and the hop
        assert page.locator("#hop-count").inner_text() == f"hop 1 of {count}"
    context.close()


def test_the_keyboard_alone_does_the_whole_of_a_step(learner: Learner) -> None:
    page = learner.page
    learner.open()
    press = page.keyboard.press
    for _ in range(3):
        press("Tab")
    expect(page.get_by_role("link", name="Skip to the terminal")).to_be_focused()
    address = page.url
    press("Enter")
    expect(page.locator("#line")).to_be_focused()
    assert page.url == address
    page.keyboard.type("dcos marathon app add httpi_host.json")
    press("Enter")
    expect(learner.goal("runs")).to_have_class("met")
    press("ArrowUp")
    expect(page.locator("#line")).to_have_value("dcos marathon app add httpi_host.json")
    press("Control+c")
    expect(page.locator("#line")).to_have_value("")

    press("Shift+Tab")
    expect(page.locator(".log:not([hidden])")).to_be_focused()
    for _ in ("files", "places", "tabs"):
        press("Shift+Tab")
    expect(page.locator("#terminal-tabs [data-terminal=laptop]")).to_be_focused()
    press("ArrowRight")
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.type(ASK)
    press("Enter")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("3.1415926536")

    press("Shift+Tab")
    expect(page.locator(".log:not([hidden])")).to_be_focused()
    count = len(learner.trace["hops"])
    press("End")
    expect(page.locator("#hop-count")).to_have_text(f"hop {count} of {count}")
    press("Home")
    press(".")
    expect(page.locator("#hop-count")).to_have_text(f"hop 1 of {count}")
    press(",")
    expect(page.locator("#hop-back")).to_be_disabled()
    press("t")
    expect(page.locator("#line")).to_be_focused()
    press("Shift+Tab")
    press("g")
    expect(page.locator("article.step:not([hidden]) .goals")).to_be_focused()


def test_arrows_walk_through_the_picture_and_enter_opens_an_element(learner: Learner) -> None:
    page = learner.page
    learner.open()
    twin = page.locator("#twin")
    twin.focus()
    expect(twin).to_have_attribute("aria-activedescendant", "twin:host:master")
    for key, name in [("ArrowDown", "agent:S0"), ("ArrowUp", "host:master")]:
        page.keyboard.press(key)
        expect(twin).to_have_attribute("aria-activedescendant", f"twin:{name}")
    page.keyboard.press("Enter")
    expect(page.locator("#card-element h3")).to_have_text("master")
    page.keyboard.press("Escape")
    expect(page.locator("#card-element h3")).to_have_text("Nothing is selected")


def test_the_picture_as_text_says_what_the_picture_shows(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    page.get_by_role("button", name="As text").click()
    expect(learner.element("agent:S1").locator("> .twin-row")).to_be_visible()
    expect(learner.element("agent:S1").locator("> .twin-row")).to_contain_text("private agent, 172.16.9.84, 1 task")
    expect(learner.element("socket:S1/tcp/16327")).to_contain_text("port 16327")
    expect(page.locator("#graph")).to_be_hidden()
    page.locator("#twin").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#twin")).to_have_attribute("aria-activedescendant", "twin:link:master/eth0")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#twin")).to_have_attribute("aria-activedescendant", "twin:host:master")


def test_arrows_go_through_the_linked_words_of_a_log(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "dcos node")
    page.locator(".log:not([hidden])").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator(".log:not([hidden]) .tok").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".log:not([hidden]) .tok").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".log:not([hidden])")).to_be_focused()


def test_single_letters_are_only_letters_in_the_field(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.terminal("laptop")
    page.keyboard.type("tgh?. ,")
    expect(page.locator("#line")).to_have_value("tgh?. ,")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("#step .prose:visible").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_everything_that_takes_the_focus_shows_it(learner: Learner) -> None:
    page = learner.page
    learner.open()
    shown = """() => {
        const at = document.activeElement;
        const form = at.closest('form.prompt');
        const look = getComputedStyle(form ?? at);
        return [at.id || at.tagName, look.outlineStyle !== 'none' || look.boxShadow !== 'none'];
    }"""
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, visible = page.evaluate(shown)
        assert visible or name == "BODY", name
        seen.add(name)
    assert {"line", "twin", "theme", "ruler"} <= seen


def test_the_theme_follows_the_system_until_it_is_chosen_and_is_then_kept(learner: Learner) -> None:
    page = learner.page
    page.emulate_media(color_scheme="dark")
    learner.open("/")
    ground = "getComputedStyle(document.body).color"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(ground) != dark
    page.reload()
    expect(page.get_by_role("button", name="Dark")).to_be_visible()
    page.goto(learner.url + LESSON)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_where_colours_are_forced_the_picture_uses_those_of_the_system(browser: Browser, server: Server) -> None:
    context = browser.new_context(forced_colors="active")
    colour = """name => {
        const probe = document.body.appendChild(document.createElement('span'));
        probe.style.color = name;
        return getComputedStyle(probe).color;
    }"""
    with Learner.at(context.new_page(), server.url) as learner:
        learner.open()
        learner.deploy()
        for token, system in [("ink-3", "CanvasText"), ("k-host", "Canvas"), ("packet", "Highlight")]:
            assert learner.page.evaluate(colour, f"var(--{token})") == learner.page.evaluate(colour, system)
        assert violations(learner.page) == []
    context.close()
