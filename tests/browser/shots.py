"""Takes the README's pictures anew: `make shots`. A request on its way, and one that was refused."""

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import launch_args
from tests.browser.learner import LESSON, Learner
from tests.servers import ROOT, daphne

FOLDER = ROOT / "docs" / "img"
WINDOW: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "device_scale_factor": 1.5,
    "reduced_motion": "reduce",
}
SPREAD = """dcos marathon app update /httpi instances=4 'constraints=[["hostname","UNIQUE"]]'"""


def shoot(page: Page, name: str) -> Path:
    """The window as an image; WebP, which only the browser's own protocol gives."""
    page.mouse.move(0, 0)
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    target = FOLDER / f"{name}.webp"
    target.write_bytes(base64.b64decode(shot["data"]))
    return target


def ask(learner: Learner, port: str, hop: str) -> None:
    """A request from the master to S1, stopped at a hop."""
    page = learner.page
    expect(page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)
    learner.type("master", f"curl http://172.16.9.84:{port}")
    page.locator("#hop-last").click()
    page.locator(f"#ruler {hop}").click()
    page.locator("#line").focus()
    page.wait_for_function("() => document.fonts.status === 'loaded'")


def on_its_way(learner: Learner) -> None:
    """Four tasks on four agents, and a packet that has just learnt which card to go to."""
    learner.open(LESSON)
    learner.deploy()
    learner.page.locator("#step-next").click()
    learner.type("laptop", SPREAD)
    expect(learner.page.locator("#summary")).to_have_text("4 tasks on 4 agents", timeout=60_000)
    port = next(name for name in learner.elements if name.startswith("socket:S1/tcp/")).rpartition("/")[2]
    ask(learner, port, '[data-hop="2"]')


def refused(learner: Learner) -> None:
    """The article's one task, and a packet for a port on which nothing listens."""
    learner.open(f"{LESSON}?lang=zh-hans")
    learner.deploy()
    learner.page.locator("#step-next").click()
    ask(learner, "80", ".died [data-hop]")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with daphne() as server, sync_playwright() as tool:
        browser = tool.chromium.launch(**launch_args())
        for name, scheme, scene in (("on-its-way", "light", on_its_way), ("refused", "dark", refused)):
            window = {**WINDOW, "color_scheme": scheme}
            with Learner.at(browser.new_page(**window), server.url) as learner:
                scene(learner)
                print(shoot(learner.page, name))
        browser.close()


if __name__ == "__main__":
    main()
