"""`ip -d link`: what a kernel keeps of a device beside what decides a packet's way, as it is where nobody changed it.

Source: iproute2 6.1 ip/ipaddress.c, iplink_bridge.c, iplink_bridge_slave.c, iplink_vxlan.c, and the recordings in
tests/golden/data/linux; timers stand at zero.
"""

from tutorial.cluster.network import routing
from tutorial.cluster.network.show.links import hardware, head
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.spans import Spans, line
from tutorial.cluster.world import World

SEGMENTS = "gso_max_size 65536 gso_max_segs 65535 tso_max_size {tso} tso_max_segs 65535 gro_max_size 65536 "
QUEUES = "numtxqueues {queues} numrxqueues {queues} " + SEGMENTS
BRIDGE = (
    "    bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768 "
    "vlan_filtering 0 bridge_id {id} designated_root {id} root_port 0 root_path_cost 0 topology_change 0 "
    "topology_change_detected 0 hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00 "
    "group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 "
    "mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 "
    "mcast_last_member_count 2 mcast_startup_query_count 2 mcast_last_member_interval 100 "
    "mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500 "
    "mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 mcast_igmp_version 2 "
    "mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 "
)
PORT = (
    "    bridge_slave state {state} priority 32 cost 2 hairpin {hairpin} guard off root_block off fastleave off "
    "learning on flood on port_id 0x8{number:03x} port_no 0x{number:x} designated_port {designated} designated_cost 0 "
    "designated_bridge {id} designated_root {id} hold_timer    0.00 message_age_timer    0.00 "
    "forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 proxy_arp off proxy_arp_wifi off "
    "mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off neigh_suppress off "
    "group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off "
)
VXLAN = (
    "    vxlan id {vni} srcport 0 0 dstport {port} {learning}ttl auto ageing 300 noudpcsum noudp6zerocsumtx "
    "noudp6zerocsumrx "
)
FIRST_PORT = 32768


def detailed_link(world: World, namespace: str, link: Link, *, mode: str = " mode DEFAULT") -> tuple[Spans, ...]:
    """`ip -d link` of one device; `ip -d addr` leaves out its mode, and how it makes IPv6 addresses."""
    return head(world, namespace, link, mode=mode), *_of(world, namespace, link, eui=bool(mode))


def _of(world: World, namespace: str, link: Link, *, eui: bool) -> list[Spans]:
    port = 1 if link.master else 0
    range_ = "minmtu 0 maxmtu 0" if link.kind == "loopback" else "minmtu 68 maxmtu 65535"
    start = line(*hardware(world, namespace, link), f" promiscuity {port}  allmulti {port} {range_} ")
    size = 524280 if link.kind in {"bridge", "veth", "loopback"} else 65536
    end = ("addrgenmode eui64 " if eui else "") + QUEUES.format(queues=2 if link.kind == "veth" else 1, tso=size)
    own = _kind(world, namespace, link)
    if not own:
        return [line(*start, end)]
    return [start, *(line(text) for text in own[:-1]), line(own[-1] + end)]


def _kind(world: World, namespace: str, link: Link) -> list[str]:
    """What the device's own driver tells, and the bridge whose port it is."""
    if link.kind == "bridge":
        return [BRIDGE.format(id=bridge_id(link))]
    if link.kind == "vxlan":
        learning = "" if link.learning else "nolearning "
        return [VXLAN.format(vni=link.vni, port=link.udp_port, learning=learning)]
    if link.kind != "veth":
        return []
    bridge = world.get(LINKS, link.master, namespace) if link.master else None
    return ["    veth ", *([] if bridge is None else [_port(world, namespace, link, bridge)])]


def _port(world: World, namespace: str, link: Link, bridge: Link) -> str:
    ports = [other.name for other in routing.links(world, namespace) if other.master == bridge.name]
    number = ports.index(link.name) + 1
    return PORT.format(
        state=link.port_state if link.up else "disabled",
        hairpin="on" if link.hairpin else "off",
        number=number,
        designated=FIRST_PORT + number,
        id=bridge_id(bridge),
    )


def bridge_id(bridge: Link) -> str:
    """A bridge's number: its priority and its address, without leading zeros in each part."""
    return f"8000.{':'.join(f'{int(part, 16):x}' for part in bridge.mac.split(':'))}"
