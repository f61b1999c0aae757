"""Markdown → HTML that is safe to show, and the runnable blocks in it.

Three things are ours: a fence ```` ```run master exit=7 ```` types its line, a fence ```` ```output ```` behind it
shows what it prints, and a link `[S1](#agent:S1)` points at an element of the picture. Raw HTML is shown as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import category, east_asian_width

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from tutorial.lesson.model import Block, Page

HOME = "laptop"
"""Where a block types that names no terminal."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page, and what is wrong with it; numbers are those of lines."""

    page: Page
    faults: tuple[tuple[int, str], ...]


class _Renderer(RendererHTML):
    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        text = escapeHtml(token.content.rstrip("\n"))
        if _kind(token) == "run":
            terminal = escapeHtml(_terminal(token))
            return (
                f'<div class="run" data-terminal="{terminal}" data-line="{text}">'
                f'<p class="run-where">{terminal}</p><pre><code>{text}</code></pre></div>\n'
            )
        kind = "output" if _kind(token) == "output" else "code"
        return f'<pre class="{kind}"><code>{text}</code></pre>\n'

    def softbreak(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A line's end in the source is a blank, but not in the midst of Chinese, which has none."""
        before = "".join(token.content for token in tokens[idx - 1 : idx])[-1:]
        after = "".join(token.content for token in tokens[idx + 1 : idx + 2])[:1]
        wide = [sign for sign in before + after if east_asian_width(sign) in "WF"]
        return "" if len(wide) == 2 or any(category(sign).startswith("P") for sign in wide) else "\n"

    def cell(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A cell's alignment as a class, for the page allows no inline style."""
        style = str(tokens[idx].attrs.pop("style", ""))
        if style:
            tokens[idx].attrSet("class", style.replace("text-align:", "align-"))
        return self.renderToken(tokens, idx, options, env)

    th_open = td_open = cell

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        href = str(token.attrGet("href") or "")
        if (element := _element(href)) is not None:
            token.attrSet("data-element", element)
            token.attrSet("class", "element")
        elif not href.startswith("#"):
            token.attrSet("rel", "noopener noreferrer")
            token.attrSet("target", "_blank")
        return self.renderToken(tokens, idx, options, env)


MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def _kind(token: Token) -> str:
    """The first word behind a fence's marks."""
    return token.info.split()[0] if token.type == "fence" and token.info.split() else ""


def _terminal(token: Token) -> str:
    words = [word for word in token.info.split()[1:] if "=" not in word]
    return words[0] if words else HOME


def _element(href: str) -> str | None:
    """The element that a link points at: `#agent:S1`; None for other links."""
    return href[1:] if href.startswith("#") and ":" in href else None


def page(text: str, file: str) -> Rendered:
    """The page of a Markdown text: its first heading is the title and not part of the HTML."""
    tokens = MARKDOWN.parse(text)
    title, body, faults = "", tokens, []
    if len(tokens) > 2 and (tokens[0].type, tokens[0].tag) == ("heading_open", "h1"):
        title, body = tokens[1].content, tokens[3:]
    if not title:
        faults.append((1, "a step begins with its title, as in `# Title`"))
    html = MARKDOWN.renderer.render(body, MARKDOWN.options, {})
    blocks, wrong = _blocks(body, file)
    found = Page(title, html, tuple(blocks), tuple(_elements(body)), file)
    return Rendered(found, (*faults, *wrong))


def snippet(text: str) -> str:
    """The HTML of a Markdown text that is no page."""
    return str(MARKDOWN.render(text))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _elements(tokens: list[Token]) -> list[tuple[int, str]]:
    return [
        (_line(token), element)
        for token in tokens
        for child in token.children or ()
        if child.type == "link_open" and (element := _element(str(child.attrGet("href") or ""))) is not None
    ]


def _blocks(tokens: list[Token], file: str) -> tuple[list[Block], list[tuple[int, str]]]:
    """The runnable blocks, and what is wrong with fences."""
    blocks: list[Block] = []
    faults: list[tuple[int, str]] = []
    before: Token | None = None
    for index, token in enumerate(tokens):
        if _kind(token) == "run":
            follower = tokens[index + 1] if index + 1 < len(tokens) else None
            shown = follower.content if follower is not None and _kind(follower) == "output" else None
            code, problem = _exit_code(token)
            faults += [(_line(token), problem)] if problem else []
            blocks.append(Block(_terminal(token), token.content.rstrip("\n"), code, shown, file, _line(token)))
        elif _kind(token) == "output" and (before is None or _kind(before) != "run"):
            faults.append((_line(token), "an output block must stand right behind the run block that prints it"))
        before = token
    return blocks, faults


def _exit_code(token: Token) -> tuple[int, str]:
    """The exit code that a run block expects, and what is wrong with its words."""
    words = token.info.split()[1:]
    options = [word for word in words if "=" in word]
    codes = [word.removeprefix("exit=") for word in options if word.startswith("exit=")]
    if len(options) > len(codes) or len(codes) > 1 or len(words) - len(options) > 1:
        return 0, f"a run block is written `run TERMINAL exit=CODE`, not `{token.info.strip()}`"
    if codes and not (codes[0].isascii() and codes[0].isdigit() and int(codes[0][:4]) < 256):
        return 0, f"exit={codes[0]} is not an exit code from 0 to 255"
    if not token.content.strip():
        return 0, "a run block without a line types nothing"
    return int(codes[0]) if codes else 0, ""
