"""`dcos marathon debug`: why instances wait. Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py."""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import marathonapi as api
from tutorial.shell.dcoscli.apps import queued_id
from tutorial.shell.dcoscli.client import Client, CliError
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.tables import NO_VALUE, Column, table

EMBED = (("embed", "lastUnusedOffers"),)
REASONS = {
    "ROLE": "UnfulfilledRole",
    "CONSTRAINTS": "UnfulfilledConstraint",
    "CPUS": "InsufficientCpus",
    "MEM": "InsufficientMemory",
    "DISK": "InsufficientDisk",
    "PORTS": "InsufficientPorts",
}
DETAILS = REASONS | {"PORTS": "UnfulfilledRole"}
"""The details show under PORTS what they show under ROLE: so does the real CLI of that time."""


def list_queue(client: Client, found: Found) -> None:
    """Every app and pod that has instances left to launch."""
    queue = api.get(client, "queue")["queue"]
    if found.has("--json"):
        client.publish(queue)
    else:
        client.table(table(QUEUE_COLUMNS, queue, "ID"))


def _offers(name: str) -> Column:
    heads = {
        "processedOffersCount": "PROCESSED OFFERS",
        "unusedOffersCount": "UNUSED OFFERS",
        "lastUnusedOfferAt": "LAST UNUSED OFFER",
        "lastUsedOfferAt": "LAST USED OFFER",
    }
    return Column(heads[name], lambda item: item.get("processedOffersSummary", {}).get(name, NO_VALUE), left=True)


QUEUE_COLUMNS = (
    Column("ID", queued_id, left=True),
    Column("SINCE", lambda item: item.get("since", NO_VALUE), left=True),
    Column("INSTANCES TO LAUNCH", lambda item: item.get("count", NO_VALUE), left=True),
    Column("WAITING", lambda item: item.get("delay", {}).get("overdue", NO_VALUE), left=True),
    *map(_offers, ("processedOffersCount", "unusedOffersCount", "lastUnusedOfferAt", "lastUsedOfferAt")),
)


def _item(client: Client, found: Found) -> Json:
    """The app's item of the queue, by its id as it was typed; CliError when nothing of it waits."""
    for item in api.get(client, "queue", EMBED)["queue"]:
        if queued_id(item) == found.word("<app-id>"):
            return item
    raise CliError("No apps found in Marathon queue")


def summary(client: Client, found: Found) -> None:
    """For each resource, how many of the last offers had enough of it."""
    item = _item(client, found)
    if not item.get("processedOffersSummary"):
        raise CliError("This command is not supported on your cluster")
    if found.has("--json"):
        client.publish(item)
        return
    requested = _requested_by_app(item["app"]) if item.get("app") else _requested_by_pod(item["pod"])
    reasons = item["processedOffersSummary"].get("rejectSummaryLastOffers", [])
    rows = [(name, requested[name], *_matched(reasons, reason)) for name, reason in REASONS.items()]
    client.table(table(SUMMARY_COLUMNS, rows))


SUMMARY_COLUMNS = (
    Column("RESOURCE", lambda row: row[0], left=True),
    Column("REQUESTED", lambda row: row[1], left=True),
    Column("MATCHED", lambda row: row[2], left=True),
    Column("PERCENTAGE", lambda row: row[3], left=True),
)


def _requested_by_app(app: Json) -> Json:
    names = ("CONSTRAINTS", "CPUS", "MEM", "DISK", "PORTS")
    requested = {name: app.get(name.lower(), NO_VALUE) for name in names}
    return {"ROLE": app.get("acceptedResourceRoles") or "[*]", **requested}


def _requested_by_pod(pod: Json) -> Json:
    """What a pod asks for: of each resource the sum over its containers and its executor."""
    placement = pod.get("scheduling", {}).get("placement", {})
    containers = pod.get("containers", [])
    parts = [*(container.get("resources", {}) for container in containers), pod.get("executorResources", {})]
    return {
        "ROLE": placement.get("acceptedResourceRoles") or "[*]",
        "CONSTRAINTS": placement.get("constraints", NO_VALUE),
        **{name: sum(part.get(name.lower(), 0) for part in parts) for name in ("CPUS", "MEM", "DISK")},
        "PORTS": [endpoint.get("hostPort") for part in containers for endpoint in part.get("endpoints", [])],
    }


def _matched(reasons: list[Json], reason: str) -> tuple[str, str]:
    entries = [entry for entry in reasons if entry["reason"] == reason]
    entry = entries[0] if len(entries) == 1 else {}
    processed = entry.get("processed", 0)
    matched = processed - entry.get("declined", 0)
    return f"{matched} / {processed}", f"{100 * matched / processed:.2f}%" if processed else NO_VALUE


def details(client: Client, found: Found) -> None:
    """For each agent, what its last offer had enough of."""
    item = _item(client, found)
    if found.has("--json"):
        client.publish(item)
    else:
        client.table(table(DETAIL_COLUMNS, item["lastUnusedOffers"], "HOSTNAME"))


def _verdict(head: str, reason: str) -> Column:
    return Column(head, lambda offer: "-" if reason in offer.get("reason", ()) else "ok")


DETAIL_COLUMNS = (
    Column("HOSTNAME", lambda offer: offer.get("offer", {}).get("hostname", NO_VALUE), left=True),
    *(_verdict(head, reason) for head, reason in DETAILS.items()),
    Column("RECEIVED", lambda offer: offer.get("timestamp", NO_VALUE), left=True),
)
