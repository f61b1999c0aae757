"""What a line leaves behind: looking and asking leave a world quietly the same, whatever else was written counts."""

from collections.abc import Callable

import pytest

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.cluster.quiet import quiet_hash, quietly_same
from tutorial.cluster.state import State

RULE = "! -i docker0 -p tcp -m tcp --dport 9896 -j DNAT --to-destination 172.17.0.2:9896"
LOOKS = (
    ("master", "curl -s http://httpi.marathon.l4lb.thisdcos.directory:3141"),
    ("S3", "iptables -t nat -nvL DOCKER; conntrack -L; ip neigh; cd /tmp; X=1; sleep 1"),
    ("laptop", "dcos marathon app show /httpi | head -1; ping -c 1 172.16.9.10"),
    ("S3", f"iptables -t nat -D DOCKER 2; iptables -t nat -I DOCKER 2 {RULE}"),
    ("S3", "ip link set eth0 down; ip link set eth0 up; ip route add default via 172.16.0.1 dev eth0"),
    ("laptop", "echo word > there; rm there"),
)
WRITES = (
    ("S3", "iptables -I FORWARD -p tcp --dport 9896 -j DROP"),
    ("S3", "iptables -t nat -D DOCKER 2"),
    ("S3", "ip link set docker0 down"),
    ("S3", "ip neigh add 172.16.0.9 lladdr 02:00:00:00:00:09 dev eth0"),
    ("S3", "ip neigh del 9.0.1.0 dev vtep1024; bridge fdb show dev vtep1024; ip route del default"),
    ("laptop", "echo word > there"),
    ("laptop", "dcos marathon app update /httpi instances=4"),
)


@pytest.fixture(scope="module")
def deployed() -> Callable[[], Attempt]:
    def make() -> Attempt:
        attempt = article_attempt()
        typed(attempt, "dcos marathon app add httpi_bridge.json")
        typed(attempt, "sleep 40")
        return attempt

    return make


def around(attempt: Attempt, where: str, line: str) -> tuple[State, State]:
    before = attempt.world.state
    typed(attempt, line, where)
    assert attempt.world.state.hash() != before.hash()
    return before, attempt.world.state


@pytest.mark.parametrize(("where", "line"), LOOKS)
def test_what_only_looks_or_is_undone_leaves_nothing(deployed: Callable[[], Attempt], where: str, line: str) -> None:
    before, after = around(deployed(), where, line)
    assert quietly_same(before, after)
    assert quiet_hash(before) == quiet_hash(after)


@pytest.mark.parametrize(("where", "line"), WRITES)
def test_whatever_else_is_written_counts(deployed: Callable[[], Attempt], where: str, line: str) -> None:
    before, after = around(deployed(), where, line)
    assert not quietly_same(before, after)
    assert quiet_hash(before) != quiet_hash(after)
