"""grep: prints the lines that match a pattern."""

from collections import deque
from collections.abc import Generator, Iterator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed, parse_options
from tutorial.shell.regex import Search, parse
from tutorial.shell.regex.pattern import SIZE_LIMIT, TOO_BIG, Assert, Chain, Either, PatternFault, Tree, literal
from tutorial.shell.streams import Source, TextSource
from tutorial.shell.texts import charged, read_file

STDIN = "(standard input)"
USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"


def run(call: Call) -> Running:
    """0 when a line was selected, 1 when none was, 2 when something went wrong."""
    options = parse_options(COMMAND.options, tuple(_context_option(word) for word in call.args))
    operands = list(options.operands)
    if not (options.has("-e") or options.has("-f")):
        if not operands:
            call.err(USAGE)
            return 2
        options.given["-e"] = [operands.pop(0)]
    job = _Job(call, options, many=len(operands) > 1)
    return (yield from job.run(operands))


def _context_option(word: str) -> str:
    """`-3` means `-C3`."""
    return f"-C{word[1:]}" if word[:1] == "-" and word[1:].isdigit() else word


def _tree(call: Call, options: Parsed) -> Tree:
    if sum(map(options.has, ("-E", "-F", "-G"))) > 1:
        raise UsageError("conflicting matchers specified")
    texts = options.all("-e") + [read_file(call, path).removesuffix("\n") for path in options.all("-f")]
    lines = [line for text in texts for line in text.split("\n")]
    if len(lines) > SIZE_LIMIT:
        raise PatternFault(TOO_BIG, exit_code=2)
    if options.has("-F"):
        trees = [literal(line) for line in lines]
    else:
        trees = [parse(line, extended=options.has("-E")) for line in lines]
    tree: Tree = trees[0] if len(trees) == 1 else Either(tuple(trees))
    if options.has("-x"):
        return Chain((Assert("^"), tree, Assert("$")))
    return Chain((Assert("("), tree, Assert(")"))) if options.has("-w") else tree


def _length(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"{text}: invalid context length argument")
    return int(text[:9])


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UsageError("invalid max count")
    return int(text[:9])


