"""The words of an iptables command line, and its complaints.

Source: iptables 1.4.21 iptables.c, xtables.c; the texts are those of iptables-legacy under that version's name.
"""

NAME = "iptables v1.4.21"
HINT = "Try `iptables -h' or 'iptables --help' for more information."
UPGRADE = "Perhaps iptables or your kernel needs to be upgraded."
PARAMETER, OTHER, KERNEL = 2, 3, 1
"""Exit codes: for wrong words, for what cannot be done at all, for what the kernel refuses."""


class Problem(Exception):
    """What iptables says, and its exit code."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def wrong(text: str) -> Problem:
    """A complaint about the words of a command line."""
    return Problem(f"{NAME}: {text}\n{HINT}", PARAMETER)


def refused(text: str) -> Problem:
    """What the kernel answered."""
    return Problem(f"iptables: {text}", KERNEL)


def argument(words: list[str], option: str) -> str:
    """The argument of an option, taken from the words behind it."""
    if not words:
        raise wrong(f'option "{option}" requires an argument')
    return words.pop(0)
