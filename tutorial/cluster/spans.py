"""What tools print is spans: text that may name an element of the picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of printed text; `element` is the id of what it names (`link:S1/eth0`), `kind` says what that is."""

    text: str
    element: str | None = None
    kind: str | None = None


Spans = tuple[Span, ...]


def plain(spans: Spans) -> str:
    """The text of spans without their links."""
    return spans[0].text if len(spans) == 1 else "".join(span.text for span in spans)


def line(*parts: str | Span) -> Spans:
    """Spans of texts and spans; empty texts are left out."""
    made = (part if isinstance(part, Span) else Span(part) for part in parts)
    return tuple(span for span in made if span.text)
