"""Names in DNS: labels made of what people write, and the name of a virtual address.

Sources: dcos/mesos_state src/mesos_state.erl (label/1, domain_frag/1); dcos/dcos-net
apps/dcos_l4lb/src/dcos_l4lb_lashup_vip_listener.erl.
"""

import re

LONGEST = 63
"""Characters of a label."""
ZONE = "l4lb.thisdcos.directory"

_UPPER_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_BEFORE_THE_FIRST = re.compile(r"\A[^a-z0-9]+")
_DROPPED = re.compile(r"[^a-z0-9\-_.]")
_DASHES = re.compile(r"[_.]")


def label(text: str) -> str:
    """One label: small letters and digits from the first of them on; `-`, `_` and `.` become dashes, everything else
    vanishes, slashes too. At most 63 characters, none of them a dash at the end. Empty when nothing is left.
    """
    lower = text.translate(_UPPER_TO_LOWER)
    kept = _DASHES.sub("-", _DROPPED.sub("", _BEFORE_THE_FIRST.sub("", lower)))
    if len(kept) <= LONGEST:
        return kept.rstrip("-")
    return _shortened(kept)


def _shortened(kept: str) -> str:
    """A label that is too long: where a dash would be its last character, letters and digits fill it up."""
    cut = kept[:LONGEST]
    if not cut.endswith("-"):
        return cut
    head, rest = cut.rstrip("-"), kept[LONGEST:].replace("-", "")
    return head + rest[: LONGEST - len(head)]


def fragment(text: str) -> str:
    """A part of a name: each piece between dots is a label of its own; empty pieces vanish."""
    return ".".join(made for piece in text.split(".") if piece and (made := label(piece)))


def vip_name(written: str, framework: str) -> str:
    """The name of a virtual address by what its label says before the port: `/httpi`, `marathon` → `httpi.marathon`."""
    return ".".join(part for part in (fragment(written), fragment(framework)) if part)
