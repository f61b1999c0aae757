"""What Marathon knows of a task's health, and where its checks look.

Sources: mesosphere/marathon v1.8.222, core/health/{Health,HealthCheck}.scala, core/health/impl/HealthCheckActor.scala,
core/health/impl/AppHealthCheckActor.scala.
"""

from dataclasses import replace

from tutorial.cluster import clock
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json, dumps
from tutorial.cluster.marathon.definition import HOST, mode, ports
from tutorial.cluster.marathon.ports import wanted
from tutorial.cluster.marathon.tables import App, Health, Instance
from tutorial.cluster.world import World

MARATHON_CHECKS = frozenset({"HTTP", "HTTPS", "TCP"})
"""Protocols of the checks that Marathon makes itself; Mesos makes the others, beside the task."""
FIRST_MS = 5_000
"""`DefaultFirstHealthCheckAfter`: an interval that is longer does not delay the first look."""


def checks_of(app: App) -> list[Json]:
    """The health checks of an app, in their order."""
    return list(app.definition.get("healthChecks", ()))


def seconds(check: Json, name: str) -> int:
    """A time of a check in logical ms."""
    return int(check[f"{name}Seconds"]) * 1000


def interval_ms(check: Json) -> int:
    """How long after each other a check is made; an interval of 0 is taken for a second."""
    return max(1_000, seconds(check, "interval"))


def next_tick_ms(world: World, app: App, check: Json) -> int:
    """The next moment after now at which Marathon makes a check of all tasks of an app's version.

    It begins when the version is there, and then keeps to the interval.
    """
    every = interval_ms(check)
    begun = clock.parse_instant(app.version) - world.state.epoch_ms + min(every, FIRST_MS)
    return begun if begun > world.now_ms else begun + ((world.now_ms - begun) // every + 1) * every


def port_of(app: App, instance: Instance, check: Json) -> int | None:
    """The port that a check of a task looks at: its own, or that of a port of the app; None when there is none."""
    if "port" in check:
        return int(check["port"])
    ends = _ends(app, instance)
    index = check.get("portIndex", 0)
    return ends[index][1] if index < len(ends) else None


def address_of(world: World, app: App, instance: Instance, check: Json) -> str:
    """Where Marathon finds a task: at its agent, or at its own address where its port is none of the agent's."""
    ends, index = _ends(app, instance), check.get("portIndex", 0)
    outside = mode(app.definition) == HOST or (index < len(ends) and ends[index][0])
    return world[HOSTS, instance.agent].ip if outside or not instance.addresses else instance.addresses[0]


def _ends(app: App, instance: Instance) -> list[tuple[bool, int]]:
    """Per port: whether it is one of the agent's, and its number."""
    host_ports = iter(instance.host_ports)
    return [
        (False, int(port["containerPort"])) if want is None else (True, next(host_ports, 0))
        for want, port in zip(wanted(app.definition), ports(app.definition), strict=True)
    ]


def mesos_check(definition: Json, given: tuple[int | None, ...]) -> str:
    """The check that Mesos is asked to make of a task, as JSON text; empty when there is none."""
    check = next((one for one in definition.get("healthChecks", ()) if one["protocol"] not in MARATHON_CHECKS), None)
    if check is None:
        return ""
    return dumps({**check, "port": _inner_port(definition, given, check)})


def _inner_port(definition: Json, given: tuple[int | None, ...], check: Json) -> int:
    """The port on which a task listens in its own network: a container's, unless that is to be as the agent's."""
    index = check.get("portIndex", 0)
    if "port" in check or index >= len(given):
        return int(check.get("port", 0))
    inner = ports(definition)[index].get("containerPort", 0) if mode(definition) != HOST else 0
    return int(inner or given[index] or 0)


def result_of(instance: Instance, index: int) -> Health:
    """What is known of one check of a task; nothing yet is as good as a first look that is to come."""
    known = instance.results[index] if index < len(instance.results) else None
    return known or Health()


def with_result(instance: Instance, index: int, health: Health) -> Instance:
    """The instance with what is now known of one of its checks."""
    results = (*instance.results, *(None for _ in range(index + 1 - len(instance.results))))
    return replace(instance, results=(*results[:index], health, *results[index + 1 :]))


def succeeded(health: Health, at_ms: int) -> Health:
    """One more success."""
    first = at_ms if health.first_success_ms < 0 else health.first_success_ms
    return replace(health, first_success_ms=first, last_success_ms=at_ms, failures=0)


def failed(health: Health, at_ms: int, cause: str) -> Health:
    """One more failure."""
    return replace(health, last_failure_ms=at_ms, cause=cause, failures=health.failures + 1)


def in_grace(instance: Instance, health: Health, check: Json, now_ms: int) -> bool:
    """Whether failures do not count yet: the task never was healthy, and has not run for long."""
    return health.first_success_ms < 0 and instance.started_ms + seconds(check, "gracePeriod") > now_ms


def too_many(health: Health, check: Json) -> bool:
    """Whether one more failure ends the task: as many came before it as the check allows; 0 allows any number."""
    return bool(0 < check["maxConsecutiveFailures"] <= health.failures)


def restless(instance: Instance, index: int, check: Json) -> bool:
    """Whether the next look at a task brings something new, as things stand: a first result, or one failure more."""
    health = result_of(instance, index)
    return not health.alive and (health == Health() or check["maxConsecutiveFailures"] > 0)
