"""`derive haproxy`: what Marathon-LB writes for a recording, or for Marathon's answer of all apps with their tasks."""

from typing import Any

from tutorial.cluster.errors import ScenarioError
from tutorial.cluster.lab.answer import parsed
from tutorial.cluster.marathonlb.config import Written, write
from tutorial.cluster.marathonlb.flags import Flags, from_recording


def haproxy(text: str) -> str:
    """The whole `haproxy.cfg` for a document; raises Refusal where Marathon-LB refuses."""
    return _written(text).configuration


def haproxy_document(text: str) -> dict[str, Any]:
    """The same with the maps, as `--json` prints it."""
    written = _written(text)
    maps = {"domain2backend_map": written.domains, "app2backend_map": written.apps}
    return {"cfg": written.configuration, "maps": maps}


def _written(text: str) -> Written:
    document = parsed(text)
    if not isinstance(document, dict) or not isinstance(document.get("apps"), list):
        raise ScenarioError("it has no list `apps`; give what GET /v2/apps?embed=apps.tasks answers, or a recording")
    return write(document["apps"], from_recording(document["flags"]) if "flags" in document else Flags())
