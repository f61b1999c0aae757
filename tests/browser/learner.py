"""What a learner does in the page and sees there, in the words of the tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, WebSocket, expect

LESSON = "/l/02-host-mode"
Frame = dict[str, Any]


@dataclass
class Learner:
    """A page, what its socket received, and what its console complained of."""

    page: Page
    url: str
    frames: list[Frame] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def at(cls, page: Page, url: str, *, complains: bool = False) -> Iterator["Learner"]:
        """A learner at an address. Unless `complains` is expected, the page's console must stay empty of errors."""
        found = cls(page, url)
        page.set_default_timeout(15_000)
        page.on("websocket", found._listen)
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.on("console", found._hear)
        yield found
        assert complains or found.complaints == []

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda text: self.frames.append(json.loads(text)))

    def open(self, path: str = LESSON) -> None:
        """Open a page of the course; a lesson's is ready when it is connected and its picture stands."""
        self.page.goto(self.url + path)
        if not path.startswith(("/l/", "/a/", "/v/")):
            return
        self.connected()

    def connected(self) -> None:
        """Wait until the page is connected and has its picture."""
        expect(self.page.locator("#status")).to_have_attribute("data-status", "open")
        expect(self.page.locator("#graph canvas").first).to_be_attached()
        expect(self.element("agent:S1")).to_be_attached()

    # What the learner does

    def type(self, terminal: str, text: str) -> Locator:
        """Type a line at a place and wait for its end; the entry in the log."""
        self.terminal(terminal)
        entries = self.page.locator(".log:not([hidden]) .entry[data-line]")
        before = entries.count()
        self.page.fill("#line", text)
        self.page.press("#line", "Enter")
        expect(entries).to_have_count(before + 1)
        expect(self.page.locator("#interrupt")).to_be_hidden()
        return entries.nth(before)

    def terminal(self, name: str) -> None:
        """Turn to a terminal, opening it if it has no tab yet."""
        tab = self.page.locator(f'#terminal-tabs [data-terminal="{name}"]')
        if tab.count() == 0:
            self.page.get_by_role("button", name="Open a terminal").click()
            self.page.get_by_role("menuitem", name=name, exact=True).click()
        else:
            tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")

    def run(self, text: str) -> None:
        """Press the Run button of the block in the step's text that types this line."""
        block = self.page.locator(f"article.step:not([hidden]) .run[data-line={json.dumps(text)}]")
        block.get_by_role("button", name="Run").first.click()

    # What the learner sees

    def element(self, name: str) -> Locator:
        """An element of the picture, in its tree."""
        return self.page.locator(f'[role=treeitem][id="twin:{name}"]')

    @property
    def elements(self) -> set[str]:
        """The ids of all elements of the picture."""
        names = self.page.locator("[role=treeitem]").evaluate_all("items => items.map(item => item.id)")
        return {name.removeprefix("twin:") for name in names}

    def goal(self, name: str) -> Locator:
        return self.page.locator(f'[data-goal="{name}"]')

    def received(self, kind: str) -> list[Frame]:
        """The frames of a type that the socket has received."""
        return [frame for frame in self.frames if frame["type"] == kind]

    @property
    def trace(self) -> Frame:
        """The last request, as the server sent it."""
        return [frame["trace"] for frame in self.received("push") if "trace" in frame][-1]

    def deploy(self) -> None:
        """Deploy the app and wait until it runs."""
        self.type("laptop", "dcos marathon app add httpi_host.json")
        expect(self.goal("runs")).to_have_class("met")
