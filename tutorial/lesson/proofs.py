"""Reads `proofs/<goal>.toml`: scripts of which a goal is met, and scripts of which it must not be, with the hint that
is then shown."""

import re
import tomllib

from tutorial.lesson.model import Goal, Script
from tutorial.lesson.reader import Reader, Table

FOLDER = "proofs"
KINDS = ("accepted", "refused")
FEWEST = {"accepted": 3, "refused": 5}
FIELDS = {"accepted": {"why", "from", "script"}, "refused": {"why", "from", "script", "hint", "then"}}
HEADER = re.compile(r"\s*\[\[\s*(accepted|refused)\s*\]\]")


def scripts_of(reader: Reader, goals: tuple[Goal, ...], steps: int) -> tuple[Script, ...]:
    """Every script of a lesson's proofs, in the order of its goals; none where it has no folder of proofs."""
    folder = reader.folder / FOLDER
    if not folder.is_dir():
        return ()
    names = [goal.id for goal in goals]
    for path in sorted(folder.iterdir()):
        if path.suffix != ".toml" or path.stem not in names:
            reader.fault(f"{FOLDER}/{path.name}", f"proves no goal: the goals are {', '.join(names)}")
    return tuple(script for goal in goals for script in _scripts(reader, goal, steps))


def _scripts(reader: Reader, goal: Goal, steps: int) -> list[Script]:
    file = f"{FOLDER}/{goal.id}.toml"
    text = reader.text_of(reader.folder / file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reader.fault(file, str(error))
        return []
    reader.only(table, set(KINDS), file=file)
    places = {kind: [n for n, line in enumerate(text.splitlines(), 1) if _opens(line, kind)] for kind in KINDS}
    found = [
        _script(reader, goal, given, (kind, file, number), steps)
        for kind in KINDS
        for (_, given), number in zip(reader.tables(table, kind, file=file), places[kind], strict=False)
    ]
    _enough(reader, file, found)
    return found


def _opens(line: str, kind: str) -> bool:
    match = HEADER.match(line)
    return match is not None and match[1] == kind


def _script(reader: Reader, goal: Goal, given: Table, at: tuple[str, str, int], steps: int) -> Script:
    """One script; what is wrong in it is named with the line at which its table begins."""
    kind, file, number = at
    place = f"{file}:{number}"
    reader.only(given, FIELDS[kind], file=place)
    step: int = reader.field(given, "from", int, goal.step, file=place)
    hint: int = reader.field(given, "hint", int, ..., file=place) if kind == "refused" else 0
    if not 1 <= step <= steps:
        reader.fault(place, f"from must be a step from 1 to {steps}, not {step}")
    if kind == "refused" and "hint" in given and not 1 <= hint <= len(goal.hints):
        reader.fault(
            place, f"hint must be the number of a hint of {goal.id!r}, from 1 to {len(goal.hints)}, not {hint}"
        )
    return Script(
        goal=goal.id,
        accepted=kind == "accepted",
        why=reader.field(given, "why", str, ..., file=place),
        text=reader.field(given, "script", str, ..., file=place),
        step=step,
        hint=hint,
        then=reader.field(given, "then", str, "", file=place) if "then" in given else None,
        place=f"{reader.folder.name}/{place}",
    )


def _enough(reader: Reader, file: str, found: list[Script]) -> None:
    for kind, fewest in FEWEST.items():
        own = [script for script in found if script.accepted == (kind == "accepted")]
        if len({(script.step, script.text.strip()) for script in own}) < len(own):
            reader.fault(file, f"two {kind} scripts are the same")
        if len(own) < fewest:
            reader.fault(file, f"has {len(own)} {kind} script(s); there must be at least {fewest}")
    if not any(script.then is not None for script in found):
        reader.fault(file, "no refused script has `then`: one must be right, but not yet finished")
