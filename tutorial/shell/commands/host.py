"""host: the records of a name, in sentences."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.dns.messages import Query, Record, is_askable, size
from tutorial.cluster.waits import Wait
from tutorial.shell.command import EVERYWHERE, Call, Command, Option, Running
from tutorial.shell.dnstools import layout
from tutorial.shell.dnstools.asking import Asking, Told, reversed_name, server_address
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import charged

STEPS = 100
CODES = {"NXDOMAIN": 3, "SERVFAIL": 2, "REFUSED": 5}
USUAL = ("A", "AAAA", "MX")
SAYS = {
    "A": "has address",
    "AAAA": "has IPv6 address",
    "MX": "mail is handled by",
    "SRV": "has SRV record",
    "SOA": "has SOA record",
    "NS": "name server",
    "PTR": "domain name pointer",
    "TXT": "descriptive text",
    "CNAME": "is an alias for",
}


def run(call: Call) -> Running:
    """Exit code 1 when a name has no such record or no server answers."""
    options = parse_call(call, COMMAND)
    if not 1 <= len(options.operands) <= 2:
        raise UsageError("usage: host [-v] [-t TYPE] [-W SECONDS] HOST [SERVER]", 1)
    name, *server = options.operands
    servers = ((yield from server_address(call, server[0])),) if server else ()
    seconds = _number(options, "-W", 5)
    asking = Asking(call, servers, seconds=seconds, tries=_number(options, "-R", 1) + 1)
    if servers:
        call.out(f"Using domain server:\nName: {server[0]}\nAddress: {servers[0]}#53\nAliases: \n\n")
    if ipv4.is_address(name):
        return (yield from _each(call, asking, options, reversed_name(name), ("PTR",)))
    kinds = (options.last("-t").upper(),) if options.has("-t") else USUAL
    if kinds[0] not in SAYS:
        raise ShellError(f"invalid type: {options.last('-t')}", exit_code=2)
    return (yield from _each(call, asking, options, name, kinds))


def _number(options: Parsed, flag: str, default: int) -> int:
    text = options.last(flag, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise UsageError(f"option {flag} must have a number, not {text!r}", 1)
    return max(1, int(text))


def _each(call: Call, asking: Asking, options: Parsed, name: str, kinds: tuple[str, ...]) -> Generator[Wait, Any, int]:
    """One question for each type, until one fails; with `-v` the messages themselves."""
    found, code = name.removesuffix("."), 0
    if not is_askable(found):
        raise ShellError(f"'{name}' is not a legal IDNA2008 name (empty label), use +noidnin", exit_code=1)
    for kind in kinds:
        yield from charged(call, STEPS)
        said = len(asking.complaints)
        told = yield from asking.ask(Query(found, kind))
        call.out("".join(f";; communications error to {complaint}\n" for complaint in asking.complaints[said:]))
        if told is None:
            call.out(";; no servers could be reached\n" if asking.complaints else "")
            return 1
        if options.has("-v"):
            call.out(_message(Query(found, kind), told))
        elif told.reply.code != "NOERROR":
            number = CODES[told.reply.code]
            call.out(f"Host {found} not found: {number}({told.reply.code})\n")
        else:
            call.out(_sentences(found, kind, told, alone=len(kinds) == 1))
        if told.reply.code != "NOERROR":
            return 1
        code = int(len(kinds) == 1 and not told.reply.answers)
    return code


def _sentences(name: str, kind: str, told: Told, *, alone: bool) -> str:
    if not told.reply.answers:
        return f"{name} has no {kind} record\n" if alone else ""
    return "".join(f"{_sentence(record)}\n" for record in told.reply.answers)


def _sentence(record: Record) -> str:
    return f"{record.name.removesuffix('.')} {SAYS[record.type]} {record.data}"


def _message(query: Query, told: Told) -> str:
    """The message as `dig` shows it, between what was tried and where it came from."""
    parts = "".join(layout.section(name, query, told.reply) for name in layout.SECTIONS)
    address, port = told.server
    received = f"Received {size(query, told.reply)} bytes from {address}#{port} in {told.took_ms} ms\n"
    return f'Trying "{query.name}"\n{layout.head(told.reply, told.id)}\n{parts}{received}'


COMMAND = Command(
    "host",
    "Look up the records of a name.",
    "host [-v] [-t TYPE] [-W SECONDS] HOST [SERVER]",
    run,
    (
        Option(("-t",), "the type of the records: A, SRV, …", "TYPE"),
        Option(("-v",), "print the messages themselves"),
        Option(("-R",), "ask so often again", "COUNT"),
        Option(("-W",), "wait so many seconds for an answer", "SECONDS"),
    ),
    roles=EVERYWHERE,
)
