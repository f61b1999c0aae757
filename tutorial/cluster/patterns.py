"""Regular expressions that definitions bring along: which may be run here.

They are matched by Python's engine, which backtracks; so those that might take very long are not taken.
"""

import re
import warnings

MARK = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|(?P<open>\()|(?P<close>\))|(?P<many>[*+{])|(?P<choice>\|)", re.DOTALL)
MOST_REPETITIONS = 5
COSTLY = "is too costly a regular expression for this simulation: repeat no group that repeats or chooses"


def problem(pattern: str, most_repetitions: int = MOST_REPETITIONS) -> str | None:
    """What is wrong with a pattern, or None. Nested sets, of which Python warns, mean something else to Java and Go."""
    try:
        with warnings.catch_warnings(category=FutureWarning, action="error"):
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, FutureWarning):
        return "is not a valid regular expression"
    return COSTLY if _explosive(pattern, most_repetitions) else None


def _explosive(pattern: str, most_repetitions: int) -> bool:
    """Whether a match might take very long: a repeated group has a repetition or choice in it, or many repetitions."""
    groups, repetitions, varied_until = [False], 0, -1
    for mark in MARK.finditer(pattern):
        if mark["open"]:
            groups.append(False)
        elif mark["close"] and len(groups) > 1:
            varied = groups.pop()
            groups[-1] |= varied
            varied_until = mark.end() if varied else -1
        elif mark["many"] and mark.start() == varied_until:
            return True
        elif mark["many"] or mark["choice"]:
            groups[-1] = True
            repetitions += bool(mark["many"])
    return repetitions > most_repetitions
