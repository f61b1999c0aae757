"""ICMP's types and codes: of what a packet is, and by which names rules ask for them.

Sources: RFC 792; iptables 1.8 extensions/libxt_icmp.h (the names, in their order).
"""

from tutorial.cluster.network.packet import ECHO, ECHO_REPLY, Packet

ANY = "any"
OF_KINDS = {
    ECHO_REPLY: (0, 0),
    "icmp-net-unreachable": (3, 0),
    "icmp-host-unreachable": (3, 1),
    "icmp-proto-unreachable": (3, 2),
    "icmp-port-unreachable": (3, 3),
    "icmp-net-prohibited": (3, 9),
    "icmp-host-prohibited": (3, 10),
    "icmp-admin-prohibited": (3, 13),
    ECHO: (8, 0),
    "icmp-time-exceeded": (11, 0),
}
"""The type and code of each kind of packet that is simulated."""
NAMES = {
    "any": ANY,
    "echo-reply": "0",
    "pong": "0",
    "destination-unreachable": "3",
    "network-unreachable": "3/0",
    "host-unreachable": "3/1",
    "protocol-unreachable": "3/2",
    "port-unreachable": "3/3",
    "fragmentation-needed": "3/4",
    "source-route-failed": "3/5",
    "network-unknown": "3/6",
    "host-unknown": "3/7",
    "network-prohibited": "3/9",
    "host-prohibited": "3/10",
    "TOS-network-unreachable": "3/11",
    "TOS-host-unreachable": "3/12",
    "communication-prohibited": "3/13",
    "host-precedence-violation": "3/14",
    "precedence-cutoff": "3/15",
    "source-quench": "4",
    "redirect": "5",
    "network-redirect": "5/0",
    "host-redirect": "5/1",
    "TOS-network-redirect": "5/2",
    "TOS-host-redirect": "5/3",
    "echo-request": "8",
    "ping": "8",
    "router-advertisement": "9",
    "router-solicitation": "10",
    "time-exceeded": "11",
    "ttl-exceeded": "11",
    "ttl-zero-during-transit": "11/0",
    "ttl-zero-during-reassembly": "11/1",
    "parameter-problem": "12",
    "ip-header-bad": "12/0",
    "required-option-missing": "12/1",
    "timestamp-request": "13",
    "timestamp-reply": "14",
    "address-mask-request": "17",
    "address-mask-reply": "18",
}
"""What `--icmp-type` takes, and how `iptables -S` prints it."""


def read(text: str) -> str:
    """A type, with or without its code, as it is printed: `8`, `3/1`, `any`; ValueError says what is wrong with it.

    A name may be cut short as long as only one begins so.
    """
    meant = [name for name in NAMES if name.lower().startswith(text.lower())]
    if text.lower() in [name.lower() for name in NAMES] or (text and len(meant) == 1):
        return NAMES[next(name for name in NAMES if name.lower() in {text.lower(), meant[0].lower()})]
    kind, slash, code = text.partition("/")
    if not _is_byte(kind):
        raise ValueError(f"Unknown ICMP type `{text}'")
    if slash and not _is_byte(code):
        raise ValueError(f"Unknown ICMP code `{text}'")
    return f"{int(kind)}/{int(code)}" if slash else str(int(kind))


def _is_byte(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) < 256


def holds(wanted: str, packet: Packet) -> bool:
    """Whether a packet is of a type, and of a code where one is named."""
    if packet.kind not in OF_KINDS:
        return False
    kind, _, code = wanted.partition("/")
    found = OF_KINDS[packet.kind]
    return wanted == ANY or (kind == str(found[0]) and code in {"", str(found[1])})


def printed(wanted: str, *, inverted: bool, numeric: bool) -> str:
    """A condition as `iptables -L` prints it."""
    turned = "!" if inverted else ""
    if not numeric:
        return f" icmp {turned}{next((name for name, value in NAMES.items() if value == wanted), f'type {wanted}')}"
    kind, slash, code = wanted.partition("/")
    start = " icmp !type" if inverted else " icmptype"
    return f"{start} {'255' if wanted == ANY else kind}" + (f" code {code}" if slash else "")
