"""Port ranges, service ports, matching against an offer."""

from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster import ranges
from tutorial.cluster.marathon.definition import normalised
from tutorial.cluster.marathon.ports import matched, service_ports, wanted, with_service_ports

RANGES = st.lists(st.integers(1, 200), min_size=2, max_size=12, unique=True).map(
    lambda ends: tuple(
        (low, high) for low, high in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False) if low < high
    )
)


def ports_in(found: ranges.Ranges) -> list[int]:
    return [port for low, high in found for port in range(low, high + 1)]


@given(RANGES, st.sets(st.integers(1, 200)))
def test_ranges_behave_as_the_list_of_their_ports(found: ranges.Ranges, used: set[int]) -> None:
    assert ranges.size(found) == len(ports_in(found))
    assert ports_in(ranges.without(found, used)) == [port for port in ports_in(found) if port not in used]
    for index, port in enumerate(ports_in(found)):
        assert ranges.at(found, index) == port
        assert ranges.index_of(found, port) == index
        assert ranges.contains(found, port)


@given(RANGES, st.lists(st.one_of(st.none(), st.just(0), st.integers(1, 200)), max_size=5), st.integers(0, 10**6))
def test_a_match_gives_each_port_its_own_number_from_the_offer(
    offered: ranges.Ranges, wants: list[int | None], start: int
) -> None:
    fixed = [want for want in wants if want]
    if len(set(fixed)) < len(fixed):
        return
    given_ports = matched(tuple(wants), offered, start)
    if given_ports is None:
        free = [port for port in ports_in(offered) if port not in fixed]
        assert not set(fixed) <= set(ports_in(offered)) or wants.count(0) > len(free)
        return
    held = [port for port in given_ports if port is not None]
    assert len(set(held)) == len(held)
    assert set(held) <= set(ports_in(offered))
    assert [want if want else None for want in wants] == [
        port if want else None for want, port in zip(wants, given_ports, strict=True)
    ]


def app(**fields: object) -> dict[str, object]:
    return dict(normalised({"id": "/web", "cmd": "sleep 100", **fields}))


def test_the_first_service_port_is_the_lowest_that_no_app_uses() -> None:
    assigned = with_service_ports(app(), (), frozenset({10000, 10002}))
    assert service_ports(assigned) == (10001,)


def test_an_update_gets_back_the_service_port_that_it_had() -> None:
    assigned = with_service_ports(app(), (10007,), frozenset({10000, 10007}))
    assert service_ports(assigned) == (10007,)


def test_an_exhausted_range_gives_nothing() -> None:
    assert with_service_ports(app(), (), frozenset(range(10000, 20001))) is None


def test_require_ports_wants_the_service_port_on_the_host() -> None:
    fixed = app(portDefinitions=[{"port": 31000}], requirePorts=True)
    assert wanted(fixed) == (31000,)
    assert wanted(app(portDefinitions=[{"port": 31000}])) == (0,)
