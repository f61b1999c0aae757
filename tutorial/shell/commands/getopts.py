"""getopts: takes the options of a script or function, one a call."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import ShellError

LEAST = 2


def run(call: Call) -> int:
    """The next option goes into the variable, its argument into `OPTARG`, its place into `OPTIND`; 1 at the end."""
    if len(call.args) < LEAST:
        raise ShellError("usage: getopts optstring name [arg ...]", label="bash: getopts")
    known, name, *given = call.args
    session = call.session
    words = tuple(given) or session.arguments
    number = session.get("OPTIND") or "1"
    return _Options(call, known, name, words).take(int(number) if number.isdigit() and number != "0" else 1)


class _Options:
    def __init__(self, call: Call, known: str, name: str, words: tuple[str, ...]) -> None:
        self.call, self.known, self.name, self.words = call, known, name, words

    def take(self, at: int) -> int:
        """Take the option at a word, or within it; which letter is next there is kept with the session."""
        session = self.call.session
        word = self.words[at - 1] if at <= len(self.words) else ""
        if len(word) <= 1 or not word.startswith("-") or word == "--":
            session.put("OPTIND", str(at + (word == "--")))
            session.put(self.name, "?")
            session.remove("OPTARG")
            return 1
        within = session.option_word == at and session.option_letter < len(word)
        return self._letter(word, at, session.option_letter if within else 1)

    def _letter(self, word: str, at: int, letter: int) -> int:
        session, mark = self.call.session, word[letter]
        place = self.known.find(mark) if mark != ":" else -1
        takes = place >= 0 and self.known[place + 1 : place + 2] == ":"
        rest, following = word[letter + 1 :], at + 1
        found, argument = mark, None
        if place < 0:
            found, argument = self._fault("?", f"illegal option -- {mark}", mark)
        elif takes and rest:
            argument, rest = rest, ""
        elif takes and at < len(self.words):
            argument, following = self.words[at], at + 2
        elif takes:
            found, argument = self._fault(":", f"option requires an argument -- {mark}", mark)
        goes_on = bool(rest) and not (takes and place >= 0)
        session.option_word, session.option_letter = (at, letter + 1) if goes_on else (following, 1)
        session.put("OPTIND", str(at if goes_on else following))
        session.put(self.name, found)
        if argument is None:
            session.remove("OPTARG")
        else:
            session.put("OPTARG", argument)
        return 0

    def _fault(self, silent: str, words: str, mark: str) -> tuple[str, str | None]:
        if self.known.startswith(":"):
            return silent, mark
        self.call.err(f"bash: {words}\n")
        return "?", None


COMMAND = Command(
    "getopts", "Take the options of a script or function, one a call.", "getopts LETTERS NAME [WORD…]", run, helps=False
)
