"""What HAProxy's ACLs ask of a request: a sample, changed by converters, compared with values.

Source: HAProxy 2.0 doc/configuration.txt, sections 7.1 (matching), 7.3.1 (converters), 7.3.3 to 7.3.6 (samples of
connections, TLS and HTTP). What is not known here does not hold.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.servers import password_hashes

Users = Mapping[str, Mapping[str, str]]
"""Name of a user list → its users → what is kept of their passwords."""

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


def matches(test: tuple[str, ...], request: HttpRequest, users: Users) -> bool:
    """Whether a request is what one test describes; `-i` leaves out of account how letters are written. `users` are
    those that a password may be asked of."""
    expression, *words = test
    if (asked := _OF_CLIENTS.get(expression.partition("(")[0])) is not None:
        return asked(request, words, users.get(expression.partition("(")[2].removesuffix(")"), {}))
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


# Who asks


def _from(request: HttpRequest, words: list[str], known: Mapping[str, str]) -> bool:
    """Whether the client's address lies in one of some networks."""
    try:
        return any(ipv4.within(request.peer, word) for word in words)
    except ValueError:
        return False


def _with_password(request: HttpRequest, words: list[str], known: Mapping[str, str]) -> bool:
    """Whether the client has named a user of a list with his password."""
    kind, _, sent = header(request, "Authorization").partition(" ")
    try:
        user, colon, password = b64decode(sent.strip(), validate=True).decode().partition(":")
    except ValueError:
        return False
    return kind.lower() == "basic" and bool(colon) and user in known and password_hashes.fits(password, known[user])


_OF_CLIENTS: dict[str, Callable[[HttpRequest, list[str], Mapping[str, str]], bool]] = {
    "http_auth": _with_password,
    "src": _from,
    "ssl_fc": lambda request, words, known: request.tls,
    "ssl_fc_sni": lambda request, words, known: request.server_name != "" and request.server_name in words,
}
"""What is asked of the client and its connection: by the request, the words of the test, the users of its list."""
