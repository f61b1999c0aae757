"""The whole course, from the first page to the playground, by the words alone: each step's goals are met by the lines
of its lesson's solution, as a learner would type them.
"""

import re
from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.browser.test_keyboard import settled, shown
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
