"""type: what a name stands for."""

from tutorial.shell import builtins
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call

_WORDS = {"keyword": "{} is a shell keyword\n", "builtin": "{} is a shell builtin\n"}


def run(call: Call) -> int:
    """A line for each name; 1 where one of them stands for nothing."""
    options = parse_call(call, COMMAND, permute=False)
    code = 0
    for name in options.operands:
        known = dict(call.session.aliases).get(name)
        kind = "alias" if known is not None else builtins.kind(call.session, name, functions=not options.has("-f"))
        if not kind:
            code = 1
        if options.has("-t"):
            call.out(f"{kind}\n" if kind else "")
        elif options.has("-p"):
            call.out(f"{builtins.path(name)}\n" if kind == "file" else "")
        elif not kind:
            call.err(f"bash: type: {name}: not found\n")
        else:
            call.out(_said(call, name, kind))
    return code


def _said(call: Call, name: str, kind: str) -> str:
    if kind == "alias":
        return f"{name} is aliased to `{dict(call.session.aliases)[name]}'\n"
    if kind == "function":
        return f"{name} is a function\n{name} () {call.session.functions[name].text}\n"
    return _WORDS.get(kind, f"{{}} is {builtins.path(name)}\n").format(name)


COMMAND = Command(
    "type",
    "Say what a name stands for.",
    "type [-fpt] NAME…",
    run,
    (
        Option(("-t",), "one word: alias, keyword, function, builtin or file"),
        Option(("-p",), "the path of a program alone"),
        Option(("-f",), "functions are not looked at"),
        Option(("-a",), "all of that name (there is one)"),
    ),
    helps=False,
)
