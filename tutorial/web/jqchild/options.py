"""The command line of a job."""

from tutorial.web.jqchild.outcome import SYSTEM, Stop

PRETTY, ASCII, SORTED, TAB = 1, 2, 8, 64
USAGE = (
    "Use jq --help for help with command-line options,\n"
    "or see the jq manpage, or online docs  at https://jqlang.github.io/jq\n"
)


class Options:
    """The options of a command line in their short form, as `tutorial/shell/commands/jq.py` passes them."""

    def __init__(self, words: list[str]) -> None:
        self.flags: set[str] = set()
        self.named: list[tuple[str, str, bool]] = []
        self.positional: list[tuple[str, bool]] = []
        self.indent = 2
        as_json = False
        words = list(words)
        while words:
            word = words.pop(0)
            if word in {"--arg", "--argjson"}:
                self.named.append((words.pop(0), words.pop(0), word == "--argjson"))
            elif word in {"--args", "--jsonargs"}:
                as_json = word == "--jsonargs"
            elif word == "--":
                self.positional.append((words.pop(0), as_json))
            elif word == "--indent":
                self._indent(words.pop(0))
            else:
                self._flag(word)

    def _flag(self, word: str) -> None:
        self.flags.add(word)
        if word == "-j":
            self.flags.add("-r")
        elif word == "-c":
            self.indent = 0
        elif word == "--tab":
            self.indent = -1

    def _indent(self, text: str) -> None:
        if not text.isascii() or not text.isdigit():
            raise Stop(SYSTEM, f"jq: Cannot indent {text} characters\n{USAGE}")
        if int(text) > 7:
            raise Stop(SYSTEM, f"jq: Cannot indent more than 7 characters\n{USAGE}")
        self.indent = int(text)

    @property
    def dump_flags(self) -> int:
        """The flags of `jv_dump_string` for a result."""
        layout = PRETTY | TAB if self.indent < 0 else self.indent << 8 | (PRETTY if self.indent else 0)
        return layout | (ASCII if "-a" in self.flags else 0) | (SORTED if "-S" in self.flags else 0)
