"""`conntrack -D` and `-F`: the words of the real one (conntrack-tools 1.4.7, recorded), and what a connection that was
forgotten does to its packets."""

import pytest

from tests.cluster.network.build import ask, bridged, two_ways
from tests.shell.machines import at, machines
from tutorial.cluster.network.tables import CONNTRACK, REPLIES
from tutorial.cluster.world import World

TOOL = "conntrack v1.4.7 (conntrack-tools)"
HINT = "Try `conntrack -h' or 'conntrack --help' for more information."


@pytest.fixture
def tracked() -> World:
    """A router that has seen a ping, a request, and a question that nobody answered."""
    world = machines(two_ways(), *"arqb")
    at(world, "r", "iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE")
    at(world, "a", "ping -c 1 10.9.9.9")
    assert ask(world, "a", "10.9.9.9").trace.success
    at(world, "a", "traceroute -n -q 1 -f 2 10.9.9.9")
    return world


def protocols(world: World) -> list[str]:
    return sorted(entry.original[0] for entry in world.values(CONNTRACK, "r"))


def test_what_fits_is_forgotten_and_listed(tracked: World) -> None:
    assert protocols(tracked) == ["icmp", "tcp", "udp"]
    listed = at(tracked, "r", "conntrack -L -p icmp").stdout
    shown = at(tracked, "r", "conntrack -D -p icmp -s 10.0.0.0/24")
    assert (shown.stdout, shown.stderr, shown.exit_code) == (
        listed,
        f"{TOOL}: 1 flow entries have been deleted.\n",
        0,
    )
    assert protocols(tracked) == ["tcp", "udp"]
    assert len(tracked.rows(REPLIES, "r")) == 2
    shown = at(tracked, "r", "conntrack -D -d 9.9.9.9")
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("", f"{TOOL}: 0 flow entries have been deleted.\n", 1)
    assert at(tracked, "r", "conntrack -D -p tcp --dport 80").exit_code == 0
    assert protocols(tracked) == ["udp"]


def test_all_are_forgotten_without_a_word_about_each(tracked: World) -> None:
    shown = at(tracked, "r", "conntrack -F")
    said = f"{TOOL}: connection tracking table has been emptied.\n"
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("", said, 0)
    assert (protocols(tracked), tracked.rows(REPLIES, "r")) == ([], ())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-D -p foo", "`foo' unsupported protocol"),
        ("-D -s 10.0.0.300", "Invalid IP address `10.0.0.300'"),
        ("-F -p udp", "Illegal option `--protonum' with this command"),
        ("-L -F", "Invalid commands combination"),
    ],
)
def test_what_cannot_be_meant_is_refused(tracked: World, words: str, said: str) -> None:
    shown = at(tracked, "r", f"conntrack {words}")
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("", f"{TOOL}: {said}\n{HINT}\n", 2)
    assert len(protocols(tracked)) == 3


def test_nobody_but_root_forgets_anything(tracked: World) -> None:
    shown = at(tracked, "r", "conntrack -F", user="centos")
    assert shown.exit_code == 1
    assert len(protocols(tracked)) == 3


def test_the_translation_of_a_forgotten_connection_is_made_anew() -> None:
    world = machines(bridged(), "a", "h")
    at(world, "a", "ping -c 1 10.0.0.2")
    assert ask(world, "a", "10.0.0.2:8080").trace.success
    at(world, "h", "iptables -t nat -F PREROUTING")
    assert at(world, "h", "conntrack -D -p tcp").exit_code == 0
    assert ask(world, "a", "10.0.0.2:8080").error == "Connection refused"
