"""How changes are written: as editor's commands (the normal form), or with lines around them (the unified form)."""

from collections.abc import Iterator, Sequence

from tutorial.shell.differences.compare import Change

NO_NEWLINE = "\n\\ No newline at end of file\n"
Lines = Sequence[str]


def _shown(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{NO_NEWLINE}"


def normal(old: Lines, new: Lines, changes: list[Change]) -> str:
    """`2,3c2` and the lines themselves."""
    return "".join(_normal(old, new, change) for change in changes)


def _normal(old: Lines, new: Lines, change: Change) -> str:
    goes, comes = old[change.old : change.old_end], new[change.new : change.new_end]
    letter = "c" if goes and comes else "d" if goes else "a"
    head = f"{_numbers(change.old, change.old_end)}{letter}{_numbers(change.new, change.new_end)}\n"
    between = "---\n" if letter == "c" else ""
    return head + "".join(_shown("< ", line) for line in goes) + between + "".join(_shown("> ", line) for line in comes)


def _numbers(start: int, end: int) -> str:
    """The first and the last line of a range from 1; of one without lines the line before it."""
    return f"{start + 1},{end}" if end > start + 1 else str(end)


def unified(old: Lines, new: Lines, changes: list[Change], context: int) -> str:
    """Hunks with lines around the changes; changes that share such lines stand in one."""
    return "".join(_hunk(old, new, group, context) for group in _groups(changes, context))


def _groups(changes: list[Change], context: int) -> Iterator[list[Change]]:
    group: list[Change] = []
    for change in changes:
        if group and change.old - group[-1].old_end > 2 * context:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(old: Lines, new: Lines, group: list[Change], context: int) -> str:
    start, new_start = max(0, group[0].old - context), max(0, group[0].new - context)
    end, new_end = min(len(old), group[-1].old_end + context), min(len(new), group[-1].new_end + context)
    shown = [f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"]
    at = start
    for change in group:
        shown += [_shown(" ", line) for line in old[at : change.old]]
        shown += [_shown("-", line) for line in old[change.old : change.old_end]]
        shown += [_shown("+", line) for line in new[change.new : change.new_end]]
        at = change.old_end
    return "".join([*shown, *(_shown(" ", line) for line in old[at:end])])


def _range(start: int, end: int) -> str:
    return str(end) if end - start == 1 else f"{start if end == start else start + 1},{end - start}"
