"""The whole course, from the first page to the playground: by the keyboard alone, and by the words alone, in one
language each. Each step's goals are met by the lines of its lesson's solution, as a learner would type them.
"""

import re
from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import expect

from tests.browser.keys import HAS_FOCUS, Keys
from tests.browser.learner import Learner
from tests.browser.test_keyboard import back_to_the_text, goes_on, in_a_hurry, picks, settled, shown
from tests.browser.test_words import HIDE
from tutorial.lesson.load import folders, load
from tutorial.lesson.model import Lesson

LESSONS = [load(folder) for folder in folders(settings.LESSONS_DIR)]
LONGEST_MS = 60_000
MET = re.compile(r"\bmet\b")

Types = Callable[[str, str], None]
"""Types a line at a place, and waits until all has settled."""


def right(lesson: Lesson, step: int) -> list[int]:
    """The right choices of a step's questions."""
    return [
        [one.right for one in question.choices].index(True) for question in lesson.questions if question.step == step
    ]


def does(learner: Learner, lesson: Lesson, step: int, types: Types) -> None:
    """Type the lines of a step's solution, and see its goals met and the page's exit codes told."""
    for line in (line for line in lesson.solution if line.step == step):
        types(line.terminal, line.text)
    for goal in (goal for goal in lesson.goals if goal.step == step):
        expect(learner.goal(goal.id)).to_have_class(MET, timeout=LONGEST_MS)


def to_the_goals(keys: Keys) -> None:
    """Out of the line, and with `g` to the goals of the step; where it has none, to the text."""
    if keys.page.locator("#line").evaluate(HAS_FOCUS):
        keys.press("Escape")
    if shown(keys.page).locator(".goals").count() == 0:
        back_to_the_text(keys)
    else:
        keys.press("g")
        expect(shown(keys.page).locator(".goals")).to_be_focused()


def test_the_whole_course_is_done_by_the_keyboard_alone(learner: Learner) -> None:
    page, keys = learner.page, Keys.before(learner.page)
    page.emulate_media(reduced_motion="reduce")
    learner.open(f"/l/{LESSONS[0].id}")

    def types(terminal: str, line: str) -> None:
        if not page.locator("#line").evaluate(HAS_FOCUS):
            keys.press("t")
        expect(page.locator("#line")).to_be_focused()
        keys.terminal(terminal)
        keys.line(line)
        settled(page)

    for lesson in LESSONS:
        learner.connected()
        assert page.locator("#app").get_attribute("data-lesson") == lesson.id
        in_a_hurry(keys)
        for step in range(1, len(lesson.steps["en"]) + 1):
            expect(shown(page)).to_have_attribute("data-step", str(step))
            does(learner, lesson, step, types)
            for number, choice in enumerate(right(lesson, step)):
                to_the_goals(keys)
                picks(keys, choice, number, back=True)
            to_the_goals(keys)
            if lesson.goals:
                goes_on(keys)
            else:  # the playground: nothing is to be met, so its way out does not stand out
                keys.enter(page.locator("#step-next:visible, #next-lesson:visible"))
    expect(page.locator("#lessons")).to_be_visible(timeout=LONGEST_MS)
    assert keys.never_pointed()


def test_the_whole_course_is_done_by_the_words_alone(learner: Learner) -> None:
    page = learner.page
    page.add_init_script(HIDE)
    page.emulate_media(reduced_motion="reduce")

    def types(terminal: str, line: str) -> None:
        if page.locator(f'#terminal-tabs [data-terminal="{terminal}"]').count() == 0:
            page.locator("button[aria-haspopup=menu]", has_text="+").click()
            page.get_by_role("menuitem", name=terminal, exact=True).click()
        learner.type(terminal, line)
        settled(page)

    for lesson in LESSONS:
        learner.open(f"/l/{lesson.id}?lang=zh-hans")
        expect(page.locator("#graph canvas").first).to_be_hidden()
        page.click("#as-text")
        page.locator("#pace input[value='16']").check()
        for step, told in enumerate(lesson.steps["zh-hans"], 1):
            expect(shown(page).locator("h2")).to_have_text(told.title)
            before = learner.elements
            does(learner, lesson, step, types)
            named = {element for _, element in told.elements}
            assert named <= before | learner.elements, "what the page points at is among the words"
            for number, choice in enumerate(right(lesson, step)):
                form = shown(page).locator("form.question").nth(number)
                form.locator("input").nth(choice).check()
                form.get_by_role("button").click()
                expect(form).to_have_attribute("data-standing", "right")
            if step < len(lesson.steps["zh-hans"]):
                page.click("#step-next")
