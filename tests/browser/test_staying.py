"""The page stays: whatever becomes of the server, the network and the tab, every line is there once and runs once."""

import json
import signal
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import servers
from tests.browser.learner import Learner
from tests.browser.network import network
from tests.servers import Server
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster import scenario
from tutorial.lesson.load import load

DOOMED = "echo doomed >> diary"
BACK_MS = 40_000
"""A page is back within this time after its server is."""
LEFT = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
"""How far a log is from its end."""
AT_END = f"() => ({LEFT})(document.querySelector('.log:not([hidden])')) < 2"
"""The log that is seen is at its end; one that got smaller is put there with the next frame."""


def fetched(learner: Learner, path: str = "") -> dict[str, Any]:
    """What the HTTP interface says of the attempt that a page shows."""
    attempt, _, write = learner.page.url.partition("/a/")[2].partition("#w=")
    headers = {"Authorization": f"Bearer {write}"}
    with urlopen(Request(f"{learner.url}/api/attempts/{attempt.partition('?')[0]}{path}", headers=headers)) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def replayed(journal: dict[str, Any]) -> tuple[list[str], str]:
    """The state hashes behind the entries of a journal when nothing ever happens to it, and the one in the end."""
    lesson = load(servers.ROOT / "lessons" / journal["lesson"])
    attempt = Attempt(scenario.build(lesson.scenario, files=dict(lesson.files)), lesson)
    for found in journal["entries"]:
        entry = Entry(found["seq"], found["at_ms"], found["terminal"], found["kind"], found["text"])
        run(attempt.execute(entry), None)
    run(attempt.advance(attempt.world.now_ms + 600_000), None)
    return [line.state_hash for line in attempt.lines.values()], attempt.world.state.hash()


def kept(learner: Learner) -> list[str]:
    """The lines of the journal, whose states, and the last one, are those that they give when nothing ever breaks."""
    expect(learner.page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=BACK_MS)
    journal, state = fetched(learner, "/journal"), fetched(learner)
    hashes, last = replayed(journal)
    assert [entry["state_hash"] for entry in journal["entries"]] == hashes
    assert state["state_hash"] == last
    return [entry["text"] for entry in journal["entries"] if entry["kind"] == "line"]


def holds(learner: Learner, typed: list[str]) -> None:
    """The attempt has exactly these lines, in the page and in the journal, and the world that they give."""
    page = learner.page
    assert kept(learner) == typed
    entries = page.locator(".log .entry[data-line] .typed b")
    expect(entries).to_have_text(typed)
    expect(page.locator("#track .dot")).to_have_text([str(number) for number, _ in enumerate(typed, 1)])
    with Learner.at(page.context.new_page(), learner.url) as other:
        other.page.goto(page.url)
        other.connected()
        assert other.elements == learner.elements
        assert other.page.locator(".log:not([hidden])").inner_text() == page.locator(".log:not([hidden])").inner_text()
        other.page.close()


def submit(page: Page, text: str) -> None:
    page.fill("#line", text)
    page.press("#line", "Enter")


def back(page: Page) -> None:
    expect(page.locator("#status")).to_have_attribute("data-status", "open", timeout=BACK_MS)


def gone(page: Page, status: str = "waiting") -> None:
    expect(page.locator("#status")).to_have_attribute("data-status", status, timeout=BACK_MS)


@pytest.mark.parametrize("moment", ["before the row", "after the row", "between the frames"])
def test_a_server_that_is_killed_in_the_middle_of_a_line_loses_nothing_and_doubles_nothing(
    page: Page, tmp_path: Path, moment: str
) -> None:
    server = servers.start(tmp_path, application="tests.browser.dying:application", DOOMED=DOOMED, MOMENT=moment)
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "dcos marathon app add httpi_host.json")
        learner.type("laptop", "echo first >> diary")
        submit(page, DOOMED)
        assert server.process.wait(15) == -signal.SIGKILL
        gone(page)
        server = servers.start(tmp_path, port=server.port)
        back(page)
        expect(page.locator(".log:not([hidden]) .entry .typed b").last).to_have_text(DOOMED)
        assert "first\ndoomed\n" in learner.type("laptop", "cat diary").inner_text() + "\n"
        holds(learner, ["dcos marathon app add httpi_host.json", "echo first >> diary", DOOMED, "cat diary"])
    server.stop()


