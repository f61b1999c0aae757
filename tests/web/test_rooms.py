"""Rooms: rows before frames, one order of entries whoever writes, and a world that comes back from its journal."""

import asyncio
import json
import threading
from shutil import copytree
from typing import Any

import pytest
from django.db import OperationalError

from tests.web.rooms import room_of, state_hash, stored
from tests.web.talk import Client, Closed, begin, eventually, printed, talking
from tutorial.attempt import showing
from tutorial.lesson.load import load
from tutorial.web import documents, journal, live, models, records, threads
from tutorial.web import room as room_module
from tutorial.web.frames import Refused
from tutorial.web.hall import Hall, hall
from tutorial.web.room import NoSuchAttempt
from tutorial.web.threads import read

pytestmark = pytest.mark.django_db(transaction=True)


# Rows before frames


async def test_nothing_is_said_of_a_line_before_its_row_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, gate, insert = await begin(), threading.Event(), journal.insert

    def held(branch: int, new: journal.Row) -> None:
        gate.wait()
        insert(branch, new)

    async with talking(begun) as client:
        monkeypatch.setattr(journal, "insert", held)
        line = await client.start("echo done")
        assert await client.silent()
        assert await read(stored, begun) == []
        gate.set()
        heard = await client.hear_until("ended", id=line)
    assert printed(heard) == "done\n"
    row = (await read(stored, begun))[0]
    assert (row.seq, row.kind, row.terminal, row.text, row.exit_code) == (1, "line", "laptop", "echo done", 0)


async def test_a_line_that_cannot_be_stored_changes_nothing_and_can_be_typed_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("disk I/O error")

    begun = await begin()
    async with talking(begun) as client:
        await client.line("cd /tmp")
        with monkeypatch.context() as patch:
            patch.setattr(journal, "insert", broken)
            line = await client.start("cd /usr")
            assert await client.refusal() | {"message": ""} == {
                "type": "error",
                "code": "unavailable",
                "message": "",
                "id": line,
            }
        again = await client.line("pwd")
    assert printed(again) == "/tmp\n"
    assert [row.text for row in await read(stored, begun)] == ["cd /tmp", "pwd"]
    assert "disk I/O error" in caplog.text


async def test_a_line_that_ends_later_gets_its_end_stored_then() -> None:
    begun = await begin()
    async with talking(begun) as client:
        line = await client.start("sleep 0.2; echo '[1]' | jq '.[0]'; false")
        await client.hear_until("started", id=line)
        running = (await read(stored, begun))[0]
        assert (running.exit_code, running.state_hash, running.answers) == (None, "", "{}")
        await client.hear_until("ended", id=line)
        await client.line("true", "S1")
    ended = (await read(stored, begun))[0]
    assert ended.exit_code == 1
    assert len(ended.state_hash) == 32
    assert [answer[0] for answer in json.loads(ended.answers).values()] == ["1\n"]


# The world comes back from its journal

LINES = (
    ("laptop", "dcos marathon app add httpi_host.json"),
    ("laptop", "sleep 0.1; echo '{\"a\": 1}' | jq .a"),
    ("master", "cd /tmp"),
    ("master", "curl http://172.16.9.84:9"),
)


async def played(client: Client) -> None:
    for terminal, text in LINES:
        await client.line(text, terminal)


async def test_a_forgotten_world_comes_back_with_the_same_hash() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await played(client)
        await client.hear_until("clock", settled=True)
        before = await state_hash(await room_of(begun))
        shown = client.frames
    hall().forget(begun.id)
    assert await state_hash(await room_of(begun)) == before
    async with talking(begun) as client:
        snapshot = client.frames[0]
    assert [line["line"]["text"] for line in snapshot["journal"]] == [text for _, text in LINES]
    assert printed(shown) == "".join(
        span[0] for line in snapshot["journal"] for piece in line["output"] for span in piece["spans"]
    )


