"""dig: asks a name server, and prints all that it says."""

import re
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

from tutorial.cluster import clock
from tutorial.cluster.network import ipv4, tcp
from tutorial.cluster.network.dns.messages import Query, is_askable, size
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.waits import Wait
from tutorial.shell.command import EVERYWHERE, Call, Command, Option, Running
from tutorial.shell.dnstools import layout
from tutorial.shell.dnstools.asking import PORT, SECONDS, TRIES, WORDS, Asking, Told, reversed_name, server_address
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.texts import charged

VERSION = "9.18.49-1~deb12u3-Debian"
UNREACHED = 9
EXTRA = 23
"""Bytes of the record that dig adds to a question: EDNS with a cookie."""
STEPS = 100
"""What a question costs: its packets walk through every table on their way."""
TYPES = ("A", "AAAA", "ANY", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
PARTS = frozenset({"cmd", "comments", "stats", *layout.SECTIONS})
"""What is printed, each to be left out by `+no…`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command line asks for."""

    query: Query = field(default=Query(".", "NS", extra=EXTRA))
    server: str = ""
    port: int = PORT
    seconds: int = SECONDS
    tries: int = TRIES
    shown: frozenset[str] = PARTS
    short: bool = False
    tcp: bool = False


def run(call: Call) -> Running:
    """Exit code 0 when a server answered, whatever it said; 9 when none did."""
    yield from charged(call, STEPS)
    wish = _wish(call.args)
    if not is_askable(wish.query.name) and wish.query.name != ".":
        raise ShellError(f"'{wish.query.name}' is not a legal IDNA2008 name (empty label), use +noidnin", exit_code=10)
    servers = ((yield from server_address(call, wish.server)),) if wish.server else ()
    asking = Asking(call, servers, wish.port, wish.seconds, wish.tries)
    if wish.tcp:
        return (yield from _by_tcp(call, asking, wish.query.name))
    told = yield from asking.ask(wish.query)
    call.out("".join(f";; communications error to {complaint}\n" for complaint in asking.complaints))
    if "cmd" in wish.shown and not wish.short:
        call.out(_headline(call, wish))
    if told is None:
        call.out(";; no servers could be reached\n")
        return UNREACHED
    call.out(_short(told) if wish.short else _whole(call, wish, told))
    return 0


def _wish(words: tuple[str, ...]) -> Wish:
    """The words in any order: options, a server behind @, a type, a name."""
    wish, left = Wish(), list(words)
    while left:
        word = left.pop(0)
        if word in {"-p", "-x", "-t", "-q"}:
            if not left:
                raise UsageError(f"option {word} requires an argument", 1)
            wish = _option(wish, word, left.pop(0))
        elif word.startswith("-") and len(word) > 1:
            raise UsageError(f"option {word} is not supported here; supported: -p -q -t -x", 1)
        elif word.startswith("+"):
            wish = _switched(wish, word[1:])
        elif word.startswith("@"):
            wish = replace(wish, server=word[1:])
        elif word.upper() in TYPES:
            wish = replace(wish, query=replace(wish.query, type=word.upper()))
        elif word.upper() != "IN":
            wish = _named(wish, word)
    return wish


def _option(wish: Wish, flag: str, value: str) -> Wish:
    if flag == "-p":
        if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > 65535:
            raise UsageError(f"invalid port number: {value}", 1)
        return replace(wish, port=int(value))
    if flag == "-x":
        if not ipv4.is_address(value):
            raise UsageError(f"Invalid IP address {value}", 1)
        return replace(wish, query=Query(reversed_name(value), "PTR", extra=EXTRA))
    if flag == "-q":
        return _named(wish, value)
    if value.upper() not in TYPES:
        raise UsageError(f"type {value} is not supported here; supported: {' '.join(TYPES)}", 1)
    return replace(wish, query=replace(wish.query, type=value.upper()))


def _named(wish: Wish, name: str) -> Wish:
    """The name; without a type its address is asked for."""
    kind = "A" if wish.query.name == "." and wish.query.type == "NS" else wish.query.type
    dotted = name.endswith(".") and not name.endswith("..") and name != "."
    return replace(wish, query=Query(name[:-1] if dotted else name, kind, extra=EXTRA))


def _switched(wish: Wish, word: str) -> Wish:
    name, _, value = word.partition("=")
    number = max(1, int(value)) if re.fullmatch(r"[0-9]{1,4}", value) else 0
    if number and name in {"time", "timeout"}:
        return replace(wish, seconds=number)
    if number and name == "tries":
        return replace(wish, tries=number)
    off, plain = name.startswith("no"), name.removeprefix("no")
    if plain in PARTS and not value:
        return replace(wish, shown=wish.shown - {plain} if off else wish.shown | {plain})
    if plain == "all" and not value:
        return replace(wish, shown=frozenset() if off else PARTS)
    if plain == "short" and not value:
        return replace(wish, short=not off)
    if plain == "tcp" and not value:
        return replace(wish, tcp=not off)
    known = " ".join(f"+[no]{part}" for part in sorted({*PARTS, "all", "short", "tcp"}))
    raise UsageError(f"option +{word} is not supported here; supported: {known} +time=N +tries=N", 1)


def _headline(call: Call, wish: Wish) -> str:
    found = "; (1 server found)\n" if wish.server else ""
    return f"\n; <<>> DiG {VERSION} <<>> {' '.join(call.args)}\n{found};; global options: +cmd\n"


def _short(told: Told) -> str:
    return "".join(f"{record.data}\n" for record in told.reply.answers)


def _whole(call: Call, wish: Wish, told: Told) -> str:
    """The message in the parts that are wanted."""
    titled, text = "comments" in wish.shown, ""
    if titled:
        warning = "" if told.reply.recursive else ";; WARNING: recursion requested but not available\n"
        text += f";; Got answer:\n{layout.head(told.reply, told.id)}{warning}\n"
    for name in layout.SECTIONS:
        text += layout.section(name, wish.query, told.reply, titled=titled) if name in wish.shown else ""
    return text + (_statistics(call, wish, told) if "stats" in wish.shown else "")


def _statistics(call: Call, wish: Wish, told: Told) -> str:
    address, port = told.server
    when = clock.moment(call.world.state.epoch_ms + call.world.now_ms).strftime("%a %b %d %H:%M:%S UTC %Y")
    return (
        f";; Query time: {told.took_ms} msec\n;; SERVER: {address}#{port}({address}) (UDP)\n"
        f";; WHEN: {when}\n;; MSG SIZE  rcvd: {size(wish.query, told.reply)}\n\n"
    )


def _by_tcp(call: Call, asking: Asking, name: str) -> Generator[Wait, Any, int]:
    """A question by TCP gets as far as the connection: no name server here takes one."""
    for server in asking.servers:
        request = HttpRequest(server, asking.port, connect_timeout_ms=asking.seconds * 1000)
        opened = yield from tcp.connect(call.world, asking.namespace, request, call.name)
        if opened.socket is not None:
            tcp.hang_up(call.world, opened, "client")
            raise ShellError("questions by TCP are not simulated here", exit_code=1, label="hopscope")
        error = WORDS.get(opened.error, "timed out" if opened.error == tcp.GAVE_UP else opened.error.lower())
        end = f"{server}#{asking.port}({server})"
        call.out(f";; Connection to {end} for {name} failed: {error}.\n")
    call.out(";; no servers could be reached\n")
    return UNREACHED


COMMAND = Command(
    "dig",
    "Ask a name server.",
    "dig [@SERVER] [OPTION…] HOST [TYPE] [+short] [+noall] [+answer]",
    run,
    (
        Option(("-p",), "the server's port", "PORT"),
        Option(("-q",), "the name", "HOST"),
        Option(("-t",), "the type of the records: A, SRV, …", "TYPE"),
        Option(("-x",), "the name of an address", "IP"),
    ),
    roles=EVERYWHERE,
)
