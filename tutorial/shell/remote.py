"""Shells on other hosts: what `ssh` does, for the command of that name and for `dcos node ssh`."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.host import NODE_ROLES, Host
from tutorial.cluster.network.dns.stub import resolve
from tutorial.cluster.network.tcp import GIVE_UP_MS
from tutorial.cluster.servers import answer
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until, Wait
from tutorial.shell import addresses, line
from tutorial.shell.command import Call, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed, parse_options
from tutorial.shell.session import Entered
from tutorial.shell.streams import TerminalSource
from tutorial.shell.terminal import new_frame

FAILED = 255
OPTIONS = (
    Option(("-l",), "log in as this user", "USER"),
    Option(("-p",), "port (22 is the only one here)", "PORT"),
    Option(("-o",), "an option of OpenSSH; it changes nothing here", "OPTION"),
    Option(("-i",), "a key; every key opens every node here", "FILE"),
    Option(("-F",), "a configuration file; it changes nothing here", "FILE"),
    Option(("-A",), "forward the agent"),
    Option(("-t",), "with a terminal"),
    Option(("-T",), "without a terminal"),
    Option(("-q",), "quiet"),
    Option(("-v",), "no more is said here"),
)
USERS = frozenset({"root", "centos"})
USAGE = "usage: ssh [-Aqt] [-l user] [-o option] [-p port] [user@]host [command…]\n"


def ssh(call: Call, words: tuple[str, ...]) -> Running:
    """Open a shell on a host, or run a command there; the exit code is the command's, 255 when ssh itself failed."""
    options = _parsed(words)
    if not options.operands:
        call.err(USAGE)
        return FAILED
    target, command = options.operands[0], options.operands[1:]
    if command and command[0].startswith("-"):
        later = _parsed(tuple(command))
        options.given |= later.given
        command = later.operands
    user, mark, name = target.rpartition("@")
    user = user if mark else options.last("-l", call.session.user)
    host = yield from _reached(call, name, options.last("-p", "22"))
    if host is None:
        return FAILED
    if user not in USERS:
        call.err(f"{user}@{name}: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).\n")
        return FAILED
    return (yield from _inside(call, host, user, name, command, terminal=options.has("-t") or not command))


def _parsed(words: tuple[str, ...]) -> Parsed:
    try:
        return parse_options(OPTIONS, words, permute=False)
    except UsageError as fault:
        raise UsageError(str(fault), FAILED) from fault


def _reached(call: Call, name: str, port: str) -> Generator[Wait, Any, Host | None]:
    """The node behind a name or address, if its sshd can be reached from here; else the words of ssh are printed."""
    namespace = addresses.namespace(call.world, call.session.place)
    lookup = yield from resolve(call.world, namespace, name, answer, program="ssh")
    address = next(iter(lookup.addresses), None)
    if address is None:
        call.err(f"ssh: Could not resolve hostname {name}: Name or service not known\n")
        return None
    host = addresses.host_at(call.world, address)
    here = call.session.host
    inside = here is not None and here.role in NODE_ROLES
    if host is None or not (inside or address == host.public_ip):
        why = gettext("No answer from {host}, port {port}. It tries to connect for 127 s.", host=name, port=port)
        yield Until(call.world.now_ms + GIVE_UP_MS, why)
        call.err(f"ssh: connect to host {name} port {port}: Connection timed out\n")
        return None
    if host.role not in NODE_ROLES or port != "22":
        call.err(f"ssh: connect to host {name} port {port}: Connection refused\n")
        return None
    return host


def _inside(call: Call, host: Host, user: str, name: str, command: list[str], *, terminal: bool) -> Running:
    closing = f"Connection to {name} closed.\n"
    inner = call.session.login(host.id, user)
    if command:
        inner.own = call.session.own and terminal
        try:
            code = yield from line.run_remote(inner, call.descriptors, " ".join(command))
        except Entered as shells:
            last = shells.frames[0]
            frames = (line.with_parting(last, last.parting + closing), *shells.frames[1:])
            raise Entered(frames) from None
        if terminal and call.stdin.is_terminal:
            call.err(closing)
        return code
    if not isinstance(call.stdin, TerminalSource):
        script = yield from call.stdin.read_all()
        return (yield from line.run_remote(inner, call.descriptors, script))
    if not call.session.own or (not call.stdout.is_terminal and call.context.tty):
        raise ShellError("a shell on another host is opened from the terminal alone; give a command instead", FAILED)
    raise Entered((new_frame(host.id, user, f"logout\n{closing}"),))
