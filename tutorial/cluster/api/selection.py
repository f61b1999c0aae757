"""Which apps a list is asked for: by a part of the id or of the command, or by labels.

Source: mesosphere/marathon v1.8.222, api/v2/{AppsResource,LabelSelectorParsers}.scala.
"""

import re

from tutorial.cluster.api.messages import Refusal, Request
from tutorial.cluster.marathon.tables import App

_SELECTOR = re.compile(
    r"\s*(?P<key>[^\s,=!()]+)\s*(?:(?P<sign>==|!=)\s*(?P<value>[^\s,()]+)|(?P<word>in|notin)\s*\((?P<values>[^)]*)\))?\s*(?:,|$)"
)


def selected(apps: tuple[App, ...], request: Request) -> list[App]:
    """The apps that a request's `id`, `cmd` and `label` leave."""
    wanted = dict(request.query)
    found = [app for app in apps if wanted.get("id", "") in app.id]
    if "cmd" in wanted:
        found = [app for app in found if wanted["cmd"] in app.definition.get("cmd", "")]
    return [app for app in found if _labelled(app, wanted["label"])] if "label" in wanted else found


def _labelled(app: App, selectors: str) -> bool:
    at, labels = 0, app.definition.get("labels", {})
    while at < len(selectors):
        part = _SELECTOR.match(selectors, at)
        if part is None:
            raise Refusal(422, f"Can not parse label selector {selectors}")
        at = part.end()
        if not _holds(part, labels):
            return False
    return True


def _holds(part: "re.Match[str]", labels: dict[str, str]) -> bool:
    key = part["key"]
    if part["sign"]:
        return (labels.get(key) == part["value"]) == (part["sign"] == "==")
    if part["word"]:
        values = {value.strip() for value in part["values"].split(",")}
        return (labels.get(key) in values) == (part["word"] == "in")
    return key in labels
