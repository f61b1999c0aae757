"""What became of the offers that an app was given while it waits: how many it used, and why not the others.

Sources: mesosphere/marathon v1.8.222, core/launchqueue/impl/OfferMatchStatistics.scala, raml/QueueInfoConversion.scala,
raml/OfferConversion.scala.
"""

from itertools import accumulate

from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.documents import slave_id
from tutorial.cluster.marathon.placement import FUNNEL
from tutorial.cluster.marathon.tables import STATISTICS, NoMatch, OfferStatistics, number_of
from tutorial.cluster.mesos.tables import Offer
from tutorial.cluster.ranges import Ranges
from tutorial.cluster.world import World


def count(world: World, app_id: str, used: int, unused: list[NoMatch]) -> None:
    """Take in one round of offers: how many tasks were launched on them, and those that did not do."""
    before = world.get(STATISTICS, app_id) or OfferStatistics(declined=(0,) * len(FUNNEL))
    first = [no_match.reasons[0] for no_match in unused]
    last = {found.offer.agent: found for found in (*before.last, *unused)}
    counted = OfferStatistics(
        before.used + used,
        tuple(number + first.count(reason) for number, reason in zip(before.declined, FUNNEL, strict=True)),
        tuple(last[agent] for agent in sorted(last)),
        world.now_ms if used else before.last_used_ms,
    )
    world.put(STATISTICS, app_id, counted)


def forget_if_launched(world: World, app_id: str) -> None:
    """Nobody of the app waits for an offer any more: the next wait counts from nothing."""
    if not number_of(world, app_id, condition="Scheduled") and world.get(STATISTICS, app_id) is not None:
        world.delete(STATISTICS, app_id)


def summary(world: World, app_id: str) -> Json:
    """`processedOffersSummary` of an item of the queue."""
    found = world.get(STATISTICS, app_id) or OfferStatistics(declined=(0,) * len(FUNNEL))
    unused = sum(found.declined)
    latest = [no_match.reasons[0] for no_match in found.last]
    times = {
        "lastUnusedOfferAt": max((no_match.at_ms for no_match in found.last), default=-1),
        "lastUsedOfferAt": found.last_used_ms,
    }
    return {
        "processedOffersCount": found.used + unused,
        "unusedOffersCount": unused,
        **{name: world.timestamp(at_ms) for name, at_ms in times.items() if at_ms >= 0},
        "rejectSummaryLastOffers": _funnel(tuple(map(latest.count, FUNNEL)), len(latest)),
        "rejectSummaryLaunchAttempt": _funnel(found.declined, found.used + unused),
    }


def _funnel(declined: tuple[int, ...], processed: int) -> list[Json]:
    """Every reason with how many offers it declined, and how many the reasons above it had left over."""
    left = accumulate(declined, int.__sub__, initial=processed)
    return [
        {"reason": reason, "declined": number, "processed": came}
        for reason, number, came in zip(FUNNEL, declined, left, strict=False)
    ]


def last_unused(world: World, app_id: str) -> list[Json]:
    """`lastUnusedOffers`: the last offer of each agent that the app could not use, with all that was wrong with it."""
    found = world.get(STATISTICS, app_id)
    return [
        {
            "offer": _offer(world, no_match.offer),
            "reason": list(no_match.reasons),
            "timestamp": world.timestamp(no_match.at_ms),
        }
        for no_match in (found.last if found else ())
    ]


def _offer(world: World, offer: Offer) -> Json:
    return {
        "id": f"{world.pinned('mesos.master', ('id',))}-{offer.id}",
        "hostname": world[HOSTS, offer.agent].ip,
        "agentId": slave_id(world, offer.agent),
        "resources": [
            {"name": "cpus", "role": offer.role, "scalar": _number(offer.cpus_milli / 1000)},
            {"name": "mem", "role": offer.role, "scalar": offer.mem_mb},
            {"name": "disk", "role": offer.role, "scalar": offer.disk_mb},
            {"name": "ports", "role": offer.role, "ranges": _ranges(offer.ports)},
        ],
        "attributes": [{"name": name, "text": text} for name, text in offer.attributes],
    }


def _ranges(ports: Ranges) -> list[Json]:
    return [{"begin": low, "end": high} for low, high in ports]


def _number(value: float) -> int | float:
    """A zero fraction is dropped, as Marathon writes numbers."""
    return int(value) if value == int(value) else value
