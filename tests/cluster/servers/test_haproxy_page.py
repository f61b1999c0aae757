"""The page of HAProxy's statistics."""

import re
from html.parser import HTMLParser

import pytest

from tests.cluster.network.build import ask, card, network, node
from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.servers.haproxy_page import duration
from tutorial.cluster.servers.haproxy_process import take_up
from tutorial.cluster.servers.haproxy_tables import Running

TEXT = """
listen stats
  bind *:9090
  stats enable
frontend shop
  bind *:3141
backend <script>alert(1)</script>
  server &amp;"x 10.0.0.9:80 id 7
  server two 10.0.0.9:81 id 8 disabled
"""


def page() -> str:
    world = network(node("a", card("10.0.0.1/24")), node("p", card("10.0.0.2/24")))
    assert take_up(world, "p", Running(TEXT, "", "", 9), {9090: SCENARIO, 3141: SCENARIO})
    response = ask(world, "a", "10.0.0.2:9090", path="/haproxy?stats").response
    assert response is not None
    assert ("Content-Type", "text/html") in response.headers
    return response.body


def test_names_are_text_and_never_markup() -> None:
    found = page()
    assert "<script" not in found
    assert "<caption>&lt;script&gt;alert(1)&lt;/script&gt;</caption>" in found
    assert '<th scope="row">&amp;amp;&quot;x</th>' in found


class Rows(HTMLParser):
    """How many columns each row of the tables behind the legend has."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.widths.append(0)
        elif tag in ("td", "th"):
            self.widths[-1] += int(dict(attrs).get("colspan") or 1)


def test_every_row_is_as_wide_as_its_head() -> None:
    rows = Rows()
    rows.feed(page()[page().index("<caption>stats") :])
    assert set(rows.widths) == {31, 30}  # the first cell of a head reaches into its second line
    assert re.findall(r'<tr class="(\w+)"><th scope="row">([^<]*)', page())[-3:] == [
        ("active_no_check", "&amp;amp;&quot;x"),
        ("maintain", "two"),
        ("backend", "Backend"),
    ]


@pytest.mark.parametrize(("seconds", "words"), [(0, "0s"), (59, "59s"), (61, "1m1s"), (3660, "1h1m"), (90_000, "1d1h")])
def test_spans_of_time(seconds: int, words: str) -> None:
    assert duration(seconds) == words
