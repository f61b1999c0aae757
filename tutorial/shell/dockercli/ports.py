"""Published ports: the column of `docker ps`, and `docker port`.

Sources: docker/cli 18.09, cli/command/formatter/container.go (DisplayablePorts), cli/command/container/port.go,
docker/go-connections nat/nat.go.
"""

from collections.abc import Iterable

from tutorial.cluster.docker.networks import ENDPOINTS
from tutorial.cluster.docker.tables import Published
from tutorial.cluster.network.sockets import ANY
from tutorial.shell.command import Call
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.options import Parsed


def column(ports: Iterable[Published]) -> str:
    """The ports in one line: neighbours that keep their number are one range; those that change it come last."""
    result: list[str] = []
    changed: list[str] = []
    open_ends: dict[str, tuple[int, int]] = {}
    for port in sorted(ports, key=lambda port: (port.port, port.host_port, port.protocol)):
        if port.host_port != port.port:
            changed.append(f"{ANY}:{port.host_port}->{port.port}/{port.protocol}")
            continue
        first, last = open_ends.get(port.protocol, (port.port, port.port - 1))
        if last + 1 != port.port:
            result.append(_range(first, last, port.protocol))
            first = port.port
        open_ends[port.protocol] = (first, port.port)
    return ", ".join((*result, *(_range(*ends, protocol) for protocol, ends in open_ends.items()), *changed))


def _range(first: int, last: int, protocol: str) -> str:
    numbers = f"{first}" if first == last else f"{first}-{last}"
    return f"{ANY}:{numbers}->{numbers}/{protocol}"


def _port(call: Call, given: Parsed) -> int:
    name, *wanted = given.operands
    try:
        container = daemon.container(call, name)
    except daemon.Failed as fault:
        call.err(f"{fault.inspected}\n")
        return 1
    endpoint = call.world.get(ENDPOINTS, container.name, daemon.host(call))
    published = sorted(endpoint.published if endpoint else (), key=lambda port: (port.port, port.protocol))
    if wanted and wanted[0]:
        return _one(call, name, wanted[0], published)
    for port in published:
        call.out(f"{port.port}/{port.protocol} -> {ANY}:{port.host_port}\n")
    return 0


def _one(call: Call, name: str, wanted: str, published: list[Published]) -> int:
    """What one of a container's ports is on the host; TCP where no protocol is said."""
    number, slash, protocol = wanted.partition("/")
    number, protocol = (number, protocol) if protocol or not slash else (wanted, "")
    protocol = protocol or "tcp"
    if not (number.isascii() and number.isdigit() and int(number[:6]) <= 65535):
        reason = "value out of range" if number.isascii() and number.isdigit() else "invalid syntax"
        call.err(f'strconv.ParseUint: parsing "{number}": {reason}\n')
        return 1
    found = [port for port in published if (port.port, port.protocol) == (int(number), protocol)]
    if not found:
        call.err(f"Error: No public port '{number}/{protocol}' published for {name}\n")
        return 1
    call.out("".join(f"{ANY}:{port.host_port}\n" for port in found))
    return 0


PORT = Tool(
    ("port",),
    "List port mappings or a specific mapping for the container",
    "CONTAINER [PRIVATE_PORT[/PROTO]]",
    _port,
    least=1,
    most=2,
    asks="Get containers/{}/json",
    aliases=(("container", "port"),),
)
