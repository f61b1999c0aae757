"""ipvsadm: shows and changes the kernel's virtual services.

Source: ipvsadm 1.27 ipvsadm.c, libipvs/libipvs.c (ipvs_strerror). Real servers are reached by masquerading alone.
"""

from collections.abc import Callable

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.ipvs import tables
from tutorial.cluster.network.ipvs.tables import SCHEDULERS, SERVICES, RealServer, Service, ServiceKey
from tutorial.cluster.network.show.ipvs import Look, connection_lines, listing, saved, timeouts
from tutorial.cluster.spans import Spans, line
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.words import print_lines
from tutorial.shell.options import Parsed, parse_call, parse_options

NO_RIGHT = (
    "Can't initialize ipvs: Permission denied (you must be root)\n"
    "Are you sure that IP Virtual Server is built in the kernel or as module?\n"
)
FAILED, WRONG = 255, 2


class Refused(Exception):
    """What the kernel or ipvsadm says against it, with an exit code."""

    def __init__(self, text: str, exit_code: int = FAILED) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def run(call: Call) -> Running:
    """Exit codes and complaints are ipvsadm's own; another user than root sees nothing and changes nothing."""
    options = parse_call(call, COMMAND)
    if call.session.user != "root":
        call.err(NO_RIGHT)
        return WRONG
    if _command(options) == "-R":
        return (yield from _restored(call))
    return (yield from _done(call, options))


def _command(options: Parsed) -> str:
    """The letter of the command that is given, `-L` where none is."""
    given = [flag for flag in (*COMMANDS, "-R") if options.has(flag)]
    if len(given) > 1:
        raise UsageError("multiple commands specified", exit_code=WRONG)
    return given[0] if given else "-L"


def _done(call: Call, options: Parsed) -> Running:
    """Do one command; its exit code."""
    command, place = _command(options), addresses.namespace(call.world, call.session.place)
    try:
        if command in {"-L", "-S"}:
            return (yield from print_lines(call, _shown(call, place, options, command)))
        COMMANDS[command](call, place, options)
    except Refused as refusal:
        call.err(f"{refusal}\n")
        return refusal.exit_code
    byhand.changed(call)
    return 0


def _restored(call: Call) -> Running:
    """Do what each line of standard input says; the exit code of the last one."""
    code = 0
    for text in (yield from call.stdin.read_all()).splitlines():
        words = tuple(text.split())
        if words:
            options = parse_options(COMMAND.options, words)
            if options.has("-R"):
                raise UsageError("-R reads lines that change something", exit_code=WRONG)
            code = yield from _done(call, options)
    return code


def _shown(call: Call, place: str, options: Parsed, command: str) -> tuple[Spans, ...]:
    only = _service(options) if options.has("-t") or options.has("-u") else None
    if only is not None and call.world.get(SERVICES, only, place) is None:
        raise Refused("No such service")
    look = Look(call.world, place, only, options.has("--stats"), options.has("--exact"))
    if options.has("--timeout"):
        return (line(timeouts()),)
    if command == "-S":
        return saved(look)
    return connection_lines(look) if options.has("-c") else listing(look)


# What is named


def _end(text: str) -> tuple[str, int]:
    address, colon, port = text.rpartition(":")
    if not colon or not ipv4.is_address(address) or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refused(f"illegal virtual server address[:port] specified: {text}", WRONG)
    return address, int(port)


def _service(options: Parsed) -> ServiceKey:
    protocol = "tcp" if options.has("-t") else "udp"
    text = options.last("-t" if protocol == "tcp" else "-u", "")
    if not text:
        raise Refused("You need to supply the 'service-address' option for the command", WRONG)
    return (protocol, *_end(text))


def _server(call: Call, options: Parsed) -> RealServer:
    if not options.last("-r", ""):
        raise Refused("You need to supply the 'real-server' option for the command", WRONG)
    address, port = _end(options.last("-r", ""))
    weight = options.last("-w", "1")
    if not (weight.isascii() and weight.isdigit() and int(weight) <= tables.MOST_WEIGHT):
        raise Refused("illegal weight specified", WRONG)
    return RealServer(address, port, int(weight), byhand.causes(call))


def _known(call: Call, place: str, options: Parsed, otherwise: str) -> Service:
    found = call.world.get(SERVICES, _service(options), place)
    if found is None:
        raise Refused(otherwise)
    return found


def _scheduler(options: Parsed) -> str:
    name = options.last("-s", "wlc")
    if name not in SCHEDULERS:
        raise Refused("Scheduler or persistence engine not found")
    return name


# What is changed


