"""What a learner's browser fetches before the first page of a lesson stands, as Chromium counts it."""

import shutil
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.table import Row
from tests.servers import ROOT, daphne

AIM_KB = 200.0


def transferred(url: str) -> float:
    """kB of all that a page and what it loads took over the wire, headers not counted, until nothing more comes."""
    total = 0.0

    def finished(event: dict[str, Any]) -> None:
        nonlocal total
        total += event["encodedDataLength"]

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", finished)
        page.goto(url)
        page.locator("canvas").first.wait_for()
        browser.close()
    return total / 1000


def rows() -> list[Row]:
    """The first page of a lesson, with its picture drawn; static files are those that `make setup` has collected."""
    with daphne(HOPSCOPE_VAR=str(ROOT / "var")) as server:
        size = transferred(f"{server.url}/l/02-host-mode")
    return [Row("first page, compressed", size, "kB", aim=f"{AIM_KB:.0f} kB", met=size <= AIM_KB)]
