"""The conversation on the socket, as docs/protocol.md tells it. Every frame of both ends is held to the schema."""

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.talk import Closed, begin, connected, printed, talking
from tutorial.web import capabilities, threads
from tutorial.web.hall import hall
from tutorial.web.limits import Bucket
from tutorial.web.room import Room

pytestmark = pytest.mark.django_db(transaction=True)


async def test_hello_is_answered_by_a_snapshot() -> None:
    begun = await begin()
    async with talking(begun) as client:
        snapshot = client.frames[0]
    assert snapshot["type"] == "snapshot"
    assert (snapshot["can"], snapshot["attempt"], snapshot["lesson"]) == ("write", begun.id, "02-host-mode")
    assert (snapshot["branch"], snapshot["journal"], snapshot["rev"]) == ("main", [], 0)
    assert {"agent:S1", "host:master"} <= {element["id"] for element in snapshot["elements"]}


async def test_a_line_is_started_prints_and_ends() -> None:
    begun = await begin()
    async with talking(begun) as client:
        heard = await client.line("echo one; echo two; (echo three >&2); false")
    assert [frame["type"] for frame in heard] == ["started", "output", "output", "ended"]
    assert [(frame["part"], frame["stream"]) for frame in heard[1:3]] == [(0, "stdout"), (1, "stderr")]
    assert printed(heard) == "one\ntwo\nthree\n"
    assert heard[0]["prompt"] == heard[-1]["prompt"] == "you@laptop:~$ "
    assert (heard[-1]["exit_code"], heard[-1]["line"], heard[-1]["rev"]) == (1, 1, 1)
    assert len({frame["id"] for frame in heard}) == 1


async def test_only_the_last_of_the_frames_that_come_together_carries_the_new_rev() -> None:
    async with talking(await begin()) as client:
        first = await client.line("true")
        second = await client.line("sleep 0.05; echo late")
    assert [frame["rev"] for frame in first] == [0, 1]
    told = [frame for frame in second if frame["type"] != "clock"]
    assert [frame["type"] for frame in told] == ["started", "waiting", "output", "ended"]
    assert [frame.get("rev") for frame in told] == [1, 2, None, 3]


async def test_every_socket_sees_what_one_of_them_types() -> None:
    begun = await begin()
    async with talking(begun) as one, talking(begun, can="view") as other:
        typed = await one.line("echo hello")
        seen = await other.hear_until("ended")
    assert seen == typed


async def test_who_comes_back_gets_what_was_missed() -> None:
    begun = await begin()
    async with talking(begun) as stays, connected(begun.id) as goes:
        have = (await goes.hello(begun.view))["rev"]
        await stays.line("echo one")
        await goes.hear_until("ended")
        have = goes.frames[-1]["rev"]
        missed = await stays.line("echo two") + await stays.line("cd /tmp")
        async with talking(begun, have, can="view") as back:
            welcome = back.frames[0]
    assert welcome["type"] == "welcome"
    assert [frame for frame in welcome["frames"] if frame["type"] != "clock"] == missed
    assert welcome["rev"] == missed[-1]["rev"]
    assert welcome["frames"][-1]["type"] == "clock"


async def test_who_missed_nothing_gets_nothing_but_the_clock() -> None:
    begun = await begin()
    async with talking(begun) as client:
        have = (await client.line("true"))[-1]["rev"]
        async with talking(begun, have) as back:
            assert [frame["type"] for frame in back.frames[0]["frames"]] == ["clock"]


@pytest.mark.parametrize("have", [3, 999])
async def test_a_rev_that_is_no_border_is_answered_by_a_snapshot(have: int) -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("true")
        async with talking(begun, have) as back:
            assert back.frames[0]["type"] == "snapshot"


async def test_the_snapshot_after_some_lines_tells_them_all() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("echo out; ls /nowhere")
        await client.line("sleep 0.01; echo slept", "S1")
        async with talking(begun) as second:
            snapshot = second.frames[0]
    first, slept = snapshot["journal"]
    assert [piece["stream"] for piece in first["output"]] == ["stdout", "stderr"]
    assert first["exit_code"] != 0
    assert first["id"] is not None
    assert (slept["line"]["terminal"], slept["exit_code"]) == ("S1", 0)
    assert {terminal["id"] for terminal in snapshot["terminals"]} == {"laptop", "S1"}


async def test_a_line_that_waits_can_be_interrupted_while_others_are_typed() -> None:
    async with talking(await begin()) as client:
        sleeping = await client.start("sleep 1000")
        await client.hear_until("started", id=sleeping)
        assert printed(await client.line("echo meanwhile", "S1")) == "meanwhile\n"
        refused = await client.start("echo no")
        assert await client.refusal() | {"message": ""} == {
            "type": "error",
            "code": "busy",
            "message": "",
            "id": refused,
        }
        await client.say(type="interrupt", terminal="laptop")
        ended = (await client.hear_until("ended", id=sleeping))[-1]
        assert ended["exit_code"] == 130
        assert printed(await client.line("echo $?")) == "130\n"


