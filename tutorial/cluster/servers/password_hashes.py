"""Passwords as HAProxy's user lists keep them: hashed by crypt(3), here by its SHA-256 and SHA-512.

Source: Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512" (2007). A test compares them with OpenSSL's.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256, sha512

from tutorial.cluster.network.journey import NotSimulatedError

ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
USUAL_ROUNDS, LEAST_ROUNDS, MOST_ROUNDS = 5_000, 1_000, 100_000
"""More rounds than the last are not simulated: they would take seconds of a real processor."""
LONGEST_SALT, LONGEST_PASSWORD = 16, 256
"""crypt(3) takes longer passwords, at a cost that grows with the square of their length."""
_HASH = re.compile(r"\$(?P<kind>[56])\$(?:rounds=(?P<rounds>\d{1,9})\$)?(?P<salt>[^$]*)(?:\$.*)?", re.DOTALL)
_OTHER = re.compile(r"\$\w+\$.*|[./0-9A-Za-z]{13}", re.DOTALL)
"""What crypt(3) makes by older ways, MD5 and DES."""
Digest = Callable[[bytes], bytes]


def fits(password: str, kept: str) -> bool:
    """Whether a password is the one that a list keeps. What is kept plain fits none: its hash is something else."""
    if len(password) > LONGEST_PASSWORD:
        return False
    if _HASH.fullmatch(kept):
        return hashed(password, kept) == kept
    if _OTHER.fullmatch(kept):
        raise NotSimulatedError("passwords are compared by SHA-256 and SHA-512 here (mkpasswd -m sha-512)")
    return False


@lru_cache(maxsize=256)
def hashed(password: str, setting: str) -> str:
    """The hash of a password with the kind, rounds and salt of a setting `$6$…`."""
    found = _HASH.fullmatch(setting)
    assert found is not None, "it is of a kind that is made here"
    rounds = min(max(int(found["rounds"] or USUAL_ROUNDS), LEAST_ROUNDS), 999_999_999)
    if rounds > MOST_ROUNDS:
        raise NotSimulatedError(f"a password's hash of {rounds} rounds is not simulated; {MOST_ROUNDS} are")
    salt = found["salt"][:LONGEST_SALT]
    digest: Digest = (
        (lambda data: sha256(data).digest()) if found["kind"] == "5" else lambda data: sha512(data).digest()
    )
    made = _rounds(digest, password.encode(), salt.encode(), rounds)
    told = "" if found["rounds"] is None else f"rounds={rounds}$"
    return f"${found['kind']}${told}{salt}${_text(made)}"


def _rounds(digest: Digest, password: bytes, salt: bytes, rounds: int) -> bytes:
    inner = digest(password + salt + password)
    mixed = password + salt + _stretched(inner, len(password))
    length = len(password)
    while length:
        mixed += inner if length & 1 else password
        length >>= 1
    made = digest(mixed)
    secret = _stretched(digest(password * len(password)), len(password))
    spice = _stretched(digest(salt * (16 + made[0])), len(salt))
    for number in range(rounds):
        begin, end = (secret, made) if number % 2 else (made, secret)
        made = digest(begin + spice * (number % 3 > 0) + secret * (number % 7 > 0) + end)
    return made


def _stretched(data: bytes, length: int) -> bytes:
    """The data, repeated and cut to a length."""
    return (data * (length // len(data) + 1))[:length]


def _text(made: bytes) -> str:
    """A digest in crypt's own base 64, whose order of bytes is a rotation."""
    third = len(made) // 3
    text = ""
    for at in range(third):
        places = [at, at + third, at + 2 * third]
        turn = at % 3 if len(made) == 64 else -at % 3
        text += _letters([made[place] for place in (*places[turn:], *places[:turn])], 4)
    rest = [0] * (3 - len(made) % 3) + [made[place] for place in reversed(range(3 * third, len(made)))]
    return text + _letters(rest, len(made) % 3 + 1)


def _letters(parts: list[int], count: int) -> str:
    """Three bytes as letters, the last six bits first."""
    value = parts[0] << 16 | parts[1] << 8 | parts[2]
    return "".join(ALPHABET[value >> 6 * at & 63] for at in range(count))
