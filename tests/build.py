"""Builders that tests share: an attempt on the article's cluster, lines typed into it, a real jq."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from tutorial.attempt import Attempt, Entry, Line, run
from tutorial.cluster import scenario
from tutorial.cluster.waits import Answer, Ask
from tutorial.play import Typed, type_line
from tutorial.web.jqbox import SyncBox

ARTICLE = Path(__file__).parent / "golden" / "data" / "article"
CONTRIBUTING = Path(__file__).parents[1] / "CONTRIBUTING.md"
FILES = {path.name: path.read_text() for path in sorted(ARTICLE.glob("*.json"))}


def no_tool(ask: Ask) -> Answer:
    """The box of tests that must not ask an outside tool."""
    raise AssertionError(f"nobody may ask {ask.tool} here")


def article_attempt(files: Mapping[str, str] | None = None, *, tty: bool = True, seed: str | None = None) -> Attempt:
    """A fresh attempt on the article's cluster, with the article's app definitions in the learner's home."""
    start = scenario.build(scenario.load("article"), seed=seed, files={**FILES, **(files or {})})
    return Attempt(start, tty=tty)


def lived(*entries: tuple[int, str, str, str], every_ms: int = 0) -> Attempt:
    """An attempt with these entries, each (time, terminal, kind, text), looked at in between."""
    attempt = article_attempt()
    for seq, (at_ms, terminal, kind, text) in enumerate(entries, 1):
        for moment in range(attempt.world.now_ms, at_ms, every_ms) if every_ms else ():
            run(attempt.advance(moment), no_tool)
            attempt.commit()
        run(attempt.execute(Entry(seq, at_ms, terminal, kind, text)), no_tool)
    return attempt


def typed(attempt: Attempt, text: str, where: str = "laptop") -> Line:
    """Type one line and let it end. Pipes into jq run the real jq, in its box."""
    with SyncBox() as box:
        return type_line(attempt, Typed(where, text), box)


def python_example(part: str) -> str:
    """The one piece of Python in CONTRIBUTING with this in it."""
    blocks = re.findall(r"```python\n(.*?)```", CONTRIBUTING.read_text(), re.DOTALL)
    (found,) = (block for block in blocks if part in block)
    return str(found)


def app(**fields: object) -> str:
    """An app definition of httpi in host mode, as a JSON text."""
    definition: dict[str, object] = json.loads(FILES["httpi_host.json"])
    return json.dumps({**definition, **fields})
