"""The address of a named virtual address: a hash of its name, so that every node comes to the same one.

Sources: dcos/dcos-net apps/dcos_l4lb/src/dcos_l4lb_lashup_vip_listener.erl (hash/1, next_ip4/1), dcos/dcos gen/calc.py
(the range); Erlang/OTP erts/emulator/beam/utils.c (make_hash2 of a binary: Bob Jenkins' lookup2).
"""

from tutorial.cluster.network import ipv4

LEAST, MOST = "11.0.0.0", "11.255.255.255"
"""The range, as DC/OS sets it."""
SPAN = ipv4.number(MOST) - ipv4.number(LEAST)
"""What a hash is taken modulo: the last address of the range is nobody's first choice."""
GOLDEN = 0x9E3779B9
WORD = 0xFFFFFFFF
ROUNDS = ((13, 8, 13), (12, 16, 5), (3, 10, 15))


def address_of(name: str) -> str:
    """The first choice for a name such as `httpi.marathon`."""
    return ipv4.address(ipv4.number(LEAST) + portable_hash(name.encode()) % SPAN)


def next_address(address: str) -> str:
    """The choice after one that is taken; behind the last address of the range comes the first."""
    return LEAST if address == MOST else ipv4.address(ipv4.number(address) + 1)


def portable_hash(data: bytes) -> int:
    """Erlang's `phash2` of a binary before it is brought into a range: 32 bits."""
    a = b = GOLDEN
    c = 13 * GOLDEN & WORD
    whole = len(data) - len(data) % 12
    for start in range(0, whole, 12):
        block = data[start : start + 12]
        a, b, c = _mixed(a + _little(block[:4]), b + _little(block[4:8]), c + _little(block[8:]))
    rest = data[whole:]
    # The lowest byte of c is the length's.
    c += len(data) + (_little(rest[8:]) << 8)
    return _mixed(a + _little(rest[:4]), b + _little(rest[4:8]), c)[2]


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _mixed(a: int, b: int, c: int) -> tuple[int, int, int]:
    a, b, c = a & WORD, b & WORD, c & WORD
    for first, second, third in ROUNDS:
        a = (a - b - c & WORD) ^ (c >> first)
        b = (b - c - a & WORD) ^ (a << second & WORD)
        c = (c - a - b & WORD) ^ (b >> third)
    return a, b, c
