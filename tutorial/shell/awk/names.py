"""The functions that awk brings along, and how many arguments each may have."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(
        ("sin", "cos", "exp", "log", "sqrt", "int", "tolower", "toupper", "system", "close", "strtonum"), (1, 1)
    ),
    **dict.fromkeys(("atan2", "index", "lshift", "rshift"), (2, 2)),
    **dict.fromkeys(("sub", "gsub", "split", "match", "substr"), (2, 3)),
    **dict.fromkeys(("and", "or", "xor"), (2, 2)),
    **dict.fromkeys(("asort", "asorti"), (1, 2)),
    **dict.fromkeys(("srand", "length", "fflush"), (0, 1)),
    **dict.fromkeys(("rand", "systime"), (0, 0)),
    "compl": (1, 1),
    "gensub": (3, 4),
    "sprintf": (1, 1_000),
    "strftime": (0, 3),
}
"""Those of POSIX, and of gawk's those that are used every day."""
