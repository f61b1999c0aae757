"""URLs as curl takes them apart."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from tutorial.shell.curl.faults import CurlFault, malformed

PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://(.*)", re.DOTALL)
_PARTS = re.compile(r"([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:(.*)@)?([^:@]+)(?::([0-9]*))?", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(r"[^\s/?#\\\"<>^`{|}%*()!$'~+,;=&]+")
_PLAIN = "".join(map(chr, range(33, 127)))


@dataclass(frozen=True, slots=True)
class Url:
    """A URL's parts; `path` with its query; `user` is what stood before `@`."""

    scheme: str
    host: str
    port: int
    path: str
    user: str = ""

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the scheme's own: the `Host` header."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def text(self) -> str:
        """The whole URL."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_url(text: str) -> Url:
    """The parts of a URL; without a scheme it is http. CurlFault for what curl would refuse."""
    found = _SCHEME.fullmatch(text)
    scheme, rest = (found[1].lower(), found[2]) if found else ("http", text)
    if scheme not in PORTS:
        raise CurlFault(1, f'Protocol "{scheme}" not supported or disabled in libcurl')
    parts = _PARTS.fullmatch(rest)
    authority = _AUTHORITY.fullmatch(parts[1]) if parts and not _FORBIDDEN.search(text) else None
    if parts is None or authority is None or not _HOST.fullmatch(authority[2]):
        raise malformed()
    port = int(authority[3][:6]) if authority[3] else PORTS[scheme]
    if port > 65535:
        raise malformed()
    path = _without_dots(parts[2] or "/") + (parts[3] or "")
    return Url(scheme, authority[2], port, quote(path, safe=_PLAIN), authority[1] or "")


def _without_dots(path: str) -> str:
    """The path with `.` and `..` taken out (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    pieces = path.split("/")[1:]
    for piece in pieces:
        if piece == "..":
            kept = kept[:-1]
        elif piece != ".":
            kept.append(piece)
    if pieces[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def joined(base: Url, location: str) -> Url:
    """Where a `Location` header leads from a URL."""
    if _SCHEME.match(location):
        return parse_url(location)
    if location.startswith("//"):
        return parse_url(f"{base.scheme}:{location}")
    folder = base.path.partition("?")[0].rpartition("/")[0]
    path = location if location.startswith("/") else f"{folder}/{location}"
    return parse_url(f"{base.scheme}://{base.authority}{path}")