def test_lines_that_are_typed_while_the_network_is_cut_run_once_each_in_their_order(page: Page, server: Server) -> None:
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "echo one >> diary")
        between.cut()
        gone(page)
        for text in ["sleep 0.3; echo two >> diary", "echo never >> diary", "echo three >> diary"]:
            submit(page, text)
            expect(page.locator("#line")).to_have_value("")
        waiting = page.locator("#waiting li code")
        expect(waiting).to_have_count(3)
        expect(page.locator("#banner")).to_contain_text("no connection to the server")
        expect(page.locator("#banner")).to_contain_text("3 lines wait")
        page.get_by_role("button", name="Take back: echo never").click()
        expect(page.locator("#line")).to_have_value("echo never >> diary")
        page.fill("#line", "")
        learner.terminal("master")
        expect(waiting).to_have_count(0)
        submit(page, "echo elsewhere")
        expect(waiting).to_have_text(["echo elsewhere"])
        between.mend()
        page.get_by_role("button", name="Try now").click()
        back(page)
        expect(page.locator("#banner")).to_be_hidden()
        expect(page.locator(".log:not([hidden]) .entry")).to_contain_text(["echo elsewhere"])
        learner.terminal("laptop")
        expect(page.locator(".log:not([hidden]) .entry")).to_have_count(3)
        assert "one\ntwo\nthree\n" in learner.type("laptop", "cat diary").inner_text() + "\n"
        lines = kept(learner)
        assert sorted(lines) == sorted(
            ["echo one >> diary", "sleep 0.3; echo two >> diary", "echo three >> diary", "echo elsewhere", "cat diary"]
        )


def test_a_network_that_is_cut_in_the_midst_of_a_line_is_come_back_from_by_itself(page: Page, server: Server) -> None:
    """The line goes on meanwhile; what it prints and changes is there once, and the page is no longer told to wait."""
    line = "for part in 1 2 3 4; do echo $part; echo $part >> diary; sleep 1; done"
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "dcos marathon app add httpi_host.json")
        submit(page, line)
        expect(page.locator(".log:not([hidden]) .entry pre").last).to_contain_text("1")
        between.cut()
        gone(page)
        expect(page.locator(".log:not([hidden]) .entry pre").last).not_to_contain_text("4")
        between.mend()
        back(page)
        expect(page.locator(".log:not([hidden]) .entry pre").last).to_have_text("1\n2\n3\n4\n")
        expect(page.locator("#interrupt")).to_be_hidden()
        assert "1\n2\n3\n4\n" in learner.type("laptop", "cat diary").inner_text() + "\n"
        holds(learner, ["dcos marathon app add httpi_host.json", line, "cat diary"])


def test_what_was_printed_last_stays_in_sight_when_lines_wait(page: Page, server: Server) -> None:
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "seq 1 100")
        between.cut()
        gone(page)
        submit(page, "true")
        expect(page.locator("#waiting li")).to_have_count(1)
        expect(page.locator("#banner")).to_be_visible()
        page.wait_for_function(AT_END)


def test_a_log_that_gets_smaller_before_it_is_told_of_its_own_scrolling_keeps_its_end_in_sight(
    page: Page, server: Server
) -> None:
    with Learner.at(page, server.url) as learner:
        learner.open()
        learner.type("laptop", "seq 1 100")
        log = page.locator(".log:not([hidden])")
        log.evaluate("log => { log.style.maxHeight = '60px'; log.dispatchEvent(new Event('scroll')); }")
        page.wait_for_function(AT_END)


def test_what_is_printed_while_the_page_is_not_shown_is_in_sight_when_it_is_again(page: Page, server: Server) -> None:
    """Behind a closed lid the page lives on, but nothing is laid out and nothing is told of sizes that change."""
    page.add_init_script(
        """window.ResizeObserver = class extends ResizeObserver {
          constructor(hear) { super((...told) => window.asleep || hear(...told)); }
        };"""
    )
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "seq 1 100")
        page.evaluate("window.asleep = true")
        between.cut()
        gone(page)
        for text in ["true", "echo last"]:
            submit(page, text)
        expect(page.locator("#waiting li")).to_have_count(2)
        expect(page.locator("#banner")).to_be_visible()
        with Learner.at(page.context.new_page(), server.url) as other:
            other.page.goto(page.url.replace(between.url, server.url))
            other.connected()
            other.type("laptop", "seq 101 200")
            other.page.close()
        between.mend()
        back(page)
        expect(page.locator(".log:not([hidden]) .entry pre").last).to_have_text("last\n")
        page.evaluate("window.asleep = false")
        assert page.locator(".log:not([hidden])").evaluate(LEFT) < 2


def test_what_is_printed_in_a_part_of_the_page_that_is_not_shown_is_in_sight_there(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, reduced_motion="reduce")
    with Learner.at(context.new_page(), server.url) as learner:
        page = learner.page
        learner.open()
        log = page.locator(".log:not([hidden])")
        page.locator("#panes [data-pane=terminal]").click()
        learner.type("laptop", "seq 1 100")
        page.fill("#line", "sleep 2; seq 101 200")
        page.press("#line", "Enter")
        expect(page.locator("#interrupt")).to_be_visible()
        page.locator("#panes [data-pane=step]").click()
        expect(page.locator("#settled")).to_have_attribute("data-runs", "no")
        page.locator("#panes [data-pane=terminal]").click()
        expect(log.locator(".entry").last).to_contain_text("200")
        page.wait_for_function(AT_END)
        # who reads further up is left there
        log.evaluate("log => log.scrollTop = 200")
        page.locator("#panes [data-pane=step]").click()
        page.locator("#panes [data-pane=terminal]").click()
        learner.type("laptop", "echo more")
        assert log.evaluate("log => log.scrollTop") == 200
    context.close()


