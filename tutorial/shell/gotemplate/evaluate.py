"""Filling a template from a document."""

import re
from collections.abc import Callable, Iterator, Mapping

from tutorial.cluster.jsontext import Json
from tutorial.shell.gojson import compact
from tutorial.shell.gotemplate.parse import Fault, Operand, Part, Pipeline, Template

MOST = 200_000
"""Characters and steps that one template may cost."""
_VERB = re.compile(r"%(?:%|(?:\.(\d{1,4}))?([svdqt]))")


def filled(template: Template, document: Json, unknown: Callable[[str], str]) -> str:
    """The text of a template for a document; `unknown` words what is wrong with a field that is not there.

    Fault in Go's words, or in ours where it takes too much.
    """
    return "".join(_Run(document, unknown).parts(template, document, {"$": document}))


class _Run:
    def __init__(self, document: Json, unknown: Callable[[str], str]) -> None:
        self.document, self.unknown, self.spent = document, unknown, 0

    def spend(self, text: str) -> str:
        """Count a piece of text, and the step that made it."""
        self.spent += len(text) + 1
        if self.spent > MOST:
            raise Fault(f"a template that takes more than {MOST:,} steps and characters is not supported here")
        return text

    def parts(self, template: Template, dot: Json, variables: Mapping[str, Json]) -> Iterator[str]:
        """The texts of some parts; variables that an action sets are known to those behind it."""
        known = dict(variables)
        for part in template:
            if part.kind == "text":
                yield self.spend(part.text)
                continue
            value = self.pipeline(part.pipeline, dot, known)
            if part.kind == "range":
                yield from self._range(part, value, dot, known)
            elif part.kind == "print" and part.variables:
                known[part.variables[0]] = value
            elif part.kind == "print":
                yield self.spend(printed(value))
            else:
                yield from self._chosen(part, value, dot, known)

    def _chosen(self, part: Part, value: Json, dot: Json, known: Mapping[str, Json]) -> Iterator[str]:
        inner = {**known, **dict.fromkeys(part.variables, value)}
        if truth(value):
            return self.parts(part.body, value if part.kind == "with" else dot, inner)
        return self.parts(part.otherwise, dot, inner)

    def _range(self, part: Part, value: Json, dot: Json, known: Mapping[str, Json]) -> Iterator[str]:
        """A body for each item, of a map by its keys."""
        if not isinstance(value, dict | list | None):
            raise Fault(f"range can't iterate over {printed(value)}")
        items = sorted(value.items()) if isinstance(value, dict) else list(enumerate(value or ()))
        for key, item in items:
            self.spend("")
            names = dict(zip(part.variables, (item,) if len(part.variables) == 1 else (key, item), strict=False))
            yield from self.parts(part.body, item, {**known, **names})
        if not items:
            yield from self.parts(part.otherwise, dot, known)

    def pipeline(self, pipeline: Pipeline, dot: Json, known: Mapping[str, Json]) -> Json:
        """The value of a pipeline: each command gets that of the one before as its last argument."""
        given: tuple[Json, ...] = ()
        for command in pipeline:
            given = (self._command(command, given, dot, known),)
        return given[0]

    def _command(
        self, command: tuple[Operand, ...], given: tuple[Json, ...], dot: Json, known: Mapping[str, Json]
    ) -> Json:
        first, rest = command[0], command[1:]
        if first.kind != "function":
            if rest or given:
                raise Fault("can't give argument to non-function")
            return self._operand(first, dot, known)
        arguments = [*(self._operand(each, dot, known) for each in rest), *given]
        value = called(str(first.value), arguments)
        self.spend(value if isinstance(value, str) else "")
        return value

    def _operand(self, operand: Operand, dot: Json, known: Mapping[str, Json]) -> Json:
        value: Json = dot
        if operand.kind == "variable":
            if operand.value not in known:
                raise Fault(f'template: :1: undefined variable "{operand.value}"', parsing=True)
            value = known[str(operand.value)]
        elif operand.kind == "pipeline":
            value = self.pipeline(operand.value, dot, known)  # type: ignore[arg-type]  # as the kind says
        elif operand.kind == "literal":
            value = operand.value
        elif operand.kind == "function":
            value = called(str(operand.value), [])
        return self._fields(operand, value)

    def _fields(self, operand: Operand, value: Json) -> Json:
        path = ("" if operand.kind == "dot" else str(operand.value)) + "".join(f".{name}" for name, _ in operand.fields)
        for name, _ in operand.fields:
            self.spend("")
            if not isinstance(value, dict) or name not in value:
                column = operand.fields[min(1, len(operand.fields) - 1)][1]
                raise Fault(f'template: :1:{column}: executing "" at <{path}>: {self.unknown(name)}')
            value = value[name]
        return value


def truth(value: Json) -> bool:
    """Whether `if` takes a value for true: what is neither empty, nor 0, nor nothing."""
    return bool(value)


def printed(value: Json) -> str:
    """A value as Go prints it."""
    if value is None:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(map(printed, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{printed(value[key])}' for key in sorted(value))}]"
    return str(value)


def called(name: str, arguments: list[Json]) -> Json:
    """The value of a function; Fault when there is none such, or its arguments are others than it takes."""
    function = FUNCTIONS.get(name)
    if function is None:
        raise Fault(f'template: :1: function "{name}" not defined', parsing=True)
    try:
        return function(*arguments)
    except LookupError as error:
        raise Fault(f"template: :1: error calling {name}: {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Fault(f"template: :1: error calling {name}: wrong number or type of arguments") from error


def _index(value: Json, *keys: Json) -> Json:
    """A value inside of another one; what a map does not have is nothing."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            raise LookupError(f"index out of range: {printed(key)}" if isinstance(value, list) else "can't index that")
    return value


def _printf(form: str, *values: Json) -> str:
    left = list(values)

    def verb(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        text = printed(left.pop(0)) if left else f"%!{found[2]}(MISSING)"
        text = text[: int(found[1])] if found[1] else text
        return compact(text) if found[2] == "q" else text

    return _VERB.sub(verb, form)


def _first(values: tuple[Json, ...], *, true: bool) -> Json:
    """`or` and `and`: the first value that is true or not, else the last."""
    return next((value for value in values if truth(value) == true), values[-1])


FUNCTIONS: Mapping[str, Callable[..., Json]] = {
    "and": lambda *values: _first(values, true=False),
    "eq": lambda value, *others: any(value == other for other in others),
    "index": _index,
    "join": lambda values, between: between.join(map(printed, values)),
    "json": compact,
    "len": len,
    "lower": lambda text: text.lower(),
    "ne": lambda value, other: value != other,
    "not": lambda value: not truth(value),
    "or": lambda *values: _first(values, true=True),
    "print": lambda *values: "".join(map(printed, values)),
    "printf": _printf,
    "println": lambda *values: " ".join(map(printed, values)) + "\n",
    "split": lambda text, between: text.split(between),
    "title": lambda text: text.title(),
    "truncate": lambda text, length: text[:length],
    "upper": lambda text: text.upper(),
}
"""Go's own and docker's (docker/cli templates.go), those that are of use here."""
