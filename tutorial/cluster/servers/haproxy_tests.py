"""What HAProxy's ACLs ask of a request: a sample, changed by converters, compared with values.

Source: HAProxy 2.0 doc/configuration.txt, sections 7.1 (matching), 7.3.1 (converters) and 7.3.6 (samples of HTTP). What
is not known here, as what is asked of TLS, does not hold.
"""

import re
from collections.abc import Callable

from tutorial.cluster.network.http import HttpRequest

_SAMPLE = re.compile(r"(?P<name>[\w.]+)(?:\((?P<argument>[^()]*)\))?(?P<converters>(?:,\w+(?:\([^()]*\))?)*)")
_CONVERTER = re.compile(r",(\w+)(?:\(([^()]*)\))?")
METHODS: dict[str, Callable[[str, tuple[str, ...]], bool]] = {
    "str": lambda found, values: found in values,
    "beg": lambda found, values: found.startswith(values),
    "end": lambda found, values: found.endswith(values),
    "sub": lambda found, values: any(value in found for value in values),
    "found": lambda found, values: True,
}
"""How a sample is compared, by the name that follows `-m` or stands behind the sample's own (`path_beg`)."""


def header(request: HttpRequest, name: str) -> str:
    """The value of a header, whatever the case of its name; empty where it is not there."""
    return next((value for key, value in request.headers if key.lower() == name.lower()), "")


def matches(test: tuple[str, ...], request: HttpRequest) -> bool:
    """Whether a request is what one test describes; `-i` leaves out of account how letters are written."""
    expression, *words = test
    name, _, method = expression.partition(",")[0].partition("(")[0].partition("_")
    if "-m" in words:
        at = words.index("-m")
        method, words = "".join(words[at + 1 : at + 2]), words[:at] + words[at + 2 :]
    values = tuple(word for word in words if word not in ("-i", "--"))
    found = _sample(f"{name}{expression.removeprefix(name).removeprefix(f'_{method}')}", request)
    if found is None or (method or "str") not in METHODS:
        return False
    if "-i" in words:
        found, values = found.lower(), tuple(value.lower() for value in values)
    return METHODS[method or "str"](found, values)


def _sample(expression: str, request: HttpRequest) -> str | None:
    """The text that is compared; None where there is none."""
    match = _SAMPLE.fullmatch(expression)
    if match is None:
        return None
    if match["name"] == "path":
        found: str | None = request.path.partition("?")[0]
    elif match["name"] in ("hdr", "req.hdr"):
        found = header(request, match["argument"] or "") or None
    else:
        return None
    for converter, argument in _CONVERTER.findall(match["converters"]):
        found = None if found is None else _converted(found, converter, argument)
    return found


def _converted(found: str, converter: str, argument: str) -> str | None:
    if converter == "lower":
        return found.lower()
    if converter == "field":
        number, _, delimiters = argument.partition(",")
        if number.isdecimal() and delimiters:
            fields = re.split(f"[{re.escape(delimiters)}]", found)
            return fields[int(number) - 1] if 0 < int(number) <= len(fields) else ""
    return None
