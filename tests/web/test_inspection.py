"""Inspections over the socket: what is behind an element, as it stands; what is refused."""

import pytest

from tests.web.talk import Frame, begin, talking
from tutorial.web.hall import hall
from tutorial.web.limits import Bucket

pytestmark = pytest.mark.django_db(transaction=True)

PORT = "socket:S1/tcp/16327"


def texts(table: Frame) -> list[str]:
    return ["".join(span[0] for span in line) for line in table["lines"]]


async def test_an_element_is_inspected_by_whoever_may_look() -> None:
    begun = await begin()
    async with talking(begun) as writer, talking(begun, can="view") as viewer:
        await writer.line("dcos marathon app add httpi_host.json")
        await writer.settled()
        await viewer.settled()
        for client in (writer, viewer):
            await client.say(type="inspect", id=PORT)
            found = (await client.hear_until("inspection"))[-1]
            assert (found["id"], found["kind"], found["state"]) == (PORT, "port", "listening")
            assert [step["kind"] for step in found["why"]] == ["line", "definition", "marathon", "docker"]
            assert texts(found["tables"][0])[1].startswith("LISTEN 0 ")


async def test_an_inspection_is_of_the_world_at_its_rev() -> None:
    async with talking(await begin()) as client:
        await client.say(type="inspect", id="agent:S1")
        before = await client.hear()
        await client.line("curl -s http://172.16.9.84:80", "master")
        await client.say(type="inspect", id="agent:S1")
        after = (await client.hear_until("inspection"))[-1]
    assert (before["rev"], after["rev"]) == (0, 1)
    neighbours = [texts(next(t for t in found["tables"] if t["name"] == "neighbours")) for found in (before, after)]
    assert {line.split()[-1] for line in neighbours[0]} == {"PERMANENT"}, "those of the overlay"
    (learned,) = set(neighbours[1]) - set(neighbours[0])
    assert learned.startswith("172.16.9.10 dev eth0 lladdr ")


async def test_words_of_the_tables_are_linked_as_in_a_terminal() -> None:
    async with talking(await begin()) as client:
        await client.say(type="inspect", id="link:S1/eth0")
        found = await client.hear()
    links = {span[0]: span[1] for table in found["tables"] for line in table["lines"] for span in line if span[1]}
    assert links["172.16.0.1"] == "host:router"
    assert links["default"] == "route:S1/main/0.0.0.0/0/eth0/172.16.0.1"


@pytest.mark.parametrize("name", [PORT, "task:no.instance", "nothing", "agent:", "link:S1/eth9", "socket:S1/tcp/x"])
async def test_what_is_not_there_is_refused_by_its_id(name: str) -> None:
    async with talking(await begin()) as client:
        await client.say(type="inspect", id=name)
        refused = await client.hear()
    assert (refused["type"], refused["code"], refused["id"]) == ("error", "unknown_element", name)


async def test_inspections_count_as_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin()
    async with talking(begun) as client:
        monkeypatch.setattr(await hall().room(begun.id), "_looks", Bucket(3, 1.0, lambda: 0.0))
        for _ in range(5):
            await client.say(type="inspect", id="agent:S1")
        heard = [await client.hear() for _ in range(5)]
    assert [frame["type"] for frame in heard] == ["inspection"] * 3 + ["error"] * 2
    assert {(frame["code"], frame["id"]) for frame in heard[3:]} == {("rate", "agent:S1")}
    assert all(0 < frame["retry_after"] < 1 for frame in heard[3:])
