"""tr: replaces, squeezes or deletes characters. Sets hold characters, where GNU's hold bytes."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.patterns import CLASSES
from tutorial.shell.texts import CHARACTERS_A_STEP, charged

_BYTES = "".join(map(chr, range(256)))
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ELEMENT = re.compile(r"\\([0-7]{1,3})|\\(.)|\[:([a-z]*):\]|\[=(.)=\]|\[(?:\\(.)|(.))\*([0-9]*)\]|(.)", re.DOTALL)
_ALL_TO_ONE = (
    "when translating with complemented character classes,\nstring2 must map all characters in the domain to one"
)
_CHARACTER = re.compile(r"\\([0-7]{1,3})|\\(.)|(.)", re.DOTALL)
LONGEST = 10_000
"""Characters of a set."""
_CASES = {"lower", "upper"}


def run(call: Call) -> Running:
    """Copies standard input to standard output, changed, as it comes."""
    options = parse_call(call, COMMAND, permute=False, exit_code=1)
    change = _Change(options)
    before = ""
    while text := (yield from call.stdin.read_some()):
        yield from charged(call, 1 + len(text) // CHARACTERS_A_STEP)
        changed, before = change.made(text, before)
        call.out(changed)
    return 0


def _fault(text: str) -> UsageError:
    return UsageError(f"{text}\nTry 'tr --help' for more information.", exit_code=1)


def _check_operands(options: Parsed) -> None:
    sets = options.operands
    deletes, squeezes = options.has("-d"), options.has("-s")
    least, most = 1 + (deletes == squeezes), 1 if deletes and not squeezes else 2
    if not sets:
        raise _fault("missing operand")
    if len(sets) < least:
        when = "both deleting and squeezing repeats" if deletes else "translating"
        raise _fault(f"missing operand after '{sets[-1]}'\nTwo strings must be given when {when}.")
    if len(sets) > most:
        only = "\nOnly one string may be given when deleting without squeezing repeats." if len(sets) == 2 else ""
        raise _fault(f"extra operand '{sets[most]}'{only}")


class _Change:
    """What is done to a text."""

    def __init__(self, options: Parsed) -> None:
        _check_operands(options)
        first = _Set(options.operands[0])
        second = _Set(options.operands[1]) if len(options.operands) > 1 else None
        self.complement = options.has("-c")
        self.first = frozenset(first.characters(0))
        self.deletes = options.has("-d")
        self.translates = second is not None and not self.deletes
        self.map: dict[str, str] = {}
        self.rest, self.sources = "", 0
        if first.fills >= 0:
            raise UsageError("the [c*] repeat construct may not appear in string1", exit_code=1)
        if second is not None and second.fills >= 0 and self.deletes:
            words = "the [c*] construct may appear in string2 only when translating"
            raise UsageError(words, exit_code=1)
        if second is not None and self.translates:
            self._translation(first, second, cut=options.has("-t"))
        squeezed = options.has("-s")
        self.squeezed: frozenset[str] | None = None
        if squeezed:
            self.squeezed = frozenset(second.characters(self.sources)) if second is not None else self.first
        self.squeezes_others = squeezed and second is None and self.complement

    def _translation(self, first: "_Set", second: "_Set", *, cut: bool) -> None:
        _check_classes(first, second)
        sources = first.characters(0)
        if self.complement:
            sources = "".join(mark for mark in _BYTES if mark not in self.first)
        self.sources = len(sources)
        targets = second.characters(self.sources)
        if cut:
            sources = sources[: len(targets)]
        if not targets and sources:
            raise UsageError("when not truncating set1, string2 must be non-empty", exit_code=1)
        targets += targets[-1:] * (len(sources) - len(targets))
        if self.complement and first.classes and (len(targets) < self.sources or len(set(targets)) > 1):
            raise UsageError(_ALL_TO_ONE, exit_code=1)
        self.map = dict(zip(sources, targets, strict=False))
        self.rest = targets[len(sources) - 1 : len(sources)]

    def made(self, text: str, before: str) -> tuple[str, str]:
        """The text, changed, and its last character; `before` is the one in front of it."""
        if self.deletes:
            text = "".join(mark for mark in text if (mark in self.first) == self.complement)
        elif self.translates:
            text = "".join(self._mapped(mark) for mark in text)
        if self.squeezed is not None:
            text, before = self._squeeze(text, before)
        return text, before

    def _mapped(self, mark: str) -> str:
        other = self.complement and mark > "\xff" and mark not in self.first
        return self.rest if other else self.map.get(mark, mark)

    def _squeeze(self, text: str, before: str) -> tuple[str, str]:
        kept: list[str] = []
        for mark in text:
            if mark != before or not self._is_squeezed(mark):
                kept.append(mark)
            before = mark
        return "".join(kept), before

    def _is_squeezed(self, mark: str) -> bool:
        return self.squeezed is not None and (mark in self.squeezed) != self.squeezes_others


def _check_classes(first: "_Set", second: "_Set") -> None:
    """A class in the second set is one of cases, with the other one at its place in the first."""
    for at, name in second.classes.items():
        if name not in _CASES:
            raise UsageError(
                "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
                exit_code=1,
            )
        if first.classes.get(at) not in _CASES:
            raise UsageError("misaligned [:upper:] and/or [:lower:] construct", exit_code=1)


class _Set:
    """A set as it is written: characters, ranges, classes, repeats."""

    def __init__(self, text: str) -> None:
        self.parts: list[str] = []
        self.classes: dict[int, str] = {}
        self.fills = -1
        self.length = 0
        self._read(text)

    def characters(self, length: int) -> str:
        """All characters in order; a repeat without a number fills them up to a length."""
        if self.fills < 0:
            return "".join(self.parts)
        mark = self.parts[self.fills]
        filled = mark * max(0, length - (self.length - 1))
        return "".join([*self.parts[: self.fills], filled, *self.parts[self.fills + 1 :]])

    def _read(self, text: str) -> None:
        at = 0
        while found := _ELEMENT.match(text, at):
            at = found.end()
            octal, escaped, name, same, quoted, repeated, count, plain = found.groups()
            if name is not None:
                self._class(name)
            elif count is not None:
                self._repeat(_ESCAPES.get(quoted, quoted) if quoted else repeated, count)
            elif text.startswith("-", at) and at + 1 < len(text) and not same:
                behind = _CHARACTER.match(text, at + 1)
                assert behind is not None, "there is a character"
                self._range(_character(octal, escaped, plain), _character(*behind.groups()))
                at = behind.end()
            else:
                self._add(same or _character(octal, escaped, plain))

    def _add(self, characters: str) -> None:
        self.parts.append(characters)
        self.length += len(characters)
        if self.length > LONGEST:
            raise UsageError(f"a set of more than {LONGEST:,} characters is not supported here", exit_code=1)

    def _class(self, name: str) -> None:
        known = CLASSES.get(name)
        if known is None:
            raise UsageError(f"invalid character class '{name}'", exit_code=1)
        self.classes[self.length] = name
        self._add("".join(mark for mark in _BYTES[:128] if known(mark)))

    def _repeat(self, mark: str, count: str) -> None:
        number = int(count[:9] or "0", 8 if re.fullmatch("0[0-7]+", count) else 10)
        if not number:
            if self.fills >= 0:
                raise UsageError("only one [c*] repeat construct may appear in string2", exit_code=1)
            self.fills = len(self.parts)
        self._add(mark * min(number or 1, LONGEST + 1))

    def _range(self, first: str, last: str) -> None:
        if first > last:
            raise UsageError(
                f"range-endpoints of '{first}-{last}' are in reverse collating sequence order", exit_code=1
            )
        self._add("".join(map(chr, range(ord(first), min(ord(last), ord(first) + LONGEST) + 1))))


def _character(octal: str | None, escaped: str | None, plain: str | None) -> str:
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return _ESCAPES.get(escaped, escaped) if escaped else plain or ""


COMMAND = Command(
    "tr",
    "Replace, squeeze or delete characters.",
    "tr [-cdst] SET1 [SET2]",
    run,
    (
        Option(("-d", "--delete"), "delete the characters of SET1"),
        Option(("-s", "--squeeze-repeats"), "one of equal characters behind each other"),
        Option(("-c", "--complement", "-C"), "the characters that are not in SET1"),
        Option(("-t", "--truncate-set1"), "use no more of SET1 than SET2 has characters"),
    ),
)
