"""The course as a learner does it: two lessons to their last goals, help on the way, questions, both languages."""

import json
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.learner import Learner

DEPLOY = "dcos marathon app add httpi_host.json"
TASKS = """dcos marathon app show /httpi | jq -r '.tasks[] | "\\(.host):\\(.ports[0])"'"""
MAIN = re.compile(r"\bmain\b")


def question(page: Page) -> Locator:
    """The question of the step that is shown."""
    return page.locator("article.step:not([hidden]) form.question")


def choose(page: Page, index: int) -> Locator:
    """Tick a choice of the question and have it checked; the choice."""
    form = question(page)
    form.locator("input").nth(index).check()
    form.get_by_role("button").click()
    return form.locator(".choice").nth(index)


def right(page: Page) -> None:
    """Answer the question of the step rightly."""
    choices = question(page).locator(".choice")
    at = choices.evaluate_all("found => found.findIndex(one => one.dataset.right !== undefined)")
    expect(choose(page, at)).to_have_class(re.compile(r"\bgood\b"))


def go_on(page: Page, heading: str) -> None:
    """To the next step, whose goals before are met."""
    expect(page.locator("#step-next")).to_have_class(MAIN)
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def met(learner: Learner, *goals: str) -> None:
    for goal in goals:
        expect(learner.goal(goal)).to_have_class("met", timeout=30_000)


def ran(learner: Learner, text: str, printed: str) -> None:
    """Run a block of the step and wait for what it prints."""
    learner.run(text)
    entry = learner.page.locator(".log:not([hidden]) .entry[data-line]", has_text=printed).last
    expect(entry).to_be_visible()


def test_a_learner_does_both_lessons_from_the_first_page_to_the_last_goal(learner: Learner) -> None:
    page = learner.page
    learner.open("/")
    page.get_by_role("link", name="Begin with lesson 1").click()
    learner.connected()
    ran(learner, "dcos node list", "master (leader)")
    ran(learner, "hostname -i", "172.16.15.168")
    right(page)
    go_on(page, "Hand over the app")
    ran(learner, "cat httpi_host.json", '"networks": [ { "mode": "host" } ]')
    ran(learner, DEPLOY, "Created deployment")
    met(learner, "runs")
    ran(learner, "dcos marathon app list", "1/1")
    right(page)
    go_on(page, "Ask it")
    ran(learner, "curl http://172.16.9.84:16327", "3.1415926536")
    met(learner, "answered")
    right(page)
    go_on(page, "Ask from outside")
    ran(learner, "curl -m 3 http://172.16.9.84:16327", "Connection timed out after 3001 milliseconds")
    met(learner, "silence")
    right(page)
    expect(page.locator("#dots .done")).to_have_count(3)
    page.get_by_role("link", name="Next: Host mode").click()
    learner.connected()

    ran(learner, DEPLOY, "Created deployment")
    met(learner, "runs")
    go_on(page, "Find the port")
    ran(learner, "curl http://172.16.9.84:80", "Connection refused")
    ran(learner, "dcos marathon app show /httpi | jq -r '.tasks[].ports[]'", "16327")
    ran(learner, "curl http://172.16.9.84:16327", "3.1415926536")
    met(learner, "guess", "own")
    go_on(page, "Ask from another machine")
    ran(learner, "curl http://172.16.9.84:16327", "3.1415926536")
    met(learner, "answered")
    go_on(page, "Four of them")
    learner.run("dcos marathon app update /httpi instances=4")
    met(learner, "four")
    ran(learner, TASKS, "172.16.40.67:2325")
    learner.run("""dcos marathon app update /httpi 'constraints=[["hostname","UNIQUE"]]'""")
    met(learner, "spread")
    go_on(page, "A port of your choice")
    learner.run("dcos marathon app update /httpi < httpi_fixed.json")
    met(learner, "fixed")
    go_on(page, "The port is taken")
    learner.run("dcos marathon app update /httpi instances=5")
    met(learner, "waits")
    ran(learner, "dcos marathon debug summary /httpi", "0 / 4")
    ran(learner, "dcos marathon app update /httpi instances=4", "Changes blocked")
    learner.run("dcos marathon app update --force /httpi instances=4")
    met(learner, "mended")
    expect(page.get_by_role("link", name="Next: Finding a service")).to_have_class(MAIN)
    learner.open("/")
    expect(page.locator("#lessons .mark:not(.begun)")).to_have_text(["done", "done"])


def test_help_goes_from_a_nudge_to_the_line_and_then_to_the_solution(learner: Learner) -> None:
    page = learner.page
    learner.open()
    hints = learner.goal("runs").locator(".hint")
    solution = page.locator("article.step:not([hidden]) .solution")
    expect(hints.first).to_be_hidden()
    page.get_by_role("button", name="Hint", exact=True).click()
    expect(hints.nth(0)).to_be_visible()
    expect(hints.nth(1)).to_be_hidden()
    expect(page.locator("#announce")).to_contain_text("Hint 1 of 2: You did this in lesson 1")
    page.get_by_role("button", name="Next hint (2 of 2)").click()
    expect(hints.nth(0)).to_be_visible()
    expect(hints.nth(1).locator("code")).to_have_text(DEPLOY)
    expect(solution).to_be_hidden()
    page.get_by_role("button", name="Show the solution").click()
    expect(solution.get_by_role("heading", name="One way to do it")).to_be_focused()
    page.get_by_role("button", name="Hide the solution").click()
    expect(solution).to_be_hidden()
    page.get_by_role("button", name="Show the solution").click()
    solution.get_by_role("button", name="Run").click()
    met(learner, "runs")
    expect(hints.first).to_be_hidden()


