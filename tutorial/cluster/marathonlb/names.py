"""Names and numbers in `haproxy.cfg`. Source: mesosphere/marathon-lb marathon_lb.py (config, calculate_server_id)."""

import re
from hashlib import sha1, sha256

LARGEST_ID = 32767
_OTHER = re.compile(r"[^a-zA-Z0-9\-]")


def cleaned(text: str) -> str:
    """A text in which everything but ASCII letters, digits and dashes is `_`."""
    return _OTHER.sub("_", text)


def flat(app: str) -> str:
    """`webshop_db` of `/webshop/db`."""
    return app[1:].replace("/", "_")


def server_name(host: str, address: str, port: int) -> str:
    """Agent, address and port; the agent once when it is named by the address."""
    return cleaned(f"{address}_{port}" if host == address else f"{host}_{address}_{port}")


def cookie(name: str) -> str:
    """What a sticky session's cookie says for a server."""
    return sha1(name.encode(), usedforsecurity=False).hexdigest()[:10]


def server_id(name: str, taken: set[int]) -> int:
    """From 1, stable for a name as long as the servers before it are; taken from now on."""
    while True:
        digest = sha256(name.encode()).hexdigest()
        number = int(digest, 16) % LARGEST_ID
        if number and number not in taken:
            taken.add(number)
            return number
        name = f"{name} {digest}"
