"""`dcos`: which half of the CLI a command line goes to. Source: dcos/dcos-cli cmd/dcos, pkg/cmd/dcos.go."""

import re
from collections.abc import Callable
from itertools import dropwhile

from tutorial.cluster.api import Request
from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import cluster, edgelb, marathon, node, package, task, usage
from tutorial.shell.dcoscli.client import Client, CliError, Steps, Unreachable

BROUGHT = (edgelb,)
"""The commands that packages bring, each of its package's name: modules with NAME, SUMMARY, `run` and `subcommands`."""
_DESCRIBED = re.compile(r"^    ([a-z]+)\n        .*\n", re.MULTILINE)
_VERBOSE = re.compile("-v+")
"""It makes the real one write a log, of which there is none here."""
_CORE = frozenset({"auth", "cluster", "config", "help", "plugin"})
"""Commands of the binary itself; the others come with the plugin of an attached cluster."""


def run(client: Client, words: tuple[str, ...]) -> Steps:
    """Run a command line (behind `dcos`), to its end in `client.outcome`."""
    try:
        code = yield from _dispatch(client, words)
        client.outcome.exit_code = code or 0
    except CliError as fault:
        client.err(str(fault))
        client.outcome.exit_code = 1


def _dispatch(client: Client, words: tuple[str, ...]) -> Steps:
    words = tuple(dropwhile(_VERBOSE.fullmatch, words))
    name, rest = (words[0], words[1:]) if words else ("", ())
    known = _known(client)
    if name == "--version":
        return _version(client)
    if name in _COMMANDS and name in known:
        return (yield from _COMMANDS[name](client, rest))
    if name in _BROUGHT and name in known:
        return _BROUGHT[name].run(client, rest)
    if name in known and name != "help":
        client.err(f"dcos {name}: not supported here yet; supported: {' '.join(supported())}")
        return 2
    client.outcome.stdout += core_usage(client)
    return 0


def _known(client: Client) -> frozenset[str]:
    return frozenset(_DESCRIBED.findall(core_usage(client)))


def core_usage(client: Client) -> str:
    """The usage of `dcos`: without a cluster only the commands of the binary itself."""
    if client.cluster is not None:
        return _with_plugins(tuple(name for name in client.plugins.packages() if name in _BROUGHT))
    return _DESCRIBED.sub(lambda found: found[0] if found[1] in _CORE else "", usage.CORE)


def _with_plugins(names: tuple[str, ...]) -> str:
    """The usage with the subcommands that packages have brought, each at its place."""
    known = {found[1]: found[0] for found in _DESCRIBED.finditer(usage.CORE)}
    known |= {name: f"    {name}\n        {_BROUGHT[name].SUMMARY}\n" for name in names}
    head, tail = usage.CORE.split("".join(found[0] for found in _DESCRIBED.finditer(usage.CORE)))
    return head + "".join(known[name] for name in sorted(known)) + tail


def _version(client: Client) -> int:
    """Versions of the CLI and of the cluster that it is attached to."""
    client.out(f"dcoscli.version={client.version}")
    if client.cluster is None:
        return 0
    told: Json = {}
    try:
        response = client.exchange(client.cluster.url, Request("GET", "/dcos-metadata/dcos-version.json"))
        told = response.json if response.status == 200 else {}
    except Unreachable:
        told = {}
    names = {
        "version": "version",
        "variant": "dcos-variant",
        "commit": "dcos-image-commit",
        "bootstrap-id": "bootstrap-id",
    }
    for shown, name in names.items():
        client.out(f"dcos.{shown}={told.get(name, 'N/A')}")
    return 0


def supported() -> tuple[str, ...]:
    """The subcommands that are there from the first."""
    return tuple(_COMMANDS)


def _node(client: Client, words: tuple[str, ...]) -> Steps:
    yield from ()
    return node.run(client, words)


_COMMANDS: dict[str, Callable[[Client, tuple[str, ...]], Steps]] = {
    "cluster": cluster.run,
    "marathon": marathon.PROGRAM.run,
    "node": _node,
    "package": package.PACKAGE.run,
    "service": task.SERVICE.run,
    "task": task.TASK.run,
}
_BROUGHT = {module.NAME: module for module in BROUGHT}
