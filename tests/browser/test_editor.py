"""The editor: files are opened from words and lists, checked and completed by Marathon's model, and saved by a line."""

import json
import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.learner import LESSON, Learner
from tests.browser.network import network
from tests.servers import Server

FILE = "httpi_host.json"


def second_tab(page: Page) -> Page:
    """Another tab on the same attempt, connected."""
    with page.context.expect_page() as found:
        page.evaluate("window.open(location.href, '_blank', 'noopener')")
    expect(found.value.locator("#status")).to_have_attribute("data-status", "open")
    return found.value


def enter(page: Page, line: str) -> None:
    """Type a line where the page stands, and wait for nothing."""
    page.fill("#line", line)
    page.press("#line", "Enter")


def editor(learner: Learner) -> Locator:
    return learner.page.locator("#editor")


def code(learner: Learner) -> Locator:
    return learner.page.locator("#editor .cm-content")


def told(learner: Learner) -> Locator:
    return learner.page.locator("#editor .now")


def text(learner: Learner) -> str:
    """What stands in the editor."""
    lines: list[str] = code(learner).locator(".cm-line").evaluate_all("lines => lines.map(line => line.textContent)")
    return "\n".join(lines)


def open_file(learner: Learner, name: str = FILE) -> None:
    """Open a file from the list of the place."""
    learner.page.get_by_role("button", name="Files").click()
    learner.page.get_by_role("menuitem", name=name, exact=True).click()
    expect(code(learner)).to_be_focused()


def put(learner: Learner, new: str) -> None:
    """Replace all that stands in the editor."""
    code(learner).click()
    learner.page.keyboard.press("Control+a")
    learner.page.keyboard.insert_text(new)


def saved(learner: Learner) -> None:
    learner.page.keyboard.press("Control+s")
    expect(told(learner)).to_have_text(re.compile(r"^Saved by line \d+\.$"))


def test_a_file_is_opened_from_the_line_and_the_list_that_name_it(learner: Learner) -> None:
    page = learner.page
    learner.open()
    entry = learner.type("laptop", f"cat {FILE}")
    entry.locator(".typed .tok.file").click()
    expect(editor(learner).get_by_role("heading", name=FILE)).to_be_visible()
    expect(code(learner)).to_have_attribute("aria-label", f"/home/you/{FILE} on laptop")
    assert json_of(learner)["id"] == "httpi"
    page.get_by_role("button", name="Close").click()
    expect(editor(learner)).to_be_hidden()
    expect(page.locator("#line")).to_be_focused()
    learner.type("laptop", "ls")
    page.locator(".log:not([hidden]) pre .tok.file", has_text=FILE).click()
    expect(code(learner)).to_be_focused()


def json_of(learner: Learner) -> dict[str, object]:
    found: dict[str, object] = json.loads(text(learner))
    return found


