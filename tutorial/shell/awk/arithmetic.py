"""How awk compares and calculates."""

import math
from collections.abc import Callable

from tutorial.shell.awk.tokens import fatal

COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def calculated(operator: str, left: float, right: float) -> float:
    """Arithmetic in floating point, as C does it."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "^":
        return _power(left, right)
    if right == 0:
        raise fatal(f"division by zero attempted{'' if operator == '/' else ' in `%' + chr(39)}")
    if operator == "/":
        return left / right
    return math.fmod(left, right) if math.isfinite(left) else math.nan


def _power(left: float, right: float) -> float:
    try:
        return math.pow(left, right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 else math.inf
    except ValueError:
        return math.inf if left == 0 else math.nan
