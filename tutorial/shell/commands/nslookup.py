"""nslookup: the addresses of a name, or its records of one type, with the server that told them.

Source: bind9 9.18 bin/dig/nslookup.c (printsection, printsoa, get_address).
"""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.dns.messages import Query, Record, is_askable
from tutorial.cluster.waits import Wait
from tutorial.shell.command import EVERYWHERE, Call, Command, Option, Running
from tutorial.shell.dnstools.asking import Asking, Told, reversed_name, server_address
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.texts import charged

STEPS = 100
USUAL = ("A", "AAAA")
TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
SAYS = {
    "CNAME": "canonical name",
    "MX": "mail exchanger",
    "NS": "nameserver",
    "PTR": "name",
    "SRV": "service",
    "TXT": "text",
}
FLAGS = ("-type", "-q", "-query", "-querytype")


def run(call: Call) -> Running:
    """Exit code 1 when there is no such name or no server answers."""
    words, kinds = _parsed(call.args)
    if not 1 <= len(words) <= 2:
        raise UsageError("usage: nslookup [-type=TYPE] HOST [SERVER]", exit_code=1)
    name, *server = words
    servers = ((yield from server_address(call, server[0])),) if server else ()
    if ipv4.is_address(name):
        name, kinds = reversed_name(name), ("PTR",)
    if not is_askable(name.removesuffix(".")):
        raise ShellError(f"'{name}' is not a legal IDNA2008 name (empty label), use +noidnin", exit_code=1)
    return (yield from _each(call, Asking(call, servers), name, kinds))


def _parsed(args: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """The words that are no options, and the types to ask for."""
    words: list[str] = []
    kinds: tuple[str, ...] = USUAL
    for word in args:
        flag, mark, value = word.partition("=")
        if not word.startswith("-"):
            words.append(word)
        elif flag in FLAGS and mark and value.upper() in TYPES:
            kinds = (value.upper(),)
        elif flag in FLAGS and mark:
            raise ShellError(f"unknown query type: {value}", exit_code=1)
        else:
            raise UsageError(f"option {flag} is not supported here; supported: -type=TYPE", exit_code=1)
    return words, kinds


def _each(call: Call, asking: Asking, name: str, kinds: tuple[str, ...]) -> Generator[Wait, Any, int]:
    """One question for each type, until one fails."""
    found, code = name.removesuffix("."), 0
    for number, kind in enumerate(kinds):
        yield from charged(call, STEPS)
        said = len(asking.complaints)
        told = yield from asking.ask(Query(found, kind))
        call.out("".join(f";; communications error to {complaint}\n" for complaint in asking.complaints[said:]))
        if told is None:
            call.out(";; no servers could be reached\n\n")
            return 1
        call.out(_head(told, first=not number))
        if told.reply.code != "NOERROR":
            call.out(f"** server can't find {found}: {told.reply.code}\n")
            code = 1
            break
        alone = len(kinds) == 1
        call.out("".join(map(_record, told.reply.answers)) or (f"*** Can't find {found}: No answer\n" if alone else ""))
    call.out("\n")
    return code


def _head(told: Told, *, first: bool) -> str:
    """Which server said it, once; whether it knows by itself."""
    address, port = told.server
    text = "" if told.reply.recursive else f";; Got recursion not available from {address}\n"
    if first:
        text += f"Server:\t\t{address}\nAddress:\t{address}#{port}\n\n"
        text += "" if told.reply.authoritative or told.reply.code != "NOERROR" else "Non-authoritative answer:\n"
    return text


def _record(record: Record) -> str:
    name = record.name.removesuffix(".")
    if record.type in {"A", "AAAA"}:
        return f"Name:\t{name}\nAddress: {record.data}\n"
    if record.type == "SOA":
        origin, mail, *numbers = record.data.split()
        labels = ("serial", "refresh", "retry", "expire", "minimum")
        lines = [f"origin = {origin.removesuffix('.')}", f"mail addr = {mail.removesuffix('.')}"]
        lines += [f"{label} = {value}" for label, value in zip(labels, numbers, strict=True)]
        return f"{name}\n" + "".join(f"\t{line}\n" for line in lines)
    return f"{name}\t{SAYS[record.type]} = {record.data}\n"


COMMAND = Command(
    "nslookup",
    "Look up the addresses of a name.",
    "nslookup [-type=TYPE] HOST [SERVER]",
    run,
    (Option(("-type", "-q", "-query", "-querytype"), "the type of the records: A, SRV, …", "TYPE"),),
    roles=EVERYWHERE,
)
