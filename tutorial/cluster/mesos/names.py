"""Short names of tasks. Source: mesosphere/mesos-dns (dcos/1.13) records/generator.go, vendored tv42/zbase32."""

from functools import lru_cache
from hashlib import sha1

ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"


@lru_cache(maxsize=4096)
def short_hash(task_id: str) -> str:
    """The five characters that Mesos-DNS gives a task: the first 25 bits of its id's SHA-1, in z-base-32."""
    bits = int.from_bytes(sha1(task_id.encode(), usedforsecurity=False).digest()[:4], "big") >> 7
    return "".join(ALPHABET[bits >> shift & 31] for shift in (20, 15, 10, 5, 0))
