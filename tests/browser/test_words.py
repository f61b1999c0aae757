"""Both lessons by the words alone: the picture is hidden, and what it would show is read from the page's text."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.browser.test_course import go_on, met, right

HIDE = """addEventListener("DOMContentLoaded", () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("#view, #ruler, .icon { visibility: hidden !important }");
  document.adoptedStyleSheets.push(sheet);
});"""
"""Nothing of the picture, the ruler and the signs is seen."""

LISTEN = """window.painted = new Set();
const { fillText } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  painted.add(text);
  return fillText.call(this, text, ...place);
};"""
"""What is written into the picture, seen or not, is remembered."""

OTHERWISE = {"masters", "and", "edge", "agents", "dropped", "RST"}
"""What is said in other words: for the headings of the bands, the tree says of each machine what it is; for the flags
"dropped" and "RST", a sentence says that a chain drops the packet, or that the kernel answers with a reset."""

WORD = re.compile(r"[^\s·:,;()]+(?::[^\s·,;()]+)*")


@dataclass
class Reader:
    """A learner who has the words of the page, and nothing else."""

    learner: Learner

    def tree(self) -> dict[str, list[str]]:
        """The machines by their names, each with what is said of it and of what stands in it."""
        machines = self.learner.page.locator("#twin > ul > [role=treeitem]")
        rows = machines.evaluate_all(
            "all => all.map(one => [...one.querySelectorAll('.twin-row')].map(row => row.innerText.split('\\n')))"
        )
        named = ([" ".join(part for part in row if part not in "▾▸") for row in found] for found in rows)
        return {row[0].partition(" ")[0]: row for row in named}

    def agents(self) -> dict[str, set[str]]:
        """The addresses of the private agents, each with the ports on which programs listen there."""
        found = {}
        for machine, *within in self.tree().values():
            if address := re.search(r"private agent (?:\S+ )?([\d.]+),|private agent, ([\d.]+)", machine):
                ports = {port for row in within for port in re.findall(r"^port (\d+)", row)}
                found[address[1] or address[2]] = ports
        return found

    def hops(self) -> list[str]:
        """The list of hops, one after the other."""
        self.learner.page.click("#tab-list")
        return self.learner.page.locator("#card-list [data-list-hop]").all_inner_texts()

    def types(self, terminal: str, line: str, printed: str) -> None:
        """Type a line, and read in the log what it printed."""
        expect(self.learner.type(terminal, line)).to_contain_text(printed)

    def settled(self) -> None:
        expect(self.learner.page.locator("#settled")).to_have_attribute("data-runs", "no", timeout=40_000)

    def words(self) -> str:
        """All that the tree, also in closed branches, the log, the list of hops and the card of each hop say."""
        page = self.learner.page
        texts = [page.locator("#twin").text_content() or "", page.inner_text(".log:not([hidden])"), *self.hops()]
        page.click("#tab-hop")
        page.click("#hop-first")
        while page.locator("#hop-next").is_enabled():
            page.click("#hop-next")
            texts.append(page.inner_text("#card-hop"))
        return "\n".join(texts)

    def misses_nothing(self) -> None:
        """Each word that is written into the picture now is among the words of the page."""
        page = self.learner.page
        expect(page.locator("#hop-last")).to_be_disabled()  # it was played to its end
        page.click("#as-text")
        page.evaluate("painted.clear()")
        page.click("#zoom-in")
        page.click("#zoom-fit")
        page.wait_for_function("() => painted.size > 10")
        painted = {word for text in page.evaluate("[...painted]") for word in WORD.findall(text)}
        page.click("#as-text")
        words = self.words()
        assert {word for word in painted if word not in words} - OTHERWISE == set()
        assert "S1" in painted


def test_both_lessons_are_done_by_the_words_alone(learner: Learner) -> None:
    page, reader = learner.page, Reader(learner)
    page.add_init_script(HIDE)
    page.add_init_script(LISTEN)
    page.emulate_media(reduced_motion="reduce")
    learner.open("/l/01-the-cluster")
    expect(page.locator("#graph canvas").first).to_be_hidden()
    page.click("#as-text")
    page.locator("#pace input[value='16']").check()

    assert set(reader.tree()) == {"master", "S0", "outside", "router", "underlay", "S1", "S2", "S3", "S4"}
    own = {address: set[str]() for address in ("172.16.9.84", "172.16.17.198", "172.16.15.168", "172.16.40.67")}
    assert reader.agents() == own
    for address in own:
        reader.types("laptop", "dcos node list", address)
    right(page)
    go_on(page, "Hand over the app")
    reader.types("laptop", "dcos marathon app add httpi_host.json", "Created deployment")
    met(learner, "runs")
    right(page)
    go_on(page, "Ask it")
    ((address, (port,)),) = [(address, ports) for address, ports in reader.agents().items() if ports]
    reader.types("master", f"curl http://{address}:{port}", "3.1415926536")
    met(learner, "answered")
    hops = reader.hops()
    assert [hop["sentence"].rstrip(".") in row for hop, row in zip(learner.trace["hops"], hops, strict=True)]
    assert "the packet has arrived" in hops[3]
    reader.misses_nothing()
    right(page)
    go_on(page, "Ask from outside")
    reader.types("outside", f"curl -m 3 http://{address}:{port}", "timed out")
    met(learner, "silence")
    died = page.locator("#card-list .died")
    page.click("#tab-list")
    expect(died).to_contain_text("router")
    expect(page.locator("#card-list")).to_contain_text("FORWARD")
    reader.misses_nothing()
    right(page)
    page.click("#next-lesson")
    learner.connected()

    expect(page.locator("#graph canvas").first).to_be_hidden()
    page.click("#as-text")
    page.locator("#pace input[value='16']").check()
    reader.types("laptop", "dcos marathon app add httpi_host.json", "Created deployment")
    met(learner, "runs")
    right(page)
    go_on(page, "Find the port")
    ((address, (port,)),) = [(address, ports) for address, ports in reader.agents().items() if ports]
    reader.types("master", f"curl http://{address}:80", "Connection refused")
    reader.misses_nothing()
    reader.types("S1", f"curl http://{address}:{port}", "3.1415926536")
    met(learner, "guess", "own")
    right(page)
    go_on(page, "Ask from another machine")
    reader.types("master", f"curl http://{address}:{port}", "3.1415926536")
    met(learner, "answered")
    right(page)
    go_on(page, "Four of them")
    reader.types("laptop", "dcos marathon app update /httpi instances=4", "Created deployment")
    met(learner, "four")
    reader.settled()
    assert sum(len(ports) for ports in reader.agents().values()) == 4
    assert min(len(ports) for ports in reader.agents().values()) == 0
    unique = """dcos marathon app update /httpi 'constraints=[["hostname","UNIQUE"]]'"""
    reader.types("laptop", unique, "Created deployment")
    met(learner, "spread")
    reader.settled()
    assert [len(ports) for ports in reader.agents().values()] == [1, 1, 1, 1]
    right(page)
    go_on(page, "A port of your choice")
    reader.types("laptop", "dcos marathon app update /httpi < httpi_fixed.json", "Created deployment")
    met(learner, "fixed")
    reader.settled()
    assert list(reader.agents().values()) == [{"3141"}] * 4
    reader.misses_nothing()
    right(page)
    go_on(page, "The port is taken")
    reader.types("laptop", "dcos marathon app update /httpi instances=5", "Created deployment")
    met(learner, "waits")
    reader.types("laptop", "dcos marathon debug summary /httpi", "0 / 4")
    reader.types("laptop", "dcos marathon app update --force /httpi instances=4", "Created deployment")
    met(learner, "mended")
    right(page)
    expect(page.locator("#next-lesson")).to_have_class(re.compile(r"\bmain\b"))
