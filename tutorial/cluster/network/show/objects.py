"""Devices, routes, policy rules and neighbours as maps: what `ip -j` writes as JSON.

Names and addresses in them are spans that lead to their elements. Source: iproute2 6.1 ip/ipaddress.c
(print_linkinfo, print_addrinfo), iproute.c (print_route), iprule.c (print_rule), ipneigh.c (print_neigh).
"""

from typing import Any

from tutorial.cluster.network import places
from tutorial.cluster.network.show.links import BROADCAST_MAC, LOOPBACK_MAC, Held, flags, netns_id, peer_here, state
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.spans import Span
from tutorial.cluster.world import World

Object = dict[str, Any]
FOREVER = (1 << 32) - 1


def named(namespace: str, link: Link) -> Span:
    """A device's name."""
    return Span(link.name, places.link(namespace, link.name), "link")


def peer(world: World, namespace: str, link: Link) -> Object:
    """The other end of a pair: its name, or its number where it is elsewhere."""
    found = world.get(LINKS, link.peer, link.peer_namespace) if link.peer else None
    if found is None:
        return {}
    return {"link": found.name} if link.peer_namespace == namespace else {"link_index": found.index}


def link(world: World, namespace: str, given: Link, *, mode: bool = False, hardware: bool = True) -> Object:
    """A device; `ip link` tells its `mode`, `ip -4 addr` not its `hardware`."""
    return {
        "ifindex": given.index,
        **peer(world, namespace, given),
        "ifname": named(namespace, given),
        "flags": flags(world, namespace, given).split(","),
        "mtu": given.mtu,
        "qdisc": "noqueue",
        **({"master": given.master} if given.master else {}),
        "operstate": state(world, namespace, given),
        **({"linkmode": "DEFAULT"} if mode else {}),
        "group": "default",
        "txqlen": 1000,
        **(_hardware(world, namespace, given) if hardware else {}),
    }


def _hardware(world: World, namespace: str, given: Link) -> Object:
    loopback = given.kind == "loopback"
    number = netns_id(world, namespace, given)
    return {
        "link_type": "loopback" if loopback else "ether",
        "address": given.mac,
        "broadcast": LOOPBACK_MAC if loopback else BROADCAST_MAC,
        **({} if number is None else {"link_netnsid": number}),
    }


def plain_link(world: World, namespace: str, given: Link) -> Object:
    """A device in `ip -6 -j addr`: what the kernel tells those who ask for IPv6 alone."""
    other = peer_here(world, namespace, given)
    return {
        "ifindex": given.index,
        **({"link": other} if other else {}),
        "ifname": named(namespace, given),
        "flags": flags(world, namespace, given).split(","),
        "mtu": given.mtu,
        "operstate": state(world, namespace, given),
        "txqlen": 1000,
    }


def brief_link(world: World, namespace: str, given: Link) -> Object:
    """`ip -br -j link`."""
    return {
        **brief(world, namespace, given),
        "address": given.mac,
        "flags": flags(world, namespace, given).split(","),
    }


def brief(world: World, namespace: str, given: Link) -> Object:
    """What both brief forms tell of a device."""
    own = {"ifname": named(namespace, given), "operstate": state(world, namespace, given)}
    return {**peer(world, namespace, given), **own}


def address(given: Held) -> Object:
    """One address of a device."""
    return {
        "family": given.family,
        "local": _local(given),
        "prefixlen": given.prefix,
        **({"broadcast": given.broadcast} if given.broadcast else {}),
        "scope": given.scope,
        **({"label": given.label} if given.label else {}),
        "valid_life_time": FOREVER,
        "preferred_life_time": FOREVER,
    }


def brief_address(given: Held) -> Object:
    """`ip -br -j addr`."""
    return {"local": _local(given), "prefixlen": given.prefix}


def _local(given: Held) -> str | Span:
    return Span(given.ip, given.element, "address") if given.element else given.ip
