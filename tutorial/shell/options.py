"""Command-line options: parsed from a command's own list of them, so an option that is not listed is refused."""

from dataclasses import dataclass, field
from difflib import get_close_matches

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.errors import UsageError

LONGEST = 40
"""Characters of an option that are compared with those that are supported."""


@dataclass(slots=True)
class Parsed:
    """The options given, by the first flag of each, with their arguments in order; and the operands."""

    given: dict[str, list[str]] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)
    order: list[tuple[str, str]] = field(default_factory=list)

    def has(self, flag: str) -> bool:
        """Whether the option was given."""
        return flag in self.given

    def last(self, flag: str, default: str = "") -> str:
        """The argument of the option's last use."""
        return self.given[flag][-1] if flag in self.given else default

    def all(self, flag: str) -> list[str]:
        """The arguments of all of the option's uses."""
        return self.given.get(flag, [])


def parse_call(call: Call, command: Command, *, permute: bool = True, exit_code: int = 2) -> Parsed:
    """The options and operands of a call; UsageError with this exit code for one that is not supported."""
    try:
        return parse_options(command.options, call.args, permute=permute)
    except UsageError as fault:
        fault.exit_code = exit_code
        raise


def parse_options(options: tuple[Option, ...], args: tuple[str, ...], *, permute: bool = True) -> Parsed:
    """As getopt does it: short flags may stand together, a long one may have `=value`; `--` ends the options.

    Without `permute` the first operand ends them too.
    """
    return _Parser(options, args, permute=permute).parse()


class _Parser:
    def __init__(self, options: tuple[Option, ...], args: tuple[str, ...], *, permute: bool) -> None:
        self.flags = {flag: option for option in options for flag in option.flags}
        self.args, self.permute = list(args), permute
        self.parsed = Parsed()

    def parse(self) -> Parsed:
        while self.args:
            word = self.args.pop(0)
            if word == "--":
                break
            if word in self.flags and not (word.startswith("-") and len(word) == 2):
                self._long(word, "", has_value=False)
            elif word.startswith("--"):
                name, mark, value = word.partition("=")
                self._long(name, value, has_value=bool(mark))
            elif word.startswith("-") and len(word) > 1:
                self._short(word)
            else:
                self.parsed.operands.append(word)
                if not self.permute:
                    break
        self.parsed.operands += self.args
        return self.parsed

    def _long(self, name: str, value: str, *, has_value: bool) -> None:
        option = self._find(name)
        if option.argument and not has_value:
            value = self._next(name)
        elif has_value and not option.argument:
            raise UsageError(f"option {name} takes no argument")
        self._note(option, value)

    def _short(self, word: str) -> None:
        letters = word[1:]
        while letters:
            flag, letters = f"-{letters[0]}", letters[1:]
            option = self._find(flag)
            if option.argument:
                self._note(option, letters or self._next(flag))
                return
            self._note(option, "")

    def _find(self, flag: str) -> Option:
        option = self.flags.get(flag)
        if option is None:
            known = " ".join(sorted(self.flags)) or "none"
            near = get_close_matches(flag[:LONGEST], self.flags, n=1)
            hint = f"; nearest: {near[0]}" if near else ""
            raise UsageError(f"option {flag} is not supported here; supported: {known}{hint}")
        return option

    def _next(self, flag: str) -> str:
        if not self.args:
            raise UsageError(f"option {flag} requires an argument")
        return self.args.pop(0)

    def _note(self, option: Option, value: str) -> None:
        self.parsed.given.setdefault(option.flags[0], []).append(value)
        self.parsed.order.append((option.flags[0], value))
