"""Accepting an offer: agent and ports are drawn, the task is described, Mesos is told.

Sources: mesosphere/marathon v1.8.222, core/launcher/impl/OfferProcessorImpl.scala, mesos/TaskBuilder.scala.
"""

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.chance import Subject, draw
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import dumps
from tutorial.cluster.marathon.definition import mode, ports, ports_pointer
from tutorial.cluster.marathon.discovery import container, discovery
from tutorial.cluster.marathon.environment import environment
from tutorial.cluster.marathon.health import mesos_check
from tutorial.cluster.marathon.ids import task_name
from tutorial.cluster.marathon.placement import milli
from tutorial.cluster.marathon.ports import matched, wanted
from tutorial.cluster.marathon.tables import BY_AGENT, INSTANCES, App, Instance
from tutorial.cluster.mesos.tables import LAUNCHES, OFFERS, Offer, TaskInfo
from tutorial.cluster.ranges import Ranges, contains, index_of, size, without
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

ACCEPT_MS = 5
STOP_TIMEOUT_S = 20
"""The Docker stop timeout of DC/OS's agents."""


def accept(world: World, app: App, instance: Instance, fitting: tuple[Offer, ...]) -> None:
    """Launch an instance's task on one of the offers that fit; the rest of that offer stays on the table."""
    subject: Subject = (app.id, mode(app.definition), instance.number, instance.generation, instance.incarnation)
    agent = world.choose("marathon.agent", subject, tuple(offer.agent for offer in fitting))
    offer = next(offer for offer in fitting if offer.agent == agent)
    wants = wanted(app.definition)
    given = matched(wants, offer.ports, first_port(world, subject, wants, offer.ports))
    assert given is not None, "the offer was found to have the ports"
    provisioned = changed(
        instance,
        condition="Provisioned",
        agent=agent,
        host_ports=tuple(port for port in given if port is not None),
        staged_ms=world.now_ms,
        slot=_free_slot(world, agent),
        causes=causes(app),
    )
    world.put(INSTANCES, instance.id, provisioned)
    info = task_info(world, app, provisioned, given)
    world.put(LAUNCHES, info.id, info)
    _take(world, offer, info)
    world.after(ACCEPT_MS, "mesos.accept", info.id, retries=instance.retries)


def _free_slot(world: World, agent: str) -> int:
    used = {other.slot for other in world.group(INSTANCES, BY_AGENT, agent)}
    return next(slot for slot in range(len(used) + 1) if slot not in used)


def first_port(world: World, subject: Subject, wants: tuple[int | None, ...], offered: Ranges) -> int:
    """Where in the offered ports the dynamic ones begin: at the pinned port if it is free, else at a drawn one."""
    pool = without(offered, [want for want in wants if want])
    pin = world.pinned("marathon.port", subject)
    if isinstance(pin, int) and contains(pool, pin):
        return index_of(pool, pin)
    return draw(world.state.seed, "marathon.port", subject, size(pool)) if pool else 0


def causes(app: App) -> Causes:
    """Why an instance is there: its app as a whole, then each of its ports, once for each of its protocols."""
    each = enumerate(port["protocol"].split(",") for port in ports(app.definition))
    pointers = ["", *(ports_pointer(app.definition, index) for index, protocols in each for _ in protocols)]
    return tuple(Cause(app.line, "marathon", app.id, app.version, pointer) for pointer in pointers)


def task_info(world: World, app: App, instance: Instance, given: tuple[int | None, ...]) -> TaskInfo:
    """What Mesos is asked to run for an instance."""
    definition, host = app.definition, world[HOSTS, instance.agent]
    return TaskInfo(
        id=instance.task_id,
        name=task_name(app.id),
        agent=instance.agent,
        cpus_milli=milli(definition["cpus"]),
        mem_mb=round(definition["mem"]),
        disk_mb=round(definition["disk"]),
        ports=instance.host_ports,
        discovery=dumps(discovery(definition, given)),
        container=dumps(container(definition, given, instance.task_id)),
        command=definition.get("cmd", ""),
        arguments=tuple(definition.get("args", ())),
        grace_ms=int(definition.get("taskKillGracePeriodSeconds", STOP_TIMEOUT_S)) * 1000,
        environment=environment(definition, instance.task_id, instance.version, host.ip, given),
        labels=tuple(definition["labels"].items()),
        causes=instance.causes,
        check=mesos_check(definition, given),
    )


def _take(world: World, offer: Offer, info: TaskInfo) -> None:
    """Take what a task uses off the offer, so that the next instance is matched against what is left."""
    left = changed(
        offer,
        cpus_milli=offer.cpus_milli - info.cpus_milli,
        mem_mb=offer.mem_mb - info.mem_mb,
        disk_mb=offer.disk_mb - info.disk_mb,
        ports=without(offer.ports, info.ports),
    )
    world.put(OFFERS, offer.id, left)
