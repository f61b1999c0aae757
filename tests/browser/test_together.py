"""Several terminals in the page: one sends requests, one scales, two watch; a job prints where it was begun."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner
from tests.browser.test_hostile import safe
from tests.nasty import MARKUP

SERVICE = "httpi.marathon.l4lb.thisdcos.directory:3141"
DEPLOYED_MS = 60_000


def last(learner: Learner) -> Locator:
    """The last entry of the terminal that is shown."""
    return learner.page.locator(".log:not([hidden]) .entry[data-line]").last


def start(learner: Learner, terminal: str, text: str) -> None:
    """Type a line that goes on."""
    learner.terminal(terminal)
    learner.page.fill("#line", text)
    learner.page.press("#line", "Enter")
    expect(learner.page.locator("#interrupt")).to_be_visible()


def stop(learner: Learner, terminal: str) -> Locator:
    """Ctrl-C in a terminal; its last entry."""
    learner.terminal(terminal)
    learner.page.press("#line", "Control+c")
    expect(learner.page.locator("#interrupt")).to_be_hidden()
    return last(learner)


def test_requests_go_on_while_one_scales_and_two_watch_and_ctrl_c_ends_each(learner: Learner) -> None:
    page = learner.page
    learner.open("/l/05-vip")
    learner.type("laptop", "dcos marathon app add httpi_bridge.json")
    learner.type("S1", "sudo yum install -y ipvsadm > /dev/null")
    start(learner, "S1", "watch -n 1 ipvsadm -Ln")
    learner.terminal("S1")
    expect(last(learner)).to_contain_text("11.249.78.219:3141", timeout=DEPLOYED_MS)
    start(learner, "S4", "tcpdump -ni eth0 tcp")
    start(learner, "master", f"while true; do curl -s {SERVICE}; echo; sleep 0.5; done")
    expect(last(learner)).to_contain_text("3.1415926536")
    learner.type("laptop", "dcos marathon app update /httpi instances=7")
    learner.terminal("S4")
    expect(last(learner)).to_contain_text("Flags [S]", timeout=DEPLOYED_MS)
    learner.terminal("S1")
    expect(last(learner)).to_contain_text(re.compile(r"(-> 172\.16\.\d+\.\d+:\d+ .*\s*){7}"), timeout=DEPLOYED_MS)
    expect(stop(learner, "master")).to_contain_text("exit 130")
    expect(stop(learner, "S1")).to_contain_text("exit 130")
    expect(stop(learner, "S4")).to_contain_text("packets captured")
    assert page.locator("#interrupt").is_hidden()


def test_a_job_prints_where_it_was_begun_while_other_lines_are_typed(learner: Learner) -> None:
    learner.open()
    begun = learner.type("laptop", "sleep 2 && echo from behind &")
    expect(begun).to_contain_text("[1] 2301")
    listed = learner.type("laptop", "jobs")
    expect(listed).to_contain_text("[1]+  Running                 sleep 2 && echo from behind &")
    expect(begun).to_contain_text("from behind")
    expect(begun).to_contain_text("[1]+  Done")
    expect(listed).not_to_contain_text("Done")


def test_markup_in_whatever_a_line_prints_is_text(learner: Learner) -> None:
    learner.open()
    for text in MARKUP:
        quoted = re.sub(r"['\"\r\n\\]", "", text)
        learner.type(
            "laptop", f"echo '{quoted}'; '{quoted}'; cat '{quoted}' & jobs; wait; watch -te \"echo '{quoted}'; false\""
        )
        safe(learner.page, text)