def test_a_log_is_in_order_and_at_its_end_when_the_server_was_started_anew(page: Page, tmp_path: Path) -> None:
    server = servers.start(tmp_path)
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "for part in 1 2 3; do seq 1 30; sleep 1; done")
        learner.type("laptop", "seq 1 50")
        before = page.locator(".log:not([hidden])").inner_text()
        server.stop()
        gone(page)
        server = servers.start(tmp_path, port=server.port)
        back(page)
        expect(page.locator(".log:not([hidden]) .entry")).to_have_count(2)
        assert page.locator(".log:not([hidden])").inner_text() == before
        assert page.locator(".log:not([hidden])").evaluate(LEFT) < 2
    server.stop()


def test_a_network_that_swallows_everything_is_noticed_and_what_it_held_back_runs_once(
    page: Page, server: Server
) -> None:
    page.clock.install()
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "echo one >> diary")
        between.swallow()
        submit(page, "echo two >> diary")
        expect(page.locator("#line")).to_have_value("")
        expect(page.locator("#status")).to_have_attribute("data-status", "open")
        page.clock.run_for(26_000)
        expect(page.locator("#status")).not_to_have_attribute("data-status", "open")
        expect(page.locator("#waiting li code")).to_have_text(["echo two >> diary"])
        between.mend()
        page.clock.run_for(40_000)
        back(page)
        expect(page.locator("#waiting li")).to_have_count(0)
        assert "one\ntwo\n" in learner.type("laptop", "cat diary").inner_text() + "\n"
        holds(learner, ["echo one >> diary", "echo two >> diary", "cat diary"])


def test_when_the_network_comes_back_nobody_waits(page: Page, server: Server) -> None:
    page.clock.install()
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        between.cut()
        page.context.set_offline(True)
        gone(page, "offline")
        expect(page.locator("#status")).to_have_text("offline")
        page.clock.run_for(300_000)
        page.clock.pause_at(page.evaluate("Date.now() + 1000"))
        expect(page.locator("#banner")).to_contain_text("Your device is offline")
        between.mend()
        page.context.set_offline(False)
        back(page)
        page.clock.resume()
        learner.type("laptop", "echo back")


def test_a_page_that_was_put_away_has_no_connection_and_all_that_it_missed_when_it_is_shown_again(
    learner: Learner,
) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "echo one")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    with Learner.at(page.context.new_page(), learner.url) as other:
        other.page.goto(page.url)
        other.connected()
        other.type("laptop", "echo two")
        other.page.close()
    expect(page.locator(".log:not([hidden]) .entry")).to_have_count(1)
    before = len(learner.received("welcome"))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator(".log:not([hidden]) .entry")).to_have_count(2)
    assert len(learner.received("welcome")) == before + 1
    holds(learner, ["echo one", "echo two"])


def test_a_line_that_waits_outlives_a_reload(page: Page, tmp_path: Path) -> None:
    server = servers.start(tmp_path)
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open()
        server.stop()
        gone(page)
        submit(page, "echo kept")
        expect(page.locator("#waiting li")).to_have_count(1)
        server = servers.start(tmp_path, port=server.port)
        page.reload()
        learner.connected()
        expect(page.locator(".log:not([hidden]) .entry")).to_contain_text(["echo kept"])
        holds(learner, ["echo kept"])
    server.stop()


def test_a_page_that_may_only_look_says_so_and_why(page: Page, tmp_path: Path) -> None:
    server = servers.start(tmp_path)
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open()
        learner.type("laptop", "echo one")
        server.stop()
        servers.sql(tmp_path, "UPDATE web_entry SET state_hash = '0'")
        server = servers.start(tmp_path, port=server.port)
        back(page)
        expect(page.locator("#status")).to_have_text("read only")
        expect(page.locator("#banner")).to_contain_text("another version of the course")
        expect(page.locator("#pace input").first).to_be_disabled()
    server.stop()


def test_many_breaks_in_a_row_leave_room_for_the_page_itself(page: Page, server: Server) -> None:
    """Each break leaves a socket on the server that nobody has told of it; an attempt may have four."""
    page.clock.install()
    with network(server.port) as between, Learner.at(page, between.url, complains=True) as learner:
        learner.open()
        for count in range(6):
            between.lose()
            page.clock.run_for(30_000)
            back(page)
            learner.type("laptop", f"echo {count}")
        assert len(learner.received("snapshot") + learner.received("welcome")) == 7
