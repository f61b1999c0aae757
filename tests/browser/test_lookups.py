"""A request by name: what was asked of name servers is seen first, in the list, on the ruler and in the picture."""

from playwright.sync_api import expect

from tests.browser.learner import Learner

HEADS = ".hop-list .way-head"


def test_the_look_up_of_a_name_comes_before_the_request(learner: Learner) -> None:
    learner.open()
    learner.type("S2", "curl -s http://leader.mesos:5051")
    page = learner.page
    page.get_by_role("tab", name="All hops").click()
    expect(page.locator(HEADS)).to_have_text(["Look-up of the name", "Request", "Reply"])
    hops = learner.trace["hops"]
    assert [hop["n"] for hop in hops] == [*range(1, len(hops) + 1)]
    expect(page.locator("[data-list-hop]")).to_have_count(len(hops))
    expect(page.locator(".ruler-grid .turn")).to_have_count(3)
    page.locator("#languages").get_by_text("中文").click()
    expect(page.locator(HEADS)).to_have_text(["域名查询", "请求", "响应"])
    asks = page.locator('[data-list-hop="1"]')
    expect(asks).to_contain_text("S2 上的 curl 向 198.51.100.1:53 查询域名 leader.mesos。")


def test_a_name_that_nobody_knows_ends_at_the_server_that_says_so(learner: Learner) -> None:
    learner.open()
    learner.type("S2", "curl -s http://nope.mesos")
    page = learner.page
    page.get_by_role("tab", name="All hops").click()
    expect(page.locator(".hop-list li.died")).to_have_count(1)
    expect(page.locator(".hop-list li.died")).to_contain_text("says that there is no name nope.mesos (NXDOMAIN)")
