"""declare, local, typeset, readonly: variables, in a function its own, or fixed."""

import re

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call
from tutorial.shell.quoting import declared, quoted

_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:(\+?=)(.*))?", re.DOTALL)


def run(call: Call) -> int:
    """Each word is a name, or `NAME=VALUE`; without words the variables are listed."""
    session = call.session
    if call.name == "local" and not session.callers:
        raise ShellError("can only be used in a function", 1, label="bash: local")
    options = parse_call(call, COMMAND, permute=False)
    if call.name == "readonly":
        return _readonly(call, options.operands)
    if options.has("-f") or options.has("-F"):
        return _functions(call, options.operands, short=options.has("-F"))
    if call.name == "local" and not options.given and not options.operands:
        names = sorted(name for name in session.scopes[-1] if session.get(name) is not None)
        call.out("".join(f"{name}={quoted(session.get(name) or '') if session.get(name) else ''}\n" for name in names))
        return 0
    if options.has("-p") or not options.operands:
        return _list(call, options.operands)
    code = 0
    for word in options.operands:
        code |= _declare(call, word, exported=options.has("-x"), shared=options.has("-g"))
    return code


def _declare(call: Call, word: str, *, exported: bool, shared: bool) -> int:
    session, found = call.session, _NAME.fullmatch(word)
    if found is None:
        call.err(f"bash: {call.name}: `{word}': not a valid identifier\n")
        return 1
    name, mark, value = found.groups()
    before = session.get(name) if mark == "+=" else None
    if session.scopes and not shared and name not in session.scopes[-1]:
        session.make_local(name)
        session.remove(name)
    if mark:
        session.put(name, (before or "") + value, exported=True if exported else None)
    elif exported:
        session.mark(name, exported=True)
    return 0


def _readonly(call: Call, words: list[str]) -> int:
    """Variables that never change from here on; without words a list of them."""
    session, code = call.session, 0
    for name, variable in sorted(session.variables.items()) if not words else ():
        if variable.fixed:
            value = "" if variable.value is None else f"={declared(variable.value)}"
            call.out(f"declare -{'x' if variable.exported else ''}r {name}{value}\n")
    for word in words:
        code |= _declare(call, word, exported=False, shared=True)
        if _NAME.fullmatch(word):
            session.fix(word.partition("=")[0].removesuffix("+"))
    return code


def _list(call: Call, names: list[str]) -> int:
    variables, code = call.session.variables, 0
    for name in names or sorted(variables):
        variable = variables.get(name)
        if variable is None:
            call.err(f"bash: {call.name}: {name}: not found\n")
            code = 1
            continue
        value = "" if variable.value is None else f"={declared(variable.value)}"
        call.out(f"declare -{'x' if variable.exported else '-'} {name}{value}\n")
    return code


def _functions(call: Call, names: list[str], *, short: bool) -> int:
    functions, code = call.session.functions, 0
    for name in names or sorted(functions):
        if name not in functions:
            code = 1
        elif short:
            call.out(f"{name}\n" if names else f"declare -f {name}\n")
        else:
            call.out(f"{name} () {functions[name].text}\n")
    return code


COMMAND = Command(
    "declare",
    "Declare variables; within a function they are its own.",
    "declare [-fFgpx] [NAME[=VALUE]…]",
    run,
    (
        Option(("-x",), "for the environment of programs, too"),
        Option(("-g",), "for the whole shell, in a function, too"),
        Option(("-p",), "list variables"),
        Option(("-f",), "list functions"),
        Option(("-F",), "list the names of functions"),
    ),
    aliases=("local", "readonly", "typeset"),
    helps=False,
)
