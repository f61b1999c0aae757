"""What a line writes into a kernel's tables by hand."""

from tutorial.cluster.causes import Cause, Causes
from tutorial.shell.command import Call


def causes(call: Call) -> Causes:
    """The causes of what a tool writes at somebody's bidding."""
    return (Cause(call.world.line, call.name),)


def changed(call: Call) -> None:
    """Say that a kernel's tables are others now: who keeps an eye on them will look."""
    host, _, container = call.session.place.partition("/")
    if not container:
        call.world.after(0, "kernel.changed", host)
