"""Every step of the article, typed into the page, shows what the article prints, by the step's own rule.

The page is a fresh one on the article's cluster; the learner first writes the article's app definitions.
"""

import shlex

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.build import FILES
from tests.golden.transcript import Printed, play

LESSONS = ("host", "bridge", "marathon-lb", "overlay")
LONGEST_MS = 180_000
"""The article waits for minutes once; at sixteen times the speed that is this long at most."""

SHOWN = """screen => screen.querySelector(".stdout, .stderr") === null
  ? screen.textContent
  : [...screen.querySelectorAll(".stdout")].map(piece => piece.textContent).join("")"""
"""What a line shows of its standard output; of one that goes back to the beginning of lines all that is left to see."""


@pytest.fixture
def article(learner: Learner) -> Learner:
    begun = learner.page.request.post(f"{learner.url}/api/attempts", data={"scenario": "article"}).json()
    learner.page.goto(begun["page"])
    learner.connected()
    learner.page.get_by_role("radio", name="16×").check(force=True)
    return learner


def types(learner: Learner, place: str, text: str) -> Printed:
    """Type a line once nothing happens any more, and read from the page what it shows."""
    page = learner.page
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=LONGEST_MS)
    learner.terminal(place)
    entries = page.locator(".log:not([hidden]) .entry[data-line]")
    before, ended = entries.count(), len(learner.received("ended"))
    page.fill("#line", text)
    page.press("#line", "Enter")
    expect(entries).to_have_count(before + 1)
    expect(page.locator("#interrupt")).to_be_hidden(timeout=LONGEST_MS)
    (end, *_) = learner.received("ended")[ended:]
    return Printed(str(entries.nth(before).locator("pre").evaluate(SHOWN)), end["exit_code"])


def test_each_step_of_the_article_shows_what_it_should(article: Learner) -> None:
    for name, text in FILES.items():
        types(article, "laptop", f"printf %s {shlex.quote(text)} > {name}")
    play(LESSONS, lambda place, text: types(article, place, text), outside=True)
