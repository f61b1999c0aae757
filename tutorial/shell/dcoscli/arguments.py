"""Arguments of the Python half, matched as docopt does against what a subcommand takes."""

from dataclasses import dataclass, field


class BadUsage(Exception):
    """The words match none of the usage patterns."""


@dataclass(slots=True)
class Arguments:
    """Options given, with their values, and positional words."""

    options: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def has(self, option: str) -> bool:
        """Whether an option was given."""
        return option in self.options


def parse(words: tuple[str, ...], flags: str, least: int, most: int | None) -> Arguments:
    """Words against options (`--force --app-version=` …) and a number of positional words; BadUsage otherwise."""
    known = {flag.rstrip("="): flag.endswith("=") for flag in flags.split()}
    found = Arguments()
    positional: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            positional += waiting
            break
        if not word.startswith("-") or word == "-":
            positional.append(word)
            continue
        name, mark, value = word.partition("=")
        name = {"-q": "--quiet", "-h": "--help"}.get(name, name)
        if name not in known or bool(mark) > known[name]:
            raise BadUsage
        if known[name] and not mark:
            if not waiting:
                raise BadUsage
            value = waiting.pop(0)
        found.options[name] = value
    if len(positional) < least or (most is not None and len(positional) > most):
        raise BadUsage
    found.words = tuple(positional)
    return found