def test_the_list_goes_through_folders(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.terminal("S1")
    page.get_by_role("button", name="Files").click()
    page.get_by_role("menuitem", name="the folder above").click()
    page.get_by_role("menuitem", name="etc", exact=True).click()
    page.get_by_role("menuitem", name="hosts", exact=True).click()
    expect(code(learner)).to_contain_text("127.0.0.1 localhost")
    expect(editor(learner).locator(".problems")).to_be_hidden()


def test_the_editor_is_not_loaded_before_a_file_is_opened(learner: Learner) -> None:
    loaded: list[str] = []
    learner.page.on("request", lambda request: loaded.append(request.url))
    learner.open()
    assert not any("panel-" in url or "schemas" in url for url in loaded)
    open_file(learner)
    assert any("panel-" in url for url in loaded)


def test_saving_types_the_line_that_writes_the_file(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    put(learner, '{\n "id": "/a",\n "cmd": "echo EOF $HOME `x` \'y\'"\n}\nEOF')
    expect(told(learner)).to_contain_text("Not saved yet")
    saved(learner)
    (typed,) = [frame["text"] for frame in learner.received("started")]
    assert typed.startswith(f"cat > {FILE} <<'EOF1'\n")
    page.get_by_role("button", name="Close").click()
    shown = learner.type("laptop", f"cat {FILE}")
    expect(shown.locator("pre")).to_have_text('{\n "id": "/a",\n "cmd": "echo EOF $HOME `x` \'y\'"\n}\nEOF\n')


def test_what_is_saved_can_be_deployed(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    page.get_by_role("button", name="Save").click()
    expect(told(learner)).to_have_text("Saved by line 1.")
    page.get_by_role("button", name="Close").click()
    learner.deploy()


def test_the_model_of_apps_checks_and_completes(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    problems = editor(learner).locator(".problems")
    expect(problems).to_contain_text("No problem found.")
    put(
        learner,
        '{\n"id": "/a", "cmd": "sleep 9", "nets": [],\n"instances": "three",\n"networks": [{"mode": "mesh"}]\n}',
    )
    expect(problems.get_by_role("listitem")).to_have_text(
        [
            "Line 2: Marathon has no such field and ignores it.",
            "Line 3: This must be a whole number.",
            "Line 4: Network name must be specified when container network is selected.",
            "Line 4: This must be one of container, container/bridge, host.",
        ]
    )
    problems.get_by_role("button", name="Line 3").click()
    page.keyboard.type("x")
    expect(code(learner)).to_contain_text('"instances": x"three"')
    expect(problems).to_contain_text("This is no JSON yet")

    put(learner, "{")
    page.keyboard.type('"net')
    options = page.locator("#editor [role=option]")
    expect(options).to_contain_text(["networks"])
    options.first.click()
    expect(code(learner)).to_have_text('{"networks": []}')
    page.keyboard.type('{"mo')
    options.first.click()
    expect(code(learner)).to_have_text('{"networks": [{"mode": ""}]}')
    page.keyboard.type("ho")
    expect(options).to_have_count(1)
    options.first.click()
    expect(code(learner)).to_have_text('{"networks": [{"mode": "host"}]}')


def test_other_json_is_not_taken_for_an_app(learner: Learner) -> None:
    learner.open()
    learner.type("laptop", """echo '{"marathon-lb": {"cpus": 1}}' > options.json""")
    open_file(learner, "options.json")
    expect(editor(learner).locator(".problems")).to_have_text("No problem found.")


def test_a_file_that_was_changed_meanwhile_is_not_written_over_without_a_word(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    put(learner, "mine")
    page.evaluate("window.other = new URL(location.href)")
    other = second_tab(page)
    enter(other, f"echo theirs > {FILE}")
    choice = editor(learner).locator(".choice")
    expect(choice).to_contain_text("The file was changed meanwhile")
    page.keyboard.press("Control+s")
    enter(other, f"cat {FILE}")
    expect(other.locator(".log:not([hidden]) .entry")).to_have_count(2)
    expect(other.locator(".log:not([hidden]) .entry pre").last).to_have_text("theirs\n")
    expect(choice).to_be_visible()
    choice.get_by_role("button", name="Take what is there").click()
    expect(code(learner)).to_have_text("theirs")
    put(learner, "mine again")
    enter(other, f"echo theirs too > {FILE}")
    choice.get_by_role("button", name="Write mine over it").click()
    expect(told(learner)).to_contain_text("Saved by line")
    other.close()


def test_a_file_is_only_saved_where_it_lies(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    other = second_tab(page)
    enter(other, "ssh centos@93.186.40.120")
    for either in (other, page):
        expect(either.locator("#prompt-label")).to_contain_text("centos@ip-172-16-9-10")
    put(learner, "mine")
    page.keyboard.press("Control+s")
    expect(told(learner)).to_contain_text("The terminal laptop is on master now, but this file lies on laptop.")
    enter(other, "exit")
    for either in (other, page):
        expect(either.locator("#prompt-label")).to_contain_text("you@laptop")
    saved(learner)
    other.close()


def test_without_a_connection_nothing_is_saved_and_nothing_is_lost(page: Page, server: Server) -> None:
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        open_file(learner)
        put(learner, "mine")
        between.cut()
        expect(page.locator("#status")).not_to_have_attribute("data-status", "open")
        page.keyboard.press("Control+s")
        expect(told(learner)).to_contain_text("There is no connection, so it was not saved.")
        between.mend()
        expect(page.locator("#status")).to_have_attribute("data-status", "open")
        saved(learner)


def test_a_file_without_changes_of_ones_own_follows_what_is_written(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    other = second_tab(page)
    text = page.locator("#step .prose:visible")
    text.focus()
    enter(other, f"echo new > {FILE}")
    expect(code(learner)).to_have_text("new")
    expect(told(learner)).to_contain_text("changed meanwhile")
    expect(text).to_be_focused()
    other.close()


def test_what_is_not_saved_survives_a_reload_another_language_and_another_theme(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    put(learner, "half a thought")
    page.locator("#languages a[hreflang^=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    expect(code(learner)).to_have_text("half a thought")
    page.locator("#theme").click()
    expect(code(learner)).to_have_text("half a thought")
    page.locator("#languages a[hreflang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    learner.connected()
    expect(code(learner)).to_have_text("half a thought")
    expect(told(learner)).to_contain_text("what you had written before")
    saved(learner)
    page.reload()
    learner.connected()
    expect(code(learner)).to_have_text("half a thought")
    expect(told(learner)).to_be_hidden()


def test_a_new_file_gets_its_name_and_is_written(learner: Learner) -> None:
    page = learner.page
    learner.open()
    page.get_by_role("button", name="Files").click()
    page.get_by_role("menuitem", name="New file").click()
    page.get_by_label("Name of a new file").fill("it's new.txt")
    page.keyboard.press("Enter")
    expect(code(learner)).to_be_focused()
    page.keyboard.type("hello")
    saved(learner)
    page.get_by_role("button", name="Close").click()
    shown = learner.type("laptop", "cat it*")
    expect(shown.locator("pre")).to_have_text("hello\n")


def test_a_file_that_may_not_be_written_is_shown_to_look_at(learner: Learner) -> None:
    page = learner.page
    learner.open()
    entry = learner.type("laptop", "cat /etc/hosts")
    entry.locator(".typed .tok.file").click()
    expect(told(learner)).to_contain_text("you may not write this file")
    expect(page.get_by_role("button", name="Save")).to_be_hidden()
    page.keyboard.type("x")
    expect(code(learner)).not_to_contain_text("x127")


def test_the_keyboard_comes_in_and_goes_out(learner: Learner) -> None:
    page = learner.page
    learner.open()
    open_file(learner)
    before = text(learner)
    page.keyboard.press("Control+Home")
    page.keyboard.press("Tab")
    expect(code(learner)).to_be_focused()
    assert text(learner) == "  " + before
    page.keyboard.press("Escape")
    page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 60_000 })()")  # however slowly one presses
    page.keyboard.press("Tab")
    expect(code(learner)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(code(learner)).to_be_focused()
    page.keyboard.type("t")  # a letter here, a key of the page elsewhere
    assert text(learner).lstrip().startswith("t{")


def test_on_a_phone_the_editor_takes_the_terminals_place(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open(LESSON)
        page.locator("#panes [data-pane=terminal]").click()
        open_file(learner)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert violations(page) == []
        box = editor(learner).bounding_box()
        assert box is not None
        assert box["width"] == 320
        page.locator("#panes [data-pane=step]").click()
        expect(editor(learner)).to_be_hidden()
        page.locator("#panes [data-pane=terminal]").click()
        expect(editor(learner)).to_be_visible()
        page.get_by_role("button", name="Save").click()
        expect(told(learner)).to_contain_text("Saved by line")
    context.close()
