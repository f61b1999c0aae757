"""hostname: the host's name and addresses."""

from tutorial.cluster.host import full_name
from tutorial.shell import addresses
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call
from tutorial.shell.spans import Span


def run(call: Call) -> int:
    """The name, or with `-I` all addresses, with `-i` the one that the name resolves to, with `-f` the full name."""
    options = parse_call(call, COMMAND)
    host = call.session.host
    own = addresses.own_name(call.world, call.session.place)
    if options.operands:
        call.err(
            "hostname: you must be root to change the host name\n"
            if call.session.user != "root"
            else "hostname: changing the name is not supported here\n"
        )
        return 1
    if options.has("-I"):
        found = addresses.of_place(call.world, call.session.place)
        call.out_spans((*(Span(f"{address} ") for address in found), Span("\n")))
    elif options.has("-i"):
        call.out(f"{host.ip if host else ''}\n")
    elif options.has("-f"):
        call.out(f"{full_name(host) if host else call.session.place}\n")
    else:
        call.out(f"{own}\n")
    return 0


COMMAND = Command(
    "hostname",
    "Print the host's name or addresses.",
    "hostname [-I | -i | -f | -s]",
    run,
    (
        Option(("-I", "--all-ip-addresses"), "all addresses of the host"),
        Option(("-i", "--ip-address"), "the address of the host's name"),
        Option(("-f", "--fqdn"), "the full name"),
        Option(("-s", "--short"), "the name without its domain"),
    ),
)
