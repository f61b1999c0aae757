"""Output is spans: text that may name an element of the picture."""

from tutorial.cluster.spans import Span, Spans, plain

__all__ = ["Span", "Spans", "plain"]
