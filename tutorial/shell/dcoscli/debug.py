"""`dcos marathon debug`: why instances wait. Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py."""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.arguments import Arguments
from tutorial.shell.dcoscli.client import Client, CliError, json_text
from tutorial.shell.dcoscli.tables import NO_VALUE, python_table

QUEUE = "/service/marathon/v2/queue"
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


def list_queue(client: Client, arguments: Arguments) -> None:
    """Every app that has instances left to launch."""
    queue = client.call("GET", QUEUE)["queue"]
    if arguments.has("--json"):
        client.out(json_text(queue))
        return
    counts = ("PROCESSED OFFERS", "UNUSED OFFERS", "LAST UNUSED OFFER", "LAST USED OFFER")
    head = ("ID", "SINCE", "INSTANCES TO LAUNCH", "WAITING", *counts)
    client.out(python_table(head, sorted(map(_row, queue)), left=frozenset(head)))


def _row(item: Json) -> tuple[str, ...]:
    offers = item.get("processedOffersSummary", {})
    names = ("processedOffersCount", "unusedOffersCount", "lastUnusedOfferAt", "lastUsedOfferAt")
    return (
        item["app"]["id"],
        str(item.get("since", NO_VALUE)),
        str(item.get("count", NO_VALUE)),
        str(item.get("delay", {}).get("overdue", NO_VALUE)),
        *(str(offers.get(name, NO_VALUE)) for name in names),
    )


def _item(client: Client, arguments: Arguments) -> Json:
    """The app's item of the queue; CliError when nothing of it waits."""
    app_id = f"/{arguments.words[0].strip('/')}"
    for item in client.call("GET", QUEUE, EMBED)["queue"]:
        if item["app"]["id"] == app_id:
            return item
    raise CliError("No apps found in Marathon queue")


def summary(client: Client, arguments: Arguments) -> None:
    """For each resource, how many of the last offers had enough of it."""
    item = _item(client, arguments)
    if arguments.has("--json"):
        client.out(json_text(item))
        return
    app, last = item["app"], item["processedOffersSummary"]["rejectSummaryLastOffers"]
    declined = {entry["reason"]: entry for entry in last}
    requested = {
        "ROLE": app.get("acceptedResourceRoles") or "[*]",
        **{name: app.get(name.lower(), NO_VALUE) for name in ("CONSTRAINTS", "CPUS", "MEM", "DISK", "PORTS")},
    }
    rows = [(name, str(requested[name]), *_matched(declined.get(reason, {}))) for name, reason in REASONS.items()]
    head = ("RESOURCE", "REQUESTED", "MATCHED", "PERCENTAGE")
    client.out(python_table(head, rows, left=frozenset(head)))


def _matched(entry: Json) -> tuple[str, str]:
    processed = entry.get("processed", 0)
    matched = processed - entry.get("declined", 0)
    return f"{matched} / {processed}", f"{100 * matched / processed:.2f}%" if processed else NO_VALUE


def details(client: Client, arguments: Arguments) -> None:
    """For each agent, what its last offer had enough of."""
    item = _item(client, arguments)
    offers = item["lastUnusedOffers"]
    if arguments.has("--json"):
        client.out(json_text(offers))
        return
    rows = [
        (
            offer["offer"].get("hostname", NO_VALUE),
            *("-" if reason in offer.get("reason", ()) else "ok" for reason in DETAILS.values()),
            offer.get("timestamp", NO_VALUE),
        )
        for offer in offers
    ]
    head = ("HOSTNAME", *DETAILS, "RECEIVED")
    client.out(python_table(head, sorted(rows), left=frozenset({"HOSTNAME", "RECEIVED"})))
