"""What a name stands for: a word of the grammar, a function, a command of the shell's own, a program."""

from tutorial.shell import registry
from tutorial.shell.session import Session

KEYWORDS = frozenset(
    {"if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in"}
    | {"function", "time", "{", "}", "!", "[[", "]]"}
)
BUILTINS = frozenset(
    {".", ":", "[", "alias", "bg", "break", "builtin", "cd", "command", "continue", "declare", "echo", "eval", "exec"}
    | {"exit", "export", "false", "fg", "getopts", "help", "jobs", "kill", "let", "local", "logout", "printf", "pwd"}
    | {
        "read",
        "readonly",
        "return",
        "set",
        "shift",
        "source",
        "test",
        "trap",
        "true",
        "type",
        "typeset",
        "unalias",
        "unset",
        "wait",
    }
)
"""Those of bash's own commands that are here."""
_PROGRAMS_TOO = frozenset({"[", "echo", "false", "kill", "printf", "pwd", "test", "true"})
"""Those of them that are programs of coreutils' as well."""
_ADMINISTRATORS = frozenset(
    {"bridge", "conntrack", "ip", "ipvsadm", "iptables", "iptables-restore", "iptables-save", "ss", "sysctl", "tcpdump"}
)


def kind(session: Session, name: str, *, functions: bool = True) -> str:
    """`keyword`, `function`, `builtin`, `file`; "" where there is nothing of that name."""
    if name in KEYWORDS:
        return "keyword"
    if functions and name in session.functions:
        return "function"
    if not known(session, name.rsplit("/", 1)[-1]):
        return ""
    return "builtin" if name in BUILTINS else "file"


def known(session: Session, name: str) -> bool:
    """Whether there is a command of that name where the session is."""
    return registry.find(name, session.host, inside=session.inside > 0) is not None


def is_program(session: Session, name: str) -> bool:
    """Whether there is a program of that name, which can be started without a shell."""
    bare = name.rsplit("/", 1)[-1]
    return known(session, bare) and (bare not in BUILTINS or bare in _PROGRAMS_TOO)


def path(name: str) -> str:
    """Where a program lies."""
    if "/" in name:
        return name
    return f"/usr/{'sbin' if name in _ADMINISTRATORS else 'bin'}/{name}"
