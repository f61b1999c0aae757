"""Signals by name and number, as Docker knows them on Linux. Source: moby/moby 18.09, pkg/signal/signal_linux.go."""

NAMES = (
    *(
        "HUP",
        "INT",
        "QUIT",
        "ILL",
        "TRAP",
        "ABRT",
        "BUS",
        "FPE",
        "KILL",
        "USR1",
        "SEGV",
        "USR2",
        "PIPE",
        "ALRM",
        "TERM",
    ),
    *("STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO"),
    *("PWR", "SYS"),
)
"""The names of the signals from 1 on."""
OTHER_NAMES = {"IOT": 6, "CLD": 17, "POLL": 29, "UNUSED": 31, "RTMIN": 34, "RTMAX": 64}
NUMBERS = {name: number for number, name in enumerate(NAMES, 1)} | OTHER_NAMES
STOP = NUMBERS["STOP"]
LAST = 64


def number(text: str) -> int | None:
    """A signal's number from its name, with or without SIG, or from the number itself; None where there is none."""
    if text.isascii() and text.isdigit():
        return int(text[:9]) or None
    return NUMBERS.get(text.upper().removeprefix("SIG"))
