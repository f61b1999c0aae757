"""What `s` makes of a text: matches replaced, with the changes of case that GNU's replacements may ask for."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.context import LineContext
from tutorial.shell.regex import Match, Search
from tutorial.shell.sed.script import Substitution


def replaced(
    context: LineContext, search: Search, substitution: Substitution, text: str
) -> Generator[Wait, Any, str | None]:
    """The text with matches replaced; None when nothing was."""
    pieces: list[str] = []
    at = count = 0
    match: Match | None = None
    while (match := (yield from search.following(context, text, match))) is not None:
        count += 1
        if count < substitution.number:
            continue
        pieces += [text[at : match.start], _instead(substitution.replacement, match)]
        at = match.end
        context.move(len(pieces[-1]))
        if not substitution.everywhere:
            break
    return "".join([*pieces, text[at:]]) if pieces else None


def _instead(parts: tuple[tuple[str, str], ...], match: Match) -> str:
    """`\\u` and `\\l` change the next character, `\\U` and `\\L` all up to `\\E`."""
    out: list[str] = []
    lasting = once = ""
    for kind, part in parts:
        if kind == "case":
            lasting, once = (lasting, part) if part in "lu" else (part.strip("E"), "" if part == "E" else once)
            continue
        text = match.group(int(part)) if kind == "group" else part
        if lasting:
            text = text.upper() if lasting == "U" else text.lower()
        if once and text:
            text = (text[0].upper() if once == "u" else text[0].lower()) + text[1:]
            once = ""
        out.append(text)
    return "".join(out)
