"""The picture under the hands: zoomed, panned, dragged, folded, walked through by keys; and the ruler that plays it."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.learner import Learner
from tests.browser.picture import GRAPH, PACKETS, TOKEN, Picture
from tests.servers import Server

ASK = "curl http://172.16.9.84:16327"
PORT = "socket:S1/tcp/16327"
STORED = "hopscope.places.transport"
SCROLLED = "() => { const s = document.querySelector('#stage'); return [s.scrollLeft, s.scrollTop] }"


@pytest.fixture
def picture(learner: Learner) -> Picture:
    """A learner at a lesson's picture."""
    learner.open()
    return Picture(learner)


def asked(picture: Picture, line: str = ASK, terminal: str = "master") -> dict[str, Any]:
    """The last request, played to its end."""
    picture.learner.deploy()
    picture.learner.type(terminal, line)
    picture.learner.page.locator("#hop-last").click()
    return picture.learner.trace


def points_at(picture: Picture, name: str, scene: dict[str, Any], told: str) -> None:
    """The pointer over the middle of an element's box finds it."""
    picture.learner.page.mouse.move(*picture.middle(name, scene))
    expect(picture.learner.page.locator("#summary")).to_contain_text(told)


def drawn(page: Page) -> None:
    """Wait until what has happened so far is drawn: scrolling tells of itself with the next frame."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_zoom_and_pan_take_packets_badges_and_pointer_along(picture: Picture) -> None:
    page = picture.learner.page
    trace = asked(picture)
    scene = picture.scene(trace)
    first = scene["badges"][0]
    beside = (first["x"] - 5, first["y"])  # within the badge of hop 1, beside its number
    master = scene["boxes"]["host:master"]
    body = (master["x"] + 88, master["y"] + master["h"] - 4)

    def follows() -> None:
        drawn(page)
        assert picture.shows(PACKETS, "packet", beside, scene)
        assert not picture.shows(PACKETS, "packet", (first["x"], first["y"] + 13), scene)
        assert picture.shows(GRAPH, "k-host", body, scene)
        assert picture.colour(GRAPH, (body[0], body[1] + 9), scene)[3] == 0

    follows()
    points_at(picture, PORT, scene, "port 16327")
    page.locator("#zoom-in").click()
    picture.zoom = 1.25
    follows()
    points_at(picture, PORT, scene, "port 16327")
    page.locator("#twin").focus()
    page.keyboard.press("+")
    picture.zoom = 1.25**2
    for key in ["Shift+ArrowLeft", "Shift+ArrowUp"] * 9:
        page.keyboard.press(key)
    assert page.evaluate(SCROLLED) == [0, 0]
    follows()
    page.keyboard.press("Shift+ArrowDown")
    drawn(page)
    assert page.evaluate(SCROLLED)[1] > 0
    assert picture.shows(PACKETS, "packet", beside, scene)
    page.keyboard.press("0")
    picture.zoom = 1
    follows()
    expect(page.locator("#zoom-fit")).to_be_disabled()


def test_the_wheel_zooms_with_ctrl_about_the_pointer_and_else_scrolls(picture: Picture) -> None:
    page = picture.learner.page
    scene = picture.scene()
    at = picture.middle("agent:S2", scene)
    page.mouse.move(*at)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    expect(page.locator("#zoom-fit")).to_be_enabled()
    page.keyboard.up("Control")
    picture.zoom = 1.25**2
    x, y = picture.middle("agent:S2", scene)
    assert abs(x - at[0]) < 2
    assert abs(y - at[1]) < 2
    before = page.evaluate(SCROLLED)[1]
    page.mouse.wheel(0, 140)
    page.wait_for_function("before => document.querySelector('#stage').scrollTop >= before + 140", arg=before)
    points_at(picture, "agent:S4", scene, "S4")


def test_dragging_the_background_pans_and_selects_nothing(picture: Picture) -> None:
    page = picture.learner.page
    for _ in range(3):
        page.locator("#zoom-in").click()
    before = page.evaluate(SCROLLED)
    picture.zoom = 1.25**3
    scene = picture.scene()
    wire = scene["boxes"]["wire:underlay"]
    x, y = picture.window((wire["x"] + wire["w"] + 6, wire["y"] + wire["h"] / 2), scene)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    page.wait_for_function("left => document.querySelector('#stage').scrollLeft === left", arg=before[0] - 60)
    expect(page.locator("#card-element")).to_be_hidden()


def test_two_fingers_zoom_the_picture_and_one_scrolls_the_page(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)
    with Learner.at(context.new_page(), server.url) as learner:
        learner.open()
        page = learner.page
        page.locator("#panes [data-pane=picture]").click()
        box = page.locator("#stage").bounding_box()
        assert box is not None
        session = context.new_cdp_session(page)
        x, y = box["x"] + 180, box["y"] + 120

        def touch(kind: str, *fingers: tuple[float, float]) -> None:
            points = [{"x": fx, "y": fy, "id": index} for index, (fx, fy) in enumerate(fingers)]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", (x - 30, y), (x + 30, y))
        for apart in (40, 60, 80, 100):
            touch("touchMove", (x - apart, y), (x + apart, y))
        touch("touchEnd")
        expect(page.locator("#zoom-fit")).to_be_enabled()
        width, room = page.evaluate("() => [sheet.offsetWidth, stage.clientWidth]")
        assert 2.5 < width / room < 4
        assert page.evaluate("visualViewport.scale") == 1
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    context.close()


def test_a_machine_is_dragged_with_all_that_stands_in_it_and_put_back(picture: Picture) -> None:
    learner, page = picture.learner, picture.learner.page
    learner.deploy()
    scene = picture.scene()
    at = picture.middle(PORT, scene)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] - 70, at[1] + 60, steps=5)
    page.mouse.up()
    expect(page.locator("#card-element")).to_be_hidden()
    page.mouse.move(at[0] - 70, at[1] + 60)
    expect(page.locator("#summary")).to_contain_text("port 16327")
    offset = page.evaluate(f"JSON.parse(localStorage['{STORED}'])")
    factor = scene["factor"]
    assert set(offset) == {"agent:S1"}
    assert abs(offset["agent:S1"]["x"] + 70 / factor) < 1
    assert abs(offset["agent:S1"]["y"] - 60 / factor) < 1
    page.reload()
    learner.connected()
    scene = picture.scene()  # there is room for a task more again
    at = picture.middle(PORT, scene)
    page.mouse.move(at[0] - 70, at[1] + 60)
    expect(page.locator("#summary")).to_contain_text("port 16327")
    page.get_by_role("button", name="Put back").click()
    points_at(picture, PORT, scene, "port 16327")
    assert page.evaluate(f"localStorage['{STORED}']") is None
    expect(page.get_by_role("button", name="Put back")).to_be_hidden()


def test_keys_move_a_machine_by_eight_units(picture: Picture) -> None:
    page = picture.learner.page
    page.locator("#twin").focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate(f"JSON.parse(localStorage['{STORED}'])") == {"host:master": {"x": 8, "y": 16}}
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowLeft")
    assert page.evaluate(f"JSON.parse(localStorage['{STORED}'])") == {"host:master": {"x": 0, "y": 8}}
    page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate(f"localStorage['{STORED}']") is None


def test_keys_lead_to_the_neighbour_the_other_end_the_parent_and_the_reason(picture: Picture) -> None:
    page = picture.learner.page
    picture.learner.deploy()
    twin = page.locator("#twin")

    def stands_at(name: str) -> None:
        expect(twin).to_have_attribute("aria-activedescendant", f"twin:{name}")

    twin.focus()
    stands_at("host:master")
    plain = page.evaluate("document.querySelector('#packets').toDataURL()")
    page.keyboard.press("ArrowRight")
    stands_at("link:master/eth0")
    assert page.evaluate("document.querySelector('#packets').toDataURL()") != plain
    page.keyboard.press("o")
    stands_at("wire:underlay")
    while "socket" not in (twin.get_attribute("aria-activedescendant") or ""):
        page.keyboard.press("ArrowRight")
    stands_at(PORT)
    page.keyboard.press("o")
    expect(twin).to_have_attribute("aria-activedescendant", re.compile("^twin:task:httpi"))
    page.keyboard.press("p")
    stands_at("agent:S1")
    page.keyboard.press("w")
    expect(page.locator("#card-element")).to_be_focused()
    expect(page.locator("#card-element h3")).to_have_text("S1")
    twin.focus()
    page.keyboard.press("Escape")
    expect(picture.learner.element("agent:S1")).to_have_attribute("aria-selected", "false")


@pytest.fixture
def forty(picture: Picture) -> Picture:
    """Forty tasks."""
    picture.learner.deploy()
    picture.learner.type("laptop", "dcos marathon app update /httpi instances=40")
    page = picture.learner.page
    expect(page.locator("#summary")).to_have_text("40 tasks on 4 agents", timeout=30_000)
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=90_000)  # once a minute DNS asks
    return picture


def test_forty_tasks_fold_and_the_tree_leads_to_each_of_them(forty: Picture) -> None:
    page = forty.learner.page
    height, room = page.evaluate("() => [sheet.offsetHeight, stage.clientHeight]")
    assert height < 1.5 * room
    tasks = {name for name in forty.elements if name.startswith("task:")}
    assert len(tasks) == 40
    page.get_by_role("button", name="As text").click()
    folds = page.locator('[role=treeitem][id^="twin:fold:"]')
    assert folds.count() >= 3
    behind = folds.first.locator("[role=treeitem]")
    expect(behind.first).to_be_hidden()
    folds.first.locator("> .twin-row").click()
    expect(folds.first).to_contain_text("show fewer")
    more = page.locator('[role=treeitem][id^="twin:fold:"][aria-expanded=false]')
    while more.count() > 0:
        more.first.locator("> .twin-row").click()
    shut = page.locator('[role=treeitem][id^="twin:agent:"][aria-expanded=false]')
    while shut.count() > 0:
        shut.first.locator("> .twin-row .twisty").click()
    shown = page.locator('[role=treeitem][id^="twin:task:"]:visible')
    assert set(shown.evaluate_all("items => items.map(item => item.id.slice(5))")) == tasks
    shown.last.locator("> .twin-row").click()
    expect(page.locator("#card-element h3")).to_have_text(re.compile("^httpi-"))


def test_a_fold_in_the_picture_opens_by_click_and_by_enter(forty: Picture) -> None:
    page = forty.learner.page
    page.locator("#twin").focus()
    for key in ["ArrowRight"] * 4 + ["ArrowDown"] * 9:
        if "fold:" in (page.locator("#twin").get_attribute("aria-activedescendant") or ""):
            break
        page.keyboard.press(key)
    expect(page.locator("#summary")).to_have_text(re.compile(r"^\+ \d+ more$"))
    before = page.evaluate("sheet.offsetHeight")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_have_text("− show fewer")
    assert page.evaluate("sheet.offsetHeight") > before
    page.keyboard.press("Enter")
    assert page.evaluate("sheet.offsetHeight") == before


def test_the_ruler_is_scrubbed_by_the_pointer_also_beside_its_marks(picture: Picture) -> None:
    page = picture.learner.page
    hops = asked(picture)["hops"]
    there = [hop["n"] for hop in hops if hop["direction"] == "request"]
    mark = page.locator('#ruler [data-hop="1"]').bounding_box()
    last = page.locator(f'#ruler [data-hop="{there[-1]}"]').bounding_box()
    assert mark is not None
    assert last is not None
    page.mouse.move(mark["x"] + 2, mark["y"] + mark["height"] + 4)
    page.mouse.down()
    expect(page.locator("#hop-count")).to_have_text(f"hop 1 of {len(hops)}")
    seen = []
    for step in range(21):
        page.mouse.move(mark["x"] + (last["x"] - mark["x"]) * step / 20, mark["y"] + 6)
        seen.append(page.locator("#hop-count").inner_text())
    page.mouse.up()
    assert list(dict.fromkeys(seen)) == [f"hop {n} of {len(hops)}" for n in there]


def test_a_request_is_repeated_until_that_is_switched_off(picture: Picture) -> None:
    page = picture.learner.page
    count = len(asked(picture)["hops"])
    page.locator("#speed").select_option("4")
    page.get_by_role("button", name="Repeat").click()
    page.evaluate("""() => {
        window.hops = [];
        const count = document.querySelector("#hop-count");
        new MutationObserver(() => window.hops.push(count.textContent)).observe(count, { childList: true });
    }""")
    page.locator("#hop-play").click()
    ends = f"() => window.hops.filter(text => text === 'hop {count} of {count}').length"
    page.wait_for_function(f"() => ({ends})() >= 2")
    page.get_by_role("button", name="Repeat").click()
    expect(page.locator("#hop-count")).to_have_text(f"hop {count} of {count}")
    expect(page.locator("#hop-play")).to_have_attribute("aria-label", "Play")


def test_each_packet_that_is_sent_again_is_told(picture: Picture) -> None:
    page = picture.learner.page
    picture.learner.deploy()
    page.evaluate("""() => {
        window.told = [];
        new MutationObserver(() => window.told.push(announce.textContent)).observe(announce, { childList: true });
    }""")
    page.locator("#speed").select_option("4")
    picture.learner.type("outside", f"curl --connect-timeout 5 {ASK.split()[1]}")
    page.wait_for_function("() => window.told.some(text => text.includes('sent 3 times'))")
    told = page.evaluate("window.told")
    assert [text for text in told if "sent" in text] == [f"No answer yet: sent {n} times." for n in (2, 3)]
    expect(page.locator("#hop-count")).to_have_text(re.compile("^died at hop"))


WATCH = """() => {
    window.drawn = [];
    const [sheet, player] = [document.querySelector("#sheet"), document.querySelector("#player")];
    const watch = () => {
        window.drawn.push([sheet.offsetHeight, player.dataset.phase]);
        requestAnimationFrame(watch);
    };
    watch();
}"""


def test_nothing_moves_under_a_packet_that_is_on_its_way(learner: Learner) -> None:
    page = learner.page
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    page.route_web_socket(re.compile("/ws/"), connect)
    learner.open()
    learner.deploy()
    page.locator("#speed").select_option("0.5")
    page.evaluate(WATCH)
    learner.type("master", ASK)
    third = "document.querySelector('#hop-count').textContent.startsWith('hop 3')"
    page.wait_for_function(f"() => player.dataset.phase === 'travel' && {third}")
    task = {"kind": "task", "parent": "agent:S2", "label": "late", "state": "running", "facts": {}}
    place = {"band": "", "order": 0, "column": "D"}
    late = [{**task, "id": f"task:late{slot}", "place": {**place, "slot": slot}} for slot in range(8)]
    ops = [["add", element] for element in late]  # more than there is room for without the picture becoming higher
    push = {"type": "push", "rev": learner.received("push")[-1]["rev"], "ops": ops}
    page.evaluate("window.drawn.length = 0")
    sockets[-1].send(json.dumps(push))
    expect(learner.element("task:late0")).to_be_attached()
    page.wait_for_function("() => window.drawn.some(([height]) => height !== window.drawn[0][0])")
    frames = page.evaluate("window.drawn")
    grown = next(index for index in range(1, len(frames)) if frames[index][0] != frames[0][0])
    assert frames[0][1] == "travel"
    assert frames[grown][1] != "travel"


def test_the_legend_draws_a_sample_of_each_kind_and_state(learner: Learner) -> None:
    page = learner.page
    learner.open()
    page.get_by_role("button", name="Legend").click()
    expect(page.locator(".samples canvas").first).to_be_attached()
    painted = """() => [...document.querySelectorAll("#legend [data-sample]")].map(place => {
        const at = place.getBoundingClientRect();
        const any = [...document.querySelectorAll("#legend canvas")].some(canvas => {
            const box = canvas.getBoundingClientRect();
            const ratio = canvas.width / box.width;
            const [x, y] = [(at.left - box.left) * ratio, (at.top - box.top) * ratio];
            const data = canvas.getContext("2d").getImageData(x, y, at.width * ratio, at.height * ratio).data;
            return data.some((value, index) => index % 4 === 3 && value > 0);
        });
        return [place.dataset.sample + " " + place.dataset.state, any];
    })"""
    page.wait_for_function(f"() => ({painted})().every(([, any]) => any)")
    names = [name for name, _ in page.evaluate(painted)]
    assert {"task staging", "task failed", "port closed", "nic down", "packet ", "never "} <= set(names)


def test_an_open_legend_takes_the_colours_of_another_theme(learner: Learner) -> None:
    page = learner.page
    page.emulate_media(color_scheme="light")
    learner.open()
    page.get_by_role("button", name="Legend").click()
    expect(page.locator(".samples canvas").first).to_be_attached()
    # The middle of the sample of a running task, by what covers it.
    filled = """colour => {
        const at = document.querySelector('#legend [data-sample="task"][data-state="running"]').getBoundingClientRect();
        return [...document.querySelectorAll("#legend canvas")].some(canvas => {
            const box = canvas.getBoundingClientRect();
            const ratio = canvas.width / box.width;
            const [x, y] = [at.left + at.width / 2 - box.left, at.top + at.height / 2 - box.top];
            const data = canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data;
            return [...data.slice(0, 3)].every((value, index) => Math.abs(value - colour[index]) < 4);
        });
    }"""
    page.wait_for_function(filled, arg=[0xE7, 0xEF, 0xF8])
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(filled, arg=[0x1D, 0x2D, 0x40])


def test_a_legend_that_cannot_be_loaded_says_so_and_can_be_opened_later(page: Page, server: Server) -> None:
    with Learner.at(page, server.url, complains=True) as learner:
        learner.open()
        page.route("**/chunks/table-*.js", lambda route: route.abort())
        page.click("#legend-open")
        expect(page.locator("#legend-body")).to_contain_text("could not be loaded")
        page.keyboard.press("Escape")
        page.unroute("**/chunks/table-*.js")
        page.click("#legend-open")
        expect(page.locator("#legend-body table")).to_be_visible()


def test_an_open_legend_changes_its_colours_with_the_page(learner: Learner) -> None:
    page = learner.page
    page.emulate_media(color_scheme="light")
    learner.open()
    page.get_by_role("button", name="Legend").click()
    colour = """() => {
        const place = document.querySelector('#legend [data-sample="packet"]').getBoundingClientRect();
        const canvas = document.querySelector("#legend canvas.packets");
        const box = canvas.getBoundingClientRect();
        const [x, y] = [place.left + place.width / 2 - 8 - box.left, place.top + place.height / 2 - box.top];
        const ratio = canvas.width / box.width;
        return [...canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3).join();
    }"""
    # The page may take a moment to hear of another scheme, so what is wanted is asked together with what is there.
    drawn = f"""other => {{
        const wanted = ({TOKEN})("packet").join();
        return wanted !== other && ({colour})() === wanted;
    }}"""
    page.wait_for_function(drawn, arg="")
    before = ",".join(map(str, page.evaluate(TOKEN, "packet")))
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(drawn, arg=before)


def test_on_paper_the_picture_is_light_and_fine(browser: Browser, server: Server) -> None:
    context = browser.new_context(color_scheme="dark")
    with Learner.at(context.new_page(), server.url) as learner:
        page: Page = learner.page
        learner.open()
        page.emulate_media(media="print")
        fine = "() => { const c = document.querySelector('#packets'); return c.width / c.clientWidth }"
        page.wait_for_function(f"() => ({fine})() === 3")
        picture = Picture(learner)
        scene = picture.scene()
        box = scene["boxes"]["agent:S4"]
        assert picture.shows(GRAPH, "k-host", (box["x"] + 130, box["y"] + 5), scene)
        assert picture.colour(GRAPH, (box["x"] + 130, box["y"] + 5), scene)[0] > 200
        page.emulate_media(media="screen")
        page.wait_for_function(f"() => ({fine})() === devicePixelRatio")
    context.close()
