"""A daemon whose `userland-proxy` is off: what rules, bridges and ports then do instead of docker-proxy."""

import pytest

from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.docker import bridges, publishing
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS, Daemon
from tutorial.cluster.docker.tables import Published, Refused
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.network import saved, setup, sockets, sysctls
from tutorial.cluster.network.tables import LINKS, SOCKETS, Namespace
from tutorial.cluster.state import State
from tutorial.cluster.world import World

PORT = Published("tcp", 9896, 80)


def daemon(*, userland_proxy: bool) -> World:
    """A host whose daemon has one container on its default network, with a published port."""
    world = World(State("1", 0))
    setup.add_namespace(world, Namespace("a", "a", "agent"))
    bridges.start(world, "a", Daemon(userland_proxy=userland_proxy))
    bridges.connect(world, "a", "c", world[NETWORKS, "bridge", "a"], SCENARIO)
    publishing.publish(world, "a", "c", PORT)
    return world


def nat(world: World) -> list[str]:
    return [line for line in saved.dump(world, "a", only="nat").splitlines() if line.startswith("-A")]


@pytest.mark.parametrize(
    ("userland_proxy", "wanted"),
    [
        (
            True,
            [
                "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
                "-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER",
                "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
                "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE",
                "-A DOCKER -i docker0 -j RETURN",
                "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 9896 -j DNAT --to-destination 172.17.0.2:80",
            ],
        ),
        (
            False,
            [
                "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
                "-A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER",
                "-A POSTROUTING -o docker0 -m addrtype --src-type LOCAL -j MASQUERADE",
                "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
                "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE",
                "-A DOCKER -p tcp -m tcp --dport 9896 -j DNAT --to-destination 172.17.0.2:80",
            ],
        ),
    ],
)
def test_the_rules_are_those_that_libnetwork_writes(userland_proxy: bool, wanted: list[str]) -> None:
    assert nat(daemon(userland_proxy=userland_proxy)) == wanted


@pytest.mark.parametrize("userland_proxy", [True, False])
def test_either_a_program_stands_by_or_ports_and_bridges_turn_packets_round(userland_proxy: bool) -> None:
    world = daemon(userland_proxy=userland_proxy)
    endpoint = world[ENDPOINTS, "c", "a"]
    programs = [process.name for process in world.values(PROCESSES, "a")]
    assert programs == (["docker-proxy"] if userland_proxy else [])
    assert (sockets.find(world, "a", "tcp", "172.17.0.1", 9896) is not None) is userland_proxy
    assert world[LINKS, endpoint.device, "a"].hairpin is not userland_proxy
    assert sysctls.is_on(world, "a", "net.ipv4.conf.docker0.route_localnet") is not userland_proxy


@pytest.mark.parametrize("userland_proxy", [True, False])
def test_a_container_that_goes_takes_its_rules_with_it(userland_proxy: bool) -> None:
    world = daemon(userland_proxy=userland_proxy)
    bridges.disconnect(world, "a", "c")
    assert not [line for line in nat(world) if "172.17.0.2" in line]
    assert world.values(SOCKETS, "a") == ()
    assert world.values(PROCESSES, "a") == ()


@pytest.mark.parametrize(
    ("stranger", "words"),
    [(False, "Bind for 0.0.0.0:9896 failed: port is already allocated"), (True, ": listen tcp 0.0.0.0:7: bind: addr")],
)
def test_a_port_that_is_taken_is_refused_without_a_proxys_name(stranger: bool, words: str) -> None:
    world = daemon(userland_proxy=False)
    bridges.connect(world, "a", "d", world[NETWORKS, "bridge", "a"], SCENARIO)
    if stranger:
        sockets.listen(world, "a", "tcp", "0.0.0.0", 7, pid=77, program="stranger")
    with pytest.raises(Refused, match=words) as refused:
        publishing.publish(world, "a", "d", Published("tcp", 7 if stranger else 9896, 80))
    assert "userland proxy" not in str(refused.value)
