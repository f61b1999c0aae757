"""What a learner's browser fetches before a lesson's page stands, and how long it takes: as Chromium counts it."""

import shutil
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.table import Row, percentile
from tests.servers import ROOT, daphne

SIZE_AIM_KB, START_AIM_MS = 200.0, 1500.0
STARTS = 7
LESSON = "/l/02-host-mode"

# When the graph has drawn its first name, and when the first line that was typed stands in the log with its number.
WATCH = """(() => {
    const { fillText } = CanvasRenderingContext2D.prototype;
    window.benchFirst = { picture: null, line: null };
    CanvasRenderingContext2D.prototype.fillText = function (...all) {
        window.benchFirst.picture ??= performance.now();
        return fillText.apply(this, all);
    };
    new MutationObserver(() => {
        if (document.querySelector(".log .entry[data-line]")) window.benchFirst.line ??= performance.now();
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-line"] });
})()"""


def transferred(browser: Browser, url: str, encodings: str) -> float:
    """kB that a page and all that it loads took over the wire, headers too, until a picture and a line are there."""
    total = 0.0

    def finished(event: dict[str, Any]) -> None:
        nonlocal total
        total += event["encodedDataLength"]

    with browser.new_context(extra_http_headers={"Accept-Encoding": encodings}) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", finished)
        use(page, url)
    return total / 1000


def use(page: Page, url: str) -> None:
    """Open a page, type as soon as the terminal is there, and wait for the first picture and for the line."""
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    page.locator("#terminal-tabs [data-terminal]").first.wait_for()  # before that a key is only a letter
    page.fill("#line", "true")
    page.press("#line", "Enter")
    page.wait_for_function("() => window.benchFirst.picture !== null && window.benchFirst.line !== null")


def started(browser: Browser, url: str) -> dict[str, float]:
    """Milliseconds from the first request of a browser that has been nowhere yet to the first picture and to the first
    line that was accepted, typed as soon as the terminal was there.
    """
    with browser.new_context() as context:
        page = context.new_page()
        use(page, url)
        found: dict[str, float] = page.evaluate("window.benchFirst")
        return found


def rows() -> list[Row]:
    """A lesson's first page: its size, and its start; static files are those that `make setup` has collected."""
    with daphne(HOPSCOPE_VAR=str(ROOT / "var")) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        sizes = {name: transferred(browser, f"{server.url}{LESSON}", name) for name in ("gzip", "br, gzip")}
        starts = [started(browser, f"{server.url}{LESSON}") for _ in range(STARTS)]
        browser.close()
    gzip, best = sizes.values()
    made = [
        Row("first page, gzip", gzip, "kB", aim=f"{SIZE_AIM_KB:.0f} kB", met=gzip <= SIZE_AIM_KB),
        Row("first page, as Chromium asks for it (Brotli)", best, "kB"),
    ]
    for what, name in (("picture", "first picture, p50"), ("line", "first accepted line, p50")):
        middle = percentile([start[what] for start in starts], 0.5)
        made.append(Row(name, middle, "ms", aim=f"{START_AIM_MS:.0f} ms", met=middle <= START_AIM_MS))
    return made