async def test_a_replay_asks_no_tool_again(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("echo 1 | jq .")
    other = Hall()

    async def nobody(*_: object) -> None:
        raise AssertionError("the answer is stored")

    monkeypatch.setattr(other.pool, "ask", nobody)
    async with (await room_of(begun, other)).looking() as awake:
        assert awake.attempt.lines[1].text("stdout") == "1\n"
        assert not awake.differs


async def test_time_goes_on_while_nobody_watches_and_stops_where_the_world_settles() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("dcos marathon app add httpi_host.json")
        await client.line("sleep 1")
    hall().forget(begun.id)
    long_ago = records.wall_ms() - 3_600_000
    await read(lambda: models.Entry.objects.filter(branch__attempt=begun.id).update(wall_ms=long_ago))
    await read(lambda: models.Attempt.objects.filter(pk=begun.id).update(anchor_wall_ms=long_ago))
    async with (await room_of(begun)).looking() as awake:
        clock = showing.clock(awake.attempt)
        assert clock["settled"]
        assert 1_000 < clock["now_ms"] < 60_000
        assert {"id": "runs", "step": 1, "met": True} in awake.attempt.judge.document()


async def test_a_room_is_in_use_while_somebody_waits_for_a_turn() -> None:
    room = await room_of(await begin())
    async with room.looking():
        waiting = asyncio.create_task(room.enter("line", "laptop", "true"))
        await asyncio.sleep(0)
    assert not room.idle
    await waiting
    assert room.idle
    async with room.looking():
        given_up = asyncio.create_task(room.enter("line", "laptop", "true"))
        await asyncio.sleep(0)
        given_up.cancel()
    await asyncio.wait([given_up])
    assert room.idle


async def test_a_settled_room_has_no_timer_and_an_unsettled_one_only_while_somebody_watches() -> None:
    begun = await begin()
    room = await room_of(begun)
    async with talking(begun) as client:
        assert room._alarm is None
        line = await client.start("sleep 1000")
        await client.hear_until("started", id=line)
        await eventually(lambda: room._alarm is not None)
    await eventually(lambda: room._alarm is None)
    assert room.idle


async def test_a_journal_that_comes_out_differently_can_be_read_but_not_continued() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("echo one")
    hall().forget(begun.id)
    await read(lambda: models.Entry.objects.filter(branch__attempt=begun.id).update(state_hash="0" * 32))
    async with talking(begun) as client:
        assert [line["line"]["text"] for line in client.frames[0]["journal"]] == ["echo one"]
        await client.start("echo two")
        refused = await client.refusal()
    assert (refused["code"], "line 1" in refused["message"]) == ("read_only", True)


async def test_an_entry_that_cannot_be_replayed_does_not_brick_the_attempt(caplog: pytest.LogCaptureFixture) -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("echo one")
        await client.line("echo two")
        await client.line("echo three")
    hall().forget(begun.id)
    await read(
        lambda: models.Entry.objects.filter(branch__attempt=begun.id, seq=2).update(kind="clock", text="nonsense")
    )
    async with talking(begun) as client:
        assert [line["line"]["text"] for line in client.frames[0]["journal"]] == ["echo one"]
    assert "cannot be replayed" in caplog.text


async def test_rooms_that_nobody_uses_are_forgotten_first() -> None:
    small = Hall(awake=2)
    kept = await begin()
    async with (await room_of(kept, small)).looking():
        for _ in range(3):
            await room_of(await begin(), small)
        assert kept.id in small._rooms
    await room_of(await begin(), small)
    assert len(small._rooms) == 2
    assert kept.id not in small._rooms


async def test_rooms_that_hold_too_much_together_are_forgotten_too() -> None:
    small = Hall(weight=250_000)
    begun = [await begin() for _ in range(3)]
    for each in begun:
        room = await room_of(each, small)
        await room.enter("line", "laptop", 'x=$(seq 900); for i in {1..30}; do echo "$x" >> numbers; done')
        assert room.weight > 100_000
    assert list(small._rooms) == [each.id for each in begun[1:]]
    assert small._weight == sum(room.weight for room in small._rooms.values()) <= 250_000
    async with (await room_of(begun[0], small)).looking() as awake:
        assert awake.attempt.lines[1].exit_code == 0
    assert list(small._rooms) == [begun[2].id, begun[0].id]
    for each in begun:
        small.forget(each.id)
    assert small._weight == 0


async def test_a_room_is_not_forgotten_for_its_own_sake() -> None:
    small = Hall(awake=1)
    first, second = await begin(), await begin()
    async with (await room_of(first, small)).looking():
        assert await room_of(second, small) is await room_of(second, small)


async def test_a_world_that_was_lost_before_the_eyes_of_its_members_comes_back_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(room_module, "AGAIN_S", 0.05)
    begun = await begin()
    async with talking(begun) as client:
        await client.line("cd /tmp")
        with monkeypatch.context() as patch:
            patch.setattr(journal, "finish", broken)
            line = await client.start("sleep 0.05; echo awake")
            await client.hear_until("ended", line=2)
        snapshot = (await client.hear_until("snapshot"))[-1]
        assert snapshot["journal"][1]["exit_code"] == 0
        assert line == snapshot["journal"][1]["id"]
        assert printed(await client.line("pwd")) == "/tmp\n"


async def test_who_comes_to_a_world_that_runs_hears_when_it_has_settled() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.start("sleep 0.6")
        await client.hear_until("started")
    hall().forget(begun.id)
    async with talking(begun) as client:
        assert not client.frames[0]["clock"]["settled"]
        await client.settled()


async def test_an_attempt_keeps_the_lesson_that_it_began_with(tmp_path: Any, settings: Any) -> None:
    folder = tmp_path / "lessons"
    copytree(settings.LESSONS_DIR, folder)
    settings.LESSONS_DIR = folder
    begun = await begin()
    text = (folder / "02-host-mode" / "lesson.toml").read_text()
    (folder / "02-host-mode" / "lesson.toml").write_text(text.replace('id = "runs"', 'id = "lives"'))
    (folder / "02-host-mode" / "proofs" / "runs.toml").rename(folder / "02-host-mode" / "proofs" / "lives.toml")
    load.cache_clear()
    fresh = await begin()
    async with talking(begun) as old, talking(fresh) as new:
        goals = [[goal["id"] for goal in client.frames[0]["goals"]] for client in (old, new)]
    load.cache_clear()
    assert (goals[0][0], goals[1][0]) == ("runs", "lives")


# Long output


async def test_a_long_line_is_cut_with_a_link_and_the_whole_comes_from_a_replay() -> None:
    begun = await begin()
    async with talking(begun) as client:
        heard = await client.line("for i in $(seq 1 20000); do echo $i; done")
        await client.line("true")
        cut = next(frame for frame in heard if frame["type"] == "cut")
        assert cut["href"] == f"/api/attempts/{begun.id}/lines/1/output"
        assert len(printed(heard)) == live.CUT_AT
        async with talking(begun) as again:
            assert again.frames[0]["journal"][0]["cut"] == cut["href"]
    whole = await (await room_of(begun)).output(1)
    assert whole == "".join(f"{number}\n" for number in range(1, 20001))
    assert await (await room_of(begun)).output(99) is None


async def test_a_snapshot_has_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "OUTPUT_IN_SNAPSHOT", 12)
    begun = await begin()
    async with talking(begun) as client:
        for text in ("echo one two", "echo three", "echo four"):
            await client.line(text)
        async with talking(begun) as again:
            first, *rest = again.frames[0]["journal"]
    assert (first["output"], first["cut"]) == ([], f"/api/attempts/{begun.id}/lines/1/output")
    assert all(line["output"] and "cut" not in line for line in rest)


