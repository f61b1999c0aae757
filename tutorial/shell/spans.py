"""Output is spans: text that may name an element of the picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of output text; `element` is the id of the picture's element that it names, `kind` says what it is."""

    text: str
    element: str | None = None
    kind: str | None = None


Spans = tuple[Span, ...]


def plain(spans: Spans) -> str:
    """The text of spans without their links."""
    return spans[0].text if len(spans) == 1 else "".join(span.text for span in spans)
