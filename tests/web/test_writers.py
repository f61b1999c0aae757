"""Several who write: terminals beside a line that computes, and processes beside each other."""

import asyncio
import json
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer

from tests.web.rooms import room_of, state_hash, stored
from tests.web.talk import begin, eventually, printed, talking
from tutorial.web import models, records, threads
from tutorial.web.hall import Hall, hall
from tutorial.web.members import Member
from tutorial.web.threads import read

pytestmark = pytest.mark.django_db(transaction=True)


async def test_ctrl_c_ends_a_line_that_computes() -> None:
    begun = await begin()
    async with talking(begun) as client:
        line = await client.start("while true; do true; done; echo never")
        await client.say(type="interrupt", terminal="laptop")
        ended = (await client.hear_until("ended", id=line))[-1]
        assert ended["exit_code"] == 130
        assert printed(client.frames) == "^C\n"
        await client.line("true")
    row = (await read(stored, begun))[0]
    assert 0 < row.steps < 100_000
    before = await state_hash(await room_of(begun))
    hall().forget(begun.id)
    async with (await room_of(begun)).looking() as awake:
        assert awake.attempt.published.hash() == before
        assert not awake.differs


async def test_other_terminals_take_lines_while_one_computes() -> None:
    begun = await begin()
    async with talking(begun) as client:
        line = await client.start("while true; do true; done")
        for number in range(5):
            heard = await client.line(f"echo {number}", "master")
            assert printed([frame for frame in heard if frame.get("terminal") == "master"]) == f"{number}\n"
        assert not any(frame["type"] == "ended" and frame["id"] == line for frame in client.frames)
        await client.say(type="interrupt", terminal="laptop")
        assert (await client.hear_until("ended", id=line))[-1]["exit_code"] == 130


async def test_who_looks_does_not_keep_others_waiting_for_a_line_that_computes() -> None:
    begun = await begin()
    room = await room_of(begun)
    await room.enter("line", "laptop", "while true; do true; done")
    assert room.live is not None
    room.live._anchor = (0, records.wall_ms() - 60_000)
    looks = asyncio.create_task(room.output(1)), asyncio.create_task(state_hash(room))
    await asyncio.sleep(0)
    await room.enter("interrupt", "laptop", "")
    await asyncio.gather(*looks)
    row = (await read(stored, begun))[0]
    assert (row.exit_code, row.steps < 100_000) == (130, True)


# Several writers


async def test_two_writers_of_one_branch_never_get_the_same_number() -> None:
    begun = await begin()
    rooms = [await room_of(begun, Hall()), await room_of(begun, Hall())]
    typed = [(room, f"echo {number} {index}") for number in range(6) for index, room in enumerate(rooms)]
    lines = await asyncio.gather(*(room.enter("line", "laptop", text) for room, text in typed))
    numbers = [line.entry.seq for line in lines if line]
    assert sorted(numbers) == list(range(1, 13))
    rows = await read(stored, begun)
    assert [row.seq for row in rows] == list(range(1, 13))
    assert [row.text for row in rows] == [text for _, (_, text) in sorted(zip(numbers, typed, strict=True))]
    hashes = []
    for room in rooms:
        await room.enter("line", "laptop", "true")
        hashes.append(await state_hash(room))
    hashes[0] = await state_hash(await room_of(begun, Hall()))
    assert hashes[0] == hashes[1]


async def test_who_was_overtaken_gets_a_snapshot_and_the_line_runs_behind_the_other() -> None:
    begun = await begin()
    elsewhere = await room_of(begun, Hall())
    async with talking(begun) as client:
        await client.line("true")
        async with elsewhere.looking():
            pass
        await elsewhere.enter("line", "laptop", "cd /tmp")
        line = await client.start("pwd")
        snapshot = (await client.hear_until("snapshot"))[-1]
        assert [each["line"]["text"] for each in snapshot["journal"]] == ["true", "cd /tmp"]
        assert [each["id"] is None for each in snapshot["journal"]] == [False, True]
        heard = await client.hear_until("ended", id=line)
    assert printed(heard) == "/tmp\n"
    assert heard[-1]["line"] == 3


