"""IPv4 addresses and prefixes as numbers, without the weight of `ipaddress`."""

from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def number(address: str) -> int:
    """The address as a 32-bit number; ValueError when it is not four numbers from 0 to 255."""
    parts = address.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        raise ValueError(f"{address!r} is not an IPv4 address")
    first, second, third, fourth = map(int, parts)
    return first << 24 | second << 16 | third << 8 | fourth


def is_address(text: str) -> bool:
    """Whether a text is an IPv4 address in dotted form."""
    try:
        number(text)
    except ValueError:
        return False
    return True


def address(value: int) -> str:
    """The dotted form of a 32-bit number."""
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


@lru_cache(maxsize=1 << 12)
def parse_prefix(text: str) -> tuple[int, int, int]:
    """`172.16.0.0/16` (or an address alone) as network number, mask, length."""
    ip, _, length = text.partition("/")
    bits = int(length) if length else 32
    if not 0 <= bits <= 32:
        raise ValueError(f"{text!r} is not a prefix")
    mask = (1 << 32) - (1 << 32 - bits)
    return number(ip) & mask, mask, bits


def within(ip: str, prefix: str) -> bool:
    """Whether an address lies in a prefix."""
    network, mask, _ = parse_prefix(prefix)
    return number(ip) & mask == network


def network(ip: str, bits: int) -> str:
    """The prefix that an address with this prefix length lies in."""
    return f"{address(parse_prefix(f'{ip}/{bits}')[0])}/{bits}"


def broadcast(ip: str, bits: int) -> str:
    """The broadcast address of that prefix."""
    base, mask, _ = parse_prefix(f"{ip}/{bits}")
    return address(base | ~mask & 0xFFFFFFFF)


def mac_of(ip: str, head: str = "0e:00") -> str:
    """A MAC address made of a two-byte head and the address."""
    return head + "".join(f":{number(ip) >> shift & 255:02x}" for shift in (24, 16, 8, 0))
