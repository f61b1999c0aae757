"""which: where a command's program lies."""

from tutorial.shell import registry
from tutorial.shell.busybox import BUILT_IN
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call

_SYSTEM = frozenset(
    {"bridge", "conntrack", "ip", "iptables", "iptables-restore", "iptables-save", "ipvsadm", "ss", "sysctl"}
)
"""Programs of an administrator, which lie in `sbin`."""


def run(call: Call) -> int:
    """The path of each program; 1 when one is not there. What is part of the shell has none."""
    options = parse_call(call, COMMAND, exit_code=1)
    session, code = call.session, 0
    for name in options.operands:
        command = registry.find(name, session.host, inside=session.inside > 0)
        if command is not None and command.name not in BUILT_IN:
            call.out(f"{_folder(name)}/{name}\n")
            continue
        code = 1
        if session.host is not None and session.host.tools == "centos7" and not session.inside:
            call.err(f"which: no {name} in ({call.env.get('PATH', '').strip()})\n")
    return code


def _folder(name: str) -> str:
    return "/usr/sbin" if name in _SYSTEM else "/usr/bin"


COMMAND = Command(
    "which",
    "Tell where a command's program lies.",
    "which [-a] COMMAND…",
    run,
    (Option(("-a", "--all"), "all of that name (there is one)"),),
)
