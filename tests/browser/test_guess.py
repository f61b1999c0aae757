"""A prediction comes before its request is shown; the request decides, by keyboard, in both languages."""

from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner

LESSON = "/l/05-vip"
ASK = "curl http://httpi.marathon.l4lb.thisdcos.directory:3141"


def at_the_question(learner: Learner, path: str = LESSON) -> Locator:
    """Deploy, and turn to the step that asks."""
    learner.open(path)
    learner.type("laptop", "dcos marathon app add httpi_bridge.json")
    expect(learner.goal("runs")).to_have_class("met")
    learner.page.locator("#step-next").click()
    learner.page.locator("#step-next").click()
    question = learner.page.locator('form.guess[data-guess="where"]')
    expect(question).to_be_visible()
    return question


def test_a_request_waits_until_it_was_guessed(learner: Learner) -> None:
    question = at_the_question(learner)
    learner.type("master", ASK)
    expect(question).to_have_class("guess waits")
    expect(learner.page.locator(".ruler-veil")).to_be_visible()
    expect(question.get_by_role("status")).to_have_text("The request waits for your answer.")
    question.get_by_role("radio").first.focus()
    learner.page.keyboard.press("Space")
    learner.page.keyboard.press("Enter")
    verdict = question.locator(".verdict")
    expect(verdict).to_contain_text("You said In IPVS, on the master; the packet says In chain DOCKER, on the agent")
    expect(verdict).to_be_focused()
    expect(learner.page.locator(".ruler-veil")).to_be_visible()
    typed = learner.page.locator('form.guess[data-guess="ttl"]')
    typed.get_by_label("Your answer").fill(" 63 ")
    learner.page.keyboard.press("Enter")
    expect(typed.locator(".verdict")).to_contain_text("The packet agrees: 63")
    expect(learner.page.locator(".ruler-veil")).to_have_count(0)


def test_a_guess_before_the_request_is_noted_and_told(learner: Learner) -> None:
    question = at_the_question(learner, f"{LESSON}?lang=zh-hans")
    question.get_by_role("button", name="我预计是这样").click()
    expect(question.locator(".verdict")).to_have_text("先说说你预计会怎样。")
    question.get_by_text("在代理节点的 DOCKER 链里").click()
    question.get_by_role("button", name="我预计是这样").click()
    expect(question.locator(".verdict")).to_contain_text("记下了")
    learner.page.locator('form.guess[data-guess="ttl"] .pass').click()
    learner.type("master", ASK)
    expect(question.locator(".verdict")).to_contain_text("包也这么说：在代理节点的 DOCKER 链里")
    expect(learner.page.locator(".ruler-veil")).to_have_count(0)
    question.get_by_role("button", name="再猜一次").click()
    expect(question.get_by_role("radio").first).to_be_focused()
    learner.type("master", ASK)
    expect(question).to_have_class("guess waits")
    question.get_by_role("button", name="跳过这个问题").click()
    expect(learner.page.locator(".ruler-veil")).to_have_count(0)
