"""awk's own functions. Each gets the interpreter and its arguments as they are written."""

import math
import re
from collections.abc import Callable, Generator
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from tutorial.cluster.waits import Wait
from tutorial.shell.awk import records
from tutorial.shell.awk.chance import Chance
from tutorial.shell.awk.printing import formatted
from tutorial.shell.awk.syntax import Expression, Field, Number, Regex, Variable
from tutorial.shell.awk.values import Outside, Value, compare, number
from tutorial.shell.errors import UsageError
from tutorial.shell.moments import written
from tutorial.shell.regex import Match, Search
from tutorial.shell.texts import charged

if TYPE_CHECKING:
    from tutorial.shell.awk.evaluator import Evaluator

Expressions = tuple[Expression, ...]
Evaluating = Generator[Wait, Any, Value]
Function = Callable[["Evaluator", Expressions], Evaluating]
_RECORD = Field(Number(0.0))


def _of_values(work: "Callable[[Evaluator, list[Value]], Value]") -> Function:
    """A function that needs nothing but the values of its arguments."""

    def function(awk: "Evaluator", arguments: Expressions) -> Evaluating:
        return work(awk, (yield from awk.arguments(arguments)))

    return function


def _of_number(work: Callable[[float], float]) -> Function:
    def function(awk: "Evaluator", arguments: Expressions) -> Evaluating:
        try:
            return work(number((yield from awk.value(arguments[0]))))
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return function


# Texts


def _length(awk: "Evaluator", arguments: Expressions) -> Evaluating:
    argument = arguments[0] if arguments else _RECORD
    if isinstance(argument, Variable) and isinstance(awk.scope.where(argument.name).get(argument.name), dict):
        return float(len(awk.scope.array(argument.name)))
    return float(len(awk.text((yield from awk.value(argument)))))


def _index(awk: "Evaluator", values: list[Value]) -> Value:
    return float(awk.text(values[0]).find(awk.text(values[1])) + 1)


