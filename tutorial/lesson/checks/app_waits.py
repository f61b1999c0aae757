"""`app_waits`: an instance of an app waits, because the last offers did not do for a certain reason."""

from tutorial.cluster.marathon.tables import STATISTICS
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, reason: str) -> bool:
    """Whether the app waits for an offer and the last offer of some agent was refused for this reason first."""
    found = view.world.get(STATISTICS, app)
    return found is not None and any(no_match.reasons[0] == reason for no_match in found.last)


CHECK = Check("An app waits for an offer that would do.", {"app": (str, None), "reason": (str, None)}, holds)
