"""Which ports an app and its tasks get.

Sources: mesosphere/marathon v1.8.222, tasks/PortsMatcher.scala, core/group/impl/AssignDynamicServiceLogic.scala.
"""

from collections.abc import Iterable
from itertools import chain

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import HOST, each_port, mode, ports
from tutorial.cluster.ranges import Ranges, at, contains, size, without

SERVICE_PORTS = range(10000, 20001)


def service_ports(definition: Json) -> tuple[int, ...]:
    """The service port of each port, in order."""
    key = "port" if mode(definition) == HOST else "servicePort"
    return tuple(port[key] for port in ports(definition))


def with_service_ports(definition: Json, own: Iterable[int], taken: frozenset[int]) -> Json | None:
    """The definition with every service port 0 replaced; None when the range is exhausted.

    The app first gets back service ports that it already had (`own`) and does not name any more, then the lowest
    number that no app uses (`taken`).
    """
    key = "port" if mode(definition) == HOST else "servicePort"
    named = set(service_ports(definition))
    free = chain(
        (port for port in own if port in SERVICE_PORTS and port not in named),
        (port for port in SERVICE_PORTS if port not in taken and port not in named),
    )
    try:
        return each_port(definition, lambda port: port if port[key] else {**port, key: next(free)})
    except StopIteration:
        return None


def wanted(definition: Json) -> tuple[int | None, ...]:
    """Per port: a number that the offer must have, 0 for any, None for none at all."""
    if mode(definition) == HOST:
        fixed = definition["requirePorts"]
        return tuple(port["port"] if fixed else 0 for port in definition.get("portDefinitions", []))
    return tuple(port.get("hostPort") for port in ports(definition))


def matched(wants: tuple[int | None, ...], offered: Ranges, start: int) -> tuple[int | None, ...] | None:
    """The host port of each port when matched against an offer; None when the offer lacks one.

    Dynamic ports are consecutive from `start` (an index into the offered ports laid end to end), skipping those that
    the app names itself.
    """
    fixed = {want for want in wants if want}
    if not all(contains(offered, want) for want in fixed):
        return None
    pool = without(offered, fixed)
    dynamic = sum(want == 0 for want in wants)
    if dynamic > size(pool):
        return None
    free = iter(range(start, start + dynamic))
    return tuple(at(pool, next(free)) if want == 0 else want for want in wants)
