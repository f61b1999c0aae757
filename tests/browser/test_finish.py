"""The end of a lesson: what it took, and a file that proves it."""

import json

from playwright.sync_api import expect

from tests.browser.learner import Learner

ASK = "curl -m 3 http://172.16.9.84:16327"


def test_who_has_met_every_goal_gets_a_file_that_says_so(learner: Learner) -> None:
    learner.open("/l/01-the-cluster")
    page = learner.page
    learner.type("laptop", "dcos marathon app add httpi_host.json")
    expect(learner.goal("runs")).to_have_class("met")
    learner.type("master", ASK)
    expect(page.locator("#finish")).to_be_hidden()
    learner.type("outside", ASK)
    while page.locator("#step-next").is_visible():
        page.locator("#step-next").click()
    expect(page.locator("#par")).to_have_text("Every goal is met, with 3 lines typed. The course's own way takes 3.")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the completion file").click()
    document = json.loads(saving.value.path().read_text())
    assert saving.value.suggested_filename == "hopscope-01-the-cluster.json"
    assert [entry["text"] for entry in document["completion"]["entries"]][1:] == [ASK, ASK]
    expect(page.locator("#completion-told")).to_contain_text("Saved as hopscope-01-the-cluster.json")
    page.locator("#languages").get_by_text("中文").click()
    expect(page.locator("#par")).to_have_text("全部目标已达成，你用了 3 行命令。本课自己的做法用了 3 行。")
