"""Ports as `nc` reads and prints them.

Source: openbsd-netcat 1.219 netcat.c (build_ports, strtoport); the names are Debian's /etc/services.
"""

from tutorial.shell.errors import ShellError

MOST = 65535
SERVICES = {
    ("tcp", 21): "ftp",
    ("tcp", 22): "ssh",
    ("tcp", 23): "telnet",
    ("tcp", 25): "smtp",
    ("tcp", 53): "domain",
    ("tcp", 80): "http",
    ("tcp", 110): "pop3",
    ("tcp", 143): "imap2",
    ("tcp", 443): "https",
    ("tcp", 2181): "zookeeper",
    ("tcp", 3306): "mysql",
    ("tcp", 5050): "mmcc",
    ("tcp", 5432): "postgresql",
    ("tcp", 8080): "http-alt",
    ("udp", 53): "domain",
    ("udp", 67): "bootps",
    ("udp", 68): "bootpc",
    ("udp", 69): "tftp",
    ("udp", 123): "ntp",
    ("udp", 161): "snmp",
    ("udp", 514): "syslog",
}


def service(protocol: str, port: int) -> str:
    """The name of a port's service; `*` when it has none."""
    return SERVICES.get((protocol, port), "*")


def ports(words: list[str], protocol: str) -> list[int]:
    """The ports that words name, in the order in which they are tried; ShellError for what is none."""
    found: list[int] = []
    for word in words:
        low, dash, high = word.partition("-")
        if dash and word not in _names(protocol):
            first, last = sorted((_port(low, protocol), _port(high, protocol)))
            found += range(first, last + 1)
        else:
            found.append(_port(word, protocol))
    return found


def _names(protocol: str) -> dict[str, int]:
    return {name: port for (kind, port), name in SERVICES.items() if kind == protocol}


def _port(word: str, protocol: str) -> int:
    named = _names(protocol).get(word)
    if named is not None:
        return named
    if not (word.isascii() and word.lstrip("-").isdigit()):
        raise ShellError(f"port number invalid: {word}", exit_code=1)
    if not 1 <= int(word) <= MOST:
        fault = "small" if int(word) < 1 else "large"
        raise ShellError(f"port number too {fault}: {word}", exit_code=1)
    return int(word)
