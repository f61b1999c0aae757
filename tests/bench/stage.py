"""How fast the picture is in Chromium: frames a second while a packet moves, and how soon operations are painted.

Both are measured on one page beside their peers, in turns: the frames that an empty loop of `requestAnimationFrame`
gets there, and the end of the frame after a push that changes nothing.
"""

import json
import re
import shutil
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, sync_playwright

from tests.bench.table import Row, percentile
from tests.servers import ROOT, daphne

ROUNDS, MILLISECONDS = 6, 2000
PUSHES, ELEMENTS = 30, 10
FRAME_AIM, PAINT_AIM_MS, SCRUB_AIM_MS = 0.95, 50.0, 16.0
TASKS = 40

FRAMES = """ms => new Promise(done => {
    const began = performance.now();
    let count = 0;
    const frame = () => {
        count += 1;
        const passed = performance.now() - began;
        if (passed >= ms) done(1000 * count / passed);
        else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})"""

# Milliseconds of script for each hop that is turned to, and for turning to one where the player stands already.
SCRUB = """() => {
    const timed = mark => {
        const began = performance.now();
        mark.click();
        return performance.now() - began;
    };
    const marks = [...document.querySelectorAll("#ruler [data-hop]")];
    return marks.map(mark => [timed(mark), timed(mark)]);
}"""

# A push is timed from when its text is read to the end of the frame in which the graph draws the label that it brings;
# a message to oneself, sent while a frame is made, comes when it is painted.
WATCH = """(() => {
    const { parse } = JSON;
    const { fillText } = CanvasRenderingContext2D.prototype;
    let wanted = null;
    let began = 0;
    const painted = () => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.benchTimes.push(performance.now() - began);
        channel.port2.postMessage(null);
        wanted = null;
    };
    window.benchTimes = [];
    JSON.parse = (text, ...more) => {
        const found = typeof text === "string" && text.match(/"bench": "(\\w*)"/);
        if (found) {
            [wanted, began] = [found[1], performance.now()];
            if (wanted === "") requestAnimationFrame(painted);
        }
        return parse(text, ...more);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, ...more) {
        if (wanted && text === wanted && this.globalAlpha > 0) painted();
        return fillText.call(this, text, ...more);
    };
})()"""


class Bench:
    """A lesson's page with a socket into which frames can be put as if the server had sent them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rev = 0
        self._route: WebSocketRoute | None = None
        page.add_init_script(WATCH)
        page.route_web_socket(re.compile("/ws/"), self._connect)

    def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        self._route = route
        route.on_message(server.send)
        server.on_message(self._hear)

    def _hear(self, message: str | bytes) -> None:
        self.rev = json.loads(message).get("rev", self.rev)
        assert self._route is not None
        self._route.send(message)

    def type(self, terminal: str, text: str) -> None:
        """Type a line and wait for its end."""
        page = self.page
        tab = page.locator(f'#terminal-tabs [data-terminal="{terminal}"]')
        if tab.count() == 0:
            page.get_by_role("button", name="Open a terminal").click()
            page.get_by_role("menuitem", name=terminal, exact=True).click()
        else:
            tab.click()
        page.fill("#line", text)
        page.press("#line", "Enter")
        page.wait_for_function(
            "text => document.querySelector('.log:not([hidden])').textContent.includes(text)", arg=text
        )
        page.locator("#interrupt").wait_for(state="hidden")

    def push(self, ops: list[Any], label: str) -> float:
        """Milliseconds until a label that a push brings is painted; without a label, until the next frame has ended."""
        frame = {"type": "push", "rev": self.rev, "ops": ops, "bench": label}
        before = self.page.evaluate("window.benchTimes.length")
        assert self._route is not None
        self._route.send(json.dumps(frame))
        self.page.wait_for_function("count => window.benchTimes.length > count", arg=before)
        return float(self.page.evaluate("window.benchTimes.at(-1)"))


def elements(number: int) -> list[dict[str, Any]]:
    """Tasks on S3, in slots of their own, each with its port."""
    made = []
    for index in range(ELEMENTS // 2):
        port = 31000 + ELEMENTS * number + index
        place = {"band": "", "order": 0, "slot": index}
        task = {"id": f"task:bench.{port}", "kind": "task", "label": f"bench-{index}", "state": "running"}
        pill = {"id": f"socket:S3/tcp/{port}", "kind": "port", "label": str(port), "state": "listening"}
        made += [
            {**task, "parent": "agent:S3", "facts": {}, "place": {**place, "column": "D"}},
            {**pill, "parent": "agent:S3", "facts": {}, "place": {**place, "column": "A"}},
        ]
    return made


def painted(bench: Bench) -> list[Row]:
    """Operations on ten elements, from the frame's arrival until it is painted."""
    ours, peer = [], []
    for number in range(PUSHES):
        made = elements(number)
        ours.append(bench.push([["add", element] for element in made], made[1]["label"]))
        bench.page.wait_for_timeout(400)  # the boxes have settled
        peer.append(bench.push([], ""))
        bench.push([["remove", element["id"]] for element in made], "")
        bench.page.wait_for_timeout(400)
    rows = []
    for share, name in ((0.5, "median"), (0.95, "95 of 100")):
        figure = percentile(ours, share)
        what = f"{ELEMENTS} elements painted, {name}; peer: a push without operations"
        aim = f"{PAINT_AIM_MS:.0f} ms"
        rows.append(Row(what, figure, "ms", percentile(peer, share), aim, figure <= PAINT_AIM_MS))
    return rows


