"""The list of lessons: where somebody stands, and how to carry that elsewhere, or to forget it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.learner import LESSON, Learner
from tests.servers import Server

NAME = LESSON.removeprefix("/l/")
ROW = f'#lessons [data-lesson="{NAME}"]'


def give(page: Page, course: Any, name: str = "progress.json") -> None:
    """Import a file."""
    text = course if isinstance(course, str) else json.dumps(course)
    page.set_input_files("#import-file", {"name": name, "mimeType": "application/json", "buffer": text.encode()})


def exported(page: Page) -> dict[str, Any]:
    """What the button saves."""
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export").click()
    assert re.fullmatch(r"hopscope-\d{4}-\d\d-\d\d\.json", saving.value.suggested_filename)
    found: dict[str, Any] = json.loads(Path(saving.value.path()).read_text())
    return found


def test_a_lesson_that_was_begun_can_be_gone_on_with_from_the_list(learner: Learner) -> None:
    page = learner.page
    learner.open("/")
    expect(page.locator("#begin")).to_have_text("Begin with lesson 1")
    expect(page.get_by_role("button", name="Export")).to_be_disabled()
    learner.open()
    address = page.url
    learner.deploy()
    page.get_by_role("button", name="Next step").click()
    learner.open("/")
    expect(page.locator(ROW)).to_have_class(re.compile("begun"))
    expect(page.locator(f"{ROW} .standing")).to_have_text(re.compile(r"^Step 2 of \d+$"))
    page.get_by_role("link", name="Continue: Host mode").click()
    learner.connected()
    assert page.url == address
    expect(page.locator("#step-count")).to_have_text(re.compile("^Step 2 of"))


def test_progress_is_carried_to_another_browser_and_nothing_newer_is_lost(
    browser: Browser, learner: Learner, server: Server
) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    page.get_by_role("button", name="Next step").click()
    address = page.url
    learner.open("/")
    course = exported(page)
    expect(page.locator("#progress-told")).to_contain_text("keys to your attempts")
    assert course["lessons"][NAME]["goals"] == ["runs"]
    assert course["lessons"][NAME]["step"] == 1

    elsewhere = browser.new_context()
    with Learner.at(elsewhere.new_page(), server.url) as other:
        other.open("/")
        give(other.page, course)
        expect(other.page.locator("#progress-told")).to_have_text("The file brought progress in 1 lesson.")
        expect(other.page.locator(f"{ROW} .standing")).to_have_text(re.compile("^Step 2 of"))
        other.page.locator("#begin").click()
        other.connected()
        assert other.page.url == address
        expect(other.goal("runs")).to_have_class("met")
        other.page.get_by_role("button", name="Back", exact=True).click()
        other.open("/")
        expect(other.page.locator(f"{ROW} .standing")).to_have_text(re.compile("^Step 1 of"))
        give(other.page, course)
        expect(other.page.locator("#progress-told")).to_have_text("There was nothing new in the file.")
        expect(other.page.locator(f"{ROW} .standing")).to_have_text(re.compile("^Step 1 of"))
    elsewhere.close()


@pytest.mark.parametrize(
    ("course", "told"),
    [
        ("<script>alert(1)</script>", "it is no JSON"),
        ({"format": "hopscope-progress", "version": 9, "lessons": {}}, "another version of the course"),
        ({"lessons": {}}, "no file with progress"),
        (
            {"format": "hopscope-progress", "version": 1, "lessons": {"<img src=x>\u202e": {}}},
            r"a lesson that can't be one: <img src=x>\u202e",
        ),
        ({"format": "hopscope-progress", "version": 1, "lessons": {NAME: {"at": "now"}}}, f"says of lesson {NAME}"),
        ("x" * 300_000, "larger than any"),
    ],
)
def test_a_hostile_file_is_refused_in_words(page: Page, server: Server, course: Any, told: str) -> None:
    with Learner.at(page, server.url) as learner:
        learner.open("/")
        give(page, course)
        expect(page.locator("#progress-told")).to_contain_text(told)
        expect(page.locator("#progress-told")).to_contain_text(
            "Nothing was changed" if "larger" not in told else "read"
        )
        assert page.locator("#progress-told img").count() == 0
        expect(page.get_by_role("button", name="Export")).to_be_disabled()
        assert violations(page) == []


def test_everything_can_be_forgotten(learner: Learner) -> None:
    page = learner.page
    learner.open()
    address = page.url
    learner.open("/")
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(page.locator(ROW)).to_have_class(re.compile("begun"))
    page.get_by_role("button", name="Forget everything").click()
    assert violations(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Forget everything").click()
    expect(page.locator(ROW)).not_to_have_class(re.compile("begun"))
    expect(page.locator("#begin")).to_have_text("Begin with lesson 1")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    learner.open()
    assert page.url != address


def test_a_lesson_done_once_stays_done_when_it_is_begun_again(learner: Learner) -> None:
    page = learner.page
    learner.open()
    kept = f"hopscope.progress.{NAME}"
    page.evaluate(
        "key => localStorage.setItem(key, JSON.stringify({...JSON.parse(localStorage.getItem(key)), done: true}))", kept
    )
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    learner.connected()
    learner.open("/")
    expect(page.locator(f"{ROW} .standing")).to_have_text("done")
    expect(page.locator("#progress")).to_have_text("1 done on this device")


def test_another_tab_shows_how_far_this_one_is(learner: Learner) -> None:
    page = learner.page
    learner.open("/")
    with Learner.at(page.context.new_page(), learner.url) as other:
        other.open()
        expect(page.locator(f"{ROW} .standing")).to_have_text(re.compile("^Step 1 of"))
        other.page.close()


def test_without_storage_both_pages_say_that_nothing_is_kept(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    denied = "get() { throw new DOMException('no', 'SecurityError'); }"
    context.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {denied} }});")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open("/")
        expect(page.locator("#keeps-nothing")).to_contain_text("Your browser keeps nothing for this page")
        learner.open()
        expect(page.locator("#banner")).to_contain_text("keep the address of this page")
        page.get_by_role("button", name="Understood").click()
        expect(page.locator("#banner")).to_be_hidden()
        learner.type("laptop", "true")
        expect(page.locator("#banner")).to_be_hidden()
    context.close()


def test_the_list_is_printed_without_what_can_only_be_clicked(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Import")).to_be_hidden()
    expect(page.locator("#begin")).to_be_hidden()
    expect(page.locator(ROW)).to_be_visible()