async def test_a_request_that_is_given_up_leaves_the_world_as_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin()
    room = await room_of(begun)
    await room.enter("line", "laptop", "cd /tmp")
    asked = asyncio.Event()

    async def never(*_: object) -> None:
        asked.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(hall().pool, "ask", never)
        task = asyncio.create_task(room.enter("line", "laptop", "cd /usr; echo 1 | jq ."))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    line = await room.enter("line", "laptop", "pwd")
    assert line is not None
    assert (line.entry.seq, line.text("stdout")) == (2, "/tmp\n")


async def test_an_attempt_that_was_deleted_is_not_there_any_more() -> None:
    begun = await begin()
    room = await room_of(begun)
    async with talking(begun) as client:
        await client.line("true")  # the greeting, which looks at the right once more, is over
        await threads.write(models.Attempt.objects.filter(pk=begun.id).delete)
        await client.start("true")
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4404
    with pytest.raises(NoSuchAttempt):
        await room.enter("line", "laptop", "true")
    assert await Hall().room(begun.id) is None


async def test_a_refused_entry_costs_no_number() -> None:
    begun = await begin()
    room = await room_of(begun)
    with pytest.raises(Refused):
        await room.enter("line", "S99", "true")
    line = await room.enter("line", "S1", "true")
    assert line is not None
    assert line.entry.seq == 1
