"""Markdown that is safe to show: whatever an author writes, nothing runs in the page but what is ours."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.lesson.render import page

TEXT = ("h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "ul", "li", "blockquote", "hr", "br")
ALLOWED: dict[str, set[str]] = {
    "p": {"class"},
    "pre": {"class"},
    "code": {"class"},
    "div": {"class", "data-terminal", "data-line"},
    "a": {"href", "title", "class", "data-element", "rel", "target"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    **{name: set() for name in (*TEXT, "table", "thead", "tbody", "tr")},
}


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


def tags(markdown: str) -> list[tuple[str, dict[str, str | None]]]:
    return Tags(page(f"# T\n\n{markdown}", "a.md").page.html).found


def check_safe(markdown: str) -> None:
    for tag, attributes in tags(markdown):
        assert tag in ALLOWED, (tag, markdown)
        assert set(attributes) <= ALLOWED[tag], (tag, attributes, markdown)
        for name in ("href", "src"):
            address = (attributes.get(name) or "").strip().lower()
            assert not address.startswith(("javascript:", "vbscript:", "file:", "data:text")), markdown


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <b onclick=alert(1)>bold</b>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](vbscript:x)",
    "[a](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    '![x" onerror="alert(1)](a.png)',
    '[a](b "c\\" onclick=\\"alert(1)")',
    '[a](#agent:S1" onmouseover="alert(1))',
    '[a](<#agent:S1" onmouseover="alert(1)>)',
    '```run "><script>alert(1)</script>\nx\n```',
    '```run laptop\n"><script>alert(1)</script>\n```',
    "```run laptop' onclick='x\n' onclick='alert(1)\n```",
    "```output\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>\n</pre><script>\n```',
    "    </code></pre><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "# <script>alert(1)</script>",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "[a]: javascript:alert(1)\n\n[a]",
    '```run laptop exit="><script>\nx\n```',
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_markdown_is_shown_and_does_nothing(markdown: str) -> None:
    check_safe(markdown)


PIECES = st.sampled_from(
    [*HOSTILE, "```", "~~~", "\n", "\n\n", "> ", "- ", "[", "](", ")", "<", ">", '"', "'", "&", "#agent:S1", "|", "\\"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=8).map("".join))
def test_whatever_is_written_nothing_runs(markdown: str) -> None:
    check_safe(markdown)


def test_a_refused_link_is_shown_as_it_was_written() -> None:
    assert page("# T\n\n[a](javascript:alert(1))", "a.md").page.html == "<p>[a](javascript:alert(1))</p>\n"


def test_raw_html_is_shown_as_text() -> None:
    assert page("# T\n\na <b>c</b>", "a.md").page.html == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


def test_a_run_block_carries_its_line_and_terminal() -> None:
    html = page('# T\n\n```run master exit=7\necho "a" & b\n```', "a.md").page.html
    assert html == (
        '<div class="run" data-terminal="master" data-line="echo &quot;a&quot; &amp; b">'
        '<p class="run-where">master</p><pre><code>echo &quot;a&quot; &amp; b</code></pre></div>\n'
    )


def test_a_link_to_an_element_names_it_and_one_to_the_world_opens_apart() -> None:
    ((_, _), (_, element), (_, world), (_, here)) = tags("[S1](#agent:S1) [w](https://a.example) [h](#there)")
    assert element == {"href": "#agent:S1", "data-element": "agent:S1", "class": "element"}
    assert world == {"href": "https://a.example", "rel": "noopener noreferrer", "target": "_blank"}
    assert here == {"href": "#there"}


BREAKS = [
    ("one\ntwo", "one\ntwo"),
    ("一\n二", "一二"),
    ("一，\ntwo", "一，two"),
    ("one\n。二", "one。二"),
    ("一\ntwo", "一\ntwo"),
    ("one\n二", "one\n二"),
    ("*一*\n二", "<em>一</em>\n二"),
    ("*一*\n，二", "<em>一</em>，二"),
]


@pytest.mark.parametrize(("text", "shown"), BREAKS)
def test_a_line_that_ends_in_the_midst_of_chinese_leaves_no_blank(text: str, shown: str) -> None:
    assert page(f"# T\n\n{text}", "a.md").page.html == f"<p>{shown}</p>\n"


def test_a_cell_is_aligned_by_a_class() -> None:
    assert ("td", {"class": "align-right"}) in tags("|a|b|\n|-|-:|\n|c|d|")


def test_a_page_has_its_title_apart_and_its_blocks_in_order() -> None:
    text = "# The *title*\n\n```run\none\n```\n\n```output\n1\n```\n\n> ```run S1 exit=2\n> two\n> ```\n"
    found = page(text, "a.md").page
    assert found.title == "The *title*"
    assert "title" not in found.html
    blocks = [(block.terminal, block.text, block.exit_code, block.output, block.number) for block in found.blocks]
    assert blocks == [("laptop", "one", 0, "1\n", 3), ("S1", "two", 2, None, 11)]


FAULTS = [
    ("text", (1, "a step begins with its title, as in `# Title`")),
    ("## T", (1, "a step begins with its title, as in `# Title`")),
    ("# T\n\n```run S1 exit=x\na\n```", (3, "exit=x is not an exit code from 0 to 255")),
    ("# T\n\n```run S1 exit=256\na\n```", (3, "exit=256 is not an exit code from 0 to 255")),
    ("# T\n\n```run S1 exit=²\na\n```", (3, "exit=² is not an exit code from 0 to 255")),
    ("# T\n\n```run S1 S2\na\n```", (3, "a run block is written `run TERMINAL exit=CODE`, not `run S1 S2`")),
    ("# T\n\n```run code=1\na\n```", (3, "a run block is written `run TERMINAL exit=CODE`, not `run code=1`")),
    (
        "# T\n\n```run exit=1 exit=2\na\n```",
        (3, "a run block is written `run TERMINAL exit=CODE`, not `run exit=1 exit=2`"),
    ),
    ("# T\n\n```run\n\n```", (3, "a run block without a line types nothing")),
    ("# T\n\n```output\na\n```", (3, "an output block must stand right behind the run block that prints it")),
    (
        "# T\n\n```run\na\n```\n\nthen\n\n```output\na\n```",
        (9, "an output block must stand right behind the run block that prints it"),
    ),
]


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_a_faulty_page_is_told_by_line(text: str, fault: tuple[int, str]) -> None:
    assert page(text, "a.md").faults == (fault,)
