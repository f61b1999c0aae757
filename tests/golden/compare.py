"""A trace against a recorded case: which sights of the packet agree, which details, which part of the outcome.

A sight (a recording's hop) counts when namespace, device, direction, addresses and the outer VXLAN header agree; time
to live and Ethernet addresses are details. Client ports are renamed in order of appearance, on both sides alike.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Document = dict[str, Any]
WEIGHTS = (0.6, 0.1, 0.3)
PARTS = ("syn", "syn_ack", "refusal")
ALWAYS = ("exit", "http_code", "stdout")
ON_FAILURE = ("connect_error", "time")
FIRST_CLIENT_PORT = 32768


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a trace agrees with its case; `notes` say every difference."""

    sights: float
    details: float
    outcome: float
    passes: bool
    notes: tuple[str, ...]

    @property
    def score(self) -> float:
        """0.6 of the sights, 0.1 of the details, 0.3 of the outcome."""
        parts = (self.sights, self.details, self.outcome)
        return round(sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True)), 3)


def compare(expected: Document, trace: Document) -> Comparison:
    """Compare what a case expects with a trace."""
    wanted, offered = ways(expected), ways(trace)
    notes, matched, details = [], 0, []
    for way in sorted(wanted.keys() | offered.keys()):
        want, got = wanted.get(way, []), offered.get(way, [])
        pairs = aligned([core(sight) for sight in want], [core(sight) for sight in got])
        matched += len(pairs)
        for i, j in pairs:
            details += [(way, *detail) for detail in differing(want[i], got[j])]
        notes += [f"{way} misses {core(sight)}" for i, sight in enumerate(want) if i not in {i for i, _ in pairs}]
        notes += [f"{way} invents {core(sight)}" for j, sight in enumerate(got) if j not in {j for _, j in pairs}]
    notes += [f"{way} {name} is {got}, not {want}" for way, name, want, got in details if want != got]
    fields = ALWAYS if expected["outcome"]["http_code"] == 200 else ALWAYS + ON_FAILURE
    wrong = [name for name in fields if (expected["outcome"].get(name) or None) != (trace["outcome"].get(name) or None)]
    notes += [f"outcome {name} is {trace['outcome'].get(name)!r}" for name in wrong]
    kinds = [refusal_kind(leg) for leg in expected["legs"]], [refusal_kind(leg) for leg in trace["legs"]]
    notes += [] if kinds[0] == kinds[1] else [f"refusals are {kinds[1]}, not {kinds[0]}"]
    counts = [sum(map(len, part.values())) for part in (wanted, offered)]
    return Comparison(
        sights=matched / max(counts) if max(counts) else 1.0,
        details=sum(want == got for *_, want, got in details) / len(details) if details else 1.0,
        outcome=1 - len(wrong) / len(fields),
        passes=matched == counts[0] == counts[1] and not wrong and kinds[0] == kinds[1],
        notes=tuple(notes),
    )


def refusal_kind(leg: Document) -> str:
    """What answered instead of a SYN-ACK; empty for nothing."""
    return str((leg.get("refusal") or {}).get("kind", ""))


def ways(document: Document) -> dict[str, list[Document]]:
    """The sights of each part of each leg, client ports renamed; parts without any are left out."""
    names: dict[str, str] = {}
    found = {}
    for number, leg in enumerate(document["legs"], 1):
        for part in PARTS:
            value = leg.get(part) or []
            sights = value.get("hops", []) if isinstance(value, dict) else value
            if sights:
                ends = [{name: renamed(sight[name], names) for name in ("src", "dst")} for sight in sights]
                found[f"leg {number} {part}"] = [{**s, **e} for s, e in zip(sights, ends, strict=True)]
    return found


def renamed(end: str, names: dict[str, str]) -> str:
    """An end with its client port as `<e1>`, `<e2>`, …"""
    address, _, port = end.partition(":")
    if not port or (port.isdigit() and int(port) < FIRST_CLIENT_PORT):
        return end
    return f"{address}:{names.setdefault(port, f'<e{len(names) + 1}>')}"


def core(sight: Document) -> tuple[Any, ...]:
    """What must agree for a sight to count."""
    outer = sight.get("encap")
    header = (outer["vni"], outer["src"], outer["dst"]) if outer else None
    return (*(sight[name] for name in ("node", "dev", "dir", "src", "dst")), header)


def aligned(want: list[Any], got: list[Any]) -> list[tuple[int, int]]:
    """Pairs of equal items in order. Where all agree this is the longest common subsequence."""
    blocks = SequenceMatcher(None, want, got, autojunk=False).get_matching_blocks()
    return [(block.a + at, block.b + at) for block in blocks for at in range(block.size)]


def differing(want: Document, got: Document) -> list[tuple[str, Any, Any]]:
    """Time to live and Ethernet addresses of a sight and of its outer header: name, wanted, offered."""
    found = []
    for name in ("ttl", "smac", "dmac"):
        found.append((name, want[name], got.get(name)))
        if want.get("encap") and name in want["encap"]:
            found.append((f"encap.{name}", want["encap"][name], (got.get("encap") or {}).get(name)))
    return found


def without_client_port(end: str) -> str:
    """An end with its client port as `<e>`."""
    return re.sub(r":(<e\d+>|3[2-9]\d{3}|[4-6]\d{4})$", ":<e>", end)
