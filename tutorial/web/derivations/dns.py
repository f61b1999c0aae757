"""`derive dns`: the records that Mesos-DNS has for a master's state."""

from typing import Any

from tutorial.cluster.errors import ScenarioError
from tutorial.cluster.lab.answer import parsed
from tutorial.cluster.mesosdns.records import records


def dns(text: str) -> dict[str, Any]:
    """The records for a recording (`masters`, `domain`, `state`) or for a state alone, whose master is the leader."""
    document = parsed(text)
    if not isinstance(document, dict) or not document.keys() & {"state", "leader", "slaves", "frameworks"}:
        raise ScenarioError(
            "this is no state of a Mesos master; give what GET /state answers, or a recording with `state`"
        )
    state = document.get("state", document)
    try:
        masters = document["masters"] if "masters" in document else [state.get("leader", "").rpartition("@")[2]]
        return dict(records(state, masters, document.get("domain", "mesos") if "state" in document else "mesos"))
    except KeyError as error:
        raise ScenarioError(f"the state is not complete: something in it has no {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise ScenarioError(f"the state is not one that a Mesos master gives: {error}") from error
