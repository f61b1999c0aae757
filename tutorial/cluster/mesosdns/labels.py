"""The parts that Mesos-DNS builds names of. Sources: mesosphere/mesos-dns (dcos/1.13) records/labels/labels.go,
records/generator.go (slaveIDTail).
"""

import re

LONGEST = 63

_DASHES = re.compile(r"[._]")
_DROPPED = re.compile(r"[^a-z0-9\-]")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def label(text: str) -> str:
    """One label by RFC 1123: small letters, digits and dashes, at most 63, no dash at its ends."""
    kept = _DROPPED.sub("", _DASHES.sub("-", text.translate(_LOWER))).lstrip("-")
    cut = kept[:LONGEST].rstrip("-")
    missing = min(len(kept), LONGEST) - len(cut)
    rest = kept[LONGEST:].lstrip("-")
    return (cut + rest[:missing]).rstrip("-") if missing and rest else cut


def fragment(text: str) -> str:
    """A part of a name in which dots stay: each piece is a label of its own."""
    return ".".join(made for piece in text.split(".") if (made := label(piece)))


def agent_tail(agent_id: str) -> str:
    """What stands for an agent: `s2` of `602c0829-…-S2`."""
    return agent_id.rpartition("-")[2].translate(_LOWER)
