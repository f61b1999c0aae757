"""Markdown → HTML that is safe to show, and the runnable blocks in it.

Three things are ours: a fence ```` ```run master exit=7 ```` types its line, a fence ```` ```output ```` shows what it
prints, and a link `[S1](#agent:S1)` points at an element of the picture. Raw HTML is shown as text.
"""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from tutorial.lesson.model import Block, Page


class _Renderer(RendererHTML):
    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        words = token.info.split()
        text = escapeHtml(token.content.rstrip("\n"))
        if words[:1] == ["run"]:
            terminal = escapeHtml(words[1]) if len(words) > 1 else "laptop"
            return (
                f'<div class="run" data-terminal="{terminal}" data-line="{text}">'
                f'<p class="run-where">{terminal}</p><pre><code>{text}</code></pre></div>\n'
            )
        kind = "output" if words[:1] == ["output"] else "code"
        return f'<pre class="{kind}"><code>{text}</code></pre>\n'

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        href = str(token.attrGet("href") or "")
        if href.startswith("#") and ":" in href:
            token.attrSet("data-element", href[1:])
            token.attrSet("class", "element")
        elif not href.startswith("#"):
            token.attrSet("rel", "noreferrer")
            token.attrSet("target", "_blank")
        return self.renderToken(tokens, idx, options, env)


MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def page(text: str, file: str) -> Page:
    """The page of a Markdown text: its first heading is the title and not part of the HTML."""
    tokens = MARKDOWN.parse(text)
    title = ""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, tokens = tokens[1].content, tokens[3:]
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return Page(title, html, tuple(_blocks(tokens, file)))


def _blocks(tokens: list[Token], file: str) -> list[Block]:
    blocks = []
    for index, token in enumerate(tokens):
        words = token.info.split()
        if token.type != "fence" or words[:1] != ["run"]:
            continue
        follower = tokens[index + 1] if index + 1 < len(tokens) else None
        shows = follower is not None and follower.type == "fence" and follower.info.split()[:1] == ["output"]
        options = dict(word.split("=", 1) for word in words[2:] if "=" in word)
        blocks.append(
            Block(
                terminal=words[1] if len(words) > 1 else "laptop",
                text=token.content.rstrip("\n"),
                exit_code=int(options.get("exit", "0")),
                output=follower.content if shows and follower is not None else None,
                file=file,
                number=(token.map or [0])[0] + 1,
            )
        )
    return blocks
