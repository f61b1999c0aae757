"""Slow readers: what is under way to one socket is bounded, a snapshot replaces what was left out, the stuck go."""

import asyncio
from typing import Any

import pytest

from tests.web.talk import Closed, begin, eventually, printed, talking
from tutorial.web import members
from tutorial.web.hall import hall
from tutorial.web.members import Member


async def nowhere(_: dict[str, Any]) -> None:
    pass


async def test_past_the_limit_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "UNREAD", 10)
    sent: list[str] = []

    async def note(message: dict[str, Any]) -> None:
        sent.append(message["text"])

    member = Member(note, "view")
    for text in ("12345", "67890", "more", "x"):
        await member.push(text)
    assert sent == ["12345", "67890"]
    assert member.behind
    assert not member.acknowledge(1)
    assert member.acknowledge(2)
    await member.push("again")
    assert sent[-1] == "again"
    member.rest()


async def test_one_frame_may_be_larger_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "UNREAD", 10)
    member = Member(nowhere, "view")
    await member.push("a snapshot of many characters")
    assert not member.behind
    await member.push("x")
    assert member.behind
    member.rest()


async def test_a_count_that_was_never_sent_acknowledges_what_was() -> None:
    member = Member(nowhere, "view")
    await member.push("one")
    assert not member.acknowledge(99)
    await member.push("two")
    assert not member.acknowledge(1)
    assert member._unread_size == 3


async def test_a_dead_connection_does_not_reach_the_room(caplog: pytest.LogCaptureFixture) -> None:
    async def dead(_: dict[str, Any]) -> None:
        raise ConnectionError

    member = Member(dead, "view")
    await member.push("one")
    assert member.gone
    await member.push("two")
    await member.close(4503)


@pytest.mark.django_db(transaction=True)
async def test_who_falls_behind_and_catches_up_gets_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin()
    async with talking(begun) as quick, talking(begun, can="view") as slow:
        await quick.say(type="ack", frames=1)
        await quick.line("true")
        monkeypatch.setattr(members, "UNREAD", 2_000)
        for number in range(8):
            heard = await quick.line(f"echo {number}")
            await quick.say(type="ack", frames=len(quick.frames))
        room = await hall().room(begun.id)
        assert room is not None
        await eventually(lambda: any(member.behind for member in room.members))
        await slow.say(type="ack", frames=room.members[1].sent)
        snapshot = (await slow.hear_until("snapshot"))[-1]
        assert [line["line"]["text"] for line in snapshot["journal"]] == [
            "true",
            *(f"echo {number}" for number in range(8)),
        ]
        assert snapshot["rev"] == heard[-1]["rev"]
        await slow.say(type="ack", frames=len(slow.frames))
        assert printed(await quick.line("echo on")) == "on\n"
        assert printed(await slow.hear_until("ended")) == "on\n"


@pytest.mark.django_db(transaction=True)
async def test_who_acknowledges_nothing_is_sent_away_and_the_others_notice_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(members, "PATIENCE_S", 0.1)
    begun = await begin()
    async with talking(begun) as quick, talking(begun, can="view") as stuck:
        await quick.say(type="ack", frames=1)
        await quick.line("true")
        monkeypatch.setattr(members, "UNREAD", 2_000)
        for number in range(8):
            await quick.line(f"echo {number}")
            await quick.say(type="ack", frames=len(quick.frames))
        with pytest.raises(Closed) as closed:
            await stuck.hear_until("nothing that is ever sent")
        assert closed.value.code == 4503
        assert printed(await quick.line("echo on")) == "on\n"


@pytest.mark.django_db(transaction=True)
async def test_a_hundred_lines_acknowledged_in_time_arrive_one_by_one() -> None:
    async with talking(await begin()) as client:
        for number in range(29):
            await client.line(f"echo {number}")
            if number % 8 == 0:
                await client.say(type="ack", frames=len(client.frames))
        await asyncio.sleep(0)
        assert [frame["type"] for frame in client.frames].count("snapshot") == 1
