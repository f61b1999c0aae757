"""The logical clock: a pure function of stored anchors and the wall clock, at a speed that the journal holds."""

import json

import pytest

from tests.web.talk import Begun, Client, begin, talking
from tutorial.attempt import showing
from tutorial.web import live, models, records
from tutorial.web.hall import Hall, hall
from tutorial.web.threads import read

pytestmark = pytest.mark.django_db(transaction=True)


class Wall:
    """The machine's clock, in the test's hand; it begins where the real one stands."""

    def __init__(self) -> None:
        self.ms = records.wall_ms()

    def __call__(self) -> int:
        return self.ms

    def wait(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    found = Wall()
    for module in (live, records):
        monkeypatch.setattr(module, "wall_ms", found)
    return found


def stored(begun: Begun) -> list[models.Entry]:
    return list(models.Entry.objects.filter(branch__attempt=begun.id).order_by("seq"))


async def now_ms(begun: Begun, where: Hall | None = None) -> int:
    """What the logical clock shows somebody who looks."""
    room = await (where or hall()).room(begun.id)
    assert room is not None
    async with room.looking() as awake:
        return int(showing.clock(awake.attempt)["now_ms"])


async def set_speed(client: Client, speed: float) -> None:
    await client.say(type="speed", speed=speed)
    await client.hear_until("clock", speed=speed)


async def test_logical_time_runs_at_each_speed_from_where_that_was_set_and_is_the_same_after_a_restart(
    wall: Wall,
) -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.start("sleep 10000")
        await client.hear_until("started")
        typed = await now_ms(begun)
        wall.wait(3)
        assert await now_ms(begun) == typed + 3_000
        await set_speed(client, 16)
        wall.wait(5)
        # the entry takes its own millisecond when it is made where the clock stands
        assert await now_ms(begun) == pytest.approx(typed + 3_000 + 16 * 5_000, abs=1)
        await set_speed(client, 0.5)
        wall.wait(10)
        now = await now_ms(begun)
        assert now == pytest.approx(typed + 3_000 + 16 * 5_000 + 5_000, abs=2)
    assert await now_ms(begun, Hall()) == now


async def test_however_fast_the_clock_runs_it_stops_where_the_world_settles(wall: Wall) -> None:
    begun = await begin()
    async with talking(begun) as client:
        await set_speed(client, 1000)
        await client.start("sleep 2")
        line = (await client.hear_until("started"))[-1]
        wall.wait(3_600)
        assert await now_ms(begun) == line["at_ms"] + 2_000
        wall.wait(3_600)
        assert await now_ms(begun, Hall()) == line["at_ms"] + 2_000


async def test_a_clock_that_runs_tells_how_far_it_runs_and_what_for(wall: Wall) -> None:
    begun = await begin()
    async with talking(begun) as client:
        line = await client.start("sleep 7", "master")
        clock = (await client.hear_until("clock"))[-1]
        assert clock["pending"] == [["process.wake", "master"]]
        assert clock["next_ms"] == clock["now_ms"] + 7_000
        wall.wait(7)
        assert await now_ms(begun) == clock["next_ms"]
        await client.hear_until("ended", id=line)
        clock = (await client.hear_until("clock"))[-1]
        assert (clock["settled"], clock["next_ms"], clock["pending"]) == (True, None, [])


async def test_a_speed_is_an_entry_that_every_socket_hears_of_and_a_restart_keeps() -> None:
    begun = await begin()
    async with talking(begun) as one, talking(begun, can="view") as other:
        await one.line("echo before")
        await one.say(type="speed", speed=4)
        for client in (one, other):
            assert (await client.hear_until("clock"))[-1]["speed"] == 4
    assert [(row.kind, row.text) for row in await read(stored, begun)] == [("line", "echo before"), ("clock", "4")]
    hall().forget(begun.id)
    async with talking(begun) as client:
        assert client.frames[0]["clock"]["speed"] == 4
        assert client.frames[0]["read_only"] is None


async def test_the_speed_that_it_has_already_is_no_entry() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await set_speed(client, 16)
        await client.say(type="speed", speed=16)
        await client.line("true")
    assert [row.kind for row in await read(stored, begun)] == ["clock", "line"]


async def test_who_only_views_does_not_set_the_speed() -> None:
    begun = await begin()
    async with talking(begun, can="view") as client:
        await client.say(type="speed", speed=4)
        assert (await client.refusal())["code"] == "read_only"
    assert await read(stored, begun) == []


@pytest.mark.parametrize("speed", ["16", 0, -1, 1001, None, True, "NaN"])
async def test_a_speed_that_is_none_is_named(speed: object) -> None:
    async with talking(await begin()) as client:
        raw = speed if speed == "NaN" else json.dumps(speed)
        await client.say_raw(f'{{"type": "speed", "speed": {raw}}}')
        refused = await client.refusal()
    assert (refused["code"], "speed.speed" in refused["message"]) == ("bad_frame", True)


async def test_only_what_was_typed_is_numbered() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("dcos marathon app add httpi_host.json")
        await set_speed(client, 16)
        await client.start("sleep 1000", "master")
        await client.hear_until("started", number=2)
        await client.say(type="interrupt", terminal="master")
        await client.hear_until("ended", line=3)
        heard = await client.line("dcos marathon app update /httpi instances=2")
        numbers = {frame["line"]: frame["number"] for frame in client.frames if frame["type"] == "started"}
        assert numbers == {1: 1, 3: 2, 5: 3}
        assert heard[-1]["line"] == 5
    hall().forget(begun.id)
    async with talking(begun) as client:
        journal = client.frames[0]["journal"]
    assert [(line["line"]["kind"], line["line"]["number"]) for line in journal] == [
        ("line", 1),
        ("clock", 0),
        ("line", 2),
        ("interrupt", 0),
        ("line", 3),
    ]


async def test_moments_at_which_the_picture_changed_by_itself_are_told_as_they_come_and_all_at_once_later() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("dcos marathon app add httpi_host.json")
        await set_speed(client, 1000)
        while not any(frame.get("settled") for frame in client.frames):
            await client.hear()
        told = [frame["moment"] for frame in client.frames if frame["type"] == "push" and "moment" in frame]
    states = {state for moment in told for _, state in moment["changed"]}
    assert states == {"staging", "promised", "running", "listening"}
    assert [moment["at_ms"] for moment in told] == sorted(moment["at_ms"] for moment in told)
    hall().forget(begun.id)
    async with talking(begun) as client:
        assert client.frames[0]["moments"] == told