def _rounded(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(round(value))


def _substr(awk: "Evaluator", values: list[Value]) -> Value:
    """The characters from a place on; places are rounded, and those before the first do not count."""
    whole = awk.text(values[0])
    first = _rounded(number(values[1]))
    behind = first + _rounded(number(values[2])) if len(values) > 2 else math.inf
    if math.isnan(first) or math.isnan(behind):
        return ""
    start = max(first, 1.0)
    end = min(behind, len(whole) + 1.0)
    return awk.made(whole[int(start) - 1 : int(end) - 1]) if start < end else ""


def _sprintf(awk: "Evaluator", values: list[Value]) -> Value:
    return awk.made(formatted(awk.text(values[0]), values[1:], awk.scope.text("CONVFMT")))


def _split(awk: "Evaluator", arguments: Expressions) -> Evaluating:
    whole = awk.text((yield from awk.value(arguments[0])))
    array = awk.scope.array(_name(arguments[1]))
    if len(arguments) < 3:
        parts = yield from records.split(awk.context, awk.patterns, whole, awk.scope.text("FS"))
    elif isinstance(arguments[2], Regex):
        source = arguments[2].source
        by = f"({source})" if len(source) < 2 else source
        parts = yield from records.split(awk.context, awk.patterns, whole, by)
    else:
        separator = awk.text((yield from awk.value(arguments[2])))
        parts = yield from records.split(awk.context, awk.patterns, whole, separator)
    awk.context.move(len(whole))
    awk.scope.fill(array, parts)
    return float(len(parts))


def _name(argument: Expression) -> str:
    if not isinstance(argument, Variable):
        raise UsageError("fatal: an array is wanted as an argument", exit_code=2)
    return argument.name


# Patterns


def _match(awk: "Evaluator", arguments: Expressions) -> Evaluating:
    subject = awk.text((yield from awk.value(arguments[0])))
    search = awk.patterns.of((yield from awk.pattern(arguments[1])))
    found = yield from search.match(awk.context, subject)
    start, length = (found.start + 1, found.end - found.start) if found else (0, -1)
    awk.scope.put("RSTART", float(start))
    awk.scope.put("RLENGTH", float(length))
    if len(arguments) > 2:
        array = awk.scope.array(_name(arguments[2]))
        awk.scope.clear(array)
        for at in range(search.count + 1):
            if found and (at == 0 or at in found.groups):
                awk.scope.set_element(array, str(at), Outside(found.group(at)))
    return float(start)


_INSTEAD = re.compile(r"\\\\(?=&)|\\&|&")
_INSTEAD_OF_GROUPS = re.compile(r"\\\\|\\&|\\[0-9]|&")


def _instead(replacement: str, match: Match) -> str:
    def part(found: "re.Match[str]") -> str:
        return {"&": match.group(0), "\\&": "&"}.get(found[0], "\\")

    return _INSTEAD.sub(part, replacement)


def _instead_of_groups(replacement: str, match: Match) -> str:
    def part(found: "re.Match[str]") -> str:
        if found[0][1:].isdigit():
            return match.group(int(found[0][1:]))
        return {"&": match.group(0), "\\&": "&"}.get(found[0], "\\")

    return _INSTEAD_OF_GROUPS.sub(part, replacement)


def _replaced(
    awk: "Evaluator", search: Search, subject: str, instead: Callable[[Match], str], which: int | None
) -> Generator[Wait, Any, tuple[str, int]]:
    """The text with all matches replaced, or only one by its number; and how many were."""
    pieces: list[str] = []
    at = count = seen = 0
    match: Match | None = None
    while (match := (yield from search.following(awk.context, subject, match))) is not None:
        seen += 1
        if which is not None and seen < which:
            continue
        count += 1
        pieces += [subject[at : match.start], instead(match)]
        awk.context.move(len(pieces[-1]))
        at = match.end
        if which is not None:
            break
    return awk.made("".join([*pieces, subject[at:]])), count


def _substituting(which: int | None) -> Function:
    def function(awk: "Evaluator", arguments: Expressions) -> Evaluating:
        search = awk.patterns.of((yield from awk.pattern(arguments[0])))
        replacement = awk.text((yield from awk.value(arguments[1])))
        place = arguments[2] if len(arguments) > 2 else _RECORD
        subject = awk.text((yield from awk.value(place)))
        made, count = yield from _replaced(awk, search, subject, lambda found: _instead(replacement, found), which)
        if count:
            yield from awk.store(place, made)
        return float(count)

    return function


def _gensub(awk: "Evaluator", arguments: Expressions) -> Evaluating:
    search = awk.patterns.of((yield from awk.pattern(arguments[0])))
    replacement = awk.text((yield from awk.value(arguments[1])))
    how = yield from awk.value(arguments[2])
    which = None if awk.text(how)[:1] in {"g", "G"} else max(1, int(number(how)))
    subject = awk.text((yield from awk.value(arguments[3] if len(arguments) > 3 else _RECORD)))
    made, _ = yield from _replaced(awk, search, subject, lambda found: _instead_of_groups(replacement, found), which)
    return made


# Arrays


def _sorting(*, keys: bool) -> Function:
    def function(awk: "Evaluator", arguments: Expressions) -> Evaluating:
        source = awk.scope.array(_name(arguments[0]))
        found: list[Value] = [Outside(key) for key in source] if keys else list(source.values())
        yield from charged(awk.call, len(found))
        if keys:
            found.sort(key=awk.text)
        else:
            found = _in_order(found)
        target = awk.scope.array(_name(arguments[1])) if len(arguments) > 1 else source
        awk.scope.clear(target)
        for at, value in enumerate(found, 1):
            awk.scope.set_element(target, str(at), value)
        return float(len(found))

    return function


def _in_order(values: list[Value]) -> list[Value]:
    """Numbers before texts, each in their order."""

    def order(one: Value, other: Value) -> int:
        numbers = [not isinstance(value, str) or isinstance(value, Outside) for value in (one, other)]
        return compare(one, other, "%.6g") if numbers[0] == numbers[1] else 1 - 2 * numbers[0]

    return sorted(values, key=cmp_to_key(order))


# Chance, time, the world outside


def _rand(awk: "Evaluator", values: list[Value]) -> Value:
    chance: Chance = awk.kept.setdefault("chance", Chance(1))
    return chance.next()


def _srand(awk: "Evaluator", values: list[Value]) -> Value:
    before: float = awk.kept.get("seed", 0.0)
    seed = number(values[0]) if values else float(_now_ms(awk) // 1000)
    awk.kept["seed"] = seed
    awk.kept["chance"] = Chance(int(seed) if math.isfinite(seed) else 0)
    return before


def _now_ms(awk: "Evaluator") -> int:
    return awk.call.world.state.epoch_ms + awk.call.world.now_ms


def _strftime(awk: "Evaluator", values: list[Value]) -> Value:
    form = awk.text(values[0]) if values else "%a %b %e %H:%M:%S %Z %Y"
    seconds = number(values[1]) if len(values) > 1 else float(_now_ms(awk) // 1000)
    return awk.made(written(int(max(-6e10, min(seconds, 2e11))) * 1000, form))


def _strtonum(awk: "Evaluator", values: list[Value]) -> Value:
    shown = awk.text(values[0]).strip()
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,16}", shown):
        return float(int(shown, 16))
    return float(int(shown, 8)) if re.fullmatch(r"0[0-7]{1,20}", shown) else number(values[0])


def _bits(work: Callable[[int, int], int]) -> Function:
    def combined(awk: "Evaluator", values: list[Value]) -> Value:
        one, other = (int(max(0.0, min(number(value), 2.0**53))) for value in values)
        return float(work(one, other) & (2**53 - 1))

    return _of_values(combined)


def _system(awk: "Evaluator", arguments: Expressions) -> Evaluating:
    command = awk.text((yield from awk.value(arguments[0])))
    return float((yield from awk.channels.run(command)))


def _close(awk: "Evaluator", arguments: Expressions) -> Evaluating:
    return float((yield from awk.channels.close(awk.text((yield from awk.value(arguments[0]))))))


FUNCTIONS: dict[str, Function] = {
    "length": _length,
    "index": _of_values(_index),
    "substr": _of_values(_substr),
    "sprintf": _of_values(_sprintf),
    "split": _split,
    "match": _match,
    "sub": _substituting(1),
    "gsub": _substituting(None),
    "gensub": _gensub,
    "tolower": _of_values(lambda awk, values: awk.made(awk.text(values[0]).lower())),
    "toupper": _of_values(lambda awk, values: awk.made(awk.text(values[0]).upper())),
    "asort": _sorting(keys=False),
    "asorti": _sorting(keys=True),
    "int": _of_number(lambda value: float(math.trunc(value)) if math.isfinite(value) else value),
    "sqrt": _of_number(math.sqrt),
    "exp": _of_number(math.exp),
    "log": _of_number(lambda value: -math.inf if value == 0 else math.log(value)),
    "sin": _of_number(math.sin),
    "cos": _of_number(math.cos),
    "atan2": _of_values(lambda awk, values: math.atan2(number(values[0]), number(values[1]))),
    "rand": _of_values(_rand),
    "srand": _of_values(_srand),
    "systime": _of_values(lambda awk, values: float(_now_ms(awk) // 1000)),
    "strftime": _of_values(_strftime),
    "strtonum": _of_values(_strtonum),
    "and": _bits(lambda one, other: one & other),
    "or": _bits(lambda one, other: one | other),
    "xor": _bits(lambda one, other: one ^ other),
    "lshift": _bits(lambda one, other: one << min(other, 64)),
    "rshift": _bits(lambda one, other: one >> min(other, 64)),
    "compl": _of_number(lambda value: float((2**53 - 1) ^ int(max(0.0, min(value, 2.0**53 - 1))))),
    "system": _system,
    "close": _close,
    "fflush": _of_values(lambda awk, values: 0.0),
}
