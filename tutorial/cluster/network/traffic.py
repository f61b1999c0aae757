"""What devices have carried: packets and bytes, as `ip -s link` and `docker stats` tell them.

They are counted where devices see packets, so a walk costs one row for each device on its way; nothing is decided by
them. Bytes are those of the frame, except where a driver counts without its Ethernet header. Sources: Linux
net/bridge/br_input.c (br_pass_frame_up), net/ipv4/ip_tunnel_core.c (iptunnel_xmit), drivers/net/veth.c, loopback.c.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tutorial.cluster.network.captures import ACKNOWLEDGES, Sight
from tutorial.cluster.network.packet import ETHERNET, Packet, ip_length
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.state import Table
from tutorial.cluster.world import World


class Traffic(NamedTuple):
    """Packets that came in by a device and went out, with their bytes."""

    received: int = 0
    received_bytes: int = 0
    sent: int = 0
    sent_bytes: int = 0


TRAFFIC: Table[Traffic] = Table("net.traffic")
"""Key: the device's name."""
NONE = Traffic()


def of(world: World, namespace: str, device: str) -> Traffic:
    """What a device has carried since it was made."""
    return world.get(TRAFFIC, device, namespace) or NONE


def count(world: World, sights: Iterable[Sight]) -> None:
    """Count packets where devices have seen them. A walk stands for the acknowledgement of what came before, too."""
    _add(world, sights, again=False)


def count_again(world: World, sights: Iterable[Sight]) -> None:
    """Count a packet without data that goes the way of another one of its connection."""
    _add(world, (sight for sight in sights if sight.tap.packet.protocol != "arp"), again=True)


def _add(world: World, sights: Iterable[Sight], *, again: bool) -> None:
    found: dict[tuple[str, str], list[int]] = {}
    for sight in sights:
        tap = sight.tap
        place = (tap.namespace, tap.device)
        sums = found.get(place)
        if sums is None:
            sums = found[place] = list(of(world, *place))
        packet = tap.packet
        size = ip_length(packet) + _header(world.get(LINKS, tap.device, tap.namespace), tap.direction)
        data = None if packet.load is None and packet.inner is None else _data(packet)
        at = 2 if tap.direction == "out" else 0
        if again:
            sums[at] += 1
            sums[at + 1] += size - (data or 0)
        elif data is None:
            sums[at] += 1
            sums[at + 1] += size
        else:
            sums[at] += 2
            sums[at + 1] += 2 * size - data
    world.put_all(TRAFFIC, [(device, Traffic._make(sums), namespace) for (namespace, device), sums in found.items()])


def _data(packet: Packet) -> int | None:
    """The bytes of data of a packet in front of which its sender acknowledges what it has heard; None where it does
    not."""
    while packet.inner is not None:
        packet = packet.inner
    return packet.load.length if packet.kind in ACKNOWLEDGES and packet.load is not None else None


def _header(link: Link | None, direction: str) -> int:
    """Bytes of the Ethernet header as far as a device's driver counts it: bridges take it off what goes up, vxlan
    devices count what they carry."""
    if link is not None and (link.kind == "vxlan" or (link.kind == "bridge" and direction == "in")):
        return 0
    return ETHERNET
