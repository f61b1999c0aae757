"""The zone of Mesos-DNS follows the master's state, at its own moments."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.build import Cluster, app
from tutorial.cluster.mesos import documents
from tutorial.cluster.mesosdns.records import records
from tutorial.cluster.mesosdns.zone import LISTED, WAITING
from tutorial.cluster.network.dns.records import RECORDS
from tutorial.cluster.servers.mesos_dns import PROGRAM as HOLDER


def zone(cluster: Cluster) -> dict[tuple[str, str], set[str]]:
    """Name and type → values, of what tasks give."""
    found = cluster.world.values(RECORDS, HOLDER)
    return {
        (one.name, one.type): set(one.values) for one in found if ".marathon." in f"{one.name}" and "httpi" in one.name
    }


def meant(cluster: Cluster) -> dict[tuple[str, str], set[str]]:
    """The same, of the whole state at once."""
    made = records(documents.state(cluster.world), ["172.16.9.10:5050"])
    found: dict[tuple[str, str], set[str]] = {}
    for kind, names in made.items():
        for name, values in names.items():
            if "httpi" in name:
                shown = {value if kind != "SRV" else "0 1 {1} {0}".format(*value.rsplit(":", 1)) for value in values}
                found.setdefault((name.rstrip(".").lower(), kind), set()).update(one.lower() for one in shown)
    return found


def test_a_task_is_known_at_the_next_refresh_and_not_before() -> None:
    cluster = Cluster()
    assert cluster.call("POST", "apps", app("/httpi")).status == 201
    while not cluster.conditions("/httpi")["Running"]:
        cluster.advance(100)
    assert zone(cluster) == {}
    before_ms = cluster.world.now_ms
    cluster.settle()
    assert cluster.world.now_ms - before_ms <= 30_000
    assert zone(cluster) == meant(cluster)
    assert ("httpi.marathon.mesos", "A") in zone(cluster)


def test_a_value_that_two_tasks_give_goes_with_the_second() -> None:
    cluster = Cluster()
    cluster.add(app("/httpi", instances=3, constraints=[["hostname", "CLUSTER", "172.16.9.84"]]))
    name = ("httpi.marathon.mesos", "A")
    assert zone(cluster)[name] == {"172.16.9.84"}
    cluster.update("httpi", instances=1)
    assert zone(cluster)[name] == {"172.16.9.84"}
    assert cluster.call("DELETE", "apps/httpi").status == 200
    cluster.settle()
    assert zone(cluster) == {}
    assert not cluster.world.rows(LISTED)
    assert not cluster.world.rows(WAITING)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=5))
def test_the_zone_is_always_what_the_whole_state_gives(steps: list[tuple[int, int]]) -> None:
    cluster = Cluster()
    cluster.add(app("/httpi"))
    for instances, kills in steps:
        cluster.update("httpi", instances=instances)
        for instance in cluster.instances("/httpi")[:kills]:
            cluster.kill(instance)
        cluster.settle()
        assert zone(cluster) == meant(cluster)
