"""`name_asked`: somebody asked for a name and was told."""

from tutorial.lesson.checks import Check, View


def holds(view: View, *, origin: str, name: str, type: str) -> bool:  # noqa: A002  # the field's word
    """Whether a trace from `origin` looked up the records of that type (A, SRV) of the name, and got an answer."""
    return any(
        lookup.name.rstrip(".").lower() == name.lower()
        and lookup.type == type
        and any(leg.outcome == "NOERROR" for leg in lookup.legs)
        for trace in view.traces
        if trace.origin == origin
        for lookup in trace.lookups
    )


CHECK = Check(
    "A name was looked up and found.",
    {"origin": (str, None), "name": (str, None), "type": (str, "A")},
    holds,
    of_traces=True,
)
