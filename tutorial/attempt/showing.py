"""What somebody is shown who has just come: the whole attempt as it stands, and its clock."""

from tutorial import shell
from tutorial.attempt.attempt import Attempt
from tutorial.attempt.entries import Frame
from tutorial.attempt.screen import line_document
from tutorial.cluster.marathon.tables import DEPLOYMENTS

TOLD_PENDING = 3
"""Of what the world is waiting for so much is told, the next first."""


def snapshot(attempt: Attempt) -> Frame:
    """Everything a page needs that has just come: picture, terminals, journal, traces, goals, clock."""
    return {
        "type": "snapshot",
        "rev": attempt.rev,
        "elements": attempt.picture.document(),
        "terminals": [{"id": name, **attempt.terminal(name)} for name in shell.terminal_ids(attempt.world)],
        "journal": [line_document(line) for line in attempt.lines.values()],
        "traces": attempt.traces.summaries(),
        "trace": attempt.traces.last(),
        "moments": [moment.document() for moment in attempt.moments],
        "goals": attempt.judge.document(),
        "clock": clock(attempt),
    }


def clock(attempt: Attempt) -> Frame:
    """The logical clock: where it stands, when it began, whether it runs, how far, and what for."""
    state = attempt.world.state
    pending = [] if attempt.settled else [event for event in state.queue if event.progress]
    return {
        "now_ms": state.now_ms,
        "epoch_ms": state.epoch_ms,
        "settled": attempt.settled,
        "next_ms": attempt.next_due_ms,
        "speed": attempt.speed,
        "pending": [[event.kind, event.subject] for event in pending[:TOLD_PENDING]],
        "deployments": [] if attempt.settled else _deployments(attempt),
    }


def _deployments(attempt: Attempt) -> list[Frame]:
    """The plans that Marathon is carrying out: their steps, and which of them is at work, from 1."""
    return [
        {
            "id": plan.id,
            "step": plan.step,
            "steps": [[[action.name, action.app_id] for action in step] for step in plan.steps],
        }
        for plan in attempt.world.values(DEPLOYMENTS)
    ]