def _add(call: Call, place: str, options: Parsed) -> None:
    key, scheduler = _service(options), _scheduler(options)
    if call.world.get(SERVICES, key, place) is not None:
        raise Refused("Service already exists")
    tables.add_service(call.world, place, Service(*key, scheduler, causes=byhand.causes(call)))


def _edit(call: Call, place: str, options: Parsed) -> None:
    known = _known(call, place, options, "No such service")
    tables.set_scheduler(call.world, place, known, _scheduler(options))


def _delete(call: Call, place: str, options: Parsed) -> None:
    tables.remove_service(call.world, place, _known(call, place, options, "No such service").key)


def _add_server(call: Call, place: str, options: Parsed) -> None:
    if options.has("-g") or options.has("-i") or not options.has("-m"):
        raise UsageError("real servers are reached by masquerading alone here: say -m")
    known, server = _known(call, place, options, "Service not defined"), _server(call, options)
    if known.server(server.address, server.port) is not None:
        raise Refused("Destination already exists")
    tables.add_server(call.world, place, known.key, server)


def _edit_server(call: Call, place: str, options: Parsed) -> None:
    known, server = _named(call, place, options)
    tables.edit_server(call.world, place, known.key, server)


def _delete_server(call: Call, place: str, options: Parsed) -> None:
    known, server = _named(call, place, options)
    tables.remove_server(call.world, place, known.key, server.address, server.port)


def _named(call: Call, place: str, options: Parsed) -> tuple[Service, RealServer]:
    """A service and one of its real servers as it is named."""
    known, server = _known(call, place, options, "Service not defined"), _server(call, options)
    if known.server(server.address, server.port) is None:
        raise Refused("No such destination")
    return known, server


def _clear(call: Call, place: str, options: Parsed) -> None:
    for service in call.world.values(SERVICES, place):
        tables.remove_service(call.world, place, service.key)


def _zero(call: Call, place: str, options: Parsed) -> None:
    one = options.has("-t") or options.has("-u")
    found = (_known(call, place, options, "No such service"),) if one else call.world.values(SERVICES, place)
    for service in found:
        tables.zero(call.world, place, service)


COMMANDS: dict[str, Callable[[Call, str, Parsed], None]] = {
    "-L": lambda call, place, options: None,
    "-S": lambda call, place, options: None,
    "-A": _add,
    "-E": _edit,
    "-D": _delete,
    "-a": _add_server,
    "-e": _edit_server,
    "-d": _delete_server,
    "-C": _clear,
    "-Z": _zero,
}
"""Letter of a command → what it does."""

COMMAND = Command(
    "ipvsadm",
    "Show and change the kernel's virtual services.",
    "ipvsadm {-L | -A | -E | -D | -a | -e | -d | -C | -Z | -S | -R} [-t IP:PORT | -u IP:PORT] [-r IP:PORT] …",
    run,
    (
        Option(("-L", "-l", "--list"), "services with their real servers"),
        Option(("-n", "--numeric"), "numbers, not names (always so here)"),
        Option(("-c", "--connection"), "with -L: the connections that are remembered"),
        Option(("--stats",), "with -L: counters"),
        Option(("--exact",), "with --stats: however large they are"),
        Option(("--timeout",), "with -L: for how long connections are kept"),
        Option(("--sort", "--nosort"), "with -L: sorted (always so here)"),
        Option(("-A", "--add-service"), "a service more"),
        Option(("-E", "--edit-service"), "another scheduler for a service"),
        Option(("-D", "--delete-service"), "a service less"),
        Option(("-a", "--add-server"), "a real server more"),
        Option(("-e", "--edit-server"), "another weight for a real server"),
        Option(("-d", "--delete-server"), "a real server less"),
        Option(("-C", "--clear"), "no services any more"),
        Option(("-Z", "--zero"), "set counters to nothing"),
        Option(("-S", "--save"), "services as the options that make them"),
        Option(("-R", "--restore"), "do what the lines of standard input say"),
        Option(("-t", "--tcp-service"), "the service's address and port", "IP"),
        Option(("-u", "--udp-service"), "the same for UDP", "IP"),
        Option(("-s", "--scheduler"), "wlc when not given", "NAME"),
        Option(("-r", "--real-server"), "the real server's address and port", "IP"),
        Option(("-w", "--weight"), "1 when not given; 0 takes no new connections", "N"),
        Option(("-m", "--masquerading"), "reach the real server by masquerading"),
        Option(("-g", "--gatewaying"), "by its hardware address (not supported here)"),
        Option(("-i", "--ipip"), "through a tunnel (not supported here)"),
    ),
    roles=NODES,
    package="ipvsadm",
)
