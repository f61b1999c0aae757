"""Where `ip` changes something, and what it says of words that it can't use."""

from dataclasses import dataclass

from tutorial.cluster.causes import Causes
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.policy import EVERYWHERE
from tutorial.cluster.world import World
from tutorial.shell.iproute.words import Complaint


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is changed, and why."""

    world: World
    namespace: str
    causes: Causes


def answer(text: str) -> Complaint:
    """What the kernel answers where it gives no better words."""
    return Complaint(f"RTNETLINK answers: {text}", 2)


def error(text: str) -> Complaint:
    """The kernel's own words."""
    return Complaint(f"Error: {text}", 2)


def wrong(word: str, why: str) -> Complaint:
    """What is said of a word that has no meaning where it stands; some reasons end with a newline of their own."""
    return Complaint(f'Error: argument "{word}" is wrong: {why}')


def read_prefix(word: str) -> str:
    """A prefix with its length; `default` is everything."""
    try:
        if word == "default":
            return EVERYWHERE
        ipv4.parse_prefix(word)
    except ValueError as bad:
        raise Complaint(f'Error: any valid prefix is expected rather than "{word}".', 1) from bad
    return word if "/" in word else f"{word}/32"


def read_loose_prefix(word: str, kind: str = "any valid prefix") -> str:
    """A prefix in its plain form; `default` is everything, and trailing zeros may be left out (`10/8`)."""
    address, slash, bits = (EVERYWHERE if word in {"default", "any", "all"} else word).partition("/")
    if slash and address.count(".") < 3:
        address += ".0" * (3 - address.count("."))
    try:
        network, _, length = ipv4.parse_prefix(f"{address}{slash}{bits}")
    except ValueError:
        raise Complaint(f'Error: {kind} is expected rather than "{word}".', 1) from None
    return f"{ipv4.address(network)}/{length}"


def read_address(word: str, kind: str = "inet address") -> str:
    """An address; Complaint when the word is none."""
    if not ipv4.is_address(word):
        raise Complaint(f'Error: {kind} is expected rather than "{word}".', 1)
    return word


def read_number(word: str, why: str) -> int:
    """A number of 32 bits as C writes it: 16, 0x10, 020; Complaint, which says why, when the word is none."""
    digits, base = (word[2:], 16) if word[:2].lower() == "0x" else (word, 8 if word[:1] == "0" else 10)
    try:
        value = int(digits, base) if digits.isascii() and digits.isalnum() else -1
    except ValueError:
        value = -1
    if not 0 <= value < 1 << 32:
        raise wrong(word, why)
    return value
