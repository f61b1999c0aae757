"""The inspector: what is behind an element, lit with the words that name it, kept up to date where one reads it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.learner import Learner

PORT = "socket:S1/tcp/16327"
ASK = "curl http://172.16.9.84:16327"
NEIGHBOUR = "neighbour:S1/eth0/172.16.9.10"


def card(page: Page) -> Locator:
    return page.locator("#card-element")


def choose(learner: Learner, name: str) -> None:
    """Choose an element of the picture, as text."""
    page = learner.page
    if page.get_by_role("button", name="As text").is_visible():
        page.get_by_role("button", name="As text").click()
    row = learner.element(name).locator(".twin-row").first
    if not row.is_visible():  # its machine shows nothing of what is in it, until it is opened
        learner.element(f"agent:{name.partition(':')[2].partition('/')[0]}").locator(".twisty").first.click()
    row.click()


def inspected(learner: Learner, name: str) -> Locator:
    """The card of an element with its tables and reasons."""
    choose(learner, name)
    expect(card(learner.page)).to_have_attribute("aria-busy", "false")
    expect(card(learner.page).locator('[data-part="why"]')).to_be_visible()
    return card(learner.page)


def table(page: Page, name: str) -> Locator:
    return card(page).locator(f'[data-part="table:{name}"]')


def test_a_port_shows_who_listens_and_leads_back_to_the_line_by_the_definition(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    shown = inspected(learner, PORT)
    expect(shown.locator("h3")).to_have_text("port 16327")
    expect(shown.locator(".state")).to_have_text("a program listens")
    own = table(page, "sockets").locator(".line.own")
    expect(own).to_have_count(1)
    expect(own).to_contain_text(re.compile(r'LISTEN 0 +4096 +\*:16327 +\*:\* +users:\(\("httpi"'))
    expect(shown.locator(".reason b")).to_have_text(
        [
            "Line 1 was typed on your laptop",
            "The definition of /httpi asks for it",
            "Marathon drew a port from S1's offer",
            "Docker on S1 started the program that listens",
        ]
    )
    expect(shown.locator(".definition .marked")).to_contain_text(
        ["{", '"port": 10000', '"name"', '"protocol"', "}", "requirePorts"]
    )
    shown.get_by_title("Go to line 1").click()
    expect(page.locator('#terminal-tabs [data-terminal="laptop"]')).to_have_attribute("aria-selected", "true")


def test_the_command_above_a_table_types_its_line_where_the_table_is(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    inspected(learner, "link:S1/eth0")
    page.get_by_role("button", name="Run on S1: ip route show dev eth0").click()
    expect(page.locator('#terminal-tabs [data-terminal="S1"]')).to_have_attribute("aria-selected", "true")
    entry = page.locator(".log:not([hidden]) .entry[data-line]").last
    expect(entry).to_contain_text("ip route show dev eth0")
    expect(entry.locator("pre")).to_contain_text("default via 172.16.0.1")
    assert entry.locator("pre").inner_text().split() == table(page, "routes").locator("pre").inner_text().split()


def test_tables_follow_the_world_while_place_and_focus_stay(learner: Learner) -> None:
    """Another page of the same attempt removes the app; nothing moves under who reads here."""
    page = learner.page
    learner.open()
    learner.deploy()
    inspected(learner, "agent:S1")
    for name in ("routes", "sockets", "addresses"):
        table(page, name).locator("summary").click()
    expect(table(page, "sockets").locator(".line")).to_have_count(2)
    table(page, "routes").get_by_role("button").focus()
    page.evaluate("document.querySelector('#card-element').scrollTop = 90")
    page.evaluate("window.kept = [document.activeElement, document.querySelector('#card-element').scrollTop]")

    other = page.context.new_page()
    with Learner.at(other, learner.url) as second:
        second.open()
        second.type("laptop", "dcos marathon app remove /httpi")
    other.close()

    expect(table(page, "sockets").locator(".line")).to_have_count(1)
    expect(table(page, "sockets").locator(".line")).to_contain_text("State  Recv-Q Send-Q")
    kept = "document.activeElement === kept[0] && document.querySelector('#card-element').scrollTop === kept[1]"
    assert page.evaluate(f"kept[1] > 0 && {kept}")
    for name in ("routes", "sockets", "addresses"):
        expect(table(page, name)).to_have_attribute("open", "")


def test_an_entry_of_a_table_is_inspected_from_the_terminal_and_from_the_card(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("master", ASK)
    entry = learner.type("S1", "ip neigh")
    entry.locator(f'[data-element="{NEIGHBOUR}"]').click()
    shown = card(page)
    expect(shown.locator("h3")).to_have_text("172.16.9.10")
    expect(shown.locator(".spot").first).to_contain_text("neighbour")
    expect(shown.locator(".reason b").first).to_have_text("Line 2 was typed on the master")
    expect(table(page, "neighbours").locator(".line.own")).to_contain_text("172.16.9.10")
    expect(page.locator(f'.log [data-element="{NEIGHBOUR}"]')).to_have_class(re.compile("lit"))


def test_what_is_pointed_at_lights_up_everywhere_after_a_moment_until_escape(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("S1", "ss -tln")
    inspected(learner, "agent:S1")
    table(page, "sockets").locator("summary").click()
    places = page.locator(
        f'.log:not([hidden]) [data-element="{PORT}"], [data-part="table:sockets"] [data-element="{PORT}"]'
    )
    expect(places).to_have_count(2)
    for place in (0, 1):
        page.mouse.move(5, 5)
        expect(places.nth(1 - place)).not_to_have_class(re.compile("lit"))
        places.nth(place).hover()
        assert not re.search(r"\blit\b", places.nth(1 - place).get_attribute("class") or ""), "only after a moment"
        expect(places.nth(1 - place)).to_have_class(re.compile(r"\blit\b"))
        expect(page.locator("#summary")).to_contain_text("port 16327")
        page.keyboard.press("Escape")
        expect(places.nth(1 - place)).not_to_have_class(re.compile(r"\blit\b"))
        expect(page.locator("#summary")).not_to_contain_text("port 16327")
    page.keyboard.press("Escape")
    expect(card(page).locator("h3")).to_have_text("Nothing is selected")


def test_escape_closes_a_menu_also_where_the_pointer_rests_on_a_word(learner: Learner) -> None:
    page = learner.page
    learner.open()
    word = learner.type("laptop", "dcos node").locator(".tok").first
    word.hover()
    expect(word).to_have_class(re.compile(r"\blit\b"))
    page.get_by_role("button", name="Files").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem")).to_have_count(0)
    expect(word).to_have_class(re.compile(r"\blit\b"))


def test_the_tables_are_walked_with_the_keyboard(learner: Learner) -> None:
    page = learner.page
    learner.open()
    inspected(learner, "link:S1/eth0")
    screen = table(page, "routes").get_by_role("region", name="What “ip route show dev eth0” prints on S1")
    screen.focus()
    page.keyboard.press("ArrowRight")
    expect(screen.locator(".tok").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(screen.locator(".tok").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(screen).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card(page).locator("h3")).to_have_text("default via 172.16.0.1 dev eth0")
    expect(card(page).locator("h3.entry")).to_be_visible()


def test_what_is_gone_says_so(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    inspected(learner, PORT)
    learner.type("laptop", "dcos marathon app remove /httpi")
    expect(card(page).locator("h3")).to_have_text("It is not there")
    expect(card(page)).to_contain_text(f"There is no {PORT} in the cluster now")


def test_who_only_looks_sees_commands_but_runs_none(learner: Learner) -> None:
    page = learner.page
    learner.open()
    begun = page.evaluate(
        """async () => (await fetch("/api/attempts", {method: "POST", headers: {"Content-Type": "application/json"},
            body: JSON.stringify({lesson: "02-host-mode"})})).json()"""
    )
    page.goto(f"{learner.url}/v/{begun['view']}")
    learner.connected()
    inspected(learner, "link:S1/eth0")
    expect(table(page, "routes").locator("p.command")).to_contain_text("ip route show dev eth0")
    expect(card(page).get_by_role("button")).to_have_count(0)
