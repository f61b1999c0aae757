"""Chains and rules, as `iptables -L` and `iptables -S` print them.

Source: iptables 1.8 iptables/xshared.c (print_header, print_rule_details, print_ipv4_addresses), iptables.c
(list_entries, list_rules), extensions/libxt_*.c (print); protocols by name, as 1.4.21 does on the article's nodes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from tutorial.cluster.network import icmp, places
from tutorial.cluster.network.chains import HOOKS
from tutorial.cluster.network.limits import BURST
from tutorial.cluster.network.packet import SIZE
from tutorial.cluster.network.rules import Match, Parsed, parse, render
from tutorial.cluster.network.rulewords import BASIC, WHOLE
from tutorial.cluster.network.show.sockets import SERVICES
from tutorial.cluster.network.tables import CHAINS, COUNTERS, Chain, Rule
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

Lines = tuple[Spans, ...]
EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is printed: `-n`, `-v`, `-x`, `--line-numbers`."""

    numeric: bool = False
    verbose: bool = False
    exact: bool = False
    numbered: bool = False


def chains(world: World, namespace: str, table: str) -> tuple[Chain, ...]:
    """The chains of a table: the hooks' own in their order, then those that were made, by name."""
    known = {chain.name: chain for chain in world.values(CHAINS, namespace) if chain.table == table}
    own = [known.get(hook, Chain(table, hook, "ACCEPT")) for hook in HOOKS[table]]
    made = [known[name] for name in sorted(known) if name not in HOOKS[table]]
    return (*own, *made)


def chain(world: World, namespace: str, table: str, name: str) -> Chain | None:
    """A chain by its name."""
    return next((found for found in chains(world, namespace, table) if found.name == name), None)


# iptables -S


def rule_specs(
    world: World, namespace: str, table: str, *, name: str = "", number: int = 0, counted: bool = False
) -> Lines:
    """`iptables -S`, of one chain, of one rule: policies and chains first, then the rules."""
    shown = [found for found in chains(world, namespace, table) if name in {"", found.name}]
    found = [] if number else [_declared(world, namespace, known, counted=counted) for known in shown]
    for known in shown:
        picked = known.rules[number - 1 : number] if number else known.rules
        found += [_spec(world, namespace, known, rule, counted=counted) for rule in picked]
    return tuple(found)


def _declared(world: World, namespace: str, known: Chain, *, counted: bool) -> Spans:
    if not known.policy:
        return line(f"-N {known.name}")
    packets = _count(world, namespace, known, 0)
    return line(f"-P {known.name} {known.policy}" + (f" -c {packets} {packets * SIZE}" if counted else ""))


def _spec(world: World, namespace: str, known: Chain, rule: Rule, *, counted: bool) -> Spans:
    """A rule as it would be typed; the word of its target stands for it."""
    parsed = parse(rule.text)
    text = render(parsed)
    bare = render(Parsed(parsed.chain, parsed.matches))
    packets = _count(world, namespace, known, rule.id)
    count = f" -c {packets} {packets * SIZE}" if counted else ""
    element = places.rule(namespace, known.table, known.name, rule.id)
    if not parsed.target:
        return line(Span("-A", element, "rule"), text.removeprefix("-A") + count)
    rest = text[len(bare) :].removeprefix(f" -j {parsed.target}")
    return line(f"{bare}{count} -j ", Span(parsed.target, element, "rule"), rest)


def _count(world: World, namespace: str, known: Chain, number: int) -> int:
    return world.get(COUNTERS, (known.table, known.name, number), namespace) or 0


# iptables -L


def listing(world: World, namespace: str, table: str, look: Look, *, name: str = "", number: int = 0) -> Lines:
    """`iptables -L`, of one chain, of one rule (without headings)."""
    found: list[Spans] = []
    for known in chains(world, namespace, table):
        if name not in {"", known.name}:
            continue
        if not number:
            found += [(Span(""),)] if found else []
            found += [_title(world, namespace, known, look), line(_heading(look))]
        for at, rule in enumerate(known.rules, 1):
            if number in {0, at}:
                found.append(_listed(world, namespace, known, (at, rule), look))
    return tuple(found)


def _title(world: World, namespace: str, known: Chain, look: Look) -> Spans:
    if not known.policy:
        return line(f"Chain {known.name} ({references(world, namespace, known)} references)")
    packets = _count(world, namespace, known, 0)
    counts = f" {_number(packets, look)}packets, {_number(packets * SIZE, look)}bytes" if look.verbose else ""
    return line(f"Chain {known.name} (policy {known.policy}{counts})")


def references(world: World, namespace: str, known: Chain) -> int:
    """How many rules of a table lead into a chain."""
    others = chains(world, namespace, known.table)
    return sum(parse(rule.text).target == known.name for other in others for rule in other.rules)


def _heading(look: Look) -> str:
    number = "num  " if look.numbered else ""
    counts = (f"{'pkts':>8} {'bytes':>10} " if look.exact else f"{'pkts':>5} {'bytes':>5} ") if look.verbose else ""
    devices = f" {'in':<6} {'out':<6} " if look.verbose else ""
    return f"{number}{counts}{'target':<9}  prot opt{devices} {'source':<19}  {'destination':<19} "


