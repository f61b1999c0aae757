"""From the words behind `http` to a request. Source: HTTPie 3.2.1, httpie/cli/argparser.py and requestitems.py."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from tutorial.cluster.network.http import Headers, HttpRequest
from tutorial.shell.curl.url import Url, parse_url
from tutorial.shell.errors import UsageError

AGENT = "HTTPie/3.2.1"
_METHOD = re.compile(r"[A-Za-z]+")
_ITEM = re.compile(r"([^:=@]+)(:=@|:=|==|=@|:|=|@)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command line asks for."""

    method: str
    url: Url
    headers: Headers
    body: str = ""

    def request(self, address: str, limit_ms: int | None) -> HttpRequest:
        """The request to an address; `limit_ms` is how long each step may last."""
        url = self.url
        return HttpRequest(
            address,
            url.port,
            self.method,
            url.path,
            self.headers,
            self.body,
            url.text,
            connect_timeout_ms=limit_ms,
            max_time_ms=limit_ms,
        )


def wish(operands: list[str], body: str) -> Wish:
    """What METHOD (perhaps), URL and items say; a body makes it a POST unless a method is named."""
    words = list(operands)
    named = len(words) > 1 and _METHOD.fullmatch(words[0]) is not None
    method = words.pop(0).upper() if named else "POST" if body else "GET"
    url = parse_url(f"localhost{words[0]}" if words[0].startswith((":", "/")) else words[0])
    own = {"Accept-Encoding": "gzip, deflate", "Accept": "*/*", "Connection": "keep-alive", "User-Agent": AGENT}
    headers, query = {**own, **({"Content-Length": str(len(body.encode()))} if body else {})}, []
    for word in words[1:]:
        name, mark, value = _item(word)
        if mark == "==":
            query.append(f"{quote_plus(name)}={quote_plus(value)}")
        else:
            headers = {key: kept for key, kept in headers.items() if key.lower() != name.lower()} | {name: value}
    if query:
        url = replace(url, path=f"{url.path}{'&' if '?' in url.path else '?'}{'&'.join(query)}")
    return Wish(method, url, _with_host(headers, url), body)


def _item(word: str) -> tuple[str, str, str]:
    found = _ITEM.fullmatch(word)
    if found is None or found[2] not in (":", "=="):
        raise UsageError(
            f"{word}: not supported here; supported items: Name:value, name==value; a body comes by a pipe"
        )
    return found[1], found[2], found[3]


def _with_host(headers: dict[str, str], url: Url) -> Headers:
    """The headers that have a value, with the host behind them where none was given."""
    sent = tuple((name, value) for name, value in headers.items() if value)
    return sent if any(name.lower() == "host" for name in headers) else (*sent, ("Host", url.authority))
