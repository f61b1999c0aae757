"""Takes the README's pictures anew: `make shots`. A request on its way, and one that was dropped."""

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import launch_args
from tests.browser.learner import Learner
from tests.servers import ROOT, daphne

FOLDER = ROOT / "docs" / "img"
WINDOW: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "device_scale_factor": 1.5,
    "reduced_motion": "reduce",
}
VIP = "http://httpi.marathon.l4lb.thisdcos.directory:3141"
DROPPING = "sudo iptables -I FORWARD -p tcp --dport 9896 -j DROP"


def shoot(page: Page, name: str) -> Path:
    """The window as an image; WebP, which only the browser's own protocol gives."""
    page.mouse.move(0, 0)
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    target = FOLDER / f"{name}.webp"
    target.write_bytes(base64.b64decode(shot["data"]))
    return target


def settle(learner: Learner) -> None:
    expect(learner.page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=60_000)


def deploy(learner: Learner, lesson: str) -> None:
    """The article's five tasks in bridge mode."""
    learner.open(lesson)
    learner.type("laptop", "dcos marathon app add httpi_bridge.json")
    settle(learner)


def stop_at(learner: Learner, hop: str) -> None:
    page = learner.page
    page.locator("#step-next").click()
    page.locator("#hop-last").click()
    page.locator(f"#ruler {hop}").click()
    page.locator("#line").focus()
    page.wait_for_function("() => document.fonts.status === 'loaded'")


def on_its_way(learner: Learner) -> None:
    """A request at the VIP, in the rule that leads into the container: looked up, balanced, across the wire."""
    deploy(learner, "/l/05-vip")
    learner.type("master", f"curl {VIP}")
    stop_at(learner, '[data-hop][title*="DOCKER"]')


def dropped(learner: Learner) -> None:
    """A request that has crossed the wire and dies in a rule, which somebody has typed."""
    deploy(learner, "/l/04-bridge-mode")
    learner.type("S3", DROPPING)
    learner.type("master", "curl -m 2 http://172.16.15.168:9896")
    learner.page.locator("#languages").get_by_text("中文").click()
    expect(learner.page.locator("html")).to_have_attribute("lang", "zh-hans")
    stop_at(learner, ".died [data-hop]")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with daphne() as server, sync_playwright() as tool:
        browser = tool.chromium.launch(**launch_args())
        for name, scheme, scene in (("on-its-way", "light", on_its_way), ("dropped", "dark", dropped)):
            window = {**WINDOW, "color_scheme": scheme}
            with Learner.at(browser.new_page(**window), server.url) as learner:
                scene(learner)
                print(shoot(learner.page, name))
        browser.close()


if __name__ == "__main__":
    main()