def _listed(world: World, namespace: str, known: Chain, place: tuple[int, Rule], look: Look) -> Spans:
    at, rule = place
    parsed = parse(rule.text)
    packets = _count(world, namespace, known, rule.id)
    counts = _counts(packets, look) if look.verbose else ""
    basic = {match.kind: match for match in parsed.matches if match.kind in BASIC.values()}
    devices = f" {_device(basic.get('in')):<6} {_device(basic.get('out')):<6} " if look.verbose else ""
    ends = f"{_end(basic.get('source'), look)}{_end(basic.get('destination'), look)}"
    element = places.rule(namespace, known.table, known.name, rule.id)
    target = Span(parsed.target, element, "rule") if parsed.target else ""
    room = " " * max(0, 9 - len(parsed.target))
    tail = f"{room} {_protocol(basic.get('protocol'))}-- {devices}{ends}{_conditions(parsed, look)}{_options(parsed)}"
    return line(f"{at:<4} " if look.numbered else "", counts, target, tail)


def _counts(packets: int, look: Look) -> str:
    size = packets * SIZE
    return f"{packets:>8} {size:>10} " if look.exact else f"{_short(packets)} {_short(size)} "


def _short(count: int) -> str:
    """A count in five columns: from 100,000 on in thousands, then millions."""
    for unit in ("", "K", "M", "G"):
        if count <= (9999 if unit else 99999) or unit == "G":
            return f"{count:>{4 if unit else 5}}{unit}"
        count = (count + 500) // 1000
    raise AssertionError("the last unit takes everything")


def _number(count: int, look: Look) -> str:
    return f"{count} " if look.exact else f"{_short(count).strip()} "


def _protocol(match: Match | None) -> str:
    return f"{'!' if match and match.inverted else ' '}{match.value if match else 'all':<5}"


def _device(match: Match | None) -> str:
    return f"{'!' if match.inverted else ''}{match.value}" if match else "*"


def _end(match: Match | None, look: Look) -> str:
    """An address in its column, with the sign that turns it round before it."""
    if match is None:
        return f" {EVERYWHERE if look.numeric else 'anywhere':<19} "
    return f"{'!' if match.inverted else ' '}{match.value.removesuffix('/32'):<19} "


def _conditions(parsed: Parsed, look: Look) -> str:
    extra = [match for match in parsed.matches if match.kind not in BASIC.values()]
    groups = groupby(extra, key=lambda match: match.module)
    return "".join(_condition(module, tuple(matches), look) for module, matches in groups)


def _condition(module: str, matches: tuple[Match, ...], look: Look) -> str:
    if module == "comment":
        return "".join(f" /* {match.value} */" for match in matches)
    if module == "addrtype":
        return " ADDRTYPE match" + "".join(f" {m.kind} {'!' if m.inverted else ''}{m.value}" for m in matches)
    if module == "conntrack":
        return "".join(f"{' !' if match.inverted else ''} {match.kind} {match.value}" for match in matches)
    if module in {"tcp", "udp"}:
        return f" {module}" + "".join(_port(match, look) for match in matches)
    if module == "icmp":
        return "".join(icmp.printed(m.value, inverted=m.inverted, numeric=look.numeric) for m in matches)
    return EXTRA[module](matches)


def _multiport(matches: tuple[Match, ...]) -> str:
    return " multiport" + "".join(f" {match.kind} {'!' if match.inverted else ''}{match.value}" for match in matches)


def _limit(matches: tuple[Match, ...]) -> str:
    given = {match.kind: match.value for match in matches}
    return f" limit: avg {given['limit']} burst {given.get('limit-burst', BURST)}"


def _plain(matches: tuple[Match, ...]) -> str:
    """Conditions that are printed as they were typed, without their hyphens."""
    return "".join(
        f"{' !' if match.inverted else ''} {match.option.removeprefix('--')}{f' {match.value}' if match.value else ''}"
        for match in matches
    )


EXTRA: dict[str, Callable[[tuple[Match, ...]], str]] = {
    "multiport": _multiport,
    "limit": _limit,
    "mark": lambda matches: "".join(f" mark match {'!' if m.inverted else ''}{m.value}" for m in matches),
    "set": _plain,
    "ipvs": _plain,
}
"""How conditions of the other modules are printed."""


def _port(match: Match, look: Look) -> str:
    """` dpt:9896`, or ` dpts:1000:2000` for a range."""
    low, colon, _ = match.value.partition(":")
    name = {"sport": "spt", "dport": "dpt"}[match.kind] + ("s" if colon else "")
    value = match.value if look.numeric or colon else SERVICES.get(int(low), low)
    return f" {name}:{'!' if match.inverted else ''}{value}"


def _options(parsed: Parsed) -> str:
    if parsed.target in OPTIONS:
        return OPTIONS[parsed.target](parsed)
    words = {"--to-destination": "to:", "--to-source": "to:", "--reject-with": "reject-with "}
    return "".join(f" {words[name]}{value}" for name, value in parsed.options)


def _log(parsed: Parsed) -> str:
    prefix = parsed.option("--log-prefix")
    return f" LOG flags 0 level {parsed.option('--log-level', '4')}" + (f' prefix "{prefix}"' if prefix else "")


def _mark(parsed: Parsed) -> str:
    """A mark in the shortest of the ways in which it can be typed."""
    value, mask = (int(part, 0) for part in parsed.option("--set-xmark").split("/"))
    if mask == WHOLE:
        return f" MARK set {value:#x}"
    if not value:
        return f" MARK and {WHOLE ^ mask:#x}"
    if value == mask:
        return f" MARK or {value:#x}"
    return f" MARK xor {value:#x}" if not mask else f" MARK xset {value:#x}/{mask:#x}"


OPTIONS: dict[str, Callable[[Parsed], str]] = {
    "LOG": _log,
    "MARK": _mark,
    "REDIRECT": lambda parsed: f" redir ports {parsed.option('--to-ports')}" if parsed.options else "",
}
"""How the options of these targets are printed."""
