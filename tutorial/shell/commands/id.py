"""id: the user's numbers and groups."""

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call

NUMBERS = {"root": 0}
GROUPS = {"centos": ((4, "adm"), (10, "wheel"), (190, "systemd-journal"))}
FIRST_USER = 1000


def run(call: Call) -> int:
    """All of it, or with `-u`, `-g`, `-n` a part."""
    options = parse_call(call, COMMAND)
    user = call.session.user
    number = NUMBERS.get(user, FIRST_USER)
    if options.has("-u") or options.has("-g"):
        call.out(f"{user if options.has('-n') else number}\n")
        return 0
    groups = ((number, user), *GROUPS.get(user, ()))
    listed = ",".join(f"{group}({name})" for group, name in groups)
    call.out(f"uid={number}({user}) gid={number}({user}) groups={listed}\n")
    return 0


COMMAND = Command(
    "id",
    "Print the user's numbers and groups.",
    "id [-ugn]",
    run,
    (Option(("-u",), "the user alone"), Option(("-g",), "the group alone"), Option(("-n",), "names for numbers")),
)
