"""How the page stands in its windows: nothing is cut, nothing covers another thing, no room is left without reason."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.learner import LESSON, Learner
from tests.browser.network import network
from tests.browser.picture import Picture
from tests.servers import Server

In = Callable[..., Learner]
INSIDE = """(inner, outer) => {
    const [a, b] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
    return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
}"""
EMPTY = "() => stage.clientHeight - parseFloat(sheet.style.height)"  # the sheet itself is never lower than its room
# Between what is printed in the last column of each row and in the one before it.
AIR = """rows => rows.map(row => {
    const [before, after] = [...row.cells].slice(-2).map(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect();
    });
    return after.left - before.right;
})"""
# How many heights the terminal has had since.
WATCH = """() => {
    const heights = new Set([terminal.offsetHeight]);
    window.heights = 1;
    const look = () => (window.heights = heights.add(terminal.offsetHeight).size);
    new ResizeObserver(look).observe(terminal);
}"""
CUT = "text => text.scrollWidth - text.clientWidth > 1 || text.scrollHeight - text.clientHeight > 1"


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[In]:
    """Opens a window of a width and a height, with nothing in motion; `touch`: fingers point there."""
    with ExitStack() as stack:

        def opened(width: int, height: int, *, touch: bool = False) -> Learner:
            size: ViewportSize = {"width": width, "height": height}
            context = browser.new_context(viewport=size, reduced_motion="reduce", has_touch=touch)
            stack.callback(context.close)
            return stack.enter_context(Learner.at(context.new_page(), server.url))

        yield opened


def lies_in(inner: Locator, outer: Locator) -> bool:
    """Whether the one is seen whole within the other."""
    return bool(inner.evaluate(INSIDE, outer.element_handle()))


def pane(page: Page, name: str) -> None:
    page.locator(f"#panes [data-pane={name}]").click()


def test_on_a_phone_a_line_that_runs_leaves_room_to_type_and_to_stop_it(window: In) -> None:
    learner = window(320, 800)
    page = learner.page
    learner.open()
    pane(page, "terminal")
    page.get_by_role("button", name="Open a terminal").click()
    page.get_by_role("menuitem", name="outside", exact=True).click()
    page.fill("#line", "curl http://172.16.9.84:80")
    page.press("#line", "Enter")
    expect(page.locator("#prompt-label")).to_contain_text("attempts")  # so much is said of what it waits for
    box = page.locator("#line").bounding_box()
    assert box is not None
    assert box["width"] > 120
    assert lies_in(page.locator("#interrupt"), page.locator("#prompt"))
    page.locator("#interrupt").click()
    expect(page.locator("#interrupt")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_in_a_window_of_768_what_a_line_waits_for_leaves_room_to_type_and_to_stop_it(window: In, language: str) -> None:
    learner = window(768, 1024)
    page = learner.page
    learner.open(f"{LESSON}?lang={language}")
    page.locator("#terminal-bar [aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name="outside", exact=True).click()
    page.fill("#line", "curl http://172.16.9.84:80")
    page.press("#line", "Enter")
    expect(page.locator("#prompt-label")).to_contain_text("7")  # so much is said of what it waits for
    assert lies_in(page.locator("#interrupt"), page.locator("#prompt"))
    assert page.locator("#line").evaluate("line => line.clientWidth") >= 120
    page.locator("#interrupt").click()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_on_a_phone_the_bar_says_how_far_the_learner_is(window: In, language: str) -> None:
    learner = window(320, 800)
    learner.open(f"{LESSON}?lang={language}")
    text = learner.page.locator("#so-far")
    goals = learner.page.locator("[data-goal]").count()
    told = {"en": f"Step 1 of 6 · goals 0 of {goals}", "zh-hans": f"第 1 步，共 6 步 · 目标 0/{goals}"}
    expect(text).to_have_text(told[language])
    assert not text.evaluate(CUT)
    assert lies_in(text, learner.page.locator("header.bar"))
    pane(learner.page, "terminal")
    learner.type("laptop", "dcos marathon app add httpi_host.json")
    expect(text).to_contain_text({"en": "goals 1 of", "zh-hans": "目标 1/"}[language])
    learner.page.set_viewport_size({"width": 1440, "height": 900})
    expect(text).to_be_hidden()  # there the step itself is seen


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.parametrize("path", ["/l/01-the-cluster", LESSON, f"{LESSON}?lang=zh-hans"])
def test_on_a_phone_the_title_of_a_lesson_is_whole(window: In, path: str, touch: bool) -> None:
    learner = window(320, 800, touch=touch)
    learner.open(path)
    for text in ("h1.crumb", "#so-far"):
        title = learner.page.locator(text)
        assert not title.evaluate(CUT)
        assert lies_in(title, learner.page.locator("header.bar"))
    assert learner.page.locator("#so-far").evaluate("text => text.offsetHeight") < 20  # a single line
    for control in learner.page.locator("header.bar :is(button, nav):visible").all():
        assert lies_in(control, learner.page.locator("header.bar"))


def test_on_a_phone_the_switch_of_languages_stands_clear_of_the_bars_edges(window: In) -> None:
    learner = window(320, 800, touch=True)
    learner.open("/")
    bar, switch = learner.page.locator("header.bar"), learner.page.locator("#languages")
    assert bar.evaluate("bar => bar.clientHeight") - switch.evaluate("box => box.offsetHeight") >= 6


def test_on_a_phone_what_is_told_of_a_refusal_has_no_space_behind_a_chinese_comma(window: In) -> None:
    learner = window(320, 800)
    page = learner.page
    learner.open(f"{LESSON}?lang=zh-hans")
    pane(page, "terminal")
    learner.type("master", "curl http://172.16.9.84:80")
    pane(page, "picture")
    page.locator("#ruler [data-hop]").last.click()
    expect(page.locator("#hop-count")).to_contain_text("被拒")
    assert "，在" in page.locator("#hop-count").inner_text()


@pytest.mark.parametrize(("width", "touch"), [(1440, False), (768, False), (320, True)])
def test_ports_of_five_digits_leave_air_in_the_table_of_the_header(window: In, width: int, touch: bool) -> None:
    learner = window(width, 900, touch=touch)
    page = learner.page
    learner.open()
    if width < 720:
        pane(page, "terminal")
    learner.type("S3", "curl http://172.16.17.198:30000")  # fifteen signs of address, and a port of five
    page.click(
        "#panes [data-pane=side]" if width < 720 else "#lower-tabs [data-lower=side]" if width < 1200 else "#tab-hop"
    )
    page.locator('#ruler [data-hop="2"]').click()
    table = page.locator("#card-hop table.header")
    expect(table).to_contain_text("172.16.15.168:")
    rows = table.locator("tbody tr").evaluate_all(AIR)
    assert min(rows) >= 8
    assert table.evaluate("table => document.documentElement.clientWidth - table.getBoundingClientRect().right") >= 0


@pytest.mark.parametrize("path", ["/l/01-the-cluster", "/l/01-the-cluster?lang=zh-hans"])
def test_in_a_window_of_768_the_title_is_whole_also_when_the_connection_is_lost(
    window: In, server: Server, path: str
) -> None:
    learner = window(768, 1024)
    title = learner.page.locator("h1.crumb")
    with network(server.port) as between:
        learner.url = between.url
        learner.open(path)
        assert not title.evaluate(CUT)
        between.cut()
        expect(learner.page.locator("#status")).to_have_attribute("data-status", "waiting")
        assert not title.evaluate(CUT)
        assert lies_in(title, learner.page.locator("header.bar"))
    learner.complaints.clear()  # of the connection


def test_on_a_phone_an_option_does_not_break_behind_its_dash(window: In) -> None:
    learner = window(320, 800)
    learner.open()
    pane(learner.page, "terminal")
    entry = learner.type("S1", "sudo ss -tlnp")
    option = entry.locator(".typed .option")
    expect(option).to_have_text("-tlnp")
    assert option.evaluate("word => word.getClientRects().length") == 1


def test_on_a_phone_a_step_begins_at_its_beginning(window: In) -> None:
    learner = window(320, 800)
    page = learner.page
    learner.open()
    page.click("#step-next")
    page.click("#step-next")  # the goal is still open
    expect(page.locator("article.step:not([hidden])")).to_have_attribute("data-step", "2")
    title = page.locator("article.step:not([hidden]) h2")
    assert lies_in(title, page.locator("#step"))


def test_on_a_phone_menus_open_where_they_cover_neither_the_bar_nor_their_button(window: In) -> None:
    learner = window(320, 800)
    page = learner.page
    learner.open()
    pane(page, "terminal")
    for opener in page.locator("#terminal-bar [aria-haspopup=menu]").all():
        opener.click()
        menu, button = page.locator(".menu:popover-open").bounding_box(), opener.bounding_box()
        bar = page.locator("header.bar").bounding_box()
        assert menu is not None
        assert button is not None
        assert bar is not None
        assert menu["y"] >= bar["y"] + bar["height"]
        assert menu["y"] >= button["y"] + button["height"]
        assert menu["y"] + menu["height"] <= 800
        page.keyboard.press("Escape")


def test_a_long_ruler_says_whose_hops_are_seen_and_where_it_goes_on(window: In) -> None:
    learner = window(1440, 900)
    page = learner.page
    learner.open()
    learner.type("S2", "curl -s http://leader.mesos:5051")
    ruler = page.locator("#ruler")
    page.locator("#ruler [data-hop='1']").click()
    expect(ruler).to_have_attribute("data-goes-on", "right")
    page.locator("#ruler [data-hop='20']").click()
    expect(ruler).to_have_attribute("data-goes-on", re.compile("^left"))
    names = page.locator("#ruler .bracket span")
    seen = [name.text_content() for name in names.all() if lies_in(name, ruler)]
    assert "S2" in seen


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (768, 1024)])
def test_the_picture_begins_without_empty_room_under_it(window: In, width: int, height: int) -> None:
    learner = window(width, height)
    learner.open()
    assert abs(learner.page.evaluate(EMPTY)) < 8


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_in_a_window_of_768_the_ruler_shows_all_hops_of_a_refused_request(window: In, language: str) -> None:
    learner = window(768, 1024)
    page = learner.page
    learner.open(f"{LESSON}?lang={language}")
    learner.terminal("master")
    page.fill("#line", "curl http://172.16.9.84:80")
    page.press("#line", "Enter")
    expect(page.locator("#ruler [data-hop]")).not_to_have_count(0)
    assert page.locator("#ruler").evaluate("ruler => ruler.scrollWidth - ruler.clientWidth") <= 0


@pytest.mark.parametrize("name", ["legend", "keys"])
def test_on_a_phone_a_long_dialog_opens_at_its_beginning_and_is_no_wider(window: In, name: str) -> None:
    learner = window(320, 800)
    page = learner.page
    learner.open()
    pane(page, "picture")
    page.locator(f"#{name}-open").click()
    dialog = page.locator(f"#{name}")
    close = dialog.get_by_role("button", name="Close")
    expect(close).to_be_focused()
    assert lies_in(close, dialog)
    assert dialog.evaluate("dialog => dialog.scrollHeight - dialog.clientHeight") > 0
    assert dialog.evaluate("dialog => [dialog.scrollTop, dialog.scrollWidth - dialog.clientWidth]") == [0, 0]


def test_lines_that_can_be_run_break_between_words(window: In) -> None:
    learner = window(768, 1024)
    learner.open()
    words = learner.page.locator("article.step .run .whole")
    assert words.count() > 10
    broken = words.evaluate_all("words => words.filter(word => word.offsetHeight > 24).map(word => word.textContent)")
    assert broken == []


def test_the_cluster_in_words_has_the_request_in_words_beside_it(window: In) -> None:
    learner = window(1440, 900)
    page = learner.page
    learner.open()
    learner.type("master", "curl http://172.16.9.84:80")
    page.locator("#hop-last").click()
    page.locator("#as-text").click()
    tree, told = page.locator("#stage").bounding_box(), page.locator("#told-way").bounding_box()
    assert tree is not None
    assert told is not None
    assert (tree["y"], tree["height"]) == (told["y"], told["height"])
    assert tree["height"] > 400
    assert tree["x"] + tree["width"] <= told["x"]
    hops = page.locator("#told-way [data-list-hop]")
    expect(hops).to_have_count(len(learner.trace["hops"]))
    hops.first.click()
    expect(page.locator("#hop-count")).to_contain_text("hop 1 of")
    expect(hops.first).to_have_attribute("aria-current", "step")
    page.locator("#as-text").click()
    expect(page.locator("#told-way")).to_be_hidden()
    expect(hops).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024)])
def test_the_terminal_stays_where_it_is_while_a_task_comes_is_asked_and_goes(
    window: In, width: int, height: int
) -> None:
    learner = window(width, height)
    page = learner.page
    learner.open()
    place = "() => [terminal.offsetTop, terminal.offsetHeight]"
    page.wait_for_function("() => app.style.getPropertyValue('--picture') !== ''")
    before = page.evaluate(place)

    def nothing_has_moved() -> None:
        assert page.evaluate(place) == before
        assert abs(page.evaluate(EMPTY)) < 8

    learner.deploy()
    nothing_has_moved()
    learner.type("master", "curl http://172.16.9.84:16327")
    nothing_has_moved()
    learner.type("master", "curl http://172.16.9.84:80")
    nothing_has_moved()
    learner.type("laptop", "dcos marathon app remove /httpi --force")
    expect(page.locator("#summary")).to_have_text("no tasks yet", timeout=60_000)
    nothing_has_moved()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 800), (768, 1024)])
def test_the_terminal_stays_where_it_is_while_one_task_becomes_four(window: In, width: int, height: int) -> None:
    learner = window(width, height)
    page = learner.page
    learner.open()
    page.wait_for_function("() => app.style.getPropertyValue('--picture') !== ''")
    page.evaluate(WATCH)
    learner.deploy()
    learner.type("laptop", """dcos marathon app update /httpi instances=4 'constraints=[["hostname","UNIQUE"]]'""")
    expect(page.locator("#summary")).to_have_text("4 tasks on 4 agents", timeout=60_000)
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    learner.type("master", "curl http://172.16.9.84:80")
    assert page.evaluate("() => window.heights") == 1
    boxes = Picture(learner).scene()["boxes"]
    tasks = [name for name in boxes if name.startswith("task:")]
    agents = [boxes[f"agent:S{n}"] for n in (1, 2, 3, 4)]
    assert len(tasks) == 4
    assert max(box["h"] for box in agents[1:]) == min(box["h"] for box in agents[1:])  # none has a row for who has gone


def test_a_picture_that_has_become_lower_leaves_no_room_empty(window: In) -> None:
    learner = window(1440, 900)
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("laptop", "dcos marathon app update /httpi instances=4")
    expect(page.locator("#summary")).to_have_text(re.compile("^4 tasks"), timeout=60_000)
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    learner.type("laptop", "dcos marathon app update /httpi instances=1")
    expect(page.locator("#summary")).to_have_text("1 task on 1 agent", timeout=60_000)
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    page.wait_for_function(f"() => Math.abs(({EMPTY})()) < 8")
    scene = Picture(learner).scene()
    lowest = max(box["y"] + box["h"] for name, box in scene["boxes"].items() if name.startswith("agent:"))
    assert scene["height"] - lowest < 60
