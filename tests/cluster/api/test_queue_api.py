"""The launch queue: who waits for an offer, what became of the offers so far, and why."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster.marathon.placement import FUNNEL

FIXED: dict[str, Any] = {"portDefinitions": [{"port": 3141, "name": "http"}], "requirePorts": True}


def item(cluster: Cluster, **query: str) -> dict[str, Any]:
    """The only item of the queue."""
    (found,) = cluster.call("GET", "queue", **query).json["queue"]
    return dict(found)


def funnel(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Of the reasons that declined something: (declined, processed)."""
    assert [row["reason"] for row in rows] == list(FUNNEL)
    return {row["reason"]: (row["declined"], row["processed"]) for row in rows if row["declined"]}


@pytest.fixture
def taken() -> Cluster:
    """Five instances want one port on four private agents."""
    found = Cluster()
    found.add(app(instances=5, **FIXED))
    return found


def test_a_port_that_is_taken_everywhere_is_the_reason_why_an_instance_waits(taken: Cluster) -> None:
    found = item(taken)
    assert list(found) == ["count", "delay", "since", "processedOffersSummary", "app"]
    assert (found["count"], found["delay"]) == (1, {"timeLeftSeconds": 0, "overdue": True})
    offers = found["processedOffersSummary"]
    assert funnel(offers["rejectSummaryLastOffers"]) == {"UnfulfilledRole": (1, 5), "InsufficientPorts": (4, 4)}
    assert funnel(offers["rejectSummaryLaunchAttempt"]) == {"UnfulfilledRole": (1, 9), "InsufficientPorts": (4, 8)}
    assert (offers["processedOffersCount"], offers["unusedOffersCount"]) == (9, 5)
    assert offers["lastUsedOfferAt"] == offers["lastUnusedOfferAt"] > found["since"]


def test_each_round_of_offers_counts_and_the_last_one_of_each_agent_is_kept(taken: Cluster) -> None:
    first = item(taken)["processedOffersSummary"]
    taken.advance(60_000)
    taken.add(app("/other"))
    again = item(taken)["processedOffersSummary"]
    assert funnel(again["rejectSummaryLastOffers"]) == funnel(first["rejectSummaryLastOffers"])
    assert again["processedOffersCount"] == 14
    assert again["lastUsedOfferAt"] == first["lastUsedOfferAt"]
    assert again["lastUnusedOfferAt"] > first["lastUnusedOfferAt"]


def test_an_embedded_offer_shows_what_the_agent_had_and_every_reason() -> None:
    cluster = Cluster()
    cluster.add(app(cpus=64, mem=99_999))
    offers = {
        offer["offer"]["hostname"]: offer for offer in item(cluster, embed="lastUnusedOffers")["lastUnusedOffers"]
    }
    assert "lastUnusedOffers" not in item(cluster)
    assert len(offers) == 5
    assert offers["172.16.33.10"]["reason"] == ["UnfulfilledRole"]
    assert offers["172.16.33.10"]["offer"]["attributes"] == [{"name": "public_ip", "text": "true"}]
    s1 = offers["172.16.9.84"]
    assert s1["reason"] == ["InsufficientCpus", "InsufficientMemory"]
    assert s1["offer"]["agentId"] == "602c0829-41e6-4910-91e5-16a38fa82c0a-S1"
    cpus, mem, _, ports = s1["offer"]["resources"]
    assert (cpus, mem) == (
        {"name": "cpus", "role": "*", "scalar": 4},
        {"name": "mem", "role": "*", "scalar": 14861},
    )
    assert ports["ranges"][0] == {"begin": 1025, "end": 2180}


def test_a_port_that_becomes_free_ends_the_wait_and_its_count(taken: Cluster) -> None:
    assert taken.call("PUT", "apps/web", {"instances": 4}).status == 409
    assert taken.conditions() == {"Running": 4, "Scheduled": 1}
    assert taken.call("PUT", "apps/web", {"instances": 4}, force="true").status == 200
    taken.settle()
    assert taken.conditions() == {"Running": 4}
    assert taken.ask("queue").json == {"queue": []}
    taken.update(instances=5)
    assert item(taken)["processedOffersSummary"]["processedOffersCount"] == 5


def test_who_stops_waiting_leaves_no_count_behind(taken: Cluster) -> None:
    taken.call("DELETE", "apps/web")
    taken.settle()
    taken.add(app(cpus=64))
    assert item(taken)["processedOffersSummary"]["processedOffersCount"] == 5
