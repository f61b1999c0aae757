"""The terminal's field: completion, history and keys, lines that go on, pasted ones, what waits."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.learner import LESSON, Learner
from tests.browser.network import network
from tests.servers import Server


def field(learner: Learner) -> Locator:
    return learner.page.locator("#line")


def choices(learner: Learner) -> Locator:
    return learner.page.locator("#choices [role=option]")


def log(learner: Learner) -> Locator:
    return learner.page.locator(".log:not([hidden])")


def typed(learner: Learner, text: str) -> None:
    """Type into the field, key by key, and wait for nothing."""
    field(learner).focus()
    learner.page.keyboard.type(text)


def pasted(learner: Learner, text: str) -> None:
    """Paste into the field."""
    field(learner).evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


# Completion


@pytest.mark.parametrize("key", ["Escape", "Backspace"])
def test_nobody_is_told_of_a_list_that_is_closed(learner: Learner, key: str) -> None:
    page = learner.page
    learner.open()
    typed(learner, "dcos marathon app ")
    page.keyboard.press("Tab")
    expect(page.locator("#choices")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text("ways to go on")
    page.keyboard.press(key)
    expect(page.locator("#choices")).to_be_hidden()
    expect(page.locator("#notice")).to_be_empty()


def test_tab_writes_what_is_common_and_then_lists_the_ways_to_go_on(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "echo '{}' > other_file.json; echo '{}' > other_thing.json")
    typed(learner, "cat oth")
    page.keyboard.press("Tab")
    expect(field(learner)).to_have_value("cat other_")
    expect(page.locator("#notice")).to_have_text("2 ways to go on. Press Tab again to see them.")
    expect(page.locator("#choices")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(choices(learner)).to_have_text(["other_file.json", "other_thing.json"])
    expect(page.locator("#notice")).to_contain_text("2 ways to go on")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(choices(learner).nth(1)).to_have_attribute("aria-selected", "true")
    active = choices(learner).nth(1).get_attribute("id")
    expect(field(learner)).to_have_attribute("aria-activedescendant", str(active))
    page.keyboard.press("Enter")
    expect(field(learner)).to_have_value("cat other_thing.json ")
    expect(page.locator("#choices")).to_be_hidden()


def test_one_way_to_go_on_is_written_at_once_and_options_are_told_with_what_help_says(learner: Learner) -> None:
    page = learner.page
    learner.open()
    typed(learner, "dcos node li")
    page.keyboard.press("Tab")
    expect(field(learner)).to_have_value("dcos node list ")
    typed(learner, "--")
    page.keyboard.press("Tab")
    expect(choices(learner).first).to_contain_text("--json")
    expect(choices(learner).first.locator(".about")).to_have_text("print as JSON")
    page.keyboard.press("Escape")
    expect(page.locator("#choices")).to_be_hidden()
    expect(field(learner)).to_have_value("dcos node list --")


def test_what_stands_behind_the_cursor_stays(learner: Learner) -> None:
    page = learner.page
    learner.open()
    typed(learner, "cat 𝒽 httpi_h | wc")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(field(learner)).to_have_value("cat 𝒽 httpi_host.json | wc")
    page.keyboard.type("X")
    expect(field(learner)).to_have_value("cat 𝒽 httpi_host.json X| wc")


def test_nobody_is_caught_in_the_field(learner: Learner) -> None:
    page = learner.page
    learner.open()
    field(learner).focus()
    page.keyboard.press("Tab")
    expect(field(learner)).not_to_be_focused()
    typed(learner, "ca")
    page.keyboard.press("Escape")
    expect(page.locator("#notice")).to_contain_text("Tab leaves the line now")
    page.keyboard.press("Tab")
    expect(field(learner)).not_to_be_focused()
    expect(field(learner)).to_have_value("ca")
    field(learner).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(log(learner)).to_be_focused()


def test_a_line_that_has_no_completion_says_so(learner: Learner) -> None:
    learner.open()
    typed(learner, "cat nothing_like_it")
    learner.page.keyboard.press("Tab")
    expect(learner.page.locator("#notice")).to_have_text("Nothing to complete here.")


def test_keys_that_come_before_the_answer_count_in_their_order(page: Page, server: Server) -> None:
    with network(server.port) as slow, Learner.at(page, slow.url) as learner:
        learner.open(LESSON)
        typed(learner, "echo '{}' > other_file.json; echo '{}' > other_thing.json")
        page.keyboard.press("Enter")
        expect(page.locator("#interrupt")).to_be_hidden()
        slow.swallow()
        typed(learner, "ls httpi_h")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.type("cat oth")
        slow.mend()
        expect(log(learner).locator(".entry").last).to_contain_text("ls httpi_host.json")
        expect(field(learner)).to_have_value("cat oth")
        slow.swallow()
        page.keyboard.press("Tab")
        page.keyboard.type("f")
        slow.mend()
        expect(field(learner)).to_have_value("cat other_f")
        page.keyboard.press("Backspace")
        slow.swallow()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        slow.mend()
        expect(choices(learner)).to_have_text(["other_file.json", "other_thing.json"])


def test_a_line_whose_completion_never_comes_is_put_back(page: Page, server: Server) -> None:
    with network(server.port) as lost, Learner.at(page, lost.url, complains=True) as learner:
        learner.open(LESSON)
        lost.swallow()
        typed(learner, "cat httpi_h")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(field(learner)).to_have_value("")
        lost.cut()
        expect(field(learner)).to_have_value("cat httpi_h")
        expect(page.locator("#waiting")).to_be_hidden()


def test_on_a_phone_there_is_a_button_for_it(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open()
        page.locator("#panes [data-pane=terminal]").click()
        page.fill("#line", "dcos marathon app ")
        page.get_by_role("button", name="Complete the line").click()
        expect(choices(learner)).to_contain_text(["add", "list", "show"])
        choices(learner).filter(has_text="show").click()
        expect(field(learner)).to_have_value("dcos marathon app show ")
        expect(field(learner)).to_be_focused()
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) == 0
    context.close()


# History and the keys of a shell


def test_each_place_has_its_own_history_and_its_own_draft(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "echo one")
    learner.type("master", "echo two")
    typed(learner, "half a line")
    page.keyboard.press("ArrowUp")
    expect(field(learner)).to_have_value("echo two")
    page.keyboard.press("ArrowUp")
    expect(field(learner)).to_have_value("echo two")
    page.keyboard.press("ArrowDown")
    expect(field(learner)).to_have_value("half a line")
    learner.terminal("laptop")
    expect(field(learner)).to_have_value("")
    field(learner).focus()
    page.keyboard.press("ArrowUp")
    expect(field(learner)).to_have_value("echo one")
    learner.terminal("master")
    expect(field(learner)).to_have_value("half a line")


def test_history_and_the_place_used_last_survive_a_reload(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "echo one")
    learner.type("S3", "echo three")
    page.reload()
    learner.connected()
    expect(page.locator('#terminal-tabs [data-terminal="S3"]')).to_have_attribute("aria-selected", "true")
    field(learner).focus()
    page.keyboard.press("ArrowUp")
    expect(field(learner)).to_have_value("echo three")


def test_ctrl_r_finds_a_line_typed_before(learner: Learner) -> None:
    page = learner.page
    learner.open()
    for line in ("echo alpha", "echo beta", "ls"):
        learner.type("laptop", line)
    typed(learner, "kept")
    page.keyboard.press("Control+r")
    field(learner).fill("EC")
    expect(choices(learner)).to_have_text(["echo beta", "echo alpha"])
    expect(page.locator("#notice")).to_contain_text("2 lines found")
    page.keyboard.press("Escape")
    expect(field(learner)).to_have_value("kept")
    page.keyboard.press("Control+r")
    field(learner).fill("ec")
    page.keyboard.press("Control+r")
    expect(choices(learner).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field(learner)).to_have_value("echo alpha")


def test_the_keys_of_a_shells_line(learner: Learner) -> None:
    page = learner.page
    learner.open()
    typed(learner, "one two three")
    page.keyboard.press("Control+a")
    page.keyboard.type("0 ")
    page.keyboard.press("Control+e")
    page.keyboard.press("Control+w")
    expect(field(learner)).to_have_value("0 one two ")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+k")
    expect(field(learner)).to_have_value("0 one ")
    page.keyboard.press("Control+u")
    expect(field(learner)).to_have_value("")
    page.keyboard.press("Control+z")
    expect(field(learner)).to_have_value("0 one ")
    page.keyboard.press("End")  # what undo brought back is selected: Ctrl-C would copy it
    page.keyboard.press("Control+c")
    expect(field(learner)).to_have_value("")


def test_ctrl_l_gives_a_clear_view_and_keeps_what_was_there(learner: Learner) -> None:
    page = learner.page
    learner.open()
    for line in ("seq 40", "echo before"):
        learner.type("laptop", line)
    field(learner).focus()
    page.keyboard.press("Control+l")
    expect(log(learner).get_by_text("echo before")).not_to_be_in_viewport()
    after = learner.type("laptop", "echo after")
    top = log(learner).bounding_box()
    entry = after.bounding_box()
    assert top is not None
    assert entry is not None
    assert 0 <= entry["y"] - top["y"] < 30
    log(learner).evaluate("log => { log.scrollTop = 0 }")
    expect(log(learner).locator(".entry").first).to_be_in_viewport()


def test_ctrl_d_ends_a_shell_that_was_opened_inside(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "ssh centos@93.186.40.120")
    expect(page.locator("#prompt-label")).to_contain_text("centos@ip-172-16-9-10")
    field(learner).focus()
    page.keyboard.press("Control+d")
    expect(page.locator("#prompt-label")).to_contain_text("you@laptop")


# Lines that go on, and pasted ones


def test_a_line_that_is_not_whole_goes_on(learner: Learner) -> None:
    page = learner.page
    learner.open()
    typed(learner, "cat <<END")
    page.keyboard.press("Enter")
    expect(field(learner)).to_have_value("cat <<END\n")
    expect(page.locator("#prompt-label")).to_contain_text(">")
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(field(learner)).to_have_value("cat <<END\nhello\n")
    page.keyboard.type("END")
    page.keyboard.press("Enter")
    expect(log(learner).locator(".entry pre")).to_have_text("hello\n")
    expect(log(learner).locator(".entry")).to_have_count(1)
    expect(field(learner)).to_have_value("")


def test_pasted_lines_are_typed_in_order_and_what_belongs_together_is_one_entry(learner: Learner) -> None:
    learner.open()
    pasted(learner, "echo one\n\nsleep 1\r\ncat <<'A'\nin $HOME\nA\nif true\nthen echo 'two\nlines'\nfi\necho rest")
    entries = log(learner).locator(".entry[data-line]")
    expect(entries).to_have_count(4)
    expect(entries.nth(3)).to_contain_text("two\nlines")
    texts = [frame["text"] for frame in learner.received("started")]
    assert texts == ["echo one", "sleep 1", "cat <<'A'\nin $HOME\nA", "if true\nthen echo 'two\nlines'\nfi"]
    expect(field(learner)).to_have_value("echo rest")


def test_stop_forgets_what_is_still_to_be_typed(learner: Learner) -> None:
    page = learner.page
    learner.open()
    pasted(learner, "sleep 300\necho never\necho ever\n")
    expect(page.locator("#interrupt")).to_be_visible()
    expect(page.locator("#waiting")).to_contain_text("echo never")
    page.locator("#interrupt").click()
    expect(log(learner).locator(".entry").last).to_contain_text("exit 130")
    expect(page.locator("#waiting")).to_be_hidden()
    learner.type("laptop", "echo done")
    assert [frame["text"] for frame in learner.received("started")] == ["sleep 300", "echo done"]


# Waiting


def test_a_line_that_waits_says_what_for_how_long_and_how_to_stop_it(learner: Learner) -> None:
    page = learner.page
    learner.open()
    page.get_by_role("radio", name="16×").check()
    page.fill("#line", "sleep 3000")
    page.press("#line", "Enter")
    label = page.locator("#prompt-label")
    expect(label).to_contain_text("It sleeps for 3000 s.")
    expect(label).to_contain_text(re.compile(r"\d+ s so far"))
    expect(page.locator("#announce")).to_contain_text("Ctrl-C stops it.")
    page.get_by_role("button", name="Stop").click()
    expect(log(learner).locator(".entry").last).to_contain_text("exit 130")


def test_a_connection_that_nobody_answers_is_not_just_running(learner: Learner) -> None:
    page = learner.page
    learner.open()
    page.fill("#line", "curl -s http://172.16.9.84:81")
    page.press("#line", "Enter")
    label = page.locator("#prompt-label")
    expect(label).to_contain_text(re.compile(r"No answer from 172\.16\.9\.84, port 81, to \d of at most 7 attempts"))
    expect(label).to_contain_text(re.compile(r"[23] of at most 7 attempts to connect\. \(\d+ s so far\)"))
    page.reload()
    learner.connected()
    expect(label).to_contain_text("No answer from 172.16.9.84")
    page.get_by_role("button", name="Stop").click()
    expect(log(learner).locator(".entry").last).to_contain_text("exit 130")
