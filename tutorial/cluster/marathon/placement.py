"""Which offer an instance takes.

Sources: mesosphere/marathon v1.8.222, mesos/{ResourceMatcher,RunSpecOfferMatcher,NoOfferMatchReason,Constraints}.scala.
"""

import re
from collections import Counter

from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.ports import wanted
from tutorial.cluster.mesos.tables import Offer
from tutorial.cluster.ranges import contains, size
from tutorial.cluster.world import World


def milli(cpus: float) -> int:
    """CPU shares in thousandths."""
    return round(cpus * 1000)


def reject_reason(world: World, app: Json, offer: Offer, placed: list[str]) -> str | None:
    """Why the offer does not do, by the first reason in Marathon's order; None when it does.

    `placed` are the agents of the instances of the same configuration, one entry an instance.
    """
    if offer.role not in app.get("acceptedResourceRoles", ["*"]):
        return "UnfulfilledRole"
    if not all(meets(world, constraint, offer, placed) for constraint in app.get("constraints", [])):
        return "UnfulfilledConstraint"
    if offer.cpus_milli < milli(app["cpus"]):
        return "InsufficientCpus"
    if offer.mem_mb < app["mem"]:
        return "InsufficientMemory"
    if offer.disk_mb < app["disk"]:
        return "InsufficientDisk"
    if app["gpus"]:
        return "InsufficientGpus"
    return None if _has_ports(app, offer) else "InsufficientPorts"


def _has_ports(app: Json, offer: Offer) -> bool:
    wants = wanted(app)
    fixed = {want for want in wants if want}
    free = size(offer.ports) - len(fixed)
    return all(contains(offer.ports, port) for port in fixed) and free >= wants.count(0)


def field_value(world: World, field: str, agent: str, attributes: dict[str, str]) -> str | None:
    """The text that a constraint's field has on an agent; None when the agent has no such attribute."""
    host = world[HOSTS, agent]
    known = {"hostname": host.ip, "@hostname": host.ip, "@region": host.region, "@zone": host.zone}
    return known.get(field, attributes.get(field))


def meets(world: World, constraint: list[str], offer: Offer, placed: list[str]) -> bool:
    """Whether an offer meets one constraint, given the agents of the instances placed already."""
    field, operator, value = constraint[0], constraint[1].upper(), (constraint[2:] or [""])[0]
    own = field_value(world, field, offer.agent, dict(offer.attributes))
    if own is None:
        return operator == "UNLIKE"
    groups = Counter(field_value(world, field, agent, dict(offer.attributes)) for agent in placed)
    if operator == "UNIQUE":
        return own not in groups
    if operator == "CLUSTER":
        return own == value if value else not groups or own in groups
    if operator == "GROUP_BY":
        return own not in groups or (len(groups) >= int(value or 0) and groups[own] == min(groups.values()))
    if operator == "MAX_PER":
        return groups[own] < int(value)
    matched = own == value if operator == "IS" else re.fullmatch(value, own) is not None
    return not matched if operator == "UNLIKE" else matched