def scrubbing(bench: Bench) -> Row:
    """Script for each step of a pointer along the ruler: the card, the list, the ruler and the picture's canvas."""
    steps = [step for _ in range(ROUNDS) for step in bench.page.evaluate(SCRUB)]
    figure, peer = (percentile([step[at] for step in steps], 0.95) for at in (0, 1))
    what = "script of a scrub step, 95 of 100; peer: to the hop where it stands"
    return Row(what, figure, "ms", peer, f"{SCRUB_AIM_MS:.0f} ms", figure <= SCRUB_AIM_MS)


def moving(bench: Bench, what: str) -> Row:
    """Frames a second while a request plays over and over, and while nothing happens."""
    page, ours, peer = bench.page, [], []
    page.get_by_role("button", name="Repeat").click()
    for _ in range(ROUNDS):
        peer.append(page.evaluate(FRAMES, MILLISECONDS))
        page.locator("#hop-play").click()
        ours.append(page.evaluate(FRAMES, MILLISECONDS))
        page.locator("#hop-play").click()
    page.get_by_role("button", name="Repeat").click()
    figure, empty = percentile(ours, 0.5), percentile(peer, 0.5)
    aim = f"{FRAME_AIM:.0%} of it"
    return Row(f"{what}; peer: an empty loop", figure, "frames/s", empty, aim, figure >= FRAME_AIM * empty)


def rows() -> list[Row]:
    """The picture of one task, then of many; static files are those that `make setup` has collected."""
    with daphne(HOPSCOPE_VAR=str(ROOT / "var")) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        bench = Bench(page)
        page.goto(f"{server.url}/l/02-host-mode")
        page.locator("#graph canvas").first.wait_for(state="attached")
        bench.type("laptop", "dcos marathon app add httpi_host.json")
        page.locator('[id^="twin:socket:"]').first.wait_for(state="attached")
        found = painted(bench)
        bench.type("master", "curl http://172.16.9.84:16327")
        page.locator("#hop-last").click()
        found.append(moving(bench, "a packet that moves"))
        bench.type("laptop", f"dcos marathon app update /httpi instances={TASKS}")
        page.get_by_text(f"{TASKS} tasks on").wait_for()
        page.locator("#settled[data-runs=no]").wait_for()
        page.locator("#hop-last").click()
        found.append(moving(bench, f"a packet among {TASKS} tasks"))
        found.append(scrubbing(bench))
        browser.close()
    return found