async def test_the_end_of_input_gives_the_terminal() -> None:
    async with talking(await begin()) as client:
        await client.line("cd /tmp")
        await client.say(type="eof", terminal="laptop")
        frame = (await client.hear_until("terminal"))[-1]
    assert (frame["terminal"], frame["text"], frame["cwd"]) == ("laptop", "exit\n", "/home/you")


async def test_keys_without_a_use_are_no_entries() -> None:
    async with talking(await begin()) as client:
        await client.say(type="interrupt", terminal="laptop")
        sleeping = await client.start("sleep 1000")
        await client.hear_until("started", id=sleeping)
        await client.say(type="eof", terminal="laptop")
        assert (await client.line("true", "S1"))[-1]["line"] == 2


async def test_the_picture_changes_by_operations_while_the_world_runs_and_then_the_clock_stands() -> None:
    async with talking(await begin()) as client:
        await client.line("dcos marathon app add httpi_host.json")
        heard = await client.hear_until("clock", settled=True)
        added = {operation[1]["id"] for frame in heard for operation in frame.get("ops", []) if operation[0] == "add"}
        assert "socket:S1/tcp/16327" in added
        assert any(name.startswith("task:httpi.instance-") for name in added)
        assert {"id": "runs", "met": True} in [goal for frame in heard for goal in frame.get("goals", [])]
        revs = [frame["rev"] for frame in client.frames if "rev" in frame]
        assert revs == sorted(revs)
        assert await client.silent()


async def test_a_trace_is_told_in_full_when_it_is_asked_for() -> None:
    async with talking(await begin()) as client:
        heard = await client.line("curl http://172.16.9.84:9", "master")
        pushed = next(frame for frame in heard if frame["type"] == "push" and frame.get("traces"))
        summary = pushed["traces"][-1]
        assert "hops" not in summary
        await client.say(type="trace", id=summary["id"])
        trace = (await client.hear_until("trace"))[-1]["trace"]
        assert trace == pushed["trace"]
        assert trace["hops"]
        await client.say(type="trace", id="9.9")
        assert (await client.refusal())["code"] == "unknown_trace"


async def test_traces_beyond_the_last_two_hundred_are_told_when_they_are_asked_for() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("for i in $(seq 205); do curl -s 172.16.9.84:9; done", "master")
    async with talking(begun) as client:
        told = [trace["nth"] for trace in client.frames[0]["traces"]]
        assert (len(told), told[-1]) == (200, 205)
        await client.say(type="traces", before=told[0])
        older = (await client.hear_until("traces"))[-1]
        assert (older["before"], older["first"]) == (6, 1)
        assert [trace["nth"] for trace in older["traces"]] == [1, 2, 3, 4, 5]


async def test_a_place_that_is_not_there_cannot_be_typed_in() -> None:
    async with talking(await begin()) as client:
        refused = await client.start("true", "S99")
        assert await client.refusal() | {"message": ""} == {
            "type": "error",
            "code": "unknown_terminal",
            "message": "",
            "id": refused,
        }
        assert (await client.line("true"))[0]["line"] == 1


async def test_checkout_of_no_branch_is_refused_and_of_the_current_one_does_nothing() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("echo kept")
        awake = await hall().room(begun.id)
        assert awake is not None
        world = awake.live
        await client.say(type="checkout", branch="elsewhere")
        assert (await client.refusal())["code"] == "unknown_branch"
        await client.say(type="checkout", branch="main")
        assert [frame["type"] for frame in await client.line("true")] == ["started", "ended"]
        assert awake.live is world


async def test_a_capability_that_is_revoked_while_its_socket_joins_lets_nobody_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = await begin()
    join = Room.join

    async def late(room: Room, *arguments: Any) -> None:
        await threads.write(capabilities.revoke, begun.id, "view")
        await room.send_away("view", 4401)
        await join(room, *arguments)

    monkeypatch.setattr(Room, "join", late)
    async with connected(begun.id) as client:
        assert (await client.hello(begun.view))["type"] == "snapshot"
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4401


async def test_a_room_that_is_forgotten_while_the_right_is_looked_up_is_not_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = await begin()
    await hall().room(begun.id)
    find, forgotten = capabilities.find, []

    def slow(secret: str) -> Any:
        if not forgotten:
            forgotten.append(hall().forget(begun.id))
        return find(secret)

    monkeypatch.setattr(capabilities, "find", slow)
    async with talking(begun):
        awake = await hall().room(begun.id)
        assert awake is not None
        assert len(awake.members) == 1


# What is malformed


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"type": "fly"}', '{"type": "line", "id": "1", "terminal": 7, "text": ""}']
)
async def test_a_malformed_frame_is_named_and_the_conversation_goes_on(text: str) -> None:
    async with talking(await begin()) as client:
        await client.say_raw(text)
        assert (await client.refusal())["code"] == "bad_frame"
        assert printed(await client.line("echo on")) == "on\n"


async def test_bytes_and_a_second_hello_are_bad_frames() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.say_raw(b"\x00\x01")
        assert (await client.refusal())["code"] == "bad_frame"
        assert (await client.hello(begun.write))["code"] == "bad_frame"


