"""Names and addresses of virtual services, against values that Erlang's own functions have given."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster.dcosnet import addresses, names
from tutorial.cluster.dcosnet.vips import vip
from tutorial.cluster.network import ipv4

# What the label says, framework, name, hash, address: computed with Erlang/OTP's phash2 and dcos-net's own code.
KNOWN = (
    ("/httpi", "marathon", "httpi.marathon", 1341738636, "11.249.78.219"),
    ("httpi", "marathon", "httpi.marathon", 1341738636, "11.249.78.219"),
    ("/httpi2", "marathon", "httpi2.marathon", 4123315733, "11.196.207.10"),
    ("/httpi-blue", "marathon", "httpi-blue.marathon", 4163587781, "11.43.79.189"),
    ("/httpi-green", "marathon", "httpi-green.marathon", 1954157791, "11.122.21.83"),
    ("/web", "marathon", "web.marathon", 3470861299, "11.225.36.193"),
    ("/nginx", "marathon", "nginx.marathon", 461322011, "11.127.55.54"),
    ("/redis", "marathon", "redis.marathon", 2127184294, "11.202.66.36"),
    ("/hello", "marathon", "hello.marathon", 1168339092, "11.163.112.217"),
    ("/mygroup/myapp", "marathon", "mygroupmyapp.marathon", 3049688975, "11.198.144.68"),
    ("/db/primary", "marathon", "dbprimary.marathon", 1111549299, "11.64.229.181"),
    ("/API_v1", "marathon", "api-v1.marathon", 4255598220, "11.167.71.137"),
    ("/foo.bar", "marathon", "foo.bar.marathon", 4015213853, "11.83.78.12"),
    ("/httpi", "marathon-user", "httpi.marathon-user", 412169592, "11.145.53.144"),
    ("broker", "kafka", "broker.kafka", 447702129, "11.175.100.139"),
    ("/shop/cart", "dev.team/marathon", "shopcart.dev.teammarathon", 3938471343, "11.192.78.153"),
)


@pytest.mark.parametrize(("written", "framework", "name", "number", "address"), KNOWN)
def test_names_hashes_and_addresses_are_those_of_dcos_net(
    written: str, framework: str, name: str, number: int, address: str
) -> None:
    assert names.vip_name(written, framework) == name
    assert addresses.portable_hash(name.encode()) == number
    assert addresses.address_of(name) == address


def test_the_hash_modulo_a_small_span_is_that_of_dcos_nets_own_tests() -> None:
    assert addresses.portable_hash(b"foo.bar") % 254 == 37
    assert addresses.portable_hash(b"baz.qux") % 254 == 39


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("--Ab_c--", "ab-c"),
        ("ÄÖ/x", "x"),
        ("", ""),
        ("///", ""),
        ("a" * 70, "a" * 63),
        ("a" * 60 + "---bcd-ef", "a" * 60 + "bcd"),
        ("a" * 62 + "-b", "a" * 62 + "b"),
        ("a" * 62 + "-", "a" * 62),
    ],
)
def test_labels(text: str, made: str) -> None:
    assert names.label(text) == made


@given(st.text(alphabet=string.ascii_letters + "-_./0 ", max_size=90))
def test_a_label_is_one_that_dns_takes(text: str) -> None:
    made = names.label(text)
    assert len(made) <= 63
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert names.label(made) == made


@given(st.text(max_size=40))
def test_every_name_has_an_address_in_the_range(name: str) -> None:
    address = addresses.address_of(name)
    assert ipv4.within(address, "11.0.0.0/8")
    assert address != addresses.MOST


def test_behind_the_last_address_comes_the_first() -> None:
    assert addresses.next_address("11.255.255.254") == "11.255.255.255"
    assert addresses.next_address("11.255.255.255") == "11.0.0.0"


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("/httpi:3141", ("/httpi", "marathon", 3141)),
        ("10.1.2.3:80", ("10.1.2.3", "", 80)),
        ("a:b:80", ("a:b", "marathon", 80)),
        (":80", ("", "marathon", 80)),
        ("/httpi", None),
        ("/httpi:", None),
        ("/httpi:http", None),
        ("/httpi:0", None),
        ("/httpi:-1", None),
        ("/httpi:65536", None),
    ],
)
def test_what_a_label_asks_for(value: str, target: tuple[str, str, int] | None) -> None:
    assert vip(value, "marathon") == target
