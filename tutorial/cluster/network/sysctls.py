"""Kernel settings of a namespace, as `sysctl` writes them and as the network code reads them.

Source: Linux net/ipv4/devinet.c: a device without a value of its own has the one of `default`; writing `ip_forward`
sets every device; of `rp_filter` the larger of `all` and the device's own counts.
"""

from tutorial.cluster.network.tables import SYSCTLS
from tutorial.cluster.world import World

IP_FORWARD = "net.ipv4.ip_forward"
BRIDGE_NF = "net.bridge.bridge-nf-call-iptables"
ECHO_IGNORED = "net.ipv4.icmp_echo_ignore_all"
CONNTRACK = "net.netfilter.nf_conntrack"
"""Not a name that a kernel has: whether connection tracking is in use in the namespace."""
_CONF = "net.ipv4.conf."


def get(world: World, namespace: str, name: str, default: str = "0") -> str:
    """The value of a setting, as text."""
    return world.get(SYSCTLS, name, namespace) or default


def shown(world: World, namespace: str, name: str) -> str:
    """A setting as its file reads: a device without a value of its own has `default`'s, of `forwarding` the host's."""
    if not name.startswith(_CONF):
        return get(world, namespace, name)
    kind = name.rpartition(".")[2]
    fallback = get(world, namespace, IP_FORWARD if kind == "forwarding" else f"{_CONF}default.{kind}")
    return get(world, namespace, name, fallback)


def put(world: World, namespace: str, name: str, value: str) -> None:
    """Write a setting. Writing whether the host forwards takes the devices' own word on it away."""
    if name in {IP_FORWARD, f"{_CONF}all.forwarding"}:
        for key, _ in world.rows(SYSCTLS, namespace):
            if str(key).startswith(_CONF) and str(key).endswith(".forwarding"):
                world.delete(SYSCTLS, key, namespace)
        name = IP_FORWARD
    world.put(SYSCTLS, name, value, namespace)


def is_on(world: World, namespace: str, name: str) -> bool:
    """Whether a setting is neither 0 nor unset."""
    return get(world, namespace, name) != "0"


def forwards(world: World, namespace: str, device: str) -> bool:
    """Whether packets that come in by a device may be passed on."""
    return get(world, namespace, f"{_CONF}{device}.forwarding", get(world, namespace, IP_FORWARD)) != "0"


def rp_filter(world: World, namespace: str, device: str) -> int:
    """How strictly the way back is checked for packets that come in by a device: 0, 1 or 2."""
    own = get(world, namespace, f"{_CONF}{device}.rp_filter", get(world, namespace, f"{_CONF}default.rp_filter"))
    return max(_number(own), _number(get(world, namespace, f"{_CONF}all.rp_filter")))


def routes_localnet(world: World, namespace: str, device: str) -> bool:
    """Whether packets of 127/8 may come in or go out by a device, as if it were lo."""
    names = (f"{_CONF}{where}.route_localnet" for where in ("all", device))
    return any(is_on(world, namespace, name) for name in names)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
