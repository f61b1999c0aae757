"""sysctl: the kernel's settings, as far as they decide about packets. Source: procps 3.3 sysctl.c."""

from tutorial.cluster.network import sysctls
from tutorial.cluster.network.tables import LINKS, SYSCTLS
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Option
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call

SWITCHES = (sysctls.IP_FORWARD, sysctls.BRIDGE_NF, sysctls.ECHO_IGNORED)
OF_DEVICES = ("forwarding", "route_localnet", "rp_filter")


def run(call: Call) -> int:
    """Prints settings, or writes them (`name=value`); exit 1 when one of them is not there or takes no such value."""
    options = parse_call(call, COMMAND)
    if not options.operands and not options.has("-a"):
        raise UsageError("say which: sysctl NAME, sysctl -w NAME=VALUE, sysctl -a", exit_code=1)
    place = addresses.namespace(call.world, call.session.place)
    known = _names(call, place)
    code = 0
    for word in options.operands or known:
        name, assigned, value = word.partition("=")
        name = name.strip().replace("/", ".")
        if options.has("-w") and not assigned:
            call.err("sysctl: command line(0): invalid syntax, continuing...\n")
            code = 1
        elif name not in known:
            call.err(f"sysctl: cannot stat /proc/sys/{name.replace('.', '/')}: No such file or directory\n")
            code = 1
        elif assigned:
            code = _written(call, place, name, value.strip(), quiet=options.has("-q")) or code
        else:
            call.out(_shown(call, place, name, bare=options.has("-n")))
    return code


def _names(call: Call, place: str) -> tuple[str, ...]:
    """Every setting that is simulated: each device has its own of some."""
    devices = ("all", "default", *(link.name for link in call.world.values(LINKS, place)))
    own = (f"net.ipv4.conf.{device}.{name}" for device in devices for name in OF_DEVICES)
    kept = (str(name) for name, _ in call.world.rows(SYSCTLS, place) if name != sysctls.CONNTRACK)
    return tuple(sorted({*SWITCHES, *own, *kept}))


def _shown(call: Call, place: str, name: str, *, bare: bool) -> str:
    value = sysctls.shown(call.world, place, name)
    return f"{value}\n" if bare else f"{name} = {value}\n"


def _written(call: Call, place: str, name: str, value: str, *, quiet: bool) -> int:
    if call.session.user != "root":
        call.err(f'sysctl: permission denied on key "{name}"\n')
        return 1
    if not (value.isascii() and value.isdigit() and int(value) < 1 << 31):
        call.err(f'sysctl: setting key "{name}": Invalid argument\n')
        return 1
    sysctls.put(call.world, place, name, str(int(value)))
    byhand.changed(call)
    if not quiet:
        call.out(f"{name} = {int(value)}\n")
    return 0


COMMAND = Command(
    "sysctl",
    "Show and change settings of the kernel that decide about packets.",
    "sysctl [-n] [-q] [-w] {NAME | NAME=VALUE}… | -a",
    run,
    (
        Option(("-w", "--write"), "write: each operand is NAME=VALUE"),
        Option(("-n", "--values"), "values alone"),
        Option(("-q", "--quiet"), "do not print what was written"),
        Option(("-a", "--all"), "all settings that are simulated"),
    ),
    roles=NODES | {"router"},
)
