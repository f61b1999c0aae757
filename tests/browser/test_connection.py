"""Attempts outlive pages, connections and servers; what can't be had is said in words."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import servers
from tests.browser.learner import LESSON, Learner
from tests.servers import Server

ASK = "curl http://172.16.9.84:16327"
GZIP = {"Accept-Encoding": "gzip"}


def begin(url: str) -> dict[str, str]:
    """A new attempt, made over the HTTP interface."""
    body = json.dumps({"lesson": LESSON.removeprefix("/l/")}).encode()
    with urlopen(Request(f"{url}/api/attempts", body, {"Content-Type": "application/json"})) as answer:
        found: dict[str, str] = json.load(answer)
        return found


def test_a_reload_resumes_the_attempt_with_lines_picture_and_goals(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("master", ASK)
    page.get_by_role("button", name="Next step").click()
    address, elements = page.url, learner.elements
    assert re.search(r"/a/[^/]+#w=.+", address)
    page.reload()
    learner.connected()
    expect(learner.goal("runs")).to_have_class("met")
    expect(page.get_by_role("heading", name="Find the port")).to_be_visible()
    assert learner.elements == elements
    learner.terminal("master")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("3.1415926536")
    learner.open(LESSON)
    assert page.url == address


def test_start_over_gives_a_fresh_cluster_under_another_address(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    before = page.url
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    page.wait_for_url(lambda url: "/a/" in url and url != before)
    learner.connected()
    expect(learner.element("socket:S1/tcp/16327")).to_have_count(0)
    page.goto(before)
    expect(learner.goal("runs")).to_have_class("met")


def test_two_tabs_see_each_others_lines_and_the_same_picture(learner: Learner) -> None:
    learner.open()
    with Learner.at(learner.page.context.new_page(), learner.url) as second:
        second.page.goto(learner.page.url)
        second.connected()
        learner.type("laptop", "echo from the first")
        expect(second.page.locator(".log:not([hidden])")).to_contain_text("from the first")
        second.type("laptop", "dcos marathon app add httpi_host.json")
        expect(learner.element("socket:S1/tcp/16327")).to_be_attached()
        expect(learner.goal("runs")).to_have_class("met")
        expect(second.goal("runs")).to_have_class("met")
        assert learner.elements == second.elements
        second.page.close()


def test_who_only_views_sees_everything_and_types_nothing(learner: Learner) -> None:
    begun = begin(learner.url)
    learner.open(f"/a/{begun['id']}#w={begun['write']}")
    with Learner.at(learner.page.context.new_page(), learner.url) as viewer:
        viewer.open(f"/v/{begun['view']}")
        learner.type("laptop", "echo hello")
        expect(viewer.page.locator(".log:not([hidden])")).to_contain_text("hello")
        expect(viewer.page.locator("#line")).to_be_hidden()
        expect(viewer.page.locator(".run button:visible")).to_have_count(0)
        expect(viewer.page.get_by_role("button", name="Start over")).to_be_hidden()
        expect(viewer.page.locator("#notice")).to_contain_text("You are watching")
        viewer.page.close()


def test_a_restart_of_the_server_is_survived_without_a_reload(browser: Browser, tmp_path: Path) -> None:
    server = servers.start(tmp_path)
    page = browser.new_page()
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open()
        learner.deploy()
        elements = learner.elements
        server.stop()
        expect(page.locator("#status")).to_have_attribute("data-status", "waiting")
        page.fill("#line", "echo while away")
        page.press("#line", "Enter")
        expect(page.locator("#waiting li")).to_contain_text(["echo while away"])
        expect(page.locator("#line")).to_have_value("")
        server = servers.start(tmp_path, port=server.port)
        expect(page.locator("#status")).to_have_attribute("data-status", "open", timeout=40_000)
        expect(page.locator("#notice")).to_be_empty()
        expect(page.locator("#waiting li")).to_have_count(0)
        expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("while away")
        assert learner.elements == elements
        expect(page.locator(".log:not([hidden]) .entry")).to_have_count(2)
    page.close()
    server.stop()


@pytest.mark.parametrize(
    ("fragment", "told"),
    [("", "lacks its key"), ("#w=not-the-key", "is not valid, or was withdrawn")],
)
def test_an_address_without_a_valid_key_says_what_to_do(page: Page, server: Server, fragment: str, told: str) -> None:
    begun = begin(server.url)
    with Learner.at(page, server.url, complains=True) as learner:
        page.goto(f"{server.url}/a/{begun['id']}{fragment}")
        expect(page.locator("#status")).to_have_attribute("data-status", "closed")
        expect(page.locator("#banner")).to_contain_text(told)
        assert learner.received("snapshot") == []


def test_without_storage_the_lesson_works_and_keeps_nothing(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    denied = "get() { throw new DOMException('no', 'SecurityError'); }"
    context.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {denied} }});")
    with Learner.at(context.new_page(), server.url) as learner:
        learner.open()
        learner.deploy()
        first = learner.page.url
        learner.open()
        assert learner.page.url != first
    context.close()


def test_a_server_that_cannot_be_reached_is_said_in_words(page: Page, server: Server) -> None:
    page.route("**/api/attempts", lambda route: route.abort())
    with Learner.at(page, server.url, complains=True):
        page.goto(server.url + LESSON)
        expect(page.locator("#banner")).to_contain_text("The server can't be reached")


def test_too_many_attempts_are_answered_with_the_time_to_wait(page: Page, server: Server) -> None:
    refusal = {"status": 429, "headers": {"Retry-After": "42"}, "body": "{}"}
    page.route("**/api/attempts", lambda route: route.fulfill(**refusal))
    with Learner.at(page, server.url, complains=True):
        page.goto(server.url + LESSON)
        expect(page.locator("#banner")).to_contain_text("Wait 42 seconds")


def test_output_that_was_cut_can_be_had_whole(learner: Learner) -> None:
    learner.open()
    entry = learner.type("laptop", "for i in $(seq 1 3000); do echo this is line number $i of many; done")
    more = entry.get_by_role("button", name="Show all of it")
    more.click()
    expect(entry.locator("pre")).to_contain_text("this is line number 3000 of many")


def test_the_first_page_of_a_lesson_weighs_at_most_200_kb_in_gzip(browser: Browser, tmp_path: Path) -> None:
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=servers.ROOT, env=servers.environment(tmp_path), check=True)
    sizes: list[int] = []
    with servers.daphne(tmp_path) as server, browser.new_context(extra_http_headers=GZIP) as context:
        page = context.new_page()
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        with Learner.at(page, server.url) as learner:
            learner.open()
            learner.type("laptop", "true")
    assert len(sizes) >= 5
    assert sum(sizes) <= 200_000
