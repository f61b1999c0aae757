"""From curl's options to the request that it sends."""

from base64 import b64encode
from collections.abc import Generator
from typing import Any
from urllib.parse import quote_plus

from tutorial.cluster.network.http import Headers
from tutorial.cluster.waits import Wait
from tutorial.shell.command import Call
from tutorial.shell.curl.url import Url
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed
from tutorial.shell.texts import read_input

AGENT = "curl/7.88.1"
FORM = "application/x-www-form-urlencoded"
DATA = frozenset({"-d", "--data-raw", "--data-binary", "--data-urlencode"})
INFERRED = frozenset({"GET", "POST", "HEAD"})
Text = Generator[Wait, Any, str]


def body_of(call: Call, options: Parsed) -> Text:
    """All data options joined, in the order in which they were given."""
    pieces: list[str] = []
    for flag, value in options.order:
        if flag in DATA:
            pieces.append((yield from _DATA[flag](call, value)))
    return "&".join(pieces)


def _plain(call: Call, value: str) -> Text:
    if not value.startswith("@"):
        return value
    text = yield from _file(call, value[1:])
    return text.replace("\r", "").replace("\n", "")


def _binary(call: Call, value: str) -> Text:
    return (yield from _file(call, value[1:])) if value.startswith("@") else value


def _raw(call: Call, value: str) -> Text:
    yield from ()
    return value


def _encoded(call: Call, value: str) -> Text:
    """`content`, `=content`, `name=content`, `@file`, `name@file`."""
    at = next((at for at, mark in enumerate(value) if mark in "=@"), -1)
    if at < 0:
        return quote_plus(value).replace("+", "%20")
    name, content = value[:at], value[at + 1 :]
    if value[at] == "@":
        content = yield from _file(call, content)
    return (f"{name}=" if name else "") + quote_plus(content).replace("+", "%20")


def _file(call: Call, path: str) -> Text:
    try:
        return (yield from read_input(call, path))
    except ShellError:
        call.err(f'Warning: Couldn\'t read data from file "{path}", this makes an empty \nWarning: POST.\n')
        return ""


_DATA = {"-d": _plain, "--data-raw": _raw, "--data-binary": _binary, "--data-urlencode": _encoded}


def method_of(options: Parsed, *, has_data: bool) -> tuple[str, str]:
    """The method to send, and the one that would be sent without `-X`."""
    if options.has("-I") and has_data and not options.has("-G"):
        raise UsageError("only one of -d (POST) and -I (HEAD) can be asked for")
    inferred = "HEAD" if options.has("-I") else "POST" if has_data and not options.has("-G") else "GET"
    method = options.last("-X", inferred)
    if method == "HEAD" and inferred != "HEAD":
        raise UsageError("-X HEAD would wait for a body that never comes: use -I")
    return method, inferred


def headers_of(options: Parsed, url: Url, body: str) -> Headers:
    """The request's headers in curl's order; `-H` replaces, adds or (`Name:`) takes out."""
    custom = [_custom(word) for word in options.all("-H")]
    names = {name.lower() for name, _ in custom}
    head = [("Host", url.authority)]
    if user := options.last("-u", url.user):
        head.append(("Authorization", "Basic " + b64encode((user if ":" in user else f"{user}:").encode()).decode()))
    head += [("User-Agent", options.last("-A", AGENT)), ("Accept", "*/*")]
    if options.has("-e"):
        head.append(("Referer", options.last("-e")))
    tail = [("Content-Length", str(len(body.encode()))), ("Content-Type", FORM)] if body else []
    host = [(name, value) for name, value in custom if name.lower() == "host" and value is not None]
    kept = [pair for pair in head if pair[0].lower() not in names and pair[1]]
    added = [(name, value) for name, value in custom if name.lower() != "host" and value is not None]
    return (*host, *kept, *added, *(pair for pair in tail if pair[0].lower() not in names))


def _custom(word: str) -> tuple[str, str | None]:
    name, mark, value = word.partition(":")
    if not mark:
        name, semicolon, _ = word.partition(";")
        return name.strip(), "" if semicolon else None
    return name.strip(), value.strip() or None