@pytest.mark.parametrize("text", ["x" * 65_537, "é" * 32_769])
async def test_a_frame_over_64_kb_is_refused_and_the_conversation_goes_on(text: str) -> None:
    async with talking(await begin()) as client:
        await client.say_raw(json.dumps({"type": "line", "text": text}, ensure_ascii=False))
        refused = await client.refusal()
        assert (refused["code"], "65,536 bytes" in refused["message"]) == ("too_large", True)
        assert printed(await client.line("echo on")) == "on\n"


@pytest.mark.parametrize(
    ("beginning", "known"),
    [
        ({"type": "line", "id": "mine"}, "mine"),
        ({"id": "mine", "type": "line"}, "mine"),
        ({"type": "line", "terminal": "laptop", "id": "mine"}, None),
        ({"type": "trace", "id": "mine"}, None),
        ({"type": "line", "id": 'mi"ne'}, None),
        ({"type": "line", "id": ""}, None),
        ({"type": "line", "id": "x" * 65}, None),
    ],
)
async def test_a_frame_that_is_too_large_is_known_by_the_id_at_its_beginning(
    beginning: dict[str, str], known: str | None
) -> None:
    async with talking(await begin()) as client:
        await client.say_raw(json.dumps({**beginning, "text": "x" * 70_000}))
        refused = await client.refusal()
        assert (refused["code"], refused.get("id")) == ("too_large", known)


async def test_a_first_frame_that_is_too_large_is_no_hello() -> None:
    begun = await begin()
    async with connected(begun.id) as client:
        await client.say_raw(
            json.dumps({"type": "hello", "capability": begun.write, "have": None, "more": "x" * 70_000})
        )
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4400


async def test_a_frame_over_what_the_server_takes_ends_the_conversation() -> None:
    async with talking(await begin()) as client:
        await client.say_raw("x" * (1024 * 1024 + 1))
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4413


async def test_a_fault_of_ours_closes_the_socket_with_4500(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tutorial.web.room.Room.trace", broken)
    async with talking(await begin()) as client:
        await client.say(type="trace", id="1.1")
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4500
    assert "ZeroDivisionError" in caplog.text


async def test_a_fault_in_a_line_is_reported_to_us_and_shown_as_exit_70(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Iterator[int]:
        yield 1 // 0

    async with talking(await begin()) as client:
        await client.line("true")
        monkeypatch.setattr("tutorial.shell.run_line", broken)
        heard = await client.line("true")
        monkeypatch.undo()
        assert heard[-1]["exit_code"] == 70
        assert "Traceback" not in printed(heard)
        assert printed(await client.line("echo on")) == "on\n"
    assert "ZeroDivisionError" in caplog.text


async def test_two_clients_that_type_at_once_are_both_answered_in_one_order() -> None:
    begun = await begin()
    async with talking(begun) as one, talking(begun) as other:
        both = await asyncio.gather(
            *(one.start(f"echo {n}") for n in range(5)), *(other.start(f"echo {n}") for n in range(5))
        )
        heard = [await client.hear_until("ended", line=10) for client in (one, other)]
    assert heard[0] == heard[1]
    assert {frame["id"] for frame in heard[0] if frame["type"] == "ended"} == set(both)


PLACES = ("laptop", "S1", "S1/httpi", "S99", "router", "outside", "-", "")
TEXTS = (
    "",
    "true",
    "exit",
    "sleep 0.01",
    "sleep 99",
    "echo $(",
    "cat <<E",
    "curl http://S1:1",
    "jq .",
    "ssh S1",
    "\x07",
    "é" * 99,
)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_clients_say_the_attempt_can_be_used_after_it(seed: int) -> None:
    dice = random.Random(seed)

    def frame() -> str:
        kind = dice.choice(["line", "line", "line", "interrupt", "eof", "trace", "ack", "checkout", "hello", "nothing"])
        fields = {
            "type": kind,
            "id": str(dice.random()),
            "terminal": dice.choice(PLACES),
            "text": dice.choice(TEXTS),
            "branch": dice.choice(["main", "other"]),
            "frames": dice.randrange(200),
            "capability": "x",
            "have": None,
        }
        text = json.dumps(fields)
        return text if dice.random() < 0.9 else text[: dice.randrange(len(text))]

    begun = await begin()
    async with talking(begun) as client:
        awake = await hall().room(begun.id)
        assert awake is not None
        awake._lines = Bucket(10_000, 1)
        for _ in range(120):
            await client.say_raw(frame())
        await client.say(type="interrupt", terminal="S2")
        line = await client.start("echo on", "S2")
        heard = await client.hear_until("ended", id=line)
        assert "on" in printed([frame for frame in heard if frame.get("id") == line])
    hall().forget(begun.id)
    async with talking(begun) as client:
        assert client.frames[0]["journal"][-1]["line"]["text"] == "echo on"
        again = await hall().room(begun.id)
        assert again is not None
        assert again.live is not None
        assert not again.live.differs
