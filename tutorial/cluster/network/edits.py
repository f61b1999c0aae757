"""What `iptables` does to chains beyond putting rules in: deletes by number, flushes, zeroes, makes and names chains.

Law of this file: a refusal leaves everything as it was. Source: iptables 1.8 libiptc/libiptc.c (which call fails with
which error, iptc_strerror), as iptables-legacy 1.8.9 prints it.
"""

from dataclasses import replace

from tutorial.cluster.causes import Causes
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.network import chains
from tutorial.cluster.network.chains import HOOKS, NO_CHAIN
from tutorial.cluster.network.rules import parse
from tutorial.cluster.network.tables import CHAINS, COUNTERS, Chain, Rule
from tutorial.cluster.world import World

POLICIES = ("ACCEPT", "DROP")
BAD_RULE = "Bad rule (does a matching rule exist in that chain?)."
RUN_DMESG = " Run `dmesg' for more information."


class Refused(ClusterError):
    """What the kernel does not do, in iptables' words."""

    code = "iptables"


def chain(world: World, namespace: str, table: str, name: str) -> Chain:
    """A chain of a table, which is loaded if it was not; Refused when there is none of that name."""
    chains.ensure_table(world, namespace, table)
    found = world.get(CHAINS, (table, name), namespace)
    if found is None:
        raise Refused(NO_CHAIN)
    return found


def _chains(world: World, namespace: str, table: str, name: str) -> list[Chain]:
    """One chain, or all of a table when no name is given: built-in ones first."""
    if name:
        return [chain(world, namespace, table, name)]
    chains.ensure_table(world, namespace, table)
    found = [known for known in world.values(CHAINS, namespace) if known.table == table]
    return sorted(found, key=lambda known: (known.name not in HOOKS[table], known.name))


def same(found: Chain, text: str) -> Rule:
    """The first rule of a chain that says the same; Refused when there is none."""
    wanted = parse(text)
    rule = next((rule for rule in found.rules if parse(rule.text) == wanted), None)
    if rule is None:
        raise Refused(BAD_RULE)
    return rule


def numbered(found: Chain, number: int, what: str) -> Rule:
    """The rule of a number from 1; Refused when there are not so many. `what` is deletion or replacement."""
    if number > len(found.rules):
        raise Refused(f"Index of {what} too big.")
    return found.rules[number - 1]


def take_out(world: World, namespace: str, found: Chain, rule: Rule) -> None:
    """Delete a rule, with its counters."""
    _put(world, namespace, replace(found, rules=tuple(other for other in found.rules if other is not rule)))
    world.delete(COUNTERS, (found.table, found.name, rule.id), namespace)


def exchange(world: World, namespace: str, found: Chain, number: int, *, text: str, causes: Causes) -> None:
    """Put a rule in the place of another, whose counters go."""
    take_out(world, namespace, found, numbered(found, number, "replacement"))
    words = text.partition(" ")[2].partition(" ")
    chains.add(world, namespace, found.table, f"-I {words[0]} {number} {words[2]}", causes)


def flush(world: World, namespace: str, table: str, name: str) -> None:
    """Take all rules out of a chain, or of every chain of the table."""
    for found in _chains(world, namespace, table, name):
        _put(world, namespace, replace(found, rules=()))
        for rule in found.rules:
            world.delete(COUNTERS, (table, found.name, rule.id), namespace)


def zero(world: World, namespace: str, table: str, name: str, number: int = 0) -> None:
    """Set counters to nothing: of a table, of a chain, or of one rule of it."""
    for found in _chains(world, namespace, table, name):
        ids = [numbered(found, number, "zeroing").id] if number else [0, *(rule.id for rule in found.rules)]
        for rule_id in ids:
            world.delete(COUNTERS, (table, found.name, rule_id), namespace)


def set_policy(world: World, namespace: str, table: str, name: str, policy: str) -> None:
    """What becomes of packets that no rule of a hook's chain decides about."""
    if name not in HOOKS[table]:
        raise Refused("Bad built-in chain name.")
    if policy not in POLICIES:
        raise Refused(f"Bad policy name.{RUN_DMESG}")
    _put(world, namespace, replace(chain(world, namespace, table, name), policy=policy))


def new_chain(world: World, namespace: str, table: str, name: str) -> None:
    """Make an empty chain."""
    chains.ensure_table(world, namespace, table)
    if world.get(CHAINS, (table, name), namespace) is not None:
        raise Refused("Chain already exists.")
    chains.set_policy(world, namespace, table, name, "-")


def delete_chains(world: World, namespace: str, table: str, name: str) -> None:
    """Delete a chain that is empty and that no rule leads to; without a name all that were made."""
    own = [found for found in _chains(world, namespace, table, name) if name or found.name not in HOOKS[table]]
    for found in own:
        if found.name in HOOKS[table]:
            raise Refused(f"Invalid argument.{RUN_DMESG}")
        if found.rules:
            raise Refused("Directory not empty.")
        if _leads_to(world, namespace, table, found.name):
            raise Refused("Too many links.")
        world.delete(CHAINS, (table, found.name), namespace)


def rename(world: World, namespace: str, table: str, name: str, new: str) -> None:
    """Give a chain another name; rules that lead to it lead to it still."""
    found = chain(world, namespace, table, name)
    if name in HOOKS[table]:
        raise Refused(NO_CHAIN)
    if world.get(CHAINS, (table, new), namespace) is not None:
        raise Refused("File exists.")
    world.delete(CHAINS, (table, name), namespace)
    _put(world, namespace, replace(found, name=new, rules=tuple(_moved(rule, name, new) for rule in found.rules)))
    for rule in (None, *found.rules):
        key = (table, name, 0 if rule is None else rule.id)
        world.put(COUNTERS, (table, new, key[2]), world.get(COUNTERS, key, namespace), namespace)
        world.delete(COUNTERS, key, namespace)
    for other in _leads_to(world, namespace, table, name):
        _put(world, namespace, replace(other, rules=tuple(_redirected(rule, name, new) for rule in other.rules)))


def _moved(rule: Rule, name: str, new: str) -> Rule:
    return replace(rule, text=f"-A {new}{rule.text.removeprefix(f'-A {name}')}")


def _redirected(rule: Rule, name: str, new: str) -> Rule:
    parsed = parse(rule.text)
    return replace(rule, text=replace(parsed, target=new).text) if parsed.target == name else rule


def _leads_to(world: World, namespace: str, table: str, name: str) -> list[Chain]:
    """The chains with rules that lead to another."""
    found = [known for known in world.values(CHAINS, namespace) if known.table == table]
    return [known for known in found if any(parse(rule.text).target == name for rule in known.rules)]


def _put(world: World, namespace: str, found: Chain) -> None:
    world.put(CHAINS, (found.table, found.name), found, namespace)
