"""The terminal's log: copying, what a program may print, long output, and the places that have one."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner


def log(learner: Learner) -> Locator:
    return learner.page.locator(".log:not([hidden])")


# Copying


def test_a_line_and_its_output_can_be_copied(learner: Learner) -> None:
    page = learner.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=learner.url)
    learner.open()
    entry = learner.type("laptop", "printf 'a\\tb\\n\\033[1mc\\n'")
    entry.hover()
    entry.get_by_role("button", name="Copy what it printed").click()
    expect(page.locator("#announce")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "a\tb\n\x1b[1mc\n"
    entry.get_by_role("button", name="Copy the line").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('printf')")
    assert page.evaluate("navigator.clipboard.readText()") == "printf 'a\\tb\\n\\033[1mc\\n'"


def test_what_is_selected_is_copied_without_numbers_and_with_each_prompt_once(learner: Learner) -> None:
    page = learner.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=learner.url)
    learner.open()
    learner.type("laptop", "echo one; false")
    learner.type("laptop", "cat httpi_host.json | head -n 2")
    page.evaluate("document.getSelection().selectAllChildren(document.querySelector('.log:not([hidden]) ol'))")
    log(learner).focus()
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:4] == [
        "you@laptop:~$ echo one; false",
        "one",
        "exit 1",
        "you@laptop:~$ cat httpi_host.json | head -n 2",
    ]
    assert "Copy" not in copied


# What a program may print


HOSTILE = {
    "turned": "\u202eevil\u2066",
    "control": "\x1b[31m\x07\x08\x9b",
    "markup": "<img src=x onerror=alert(1)>",
    "long": "x" * 4000,
    "piled": "z" + "\u0301" * 400,
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_hostile_text_stays_in_its_line(learner: Learner, kind: str) -> None:
    page = learner.page
    learner.open()
    entry = learner.type("laptop", f"echo '{HOSTILE[kind]}' end")
    screen = entry.locator("pre")
    expect(screen).to_contain_text("end")
    shown = screen.inner_text()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert screen.locator("img").count() == 0
    box, room = screen.bounding_box(), log(learner).bounding_box()
    assert box is not None
    assert room is not None
    assert box["width"] <= room["width"]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    for part in (screen, entry.locator(".typed")):
        assert part.evaluate("part => getComputedStyle(part).unicodeBidi") == "isolate"
    if kind == "turned":
        assert "\\u202eevil\\u2066 end" in shown
    if kind == "control":
        assert "\\x1b[31m\\x07\\x08\\x9b end" in shown


def test_hostile_text_is_written_out_in_every_label_of_the_page(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("S1", "curl -s -X 'GE\u202eT' http://172.16.9.84:80")
    page.get_by_role("tab", name=re.compile("^Requests")).click()
    expect(page.locator("#card-requests")).to_contain_text("GE\\u202eT")
    seen = page.evaluate(
        """() => {
          const bad = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]/;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) if (bad.test(walker.currentNode.data)) found.push(walker.currentNode.data);
          for (const element of document.querySelectorAll("[aria-label], [title]"))
            for (const name of ["aria-label", "title"])
              if (bad.test(element.getAttribute(name) ?? "")) found.push(`${name} ${element.getAttribute(name)}`);
          return found;
        }"""
    )
    assert seen == []


def test_a_progress_meter_is_written_over_itself(learner: Learner) -> None:
    learner.open()
    entry = learner.type("laptop", "printf 'one\\r'; printf 'two\\r\\nthree\\r'; printf '3!\\n'")
    expect(entry.locator("pre")).to_have_text("two\n3!\n")


def test_long_output_is_cut_and_all_of_it_can_be_had(learner: Learner) -> None:
    learner.open()
    entry = learner.type("laptop", "seq 20000")
    expect(entry).to_contain_text("More than 64 kB")
    assert "20000" not in entry.locator("pre").inner_text()
    entry.get_by_role("button", name="Show all of it").click()
    expect(entry.locator("pre")).to_contain_text("20000")


# Places


def test_terminals_of_machines_and_containers_are_opened_through_the_menu(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    page.get_by_role("button", name="Open a terminal").click()
    items = page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    expect(items).to_contain_text(["S0", "S1", "S2", "S3", "S4", "outside", re.compile("container httpi-.* on S1")])
    items.last.click()
    tab = page.locator("#terminal-tabs [aria-selected=true]")
    expect(tab).to_have_text(re.compile(r"^S1/httpi-\w{5}$"))
    page.fill("#line", "hostname")
    page.press("#line", "Enter")
    expect(log(learner).locator("pre").last).to_have_text("ip-172-16-9-84\n")


def test_words_of_the_typed_line_are_linked_too(learner: Learner) -> None:
    page = learner.page
    learner.open()
    entry = learner.type("master", "curl -s http://172.16.9.84:80")
    entry.locator(".typed .tok", has_text="172.16.9.84").click()
    expect(page.locator("#card-element h3")).to_have_text("S1")
