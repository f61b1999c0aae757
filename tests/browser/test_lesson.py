"""A lesson in use: picture, player, hops, words and terminal in a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.browser.learner import Learner

TASK = re.compile(r"^twin:task:httpi\.")
PORT = "socket:S1/tcp/16327"
ASK = "curl http://172.16.9.84:16327"


def test_elements_appear_by_operations_on_the_first_snapshot(learner: Learner) -> None:
    learner.open()
    before = learner.elements
    learner.deploy()
    expect(learner.element(PORT)).to_be_attached()
    assert len(learner.received("snapshot")) == 1
    operations = [operation for frame in learner.received("push") for operation in frame["ops"]]
    added = {operation[1]["id"] for operation in operations if operation[0] == "add" and operation[1]["kind"] != "edge"}
    removed = {operation[1] for operation in operations if operation[0] == "remove"}
    assert learner.elements == (before | added) - removed
    assert {"port", "task"} == {name.partition(":")[0].replace("socket", "port") for name in learner.elements - before}


def test_every_hop_of_request_and_reply_is_followed_in_player_card_and_list(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    learner.type("master", ASK)
    expect(page.locator("#hop-count")).to_contain_text("of")
    page.keyboard.press("Escape")
    page.locator("#hop-first").click()
    hops = learner.trace["hops"]
    assert {hop["direction"] for hop in hops} == {"request", "reply"}
    for hop in hops:
        page.locator("#hop-next").click()
        expect(page.locator("#hop-count")).to_have_text(f"hop {hop['n']} of {len(hops)}")
        expect(page.locator("#card-hop h3")).to_have_text(hop["sentence"].removesuffix("."))
        expect(page.locator("#card-hop .spot")).to_contain_text(hop["title"])
        expect(page.locator(".entries > li")).to_have_count(len(hop["entries"]))
        matched = [entry["text"] for entry in hop["entries"] if entry["matched"]]
        expect(page.locator(".entries .hit code")).to_have_text(matched)
        expect(page.locator(".header tr.changed")).to_have_count(len(hop["changed"]))
        expect(page.locator(".rail.here .mark-hop")).to_have_attribute("data-hop", str(hop["n"]))
        expect(page.locator("#announce")).to_contain_text(f"Hop {hop['n']} of {len(hops)}.")
    expect(page.locator("#hop-next")).to_be_disabled()

    page.get_by_role("tab", name="All hops").click()
    rows = page.locator("[data-list-hop]")
    expect(rows).to_have_count(len(hops))
    for hop in hops:
        row = page.locator(f'[data-list-hop="{hop["n"]}"]')
        row.click()
        expect(row).to_have_attribute("aria-current", "step")
        expect(row).to_contain_text(hop["sentence"])
        expect(page.locator("#hop-count")).to_have_text(f"hop {hop['n']} of {len(hops)}")


def test_a_new_request_plays_by_itself_and_can_be_paused(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    page.locator("#speed").select_option("4")
    learner.type("master", ASK)
    count = len(learner.trace["hops"])
    expect(page.locator("#hop-count")).to_have_text(f"hop {count} of {count}")
    expect(page.locator("#hop-play")).to_have_attribute("aria-label", "Play")
    page.locator("#speed").select_option("0.5")
    page.locator("#hop-play").click()
    expect(page.locator("#hop-play")).to_have_attribute("aria-label", "Pause")
    expect(page.locator("#hop-count")).to_have_text(f"hop 1 of {count}")
    page.locator("#hop-play").click()
    expect(page.locator("#hop-play")).to_have_attribute("aria-label", "Play")


def test_a_refused_request_shows_where_it_died_and_why(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("master", "curl http://172.16.9.84:80")
    page.keyboard.press("Escape")
    died = next(hop["n"] for hop in learner.trace["hops"] if hop["message"] == "socket.none")
    page.locator(f'#ruler [data-hop="{died}"]').click()
    expect(page.locator("#card-hop h3")).to_have_text("The packet died here")
    expect(page.locator("#hop-count")).to_have_text(f"died at hop {died}")
    count = len(learner.trace["hops"])
    page.locator(f'#ruler [data-hop="{died + 1}"]').click()
    expect(page.locator("#hop-count")).to_have_text(f"hop {died + 1} of {count}, refused at {died}")
    page.locator(f'#ruler [data-hop="{died}"]').click()
    expect(page.locator("#card-hop .no-entry")).to_have_text("No entry matched.")


def test_a_new_request_takes_nobody_away_from_the_element_that_they_read(learner: Learner) -> None:
    page = learner.page
    hop = page.get_by_role("tab", name=re.compile("^Hop"))
    learner.open()
    learner.type("laptop", "dcos node").locator(".tok", has_text="172.16.9.84").first.click()
    for line in ["curl http://172.16.9.84:80", "curl http://172.16.9.84:81"]:  # the second dies before one's eyes
        learner.type("master", line)
        expect(page.locator("#hop-count")).to_have_text(re.compile(r"refused at \d+$"), timeout=30_000)
        expect(page.locator("#card-element h3")).to_be_visible()
        expect(page.locator("#card-element h3")).to_have_text("S1")
        expect(hop).to_have_accessible_name("Hop new")
        page.locator("#twin").focus()
    hop.click()
    expect(page.locator("#card-hop h3")).to_be_visible()
    expect(hop).to_have_accessible_name("Hop")
    # with nothing to read there, the card makes room
    page.get_by_role("tab", name="Element").click()
    page.keyboard.press("Escape")
    expect(page.locator("#card-element h3")).to_have_text("Nothing is selected")
    learner.type("master", "curl http://172.16.9.84:82")
    expect(hop).to_have_attribute("aria-selected", "true")
    expect(hop).to_have_accessible_name("Hop")


def test_the_packet_is_painted_where_the_hop_happens(learner: Learner) -> None:
    page = learner.page
    learner.open()
    painted = "() => document.querySelector('#packets').toDataURL()"
    empty = page.evaluate(painted)
    learner.deploy()
    learner.type("master", ASK)
    page.keyboard.press("Escape")
    pictures = {empty}
    for hop in learner.trace["hops"]:
        page.locator(f'#ruler [data-hop="{hop["n"]}"]').click()
        pictures.add(page.evaluate(painted))
    assert len(pictures) == 1 + len(learner.trace["hops"])


def test_a_word_in_the_terminal_and_its_element_light_up_together(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.deploy()
    entry = learner.type("laptop", "dcos marathon task list")
    token = entry.locator(".tok", has_text="172.16.9.84").first
    token.hover()
    row = learner.element("agent:S1").locator("> .twin-row")
    expect(row).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator(".prose .element[data-element='agent:S1']").first).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator("#summary")).to_contain_text("S1")
    token.click()
    expect(page.locator("#card-element h3")).to_have_text("S1")
    expect(row).to_have_class(re.compile(r"\bselected\b"))


def test_the_picture_answers_the_pointer(learner: Learner) -> None:
    page = learner.page
    learner.open()
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 40)
    expect(page.locator("#summary")).to_contain_text("S1 · private agent · 172.16.9.84")
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + 40)
    expect(page.locator("#card-element h3")).to_have_text("S1")


def test_a_line_that_waits_can_be_stopped_while_another_terminal_takes_lines(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.terminal("master")
    page.fill("#line", "sleep 300")
    page.press("#line", "Enter")
    expect(page.locator("#interrupt")).to_be_visible()
    learner.type("laptop", "echo here")
    learner.terminal("master")
    page.locator("#interrupt").click()
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("exit 130")


def test_a_refusal_of_the_server_is_shown_and_the_line_stays_in_the_field(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.terminal("master")
    page.fill("#line", "sleep 300")
    page.press("#line", "Enter")
    expect(page.locator("#interrupt")).to_be_visible()
    page.fill("#line", "echo too early")
    page.press("#line", "Enter")
    expect(page.locator("#notice")).not_to_be_empty()
    expect(page.locator("#line")).to_have_value("echo too early")


def test_output_is_text_and_never_becomes_part_of_the_page(learner: Learner) -> None:
    learner.open()
    entry = learner.type("laptop", "echo '<img src=x onerror=alert(1)><b>bold</b>'")
    expect(entry.locator("pre")).to_have_text("<img src=x onerror=alert(1)><b>bold</b>")
    assert entry.locator("pre img, pre b").count() == 0


def test_a_line_too_long_to_send_stays_in_the_field_and_the_page_stays_connected(learner: Learner) -> None:
    page = learner.page
    learner.open()
    long = "echo " + "é" * 33_000
    page.fill("#line", long)
    page.press("#line", "Enter")
    expect(page.locator("#notice")).to_contain_text("longer than 64 kB")
    expect(page.locator("#line")).to_have_value(long)
    entry = learner.type("laptop", "echo short")
    expect(entry.locator("pre")).to_have_text("short")
    expect(page.locator("#notice")).to_be_empty()


def test_ctrl_c_stops_a_line_also_when_the_field_has_not_the_focus(learner: Learner) -> None:
    page = learner.page
    learner.open()
    page.fill("#line", "sleep 300")
    page.press("#line", "Enter")
    expect(page.locator("#interrupt")).to_be_visible()
    page.locator("#ruler").focus()
    page.keyboard.press("Control+c")
    expect(page.locator(".log:not([hidden]) .entry").last).to_contain_text("exit 130")


def test_a_run_block_says_where_its_terminal_is_now(learner: Learner) -> None:
    page = learner.page
    learner.open()
    label = page.locator("article.step:not([hidden]) .run .run-where").first
    expect(label).to_have_text("on your laptop")
    learner.type("laptop", "dcos node ssh --master-proxy --leader --user=centos")
    expect(label).to_have_text("on your laptop (now on master)")


def test_the_picture_needs_no_scrollbar_where_it_fits(learner: Learner) -> None:
    learner.open()
    assert (
        learner.page.evaluate(
            "() => { const s = document.querySelector('#stage'); return s.scrollHeight - s.clientHeight }"
        )
        == 0
    )


@contextmanager
def pressed(page: Page, place: Locator) -> Iterator[None]:
    """The pointer is pressed on a place, and let go at the end."""
    place.hover()
    page.mouse.down()
    yield
    page.mouse.up()


def test_no_press_is_lost_while_the_cluster_changes(learner: Learner) -> None:
    """What is pressed is still there when the pointer is let go, whatever was drawn anew meanwhile."""
    page = learner.page
    learner.open()
    page.get_by_role("button", name="As text").click()
    page.fill("#line", "dcos marathon app add httpi_host.json; sleep 3")
    page.press("#line", "Enter")
    expect(page.locator("#terminal-tabs .runs")).to_be_visible()
    with pressed(page, page.locator("#terminal-tabs [data-terminal=laptop]")):
        expect(page.locator("#terminal-tabs .runs")).to_have_count(0)
    expect(page.locator("#line")).to_be_focused()
    learner.type("laptop", "dcos marathon app update /httpi instances=0")
    with pressed(page, learner.element("agent:S1").locator("> .twin-row b")):
        expect(page.locator('#twin [id^="twin:task:"]')).to_have_count(0)
    expect(page.locator("#card-element h3")).to_have_text("S1")


def test_who_chooses_a_request_by_keys_goes_on_at_its_hops(learner: Learner) -> None:
    page = learner.page
    learner.open()
    learner.type("laptop", "true")
    learner.type("master", "curl 172.16.9.84:1; curl 172.16.9.84:2")
    page.get_by_role("tab", name="Requests").click()
    rows = page.locator("#card-requests .request-list button")
    expect(rows.locator(".line")).to_have_text(["line 2", "line 2"])
    rows.last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card-hop")).to_be_focused()
    expect(page.locator("#card-hop")).to_be_visible()
    page.get_by_role("tab", name="Requests").click()
    expect(rows.last).to_have_attribute("aria-current", "true")
