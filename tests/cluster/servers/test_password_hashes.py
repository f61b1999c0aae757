"""Hashes of passwords: those that OpenSSL makes."""

import pytest

from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers.password_hashes import fits, hashed

MADE = [
    ("Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
    (
        "Hello world!",
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
    ),
    ("a", "$5$b$68iBXkZAVUdxRl3apYqaXSCYvIS95VAoCIRQJbGcjbA"),
    (
        "x" * 70,
        "$6$abcdefghijklmnop$hS6.x2w4anxWHGjXX7i28a6dY/P0WGi0KacxJzfEivO5MUSdPZX.ifrKoLvK2ajBcrtkSsyC6V.5jd5O50FYy1",
    ),
    ("é", "$5$./z$FYM5tdXvoaD6/c8db3gSyKkwQ7TCVIaw7k1dKPE1id0"),
]


@pytest.mark.parametrize(("password", "kept"), MADE)
def test_a_password_fits_its_hash_and_no_other(password: str, kept: str) -> None:
    assert hashed(password, kept) == kept
    assert fits(password, kept)
    assert not fits(f"{password} ", kept)


def test_what_is_kept_plain_fits_nothing() -> None:
    assert not fits("secret", "secret")
    assert not fits("", "")


@pytest.mark.parametrize("kept", ["$1$salt$qJH7.N4xYta3aEG/dfqo/0", "sefZ6Nm4kyDnY", "$6$rounds=999999$salt$x"])
def test_what_is_not_made_here_is_said(kept: str) -> None:
    with pytest.raises(NotSimulatedError, match=r"rounds|mkpasswd"):
        fits("secret", kept)