async def test_a_line_that_has_become_impossible_is_refused_after_all() -> None:
    begun = await begin()
    elsewhere = await room_of(begun, Hall())
    async with talking(begun) as client:
        await elsewhere.enter("line", "laptop", "sleep 1000")
        await client.start("true")
        assert (await client.refusal())["code"] == "busy"


async def test_a_branch_shares_what_its_parent_held_until_it_left() -> None:
    begun = await begin()
    async with talking(begun) as client:
        for text in ("cd /tmp", "cd /usr", "cd /var"):
            await client.line(text)

        def fork() -> None:
            parent = models.Branch.objects.get(attempt=begun.id)
            rev = models.Entry.objects.get(branch=parent, seq=2).rev
            models.Branch.objects.create(attempt_id=begun.id, parent=parent, fork_rev=rev, name="back")

        await threads.write(fork)
        await client.say(type="checkout", branch="back")
        snapshot = (await client.hear_until("snapshot"))[-1]
        assert snapshot["branch"] == "back"
        assert [line["line"]["text"] for line in snapshot["journal"]] == ["cd /tmp", "cd /usr"]
        heard = await client.line("pwd")
        assert (heard[-1]["line"], printed(heard)) == (3, "/usr\n")
        have = heard[-1]["rev"]
        async with talking(begun, have, branch="back") as same, talking(begun, have, branch="main") as other:
            assert (same.frames[0]["type"], other.frames[0]["type"]) == ("welcome", "snapshot")
        await client.say(type="checkout", branch="main")
        snapshot = (await client.hear_until("snapshot"))[-1]
        assert [line["line"]["text"] for line in snapshot["journal"]] == ["cd /tmp", "cd /usr", "cd /var"]


async def test_a_process_that_is_told_of_an_entry_shows_it_at_once() -> None:
    begun, layer = await begin(), InMemoryChannelLayer()
    hall.cache_clear()
    here, there = Hall(layer=layer), Hall(layer=layer)
    texts: list[str] = []

    async def note(message: dict[str, Any]) -> None:
        texts.append(message["text"])

    member, room, other = Member(note, "view"), await room_of(begun, here), await room_of(begun, there)
    await room.join(member, None, None)
    await other.enter("line", "laptop", "cd /tmp")
    await eventually(lambda: len(texts) == 3)
    kinds = [json.loads(text)["type"] for text in texts]
    assert kinds == ["snapshot", "started", "ended"]
    await room.enter("line", "laptop", "pwd")
    assert [json.loads(text)["type"] for text in texts[3:]] == ["started", "output", "ended"]
    room.leave(member)
    await eventually(lambda: not layer.groups)
    await other.enter("line", "laptop", "true")
    assert await state_hash(await room_of(begun, Hall())) == await state_hash(other)


async def test_a_process_whose_clock_is_past_an_entry_begins_anew_from_the_journal() -> None:
    begun, layer = await begin(), InMemoryChannelLayer()
    here, there = Hall(layer=layer), Hall(layer=layer)
    texts: list[str] = []

    async def note(message: dict[str, Any]) -> None:
        texts.append(message["text"])

    room, other = await room_of(begun, here), await room_of(begun, there)
    member = Member(note, "view")
    await other.enter("line", "laptop", "sleep 1000")
    async with other.looking():
        pass
    await room.join(member, None, None)
    assert room.live is not None
    room.live._anchor = (0, records.wall_ms() - 5_000)
    async with room.looking():
        pass
    await other.enter("line", "S1", "cd /tmp")
    await eventually(lambda: [json.loads(text)["type"] for text in texts].count("snapshot") == 2)
    assert json.loads(texts[-1])["journal"][1]["line"]["text"] == "cd /tmp"
    room.leave(member)
