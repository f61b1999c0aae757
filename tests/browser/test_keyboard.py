"""Both lessons, from the first page to the last goal, by the keyboard alone, in each language."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.keys import Keys
from tests.browser.learner import Learner

LANGUAGES = ["en", "zh-hans"]
LESSONS = ["01-the-cluster", "02-host-mode"]
STEP = "article.step:not([hidden])"
TASK_SETTLED_MS = 40_000


def shown(page: Page) -> Locator:
    """The step that is shown."""
    return page.locator(STEP)


def settled(page: Page) -> None:
    """Wait until the line that runs has ended, and nothing is to happen any more."""
    expect(page.locator("#interrupt")).to_be_hidden(timeout=TASK_SETTLED_MS)
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=TASK_SETTLED_MS)


def in_a_hurry(keys: Keys) -> None:
    """Let the clock of the cluster run as fast as it can."""
    keys.tab_to(keys.page.locator("#pace input:checked"), back=True)
    keys.press("ArrowRight", "ArrowRight")
    expect(keys.page.locator("#pace input[value='16']")).to_be_checked()


def back_to_the_text(keys: Keys) -> None:
    """From anywhere to the skip link that leads to the step, and to the step."""
    keys.enter(keys.page.locator("a.skip[href='#step']"), back=True)
    expect(keys.page.locator("#step")).to_be_focused()


def runs_every_block(keys: Keys) -> None:
    """Press every Run button of the step's text, in order; what each typed stands in the log with its end."""
    page = keys.page
    blocks = shown(page).locator(".lesson-text .run")
    for index in range(blocks.count()):
        keys.enter(blocks.nth(index).get_by_role("button"))
        line, terminal = (blocks.nth(index).get_attribute(f"data-{name}") or "" for name in ("line", "terminal"))
        expect(page.locator("#terminal-tabs [aria-selected=true]")).to_have_attribute("data-terminal", terminal)
        expect(page.locator(".log:not([hidden]) .entry[data-line] .typed b").last).to_have_text(line)
        expect(blocks.nth(index)).to_have_class(re.compile(r"\bran\b"))
        settled(page)


def picks(keys: Keys, index: int, question: int = 0, *, back: bool = False) -> None:
    """Choose an answer to one of the step's questions by the arrows of its group, and have it checked."""
    form = shown(keys.page).locator("form.question").nth(question)
    choice = form.locator("input").nth(index)
    keys.tab_to(form.locator("fieldset"), back=back)
    while not choice.is_checked():
        keys.press("ArrowDown")
    keys.press("Enter")


def answers_the_question(keys: Keys) -> None:
    """Choose a wrong answer, read why, and then the right one."""
    form = shown(keys.page).locator("form.question")
    right = form.locator(".choice").evaluate_all("all => all.findIndex(one => one.dataset.right !== undefined)")
    wrong = 1 if right == 0 else 0
    picks(keys, wrong)
    expect(form).to_have_attribute("data-standing", "wrong")
    expect(form.locator(".why").nth(wrong)).to_be_visible()
    picks(keys, right)
    expect(form).to_have_attribute("data-standing", "right")
    expect(form.locator(".verdict")).to_be_focused()


def goes_on(keys: Keys) -> None:
    """All goals of the step are met; to the next step, or out of the lesson."""
    page = keys.page
    for goal in shown(page).locator("[data-goal]").all():
        expect(goal).to_have_class(re.compile(r"\bmet\b"), timeout=TASK_SETTLED_MS)
    number = shown(page).get_attribute("data-step")
    way = page.locator("#step-next:visible, #next-lesson:visible")
    expect(way).to_have_class(re.compile(r"\bmain\b"))
    last = page.locator("#next-lesson").is_visible()
    keys.enter(way)
    if not last:
        expect(shown(page)).not_to_have_attribute("data-step", str(number))
        expect(shown(page).locator(".prose")).to_be_focused()


def plays_the_request(keys: Keys, count: int) -> None:
    """The player by its keys, the cards by arrows, the list of hops by Tab and Enter."""
    page = keys.page
    told = page.locator("#hop-count")
    keys.press("Home", ".", ".")
    expect(told).to_have_text(re.compile(r"\b2\b"))
    first = page.locator("#card-hop h3").inner_text()
    keys.press(",")
    expect(page.locator("#card-hop h3")).not_to_have_text(first)
    keys.press("End")
    expect(page.locator("#hop-next")).to_be_disabled()
    keys.tab_to(page.locator("#tab-hop"))
    keys.press("ArrowRight")
    expect(page.locator("#card-list")).to_be_visible()
    rows = page.locator("[data-list-hop]")
    expect(rows).to_have_count(count)
    keys.enter(rows.nth(2))
    expect(rows.nth(2)).to_have_attribute("aria-current", "step")
    expect(told).to_have_text(re.compile(r"\b3\b"))
    keys.press("Space")  # on a button of the list: it is pressed, and nothing plays
    expect(told).to_have_text(re.compile(r"\b3\b"))
    keys.tab_to(page.locator("#ruler"), back=True)
    keys.press("ArrowRight")
    expect(rows.nth(3)).to_have_attribute("aria-current", "step")


