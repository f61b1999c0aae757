"""The switch of languages: everything is said anew, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.learner import Learner
from tests.servers import Server

LESSON = "/l/01-the-cluster"
ASK = "curl http://172.16.9.84:16327"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

LEFT_ENGLISH = """() => {
  const english = text => /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text) && !/[\\u4e00-\\u9fff]/.test(text);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    const own = element.closest("[lang]").lang === "zh-hans" && element.closest("code, pre, kbd, noscript") === null;
    if (own && english(textContent)) found.push(textContent);
  }
  for (const name of ["aria-label", "title", "placeholder"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (english(element.getAttribute(name))) found.push(`${name}: ${element.getAttribute(name)}`);
  return found;
}"""
"""Texts and names in the Chinese page that look like a piece of an English sentence."""


def switch(page: Page, code: str) -> None:
    """Press the switch and wait until the page is in the language."""
    page.locator(f"#languages [hreflang={code}]").click()
    expect(page.locator("html")).to_have_attribute("lang", code)


def asked(learner: Learner) -> None:
    """A deployed app and a request to it, which has just begun to play."""
    learner.deploy()
    learner.type("master", ASK)


def test_switching_in_the_midst_of_work_loses_nothing(learner: Learner) -> None:
    page = learner.page
    learner.open(LESSON)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.evaluate("window.stays = true")
    asked(learner)
    page.get_by_role("tab", name="Element").click()
    page.locator("#twin").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#card-element h3")).to_have_text("S0")
    page.fill("#line", "echo not sent yet")
    page.locator("#line").evaluate("field => field.setSelectionRange(5, 8)")
    page.get_by_role("tab", name="All hops").click()
    count = len(learner.trace["hops"])
    expect(page.locator("#hop-play")).to_have_attribute("aria-label", "Pause")
    address = page.url.replace("#", "?lang=zh-hans#")

    switch(page, "zh-hans")
    expect(page.locator("#hop-play")).to_have_attribute("aria-label", "暂停")
    expect(page.locator("#card-list")).to_contain_text("请求")
    expect(page).to_have_title(CHINESE)
    assert page.url == address
    field = page.locator("#line")
    assert field.input_value() == "echo not sent yet"
    assert field.evaluate("field => [field.selectionStart, field.selectionEnd]") == [5, 8]
    expect(page.locator("#languages [hreflang=zh-hans]")).to_be_focused()
    expect(page.locator("#terminal-tabs [data-terminal=master]")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#card-element h3")).to_have_text("S0")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("3.1415926536")
    # it went on playing, to the end
    expect(page.locator("#hop-count")).to_have_text(f"第 {count} 跳，共 {count} 跳", timeout=20_000)
    assert sockets == []
    assert page.evaluate("window.stays")

    field.press("Control+a")
    page.keyboard.type("hostname")
    page.keyboard.press("Enter")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("ip-172-16-9-10")
    switch(page, "en")
    expect(page.locator("#hop-count")).to_have_text(f"hop {count} of {count}")
    assert sockets == []


def test_no_english_is_left_in_chinese_and_axe_finds_nothing(learner: Learner) -> None:
    page = learner.page
    page.emulate_media(reduced_motion="reduce")
    learner.open(LESSON)
    asked(learner)
    learner.type("S1", "curl http://172.16.9.84:9")
    switch(page, "zh-hans")
    expect(page.locator("#card-hop h3")).to_have_text(CHINESE)
    for card in ["hop", "list", "requests", "element"]:
        page.locator(f"#tab-{card}").click()
        assert page.evaluate(LEFT_ENGLISH) == [], card
        assert violations(page) == [], card
    page.locator("#as-text").click()
    assert violations(page) == []
    english = page.locator("article.step h2").first.inner_text()
    switch(page, "en")
    assert CHINESE.search(page.locator("main").inner_text()) is None
    assert english != page.locator("article.step h2").first.inner_text()


def test_the_lesson_is_as_usable_after_the_switch_as_before(learner: Learner) -> None:
    page = learner.page
    learner.open(LESSON)
    switch(page, "zh-hans")
    step = page.locator("article.step:not([hidden])")
    step.locator(".prose .element").first.click()
    expect(page.locator("#card-element dl")).to_be_visible()
    block = step.locator(".run[data-line]").first
    line = block.get_attribute("data-line") or ""
    block.get_by_role("button").click()
    expect(page.locator(".log:not([hidden]) .entry .typed").last).to_contain_text(line)


def test_a_chosen_answer_and_the_place_in_the_text_stay(learner: Learner) -> None:
    page = learner.page
    page.set_viewport_size({"width": 1440, "height": 620})
    learner.open(LESSON)
    form = page.locator("article.step:not([hidden]) form.question")
    form.locator("input").nth(1).check()
    prose = page.locator("article.step:not([hidden]) .prose")
    prose.evaluate("prose => (prose.scrollTop = 420)")
    seen = """(prose, index) => {
      const [top, blocks] = [prose.getBoundingClientRect().top, [...prose.querySelectorAll(".lesson-text > *")]];
      const first = index ?? blocks.findIndex(block => block.getBoundingClientRect().bottom > top);
      return [first, Math.round(blocks[first].getBoundingClientRect().top - top)];
    }"""
    first, offset = prose.evaluate(seen)
    assert first > 0
    switch(page, "zh-hans")
    assert abs(prose.evaluate(seen, first)[1] - offset) <= 1
    expect(form.locator("input").nth(1)).to_be_checked()
    expect(form.locator("legend")).to_contain_text(CHINESE)


def test_an_open_dialog_stays_and_its_table_is_said_anew(learner: Learner) -> None:
    page = learner.page
    learner.open(LESSON)
    page.get_by_role("button", name="Keys").click()
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#languages [hreflang=zh-hans]").evaluate("link => link.click()")  # as a frame's page may ask
    expect(page.locator("#keys-title")).to_have_text("按键")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys-table tbody")).to_have_count(1)
    expect(page.locator("#keys-table")).to_contain_text("播放或暂停请求")


def test_the_choice_is_kept_and_the_address_has_the_last_word(learner: Learner) -> None:
    page = learner.page
    learner.open("/")
    switch(page, "zh-hans")
    expect(page.locator("h1")).to_have_text(CHINESE)
    page.goto(learner.url + "/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    learner.open(LESSON)
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page).to_have_url(re.compile(r"/a/\w+\?lang=zh-hans#w="))
    page.reload()
    learner.connected()
    expect(page.locator("#step-count")).to_have_text(CHINESE)
    learner.open("/?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#lessons a").first.click()
    learner.connected()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_changes_when_the_other_page_can_not_be_had(page: Page, server: Server) -> None:
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open(LESSON)
        learner.terminal("master")
        page.fill("#line", "a draft")
        page.route(re.compile(r"lang=zh-hans"), lambda route: route.abort())
        page.locator("#languages [hreflang=zh-hans]").click()
        expect(page.locator("#notice")).to_contain_text("could not be loaded in that language")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.input_value("#line") == "a draft"
        page.unroute(re.compile(r"lang=zh-hans"))
        switch(page, "zh-hans")
        expect(page.locator("#notice")).to_have_text(CHINESE)


def test_without_scripts_the_switch_is_a_link(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(server.url + "/")
    page.locator("#languages [hreflang=zh-hans]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.locator("#lessons a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    context.close()


def test_the_browsers_wish_is_enough(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="zh-CN")
    with Learner.at(context.new_page(), server.url) as learner:
        learner.open(LESSON)
        expect(learner.page.locator("#step-count")).to_have_text(CHINESE)
        expect(learner.page.locator("#clock-date")).to_contain_text("2019年7月22日")
    context.close()


@pytest.mark.parametrize("width", [320, 768])
def test_in_chinese_no_window_scrolls_sideways(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", locale="zh-CN")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        learner.open("/")
        assert page.evaluate(sideways) == 0
        assert violations(page) == []
        learner.open(LESSON)
        for button in page.locator("#panes button:visible, #lower-tabs button:visible").all():
            button.click()
            assert page.evaluate(sideways) == 0
            assert violations(page) == []
        bar = page.locator(".bar")
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    context.close()
