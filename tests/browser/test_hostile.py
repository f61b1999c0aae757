"""Text from elsewhere is text: in the terminal, the picture and every label, whatever signs are in it."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.learner import Learner
from tests.browser.test_words import LISTEN

ASK = "curl http://172.16.9.84:16327"
NAME = "httpi"
HOSTILE = {
    "turned": "\u202eevil\u2066",
    "control": "\x1b[31m\x07\x9b\u200b",
    "markup": "<img src=x onerror=\"window.ran='it'\"><b>&amp;",
    "long": "w" * 300,
}
SEEN = """() => {
  const bad = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2066-\\u2069]/;
  const said = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (bad.test(walker.currentNode.data)) found.push(walker.currentNode.data);
  for (const element of document.querySelectorAll(said.map((name) => `[${name}]`).join(",")))
    for (const name of said)
      if (bad.test(element.getAttribute(name) ?? "")) found.push(`${name}: ${element.getAttribute(name)}`);
  for (const text of window.painted ?? []) if (bad.test(text)) found.push(`painted: ${text}`);
  return found;
}"""
"""Texts, labels and what is written into the picture that have signs in them which are not seen, or turn others."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def safe(page: Page, where: str) -> None:
    """Nothing on the page is anything but text, and all of it stays in its place."""
    assert page.evaluate(SEEN) == [], where
    assert page.evaluate("window.ran") is None
    assert page.locator("main img[src], main script, dialog img, #twin b b").count() == 0
    assert page.evaluate(SIDEWAYS) == 0, where


def renamed(value: Any, old: str, new: str) -> Any:
    """A frame in which a word is another one, in every text and name."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [renamed(one, old, new) for one in value]
    if isinstance(value, dict):
        return {renamed(name, old, new): renamed(one, old, new) for name, one in value.items()}
    return value


def call_the_app(page: Page, name: str) -> None:
    """What the server calls by the app's name, apps, tasks, programs, files, has another one in the page."""

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: server.send(json.dumps(renamed(json.loads(text), name, NAME))))
        server.on_message(lambda text: socket.send(json.dumps(renamed(json.loads(text), NAME, name))))

    page.route_web_socket(re.compile("/ws/"), connect)


@pytest.mark.parametrize("kind", sorted(HOSTILE))
@pytest.mark.parametrize("width", [320, 1440])
def test_a_hostile_name_is_text_in_every_label_and_in_the_picture(learner: Learner, kind: str, width: int) -> None:
    page, name = learner.page, HOSTILE[kind]
    call_the_app(page, name)
    page.add_init_script(LISTEN)
    page.emulate_media(reduced_motion="reduce")
    learner.open()
    page.set_viewport_size({"width": width, "height": 800})

    def turn(pane: str) -> None:
        if width == 320:
            page.click(f"#panes [data-pane={pane}]")

    turn("terminal")
    learner.deploy()
    learner.type("laptop", "dcos marathon app list; dcos marathon task list; ls; cat httpi_host.json; cat nothing")
    learner.type("S1", "sudo docker ps; ss -tlnp")
    learner.type("master", ASK)
    expect(page.locator(".log .tok").first).to_be_attached()
    safe(page, "terminal")
    for at in (0, 1):
        page.locator("#terminal-bar [aria-haspopup=menu]").nth(at).click()
        expect(page.get_by_role("menuitem").first).to_be_visible()
        safe(page, f"menu {at}")
        page.keyboard.press("Escape")
    learner.terminal("laptop")
    page.fill("#line", "dcos marathon app show ")
    page.press("#line", "Tab")
    expect(page.locator("#line")).not_to_have_value("dcos marathon app show ")
    safe(page, "completed")
    page.fill("#line", "")
    page.press("#line", "Control+r")
    expect(page.locator("#choices [role=option]").first).to_be_visible()
    safe(page, "choices")
    page.press("#line", "Escape")

    turn("picture")
    page.wait_for_function("() => painted.size > 10")
    safe(page, "picture")
    page.click("#as-text")
    task = page.locator('#twin [id^="twin:task:"] > .twin-row b')
    expect(task).to_be_visible()
    task.hover()
    expect(page.locator("#summary")).not_to_have_text("")
    safe(page, "tree")
    for row in [task, page.locator('#twin [id^="twin:socket:"] > .twin-row b').first]:
        row.click()
        expect(page.locator('#card-element [data-part="why"]')).to_be_visible()
        shut = page.locator("#card-element details:not([open]) summary")
        while shut.count() > 0:
            shut.first.click()
        safe(page, "element")
    turn("side")
    for card in ["hop", "list", "requests"]:
        page.click(f"#tab-{card}")
        page.keyboard.press("End")
        safe(page, card)
    expect(page.locator("#track button").first).to_have_attribute("title", re.compile("marathon app add"))


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_file_with_a_hostile_name_is_opened_and_saved(learner: Learner, kind: str) -> None:
    page, name = learner.page, HOSTILE[kind][:200].replace("'", "").replace('"', "").replace("/", "")
    learner.open()
    entry = learner.type("laptop", f"echo '{HOSTILE[kind].replace(chr(39), '')}' > '{name}'; ls; cat '{name}'")
    safe(page, "log")
    page.get_by_role("button", name="Files").click()
    expect(page.get_by_role("menuitem").first).to_be_visible()
    safe(page, "files")
    page.get_by_role("menuitem").filter(has_not_text=re.compile(r"httpi|^\s*\.\.\s*$|New file")).first.click()
    expect(page.locator("#editor .cm-content")).to_be_focused()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]", page.inner_text("#editor .cm-content"))
    safe(page, "editor")
    page.keyboard.press("Control+End")
    page.keyboard.type("more")
    page.keyboard.press("Control+s")
    expect(page.locator("#editor .now")).to_have_text(re.compile(r"^Saved by line \d+\.$"))
    safe(page, "saved")
    page.locator("#editor header button").last.click()
    assert entry.locator("pre").inner_text() != ""
    expect(learner.type("laptop", f"cat '{name}'").locator("pre")).to_contain_text("more")


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_definition_and_a_hostile_request_are_told_as_text(learner: Learner, kind: str) -> None:
    page, text = learner.page, HOSTILE[kind].replace("'", "")
    learner.open()
    for change in [".id = $x", ".cmd = $x", ".labels = {($x): $x}", ".portDefinitions[0].name = $x"]:
        line = f"cat httpi_host.json | jq --arg x '{text}' '{change}' | dcos marathon app add"
        learner.type("laptop", line)
        safe(page, change)
    learner.type("S1", f"curl -s -X 'A{text}' -H 'X: {text}' 'http://172.16.9.84:80/{text}'")
    page.get_by_role("tab", name=re.compile("^Requests")).click()
    safe(page, "requests")
