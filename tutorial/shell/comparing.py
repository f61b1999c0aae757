"""What `test` and `[[ … ]]` have in common: texts and numbers compared, files looked at."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tutorial.cluster.host import File
from tutorial.shell import files
from tutorial.shell.session import Session

NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
TEXTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}
FILES = frozenset({"-nt", "-ot", "-ef"})
NUMBER = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
_BITS = {"-r": 4, "-w": 2, "-x": 1}
_NEVER = frozenset({"-b", "-c", "-g", "-h", "-k", "-p", "-u", "-L", "-N", "-S"})
"""What no file here is: a device, a link, a pipe …"""


def holds(session: Session, descriptors: Mapping[int, Any], operator: str, operand: str) -> bool:
    """Whether `operator operand` is true."""
    if operator in {"-z", "-n"}:
        return (operand == "") == (operator == "-z")
    if operator == "-v":
        return session.get(operand) is not None
    if operator == "-t":
        return NUMBER.fullmatch(operand) is not None and getattr(descriptors.get(int(operand)), "is_terminal", False)
    if operator == "-o":
        return False
    file = _file(session, operand)
    if operator == "-c" and operand == files.NULL_DEVICE:
        return True
    return file is not None and operator not in _NEVER and _is(file, session.user, operator)


def _file(session: Session, path: str) -> File | None:
    return files.lookup(session.world, session.place, files.absolute(session.cwd, path)) if path else None


def _is(file: File, user: str, operator: str) -> bool:
    if operator in _BITS:
        return files.may(file, user, _BITS[operator])
    if operator in {"-O", "-G"}:
        return (file.owner if operator == "-O" else file.group) == user
    return {"-f": not file.is_dir, "-d": file.is_dir, "-s": file.is_dir or file.content != ""}.get(operator, True)


def newer(session: Session, left: str, operator: str, right: str) -> bool:
    """`-nt`, `-ot`, `-ef` between two files; one that is not there is older than any."""
    if operator == "-ot":
        left, right, operator = right, left, "-nt"
    first, second = _file(session, left), _file(session, right)
    if operator == "-ef":
        same = files.absolute(session.cwd, left) == files.absolute(session.cwd, right)
        return first is not None and same
    return first is not None and (second is None or first.modified_ms > second.modified_ms)