def walks_the_picture(keys: Keys) -> None:
    """From machine to machine, into one's card, and out of it."""
    page = keys.page
    keys.tab_to(page.locator("#twin"), back=True)
    keys.press("ArrowDown", "Enter")
    expect(page.locator("#card-element h3")).to_be_visible()
    keys.press("Escape")
    keys.enter(page.locator("#as-text"), back=True)
    expect(page.locator("#as-text")).to_have_attribute("aria-pressed", "true")
    keys.press("Enter")
    expect(page.locator("#as-text")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_lessons_are_done_by_the_keyboard_alone(learner: Learner, language: str) -> None:
    page, keys = learner.page, Keys.before(learner.page)
    learner.open("/")
    if language != "en":
        keys.enter(page.locator(f"#languages [hreflang={language}]"))
        expect(page.locator("html")).to_have_attribute("lang", language)
    keys.enter(page.locator("#begin"))
    for lesson in LESSONS:
        learner.connected()
        assert page.locator("#app").get_attribute("data-lesson") == lesson
        in_a_hurry(keys)
        back_to_the_text(keys)
        for number in range(1, page.locator("article.step").count() + 1):
            expect(shown(page)).to_have_attribute("data-step", str(number))
            expect(shown(page).locator("h2")).to_be_visible()
            runs_every_block(keys)
            if (lesson, number) == (LESSONS[0], 3):
                plays_the_request(keys, len(learner.trace["hops"]))
                walks_the_picture(keys)
                back_to_the_text(keys)
            answers_the_question(keys)
            goes_on(keys)
    expect(page.locator("#app")).to_have_attribute("data-lesson", "03-finding")
    learner.open("/")
    expect(page.locator("#lessons .mark:not(.begun)")).to_have_count(len(LESSONS))
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert keys.never_pointed()


def test_what_is_typed_helped_completed_and_opened_by_the_keyboard_alone(learner: Learner) -> None:
    """What the lessons' blocks do not need: one's own lines, places, hints, the solution, files, dialogs."""
    page, keys = learner.page, Keys.before(learner.page)
    learner.open()
    keys.press("h", "h")
    expect(learner.goal("runs").locator(".hint:visible")).to_have_count(2)
    keys.press("h")
    expect(shown(page).locator(".solution h3")).to_be_focused()
    keys.enter(shown(page).locator(".solution .run button"))
    expect(learner.goal("runs")).to_have_class("met", timeout=TASK_SETTLED_MS)

    keys.press("t")
    page.keyboard.type("dcos marathon app sh")
    keys.press("Tab")
    expect(page.locator("#line")).to_have_value("dcos marathon app show ")
    page.keyboard.type("/h")
    keys.press("Tab")
    expect(page.locator("#line")).to_have_value("dcos marathon app show /httpi ")
    keys.press("Enter")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text('"id": "/httpi"')
    keys.terminal("S1")
    keys.line("curl http://172.16.9.84:16327")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("3.1415926536")
    keys.terminal("laptop")

    keys.enter(page.get_by_role("button", name="Files"), back=True)
    keys.choose("httpi_host.json")
    expect(page.locator("#editor .cm-content")).to_be_focused()
    page.keyboard.type(" ")
    keys.press("Control+s")
    expect(page.locator("#editor .now")).to_have_text(re.compile(r"^Saved by line \d+\.$"))
    keys.press("Escape")
    keys.enter(page.locator("#editor").get_by_role("button", name="Close"), back=True)
    expect(page.locator("#line")).to_be_focused()

    keys.press("Escape")
    expect(page.locator(".log:not([hidden])")).to_be_focused()
    keys.press("?")
    expect(page.locator("#keys")).to_be_visible()
    keys.press("Escape")
    expect(page.locator(".log:not([hidden])")).to_be_focused()
    keys.enter(page.locator("#legend-open"), back=True)
    expect(page.locator("#legend")).to_be_visible()
    keys.press("Enter")  # the button that closes it has the focus
    expect(page.locator("#legend-open")).to_be_focused()
    assert keys.never_pointed()