def test_each_goal_of_a_step_has_its_own_hints(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    go_on(page, "Find the port")
    page.keyboard.press("h")
    expect(learner.goal("guess").locator(".hint:visible")).to_have_count(1)
    expect(learner.goal("own").locator(".hint:visible")).to_have_count(0)
    learner.type("master", "curl http://172.16.9.84:80")
    expect(learner.goal("guess").locator(".hint:visible")).to_have_count(0)
    page.get_by_role("button", name="Hint", exact=True).click()
    expect(learner.goal("own").locator(".hint:visible")).to_have_count(1)


def test_who_goes_on_early_is_told_what_is_open_and_may_go_on_all_the_same(learner: Learner) -> None:
    page = learner.page
    learner.open()
    still = page.locator("#still-open")
    expect(still).to_be_hidden()
    page.get_by_role("button", name="Next step").click()
    expect(still.locator("li")).to_have_text(["The app /httpi runs as one task"])
    expect(page.locator("#announce")).to_contain_text("Press again to go on")
    expect(page.get_by_role("heading", name="A container without a network")).to_be_visible()
    page.get_by_role("button", name="Go on anyway").click()
    expect(page.get_by_role("heading", name="Find the port")).to_be_visible()
    expect(still).to_be_hidden()
    page.get_by_role("button", name="Next step").click()
    expect(still.locator("li")).to_have_count(2)
    learner.type("master", "curl http://172.16.9.84:80")
    expect(still.locator("li")).to_have_count(1)


def test_the_way_to_the_next_lesson_names_what_is_open_in_all_of_this_one(learner: Learner) -> None:
    page = learner.page
    learner.open("/l/01-the-cluster")
    for _ in range(3):
        page.locator("#step-next").click()
        if page.locator("#still-open").is_visible():
            page.locator("#step-next").click()
    expect(page.get_by_role("heading", name="Ask from outside")).to_be_visible()
    page.get_by_role("link", name="Next: Host mode").click()
    expect(page.locator("#still-open li")).to_have_count(3)
    page.get_by_role("link", name="Go on anyway").click()
    expect(page.locator("h1")).to_contain_text("Host mode")


def test_a_question_gives_reasons_and_keeps_the_answer_in_the_browser_alone(learner: Learner) -> None:
    page = learner.page
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(str(text))))
    requests: list[str] = []
    learner.open()
    page.on("request", lambda request: requests.append(request.url))
    before = len(sent)
    expect(question(page).locator(".why:visible")).to_have_count(0)
    question(page).get_by_role("button").click()
    expect(question(page).locator(".verdict")).to_have_text("Choose an answer first.")
    wrong = choose(page, 0)
    expect(wrong).to_have_class(re.compile(r"\bbad\b"))
    expect(wrong.locator(".why")).to_contain_text("docker ps")
    expect(question(page).locator(".why:visible")).to_have_count(1)
    expect(question(page).locator(".verdict")).to_have_text("Not quite. Try another one.")
    right(page)
    expect(question(page).locator(".verdict")).to_be_focused()
    expect(question(page).locator(".verdict")).to_have_text("Right.")
    expect(question(page).locator(".why:visible")).to_have_count(3)
    expect(question(page).get_by_role("button")).to_be_hidden()
    assert [json.loads(text)["type"] for text in sent[before:] if '"line"' in text] == []
    assert requests == []

    page.reload()
    learner.connected()
    expect(question(page)).to_have_attribute("data-standing", "right")
    expect(question(page).locator(".choice.bad")).to_have_count(1)
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    learner.connected()
    expect(question(page)).to_have_attribute("data-standing", "open")


def test_the_keyboard_alone_answers_a_question(learner: Learner) -> None:
    page = learner.page
    learner.open()
    question(page).locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(question(page).locator("input").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(question(page)).to_have_attribute("data-standing", "right")
    expect(page.locator("#announce")).to_contain_text("Right. There is no second network namespace")


def test_hints_answers_and_run_blocks_outlive_a_change_of_language(learner: Learner) -> None:
    page = learner.page
    learner.open()
    page.get_by_role("button", name="Hint", exact=True).click()
    choose(page, 0)
    page.locator("#languages").get_by_text("中文").click()
    expect(page.get_by_role("heading", name="没有自己网络的容器")).to_be_visible()
    expect(learner.goal("runs").locator(".hint:visible")).to_contain_text("第 1 课做过")
    expect(question(page)).to_have_attribute("data-standing", "wrong")
    expect(question(page).locator(".verdict")).to_have_text("不对，再试试别的。")
    expect(question(page).locator(".why:visible code")).to_have_text("docker ps")
    right(page)
    page.locator("#hint").click()
    expect(learner.goal("runs").locator(".hint").nth(1).locator("code")).to_have_text(DEPLOY)
    page.locator("#hint").click()
    solution = page.locator("article.step:not([hidden]) .solution")
    solution.get_by_role("button").click()
    met(learner, "runs")
    page.locator("#step-next").click()
    expect(page.get_by_role("heading", name="找到端口")).to_be_visible()
