"""Breaking and mending by hand: each button types its line, the way back too; and what is there for the same reason."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import COLOURS, violations
from tests.browser.learner import Learner
from tests.browser.test_inspector import choose, inspected
from tests.servers import Server

LESSON = "/l/05-vip"
TASKS = 5


def opened(learner: Learner) -> None:
    learner.open(LESSON)
    if learner.page.locator("#panes").is_visible():
        learner.page.locator("#panes [data-pane=terminal]").click()
    learner.page.locator('#pace input[value="16"]').check(force=True)
    learner.type("laptop", "dcos marathon app add httpi_bridge.json")
    expect(learner.page.locator('[role=treeitem][id^="twin:task:"]')).to_have_count(TASKS)
    expect(learner.page.locator("#settled")).to_contain_text("nothing more happens")


def rule(learner: Learner) -> str:
    """The rule that leads to the first container of S3."""
    return min(name for name in learner.elements if name.startswith("rule:S3/nat/DOCKER/"))


def faults(page: Page) -> Locator:
    return page.locator("#card-faults")


def last_line(page: Page) -> Locator:
    return page.locator(".log:not([hidden]) .entry[data-line]").last


def test_a_rule_is_deleted_and_put_back_by_keyboard_alone(learner: Learner) -> None:
    page = learner.page
    opened(learner)
    name = rule(learner)
    choose(learner, name)
    page.keyboard.press("x")
    expect(faults(page)).to_be_focused()
    expect(page.locator("#tab-faults")).to_have_attribute("aria-selected", "true")
    expect(faults(page).get_by_role("button", name=re.compile("^Delete this rule"))).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute(
        "aria-label", "Delete this rule. Types on S3: iptables -t nat -D DOCKER 2"
    )
    page.keyboard.press("Enter")
    expect(last_line(page)).to_contain_text("iptables -t nat -D DOCKER 2")
    expect(learner.element(name)).to_have_count(0)
    back = faults(page).get_by_role("button", name=re.compile("^Mend it"))
    expect(back).to_contain_text("iptables -t nat -I DOCKER 2 ! -i docker0 -p tcp -m tcp --dport 9896 -j DNAT")
    back.press("Enter")
    expect(last_line(page)).to_contain_text("-I DOCKER 2")
    expect(learner.element("socket:S3/tcp/9896")).to_be_attached()
    assert len([one for one in learner.elements if one.startswith("rule:S3/nat/DOCKER/")]) == 2
    expect(back).to_have_count(0)


def test_a_fault_outlives_the_page_and_ends_with_its_undoing(learner: Learner) -> None:
    page = learner.page
    opened(learner)
    page.locator("#tab-faults").click()
    faults(page).get_by_role("button", name="S3", exact=True).click()
    faults(page).get_by_role("button", name=re.compile("^Take eth0 down")).click()
    expect(last_line(page)).to_contain_text("ip link set eth0 down")
    page.reload()
    learner.connected()
    page.locator("#tab-faults").click()
    back = faults(page).get_by_role("button", name=re.compile("^Mend it"))
    expect(back).to_contain_text("ip link set eth0 up && ip route add default via 172.16.0.1 dev eth0")
    back.click()
    expect(last_line(page)).to_contain_text("ip route add default")
    expect(back).to_have_count(0)
    assert "172.16.0.1" in learner.type("S3", "ip route show default").inner_text()


def test_a_task_is_killed_from_the_inspector_and_marathon_makes_it_good(learner: Learner) -> None:
    page = learner.page
    opened(learner)
    task = min(name for name in learner.elements if name.startswith("task:"))
    shown = inspected(learner, task)
    shown.get_by_role("button", name="Kill its container").click()
    expect(last_line(page)).to_contain_text(re.compile("docker kill mesos-"))
    page.locator("#tab-faults").click()
    expect(faults(page).get_by_text("Broken now")).to_have_count(0)
    expect(page.locator("#summary")).to_contain_text("5 tasks")


def test_an_entry_says_what_else_would_not_be_there_and_lights_its_line(learner: Learner) -> None:
    page = learner.page
    opened(learner)
    shown = inspected(learner, rule(learner))
    because = shown.locator('[data-part="because"]')
    expect(because.locator("h4")).to_contain_text("Without /container/portMappings/0 there would be no")
    dnat = because.locator("details", has_text="DNAT rules")
    expect(dnat.locator("summary b")).to_have_text("5")
    expect(dnat.locator("small")).to_have_text("S2 S3 S4")
    expect(page.locator('.log [data-line="1"], .log .entry.cause').first).to_have_class(re.compile("cause"))
    dnat.locator("summary").click()
    dnat.locator("a", has_text="172.17.0.3:26186").click()
    expect(page.locator("#card-element h3")).to_contain_text("172.17.0.3:26186")
    page.get_by_role("link", name="The definition of /httpi asks for it").click()
    expect(page.locator("#card-element h3")).to_have_text("/httpi")
    part = page.locator("#card-element .caused", has_text='"VIP_0"')
    expect(part.locator(".chip")).to_have_text("54 entries")
    part.locator("a").click()
    expect(page.locator("#card-element h3")).to_have_text("/container/portMappings/0/labels/VIP_0")
    expect(because.locator("details", has_text="backends in IPVS").locator("summary b")).to_have_text("30")
    page.keyboard.press("Escape")
    expect(page.locator(".log .entry.cause")).to_have_count(0)


def test_axe_finds_nothing_in_the_cards_of_any_theme_or_language(browser: Browser, server: Server) -> None:
    for width, height in ((1440, 900), (320, 800)):
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        with Learner.at(context.new_page(), server.url) as learner:
            page = learner.page
            opened(learner)
            phone = width == 320
            if phone:
                page.locator("#panes [data-pane=picture]").click()
            choose(learner, rule(learner))
            for card in ("element", "faults"):
                if phone:
                    page.locator("#panes [data-pane=side]").click()
                page.locator(f"#tab-{card}").click()
                expect(page.locator(f"#card-{card} h4").first).to_be_visible()
                for language in ("zh-hans", "en"):
                    page.evaluate(
                        f"document.querySelector('[data-language={language}], a[hreflang={language}]')?.click()"
                    )
                    assert violations(page) == [], (width, card, language)
                page.evaluate("document.documentElement.dataset.theme = 'dark'")
                assert violations(page, only=COLOURS) == [], (width, card)
                page.evaluate("document.documentElement.dataset.theme = 'light'")
                sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert page.evaluate(sideways) == 0
        context.close()