class _Job:
    """One run over several inputs."""

    def __init__(self, call: Call, options: Parsed, *, many: bool) -> None:
        self.call, self.options = call, options
        self.search = Search(_tree(call, options), ignore_case=options.has("-i"))
        asked = [flag for flag, _ in options.order if flag in {"-H", "-h"}]
        self.named = asked[-1] == "-H" if asked else many or options.has("-r")
        around = options.last("-C", "0")
        self.context = options.has("-A") or options.has("-B") or options.has("-C")
        self.before, self.behind = _length(options.last("-B", around)), _length(options.last("-A", around))
        self.limit = _count(options.last("-m")) if options.has("-m") else None
        self.selected = self.fault = False

    def run(self, operands: list[str]) -> Running:
        for path in self._paths(operands):
            yield from self._one(path)
            if self.selected and self.options.has("-q"):
                return 0
        return 2 if self.fault else int(not self.selected)

    def _paths(self, operands: list[str]) -> Iterator[str]:
        recursive = self.options.has("-r")
        for path in operands or (["."] if recursive else ["-"]):
            if recursive and self._is_folder(path):
                yield from self._inside(path, plain=not operands)
            else:
                yield path

    def _is_folder(self, path: str) -> bool:
        session = self.call.session
        found = files.lookup(session.world, session.place, files.absolute(session.cwd, path))
        return path != "-" and found is not None and found.is_dir

    def _inside(self, folder: str, *, plain: bool) -> Iterator[str]:
        session = self.call.session
        for name in files.listing(session.world, session.place, files.absolute(session.cwd, folder)):
            path = name if plain else f"{folder.rstrip('/')}/{name}"
            if self._is_folder(path):
                yield from self._inside(path, plain=False)
            else:
                yield path

    def _one(self, path: str) -> Generator[Wait, Any, None]:
        try:
            source: Source = self.call.stdin if path == "-" else TextSource(read_file(self.call, path))
            yield from self._lines(source, STDIN if path == "-" else path)
        except ShellError as fault:
            self.fault = True
            if not self.options.has("-s"):
                self.call.err(f"grep: {fault}\n")

    def _lines(self, source: Source, name: str) -> Generator[Wait, Any, None]:
        count, number, last, left = 0, 0, 0, 0
        waiting: deque[tuple[int, str]] = deque(maxlen=self.before)
        while line := (yield from source.read_line()):
            number += 1
            text = line.removesuffix("\n")
            enough = self.limit is not None and count >= self.limit
            if enough and not left:
                break
            if enough or (yield from self._matches(text)) == self.options.has("-v"):
                if left:
                    self._show(name, number, text, "-")
                    left, last = left - 1, number
                elif self.before:
                    waiting.append((number, text))
                continue
            count, self.selected = count + 1, True
            if self.options.has("-q") or self.options.has("-l"):
                break
            for before, kept in waiting:
                last = self._separated(before, last)
                self._show(name, before, kept, "-")
            waiting.clear()
            last, left = self._separated(number, last), self.behind
            yield from self._selected(name, number, text)
        self._summary(name, count)

    def _matches(self, text: str) -> Generator[Wait, Any, bool]:
        yield from charged(self.call, 1)
        return (yield from self.search.occurs(self.call.context, text))

    # Printing

    def _separated(self, number: int, last: int) -> int:
        """Print `--` where lines were left out between two groups; the new last line."""
        if self.context and last and number > last + 1 and not self.options.has("-c"):
            self.call.out("--\n")
        return number

    def _show(self, name: str, number: int, text: str, mark: str) -> None:
        if self.options.has("-c") or (self.options.has("-o") and mark == "-"):
            return
        head = (f"{name}{mark}" if self.named else "") + (f"{number}{mark}" if self.options.has("-n") else "")
        self.call.out(f"{head}{text}\n")

    def _selected(self, name: str, number: int, text: str) -> Generator[Wait, Any, None]:
        if not self.options.has("-o"):
            self._show(name, number, text, ":")
            return
        at = 0
        while not self.options.has("-v") and at <= len(text):
            found = yield from self.search.span(self.call.context, text, at)
            if found is None:
                return
            if found[1] > found[0]:
                self._show(name, number, text[slice(*found)], ":")
            at = max(found[1], found[0] + 1)

    def _summary(self, name: str, count: int) -> None:
        if self.options.has("-q"):
            return
        if self.options.has("-l"):
            self.call.out(f"{name}\n" if count else "")
        elif self.options.has("-c"):
            self.call.out(f"{name}:{count}\n" if self.named else f"{count}\n")


COMMAND = Command(
    "grep",
    "Print the lines that match a pattern.",
    "grep [OPTION…] PATTERN [FILE…]",
    run,
    (
        Option(("-i", "--ignore-case", "-y"), "upper and lower case are the same"),
        Option(("-v", "--invert-match"), "the lines that do not match"),
        Option(("-n", "--line-number"), "with line numbers"),
        Option(("-c", "--count"), "only how many"),
        Option(("-o", "--only-matching"), "only what matches, each on a line"),
        Option(("-E", "--extended-regexp"), "the pattern is an extended regular expression"),
        Option(("-F", "--fixed-strings"), "the pattern is plain text"),
        Option(("-G", "--basic-regexp"), "the pattern is a basic regular expression (default)"),
        Option(("-w", "--word-regexp"), "match whole words only"),
        Option(("-x", "--line-regexp"), "match whole lines only"),
        Option(("-q", "--quiet", "--silent"), "print nothing: the exit code tells"),
        Option(("-s", "--no-messages"), "say nothing of files that can't be read"),
        Option(("-l", "--files-with-matches"), "only the names of files"),
        Option(("-H", "--with-filename"), "with the file's name"),
        Option(("-h", "--no-filename"), "without it"),
        Option(("-r", "--recursive", "-R"), "all files in a folder"),
        Option(("-m", "--max-count"), "stop after so many lines", "N"),
        Option(("-A", "--after-context"), "and so many lines behind", "N"),
        Option(("-B", "--before-context"), "and so many lines before", "N"),
        Option(("-C", "--context"), "both; -N means -C N", "N"),
        Option(("-e", "--regexp"), "a pattern; may be given several times", "PATTERN"),
        Option(("-f", "--file"), "patterns, one a line", "FILE"),
        Option(("--color", "--colour", "--color=auto", "--color=never"), "no colours (there are none)"),
    ),
)
