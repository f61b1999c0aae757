"""Chains as `iptables` changes them: rules put in, taken out, found again; each table with the chains it is born with.

Law of this file: after every write each target of a rule is known and no chain leads back into itself, so a packet can
always be held against them. Source: iptables 1.8, Linux net/netfilter/x_tables.c, ip_tables.c (mark_source_chains).
"""

import shlex
from collections.abc import Iterable
from dataclasses import replace

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.network import sysctls
from tutorial.cluster.network.ipsets import IPSETS
from tutorial.cluster.network.rules import Parsed, RuleError, parse
from tutorial.cluster.network.rulewords import ONLY_IN, TARGETS
from tutorial.cluster.network.tables import CHAINS, COUNTERS, Chain, Rule
from tutorial.cluster.world import World

HOOKS = {
    "raw": ("PREROUTING", "OUTPUT"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
}
"""The chains that a table is born with, one a hook."""
NO_CHAIN = "No chain/target/match by that name."


def ensure_table(world: World, namespace: str, table: str) -> None:
    """Load a table: its hooks' chains, empty, with policy ACCEPT. The nat table brings connection tracking with it."""
    if table not in HOOKS:
        raise RuleError(f"table {table} is not simulated; known are {', '.join(HOOKS)}")
    for hook in HOOKS[table]:
        if world.get(CHAINS, (table, hook), namespace) is None:
            world.put(CHAINS, (table, hook), Chain(table, hook, "ACCEPT"), namespace)
    if table == "nat":
        sysctls.put(world, namespace, sysctls.CONNTRACK, "1")


def set_policy(world: World, namespace: str, table: str, name: str, policy: str) -> None:
    """Give a hook's chain its policy, or make an empty chain of a user's (policy `-`)."""
    ensure_table(world, namespace, table)
    known = world.get(CHAINS, (table, name), namespace)
    built_in = name in HOOKS[table]
    if policy not in ({"ACCEPT", "DROP"} if built_in else {"-"}):
        raise RuleError(f"chain {name} of table {table} cannot have policy {policy}")
    chain = known or Chain(table, name, "")
    world.put(CHAINS, (table, name), replace(chain, policy=policy if built_in else ""), namespace)


def load(world: World, namespace: str, table: str, lines: Iterable[str], causes: Causes = SCENARIO) -> None:
    """Read a table as `iptables-save` writes it: `:CHAIN POLICY` lines, then rules (`-A`, `-I`)."""
    for line in lines:
        if line.startswith(":"):
            name, policy, *_ = (*line[1:].split(), "-", "-")
            set_policy(world, namespace, table, name, policy)
        else:
            add(world, namespace, table, line, causes)


def add(world: World, namespace: str, table: str, text: str, causes: Causes = SCENARIO) -> Rule:
    """Put a rule in as typed: `-A CHAIN …` at the end, `-I CHAIN [number] …` before that number (1 when not given)."""
    ensure_table(world, namespace, table)
    position, rule = _as_typed(text)
    chain = _chain(world, namespace, table, rule.chain)
    if position is not None and not 1 <= position <= len(chain.rules) + 1:
        raise RuleError(f"Index of insertion too big: {text}")
    entry = Rule(max((known.id for known in chain.rules), default=0) + 1, rule.text, causes)
    at = len(chain.rules) if position is None else position - 1
    changed = replace(chain, rules=(*chain.rules[:at], entry, *chain.rules[at:]))
    _check(world, namespace, table, rule, changed)
    world.put(CHAINS, (table, rule.chain), changed, namespace)
    if any(match.module == "conntrack" for match in rule.matches):
        sysctls.put(world, namespace, sysctls.CONNTRACK, "1")
    return entry


def _as_typed(text: str) -> tuple[int | None, Parsed]:
    """The position of an insertion (None: append) and the rule."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise RuleError(f"a quotation is not closed: {text}") from error
    if words[:1] not in (["-I"], ["--insert"]):
        return None, parse(text)
    numbered = len(words) > 2 and words[2].isascii() and words[2].isdigit()
    rest = words[3:] if numbered else words[2:]
    return int(words[2]) if numbered else 1, parse(shlex.join(["-A", *words[1:2], *rest]))


def delete(world: World, namespace: str, table: str, text: str) -> Rule:
    """Take out the first rule that says the same; RuleError when there is none."""
    wanted = parse(text)
    chain = _chain(world, namespace, table, wanted.chain)
    found = next((rule for rule in chain.rules if parse(rule.text) == wanted), None)
    if found is None:
        raise RuleError(f"Bad rule (does a matching rule exist in that chain?): {text}")
    left = tuple(rule for rule in chain.rules if rule is not found)
    world.put(CHAINS, (table, chain.name), replace(chain, rules=left), namespace)
    world.delete(COUNTERS, (table, chain.name, found.id), namespace)
    return found


def _chain(world: World, namespace: str, table: str, name: str) -> Chain:
    chain = world.get(CHAINS, (table, name), namespace)
    if chain is None:
        raise RuleError(f"{NO_CHAIN} ({name} in table {table})")
    return chain


def _check(world: World, namespace: str, table: str, rule: Parsed, changed: Chain) -> None:
    """The target must be valid in this table, and no chain may lead back into itself."""
    for match in rule.matches:
        name = match.value.partition(" ")[0]
        if match.kind == "set" and world.get(IPSETS, name, namespace) is None:
            raise RuleError(f"Set {name} doesn't exist.: {rule.text}")
    only_table, hooks = ONLY_IN.get(rule.target, (table, HOOKS[table]))
    if only_table != table or (rule.chain in HOOKS[table] and rule.chain not in hooks):
        where = f"table {only_table}, {' and '.join(hooks)}"
        raise RuleError(f"target {rule.target} is only valid in {where}: {rule.text}")
    if not rule.target or rule.target in TARGETS:
        return
    if rule.target in HOOKS[table] or world.get(CHAINS, (table, rule.target), namespace) is None:
        raise RuleError(f"{NO_CHAIN} ({rule.target}): {rule.text}")
    if rule.chain in _below(world, namespace, table, rule.target, changed):
        raise RuleError(f"Too many levels of symbolic links: {rule.text}")


def _below(world: World, namespace: str, table: str, name: str, changed: Chain) -> set[str]:
    """Every chain that a packet can come into from a chain, itself included."""
    found, ahead = {name}, [name]
    while ahead:
        at = ahead.pop()
        chain = changed if at == changed.name else _chain(world, namespace, table, at)
        targets = {parse(rule.text).target for rule in chain.rules}
        new = sorted(target for target in targets if target and target not in TARGETS and target not in found)
        found.update(new)
        ahead += new
    return found
