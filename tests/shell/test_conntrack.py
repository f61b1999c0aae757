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


def test_words_choose_what_is_listed(tracked: World) -> None:
    for words, count in (
        ("-f ipv4", 3),
        ("-f ipv6", 0),
        ("-n", 3),
        ("-g", 0),
        ("-j", 3),
        ("-u UNREPLIED", 1),
        ("-u SEEN_REPLY", 2),
        ("-p 6", 1),
        ("-p tcp --state TIME_WAIT", 1),
        ("-p tcp --state ESTABLISHED", 0),
        ("-r 10.9.9.9", 3),
        ("-q 10.0.0.1", 0),
        ("-p tcp --reply-port-src 80", 1),
    ):
        shown = at(tracked, "r", f"conntrack -L {words}")
        assert (shown.stderr, shown.stdout.count("\n")) == (
            f"{TOOL}: {count} flow entries have been shown.\n",
            count,
        ), words


def test_the_other_forms_print_what_the_real_ones_do(tracked: World) -> None:
    plain = at(tracked, "r", "conntrack -L").stdout.splitlines()
    extended = at(tracked, "r", "conntrack -L conntrack -o extended").stdout.splitlines()
    assert extended == [f"ipv4     2 {line}" for line in plain]
    assert at(tracked, "r", "conntrack -G -p tcp").stdout.startswith("tcp      6 ")
    missing = at(tracked, "r", "conntrack -G -p tcp --dport 1")
    assert (missing.stderr, missing.exit_code) == (f"{TOOL}: Operation failed: such conntrack doesn't exist\n", 1)
    assert at(tracked, "r", "conntrack -C").stdout == "3\n"
    statistics = at(tracked, "r", "conntrack -S").stdout.splitlines()
    assert statistics[1].startswith("cpu=1   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 ")
    assert at(tracked, "r", "conntrack -V").stdout == f"{TOOL}\n"


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
        ("-L -p tcp --state NOPE", "unknown TCP state `NOPE'"),
        ("-L --state ESTABLISHED", "unknown option `--state'"),
        ("-L -o nope", "Bad parameter `nope'"),
        ("-L -u BOGUS", "Bad parameter `BOGUS'"),
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
