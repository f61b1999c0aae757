"""Which offer an instance takes.

Sources: mesosphere/marathon v1.8.222, mesos/{ResourceMatcher,RunSpecOfferMatcher,NoOfferMatchReason,Constraints}.scala.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.ports import wanted
from tutorial.cluster.mesos.tables import AGENTS, Offer
from tutorial.cluster.ranges import contains, hold
from tutorial.cluster.world import World


def milli(cpus: float) -> int:
    """CPU shares in thousandths."""
    return round(cpus * 1000)


FUNNEL = (
    "UnfulfilledRole",
    "UnfulfilledConstraint",
    "NoCorrespondingReservationFound",
    "AgentMaintenance",
    "InsufficientCpus",
    "InsufficientMemory",
    "InsufficientDisk",
    "InsufficientGpus",
    "InsufficientPorts",
    "DeclinedScarceResources",
)
"""Every reason, in the order in which Marathon asks: of an offer's reasons the first one counts."""


def reject_reason(world: World, app: Json, offer: Offer, placed: list[str]) -> str | None:
    """Why the offer does not do, by the first reason in Marathon's order; None when it does."""
    return next(reject_reasons(world, app, offer, placed), None)


def reject_reasons(world: World, app: Json, offer: Offer, placed: list[str]) -> Iterator[str]:
    """Every reason why the offer does not do, in Marathon's order; none when it does.

    Nothing of an offer for another role counts, and ports are asked for only where all else is there. `placed` are the
    agents of the instances of the same configuration, one entry an instance.
    """
    if offer.role not in app.get("acceptedResourceRoles", ["*"]):
        yield "UnfulfilledRole"
        return
    found = False
    for reason, lacks in (
        ("UnfulfilledConstraint", not _meets_all(world, app, offer, placed)),
        ("InsufficientCpus", offer.cpus_milli < app["cpus"] * 1000),
        ("InsufficientMemory", offer.mem_mb < app["mem"]),
        ("InsufficientDisk", offer.disk_mb < app["disk"]),
        ("InsufficientGpus", bool(app["gpus"])),
    ):
        if lacks:
            found = True
            yield reason
    if not found and not _has_ports(app, offer):
        yield "InsufficientPorts"


def _meets_all(world: World, app: Json, offer: Offer, placed: list[str]) -> bool:
    return all(meets(world, constraint, offer, placed) for constraint in app.get("constraints", []))


def _has_ports(app: Json, offer: Offer) -> bool:
    wants = wanted(app)
    fixed = {want for want in wants if want}
    return all(contains(offer.ports, port) for port in fixed) and hold(offer.ports, len(fixed) + wants.count(0))


def field_value(world: World, field: str, agent: str) -> str | None:
    """The text that a constraint's field has on an agent; None when the agent has no such attribute."""
    host, known = world[HOSTS, agent], dict(world[AGENTS, agent].attributes)
    known |= {"hostname": host.ip, "@hostname": host.ip, "@region": host.region, "@zone": host.zone}
    return known.get(field)


def meets(world: World, constraint: list[str], offer: Offer, placed: list[str]) -> bool:
    """Whether an offer meets one constraint, given the agents of the instances placed already."""
    field, operator, value = constraint[0], constraint[1].upper(), (constraint[2:] or [""])[0]
    own = field_value(world, field, offer.agent)
    if own is None:
        return operator == "UNLIKE"
    if operator in {"LIKE", "UNLIKE"}:
        return (re.fullmatch(value, own) is not None) == (operator == "LIKE")
    return OPERATORS[operator](own, value, [field_value(world, field, agent) for agent in placed])


def _group_by(own: str, value: str, others: list[str | None]) -> bool:
    groups = Counter(others)
    return own not in groups or (len(groups) >= int(value or 0) and groups[own] == min(groups.values()))


def _same(own: str, value: str) -> bool:
    """Equal texts, or numbers that are equal to three decimals."""
    try:
        return round(float(own), 3) == round(float(value), 3)
    except ValueError:
        return own == value


OPERATORS: dict[str, Callable[[str, str, list[str | None]], bool]] = {
    "UNIQUE": lambda own, _, others: own not in others,
    "CLUSTER": lambda own, value, others: own == (value or next(iter(others), own)),
    "GROUP_BY": _group_by,
    "MAX_PER": lambda own, value, others: others.count(own) < int(value),
    "IS": lambda own, value, _: _same(own, value),
}
"""Those that compare an agent's value with the constraint's and with the values of the instances placed already."""
