"""Time: looks at the past, lines that are tried there, branches, undo and redo. Every frame is held to the schema."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.rooms import room_of, state_hash
from tests.web.talk import Begun, Client, Frame, begin, printed, talking
from tutorial.web import live, models, past, records, starts, threads
from tutorial.web.branches import MOST
from tutorial.web.hall import Hall, hall
from tutorial.web.journal import Row
from tutorial.web.records import wall_ms

pytestmark = pytest.mark.django_db(transaction=True)

BRIDGE = "dcos marathon app add httpi_bridge.json"
FAST = 1000


async def look(client: Client, seq: int, at_ms: int | None = None) -> Frame:
    await client.say(type="look", id="there", seq=seq, at_ms=at_ms)
    return (await client.hear_until("past"))[-1]


async def tried(client: Client, text: str, terminal: str = "laptop") -> Frame:
    await client.say(type="line", id=f"tried-{next(Client.numbers)}", terminal=terminal, text=text, past=True)
    return (await client.hear_until("past"))[-1]


async def moved(client: Client, **frame: Any) -> Frame:
    """The snapshot that follows a move between branches."""
    await client.say(**frame)
    return (await client.hear_until("snapshot"))[-1]


def texts(snapshot: Frame) -> list[str]:
    return [entry["line"]["text"] for entry in snapshot["journal"] if entry["line"]["number"]]


def shown(snapshot: Frame) -> Any:
    """What a snapshot shows of the cluster, without the clock."""
    return {name: snapshot[name] for name in ("elements", "terminals", "journal", "traces", "moments", "goals")}


async def fresh(begun: Begun) -> Frame:
    """The snapshot of somebody who comes just now."""
    async with talking(begun) as client:
        return client.frames[0]


def by_id(snapshot: Frame) -> dict[str, Any]:
    return {element["id"]: element for element in snapshot["elements"]}


async def rows_of(begun: Begun) -> list[models.Entry]:
    return await threads.read(lambda: list(models.Entry.objects.filter(branch__attempt=begun.id).order_by("seq")))


async def test_every_line_of_a_whole_lesson_is_found_again_as_it_was() -> None:
    begun = await begin()
    found = starts.lesson_named("02-host-mode")
    assert found is not None
    async with talking(begun) as client:
        await client.say(type="speed", speed=FAST)
        await client.hear_until("clock", speed=FAST)
        for line in found.solution:
            await client.line(line.text, line.terminal)
            await settle(client)
        there = {row.seq: row for row in await rows_of(begun) if row.kind == "line"}
        assert len(there) == len(found.solution) > 3
        for seq in sorted(there, reverse=True):
            seen = await look(client, seq)
            assert (seen["state"], seen["seq"]) == (there[seq].state_hash, seq)
            assert texts(seen["frames"][0]) == [row.text for row in there.values() if row.seq <= seq]
        hall.cache_clear()
        assert await state_hash(await room_of(begun))


async def settle(client: Client) -> None:
    """Wait until a fresh snapshot would say that nothing happens any more."""
    room = next(iter(hall()._rooms.values()))
    while True:
        async with room.looking() as awake:
            if awake.attempt.settled:
                return


async def test_an_event_within_a_deployment_is_a_moment_too() -> None:
    begun = await begin("04-bridge-mode")
    async with talking(begun) as client:
        await client.say(type="speed", speed=FAST)
        await client.line(BRIDGE)
        await settle(client)
        async with talking(begun, can="view") as other:
            moments = other.frames[0]["moments"]
            assert len(moments) > 3
            for moment in moments:
                seen = await look(other, 2, moment["at_ms"])
                snapshot = seen["frames"][0]
                assert (seen["at_ms"], snapshot["clock"]["now_ms"]) == (moment["at_ms"], moment["at_ms"])
                states = {element["id"]: element["state"] for element in snapshot["elements"]}
                assert {name: states.get(name) for name, _ in moment["changed"]} == dict(moment["changed"])


async def test_a_look_stays_before_the_next_line_and_in_what_was() -> None:
    async with talking(await begin()) as client:
        await client.line("sleep 0.01")
        await client.line("cd /tmp")
        first, last = await look(client, 1, 10**12), await look(client, 2, 10**12)
        assert (texts(first["frames"][0]), texts(last["frames"][0])) == (["sleep 0.01"], ["sleep 0.01", "cd /tmp"])
        assert (await look(client, 0))["frames"][0]["journal"] == []
        await client.say(type="look", id="there", seq=3)
        assert (await client.refusal())["code"] == "unknown_line"


async def test_a_line_that_ran_on_is_found_at_its_end() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("sleep 0.05; cd /tmp")
        seen = await look(client, 1)
        [row] = await rows_of(begun)
        assert seen["state"] == row.state_hash
        assert seen["frames"][0]["journal"][0]["exit_code"] == 0


async def test_what_is_tried_there_changes_nothing_here() -> None:
    begun = await begin()
    async with talking(begun) as client, talking(begun, can="view") as other:
        await client.line("echo one > file")
        await client.line("echo two > file")
        room = await room_of(begun)
        before = await state_hash(room)
        await look(client, 1)
        heard = await tried(client, "cat file; cd /tmp")
        assert (printed(heard["frames"]), heard["tried"], heard["changed"]) == ("one\n", 1, False)
        heard = await tried(client, "pwd; echo three > ~/file; sleep 60; cat ~/file")
        assert (printed(heard["frames"]), heard["tried"], heard["changed"]) == ("/tmp\nthree\n", 2, True)
        assert heard["frames"][-1]["exit_code"] == 0
        assert await state_hash(room) == before
        assert len(await rows_of(begun)) == 2
        await client.say(type="now")
        await client.say(type="line", id="late", terminal="laptop", text="true", past=True)
        assert (await client.refusal()) | {"message": ""} == {
            "type": "error",
            "code": "not_looking",
            "id": "late",
            "message": "",
        }
        assert printed(await client.line("cat file")) == "two\n"
        seen = [frame for _ in range(3) for frame in await other.hear_until("ended")]
        assert [frame["line"] for frame in seen if frame["type"] == "started"] == [1, 2, 3]
        assert "past" not in {frame["type"] for frame in seen}


async def test_what_asks_about_the_past_is_answered_by_it() -> None:
    async with talking(await begin()) as client:
        await client.line("echo one > file; curl http://172.16.9.84:9", "S2")
        await client.line("rm file; mkdir folder", "S2")
        await look(client, 1)
        asked = {"terminal": "S2", "id": "asked", "past": True}
        await client.say(type="file", path="file", **asked)
        [answer] = (await client.hear_until("past"))[-1]["frames"]
        assert answer["text"] == "one\n"
        await client.say(type="complete", text="cat fi", cursor=6, **asked)
        [answer] = (await client.hear_until("past"))[-1]["frames"]
        assert [each["text"] for each in answer["candidates"]] == ["file "]
        await client.say(type="trace", id="1.1", past=True)
        [answer] = (await client.hear_until("past"))[-1]["frames"]
        assert answer["trace"]["id"] == "1.1"
        await client.say(type="inspect", id="agent:S2", past=True)
        [answer] = (await client.hear_until("past"))[-1]["frames"]
        assert answer["id"] == "agent:S2"
        await client.say(type="trace", id="2.1", past=True)
        assert (await client.refusal())["code"] == "unknown_trace"


async def test_a_line_without_end_is_stopped_there() -> None:
    async with talking(await begin()) as client:
        await client.line("true")
        await look(client, 1)
        heard = await tried(client, "sleep 100000")
        assert [frame["type"] for frame in heard["frames"]] == ["started", "waiting", "output", "ended"]
        assert heard["frames"][-1]["exit_code"] == 130
        assert printed((await tried(client, "echo next"))["frames"]) == "next\n"


async def test_what_one_look_holds_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "LINES", 2)
    begun = await begin()
    async with talking(begun) as client:
        await client.line("true")
        room = await room_of(begun)
        bare = room.weight
        await look(client, 1)
        await tried(client, "seq 10000")
        held = room.weight
        assert held > bare + 40_000
        await tried(client, "true")
        await client.say(type="line", id="third", terminal="laptop", text="true", past=True)
        assert (await client.refusal())["code"] == "past_full"
        await look(client, 0)
        await tried(client, "true")
        await client.say(type="now")
        await client.line("true")
        assert room.weight < held - 40_000


async def test_who_may_only_look_can_look_and_do_nothing_else() -> None:
    begun = await begin()
    async with talking(begun) as client, talking(begun, can="view") as viewer:
        await client.line("true")
        assert (await look(viewer, 1))["frames"][0]["can"] == "view"
        for frame in (
            {"type": "line", "id": "x", "terminal": "laptop", "text": "true", "past": True},
            {"type": "checkout", "branch": "main"},
            {"type": "branch", "id": "x"},
            {"type": "undo", "seq": 1},
            {"type": "redo", "seq": 1},
            {"type": "name", "branch": "main", "name": "mine"},
        ):
            await viewer.say(**frame)
            assert (await viewer.refusal())["code"] == "read_only"


async def test_a_branch_goes_on_from_where_somebody_looked() -> None:
    begun = await begin()
    async with talking(begun) as client, talking(begun) as other:
        for text in ("cd /tmp", "cd /usr", "cd /var"):
            await client.line(text)
        await look(client, 1)
        await tried(client, "touch made")
        snapshot = await moved(client, type="branch", id="b", name="another way")
        assert (snapshot["branch"], texts(snapshot)) == ("another way", ["cd /tmp", "touch made"])
        assert shown((await other.hear_until("snapshot"))[-1]) == shown(snapshot)
        assert printed(await other.line("pwd; ls made")) == "/tmp\nmade\n"
        hall.cache_clear()
        async with talking(begun) as later:
            assert texts(later.frames[0]) == ["cd /tmp", "touch made", "pwd; ls made"]
            assert later.frames[0]["read_only"] is None
            main, branch = later.frames[0]["branches"]
            assert [line["text"] for line in main["lines"]] == ["cd /tmp", "cd /usr", "cd /var"]
            assert (branch["parent"], branch["seq"], len(branch["lines"])) == ("main", 1, 2)
            back = await moved(later, type="checkout", branch="main")
            assert (texts(back), back["branch"]) == (["cd /tmp", "cd /usr", "cd /var"], "main")
            assert len(back["branches"]) == 2


async def test_a_branch_within_a_deployment_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin("04-bridge-mode")
    async with talking(begun) as client:
        await client.say(type="speed", speed=FAST)
        await client.line(BRIDGE)
        await settle(client)
        stopped = wall_ms()
        monkeypatch.setattr(live, "wall_ms", lambda: stopped)
        monkeypatch.setattr(past, "wall_ms", lambda: stopped)
        async with talking(begun) as other:
            moment = other.frames[0]["moments"][2]["at_ms"]
        seen = (await look(client, 2, moment))["frames"][0]
        snapshot = await moved(client, type="branch", id="b")
        assert by_id(snapshot) == by_id(seen)
        assert (snapshot["clock"]["settled"], snapshot["clock"]["now_ms"]) == (False, moment)
        stopped += 1000
        await settle(client)
        tasks = [element for element in (await fresh(begun))["elements"] if element["kind"] == "task"]
        assert {task["state"] for task in tasks} == {"running"}


async def test_branches_have_names() -> None:
    async with talking(await begin()) as client:
        await client.line("true")
        await look(client, 0)
        snapshot = await moved(client, type="branch", id="b")
        made = snapshot["branch"]
        assert made.isdigit()
        snapshot = await moved(client, type="name", branch=made, name=" with host mode ")
        assert snapshot["branch"] == "with host mode"
        for branch, name, code in (
            ("with host mode", "main", "bad_name"),
            ("main", "12", "bad_name"),
            ("nowhere", "somewhere", "unknown_branch"),
        ):
            await client.say(type="name", branch=branch, name=name)
            assert (await client.refusal())["code"] == code
        await moved(client, type="checkout", branch="main")
        snapshot = await moved(client, type="checkout", branch="with host mode")
        assert [branch["name"] for branch in snapshot["branches"]] == ["main", "with host mode"]


async def test_undo_goes_back_line_by_line_and_redo_returns() -> None:
    begun = await begin()
    async with talking(begun) as client:
        states = [client.frames[0]]
        for text in ("cd /tmp", "touch a", "rm a"):
            await client.line(text)
            async with talking(begun) as other:
                states.append(other.frames[0])
        for seq in (3, 2, 1):
            snapshot = await moved(client, type="undo", seq=seq)
            assert shown(snapshot) | {"terminals": 0} == shown(states[seq - 1]) | {"terminals": 0}
            assert (snapshot["redo"], len(snapshot["branches"])) == (seq, 2)
        await client.say(type="undo", seq=1)
        assert (await client.refusal())["code"] == "not_last"
        for seq in (1, 2, 3):
            snapshot = await moved(client, type="redo", seq=seq)
            assert shown(snapshot) == shown(states[seq])
        assert (snapshot["branch"], snapshot["redo"], len(snapshot["branches"])) == ("main", None, 1)
        await client.say(type="redo", seq=3)
        assert (await client.refusal())["code"] == "not_undone"


async def test_what_is_typed_after_undo_is_a_branch_and_the_undone_line_is_kept() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("cd /tmp")
        await client.line("touch wrong")
        await moved(client, type="undo", seq=2)
        await client.line("touch right")
        await client.say(type="redo", seq=2)
        assert (await client.refusal())["code"] == "not_undone"
        async with talking(begun) as other:
            snapshot = other.frames[0]
        assert (texts(snapshot), snapshot["redo"]) == (["cd /tmp", "touch right"], None)
        snapshot = await moved(client, type="undo", seq=2)
        snapshot = await moved(client, type="undo", seq=1)
        assert (texts(snapshot), snapshot["redo"], len(snapshot["branches"])) == ([], 1, 3)
        snapshot = await moved(client, type="redo", seq=1)
        snapshot = await moved(client, type="redo", seq=2)
        assert (texts(snapshot), len(snapshot["branches"])) == (["cd /tmp", "touch right"], 2)


async def test_two_pages_that_undo_at_once_undo_one_line() -> None:
    begun = await begin()
    async with talking(begun) as one, talking(begun) as other:
        await one.line("cd /tmp")
        await one.line("cd /usr")
        await other.hear_until("ended", line=2)
        await one.say(type="undo", seq=2)
        await other.say(type="undo", seq=2)
        first = (await one.hear_until("snapshot"))[-1]
        second = (await other.hear_until("snapshot"))[-1]
        assert texts(first) == texts(second) == ["cd /tmp"]
        for client in (one, other):
            await client.say(type="ping")
            await client.hear_until("pong")
        heard = [frame for frame in one.frames + other.frames if frame["type"] == "error"]
        assert [error["code"] for error in heard] == ["not_last"]


async def test_another_process_sees_where_somebody_has_gone() -> None:
    begun = await begin()
    elsewhere = await room_of(begun, Hall())
    async with talking(begun) as client:
        await client.line("cd /tmp")
        await client.line("cd /usr")
        await moved(client, type="undo", seq=2)
        await elsewhere.catch_up(0, 0)
        assert await state_hash(elsewhere) == await state_hash(await room_of(begun))


async def test_a_line_that_ran_where_a_branch_left_may_end_differently_there() -> None:
    begun = await begin()
    async with talking(begun) as client:
        slow = await client.start("sleep 0.3; cat /tmp/word || true")
        await client.hear_until("started", id=slow)
        await client.line("echo word > /tmp/word", "S1")
        await client.hear_until("ended", id=slow)
        snapshot = await moved(client, type="undo", seq=2)
        assert snapshot["read_only"] is None
        await client.line("true", "S1")
        hall.cache_clear()
        async with talking(begun) as later:
            assert later.frames[0]["read_only"] is None


async def test_a_journal_that_was_brought_along_can_be_undone() -> None:
    rows = tuple(Row(seq, seq, wall_ms(), 0, "laptop", "line", f"cd /{name}") for seq, name in ((1, "tmp"), (2, "usr")))
    attempt, secrets = await threads.write(records.create, None, "article", "", "en", rows)
    async with talking(Begun(attempt, **secrets)) as client:
        snapshot = await moved(client, type="undo", seq=2)
        assert texts(snapshot) == ["cd /tmp"]
        assert printed(await client.line("pwd")) == "/tmp\n"


async def test_there_are_not_more_branches_than_one_can_keep() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("true")

        def make() -> None:
            parent = models.Branch.objects.get(attempt=begun.id)
            for number in range(MOST - 1):
                models.Branch.objects.create(attempt_id=begun.id, parent=parent, name=f"b{number}")

        await threads.write(make)
        await client.say(type="undo", seq=1)
        assert (await client.refusal())["code"] == "branches_full"


async def test_what_cannot_be_replayed_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*given: Any) -> None:
        raise RuntimeError("no")

    async with talking(await begin()) as client:
        await client.line("true")
        monkeypatch.setattr(live.Live, "replay", broken)
        await client.say(type="look", id="there", seq=1)
        refused = await client.refusal()
        assert (refused["code"], refused["id"]) == ("unavailable", "there")


ACTS = st.lists(st.sampled_from(("type", "undo", "redo", "look")), min_size=1, max_size=12)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
async def test_undo_and_redo_obey_the_laws_of_a_history(acts: list[str]) -> None:
    """Held against a plain list with a place in it; looks in between change nothing, and two pages agree."""
    hall.cache_clear()
    begun = await begin()
    told: list[str] = []
    place = 0
    async with AsyncExitStack() as stack:
        client, other = [await stack.enter_async_context(talking(begun)) for _ in range(2)]
        room = await room_of(begun)
        room._looks._size = room._looks._left = 1e9
        for number, act in enumerate(acts):
            before = await state_hash(room)
            if act == "type":
                await client.line(f"cd /tmp; echo {number} > file")
                told[place:] = [f"cd /tmp; echo {number} > file"]
                place += 1
            elif act == "undo" and place > 0:
                snapshot = await moved(client, type="undo", seq=place)
                undone = await state_hash(room)
                place -= 1
                assert texts(snapshot) == told[:place]
                await moved(client, type="redo", seq=place + 1)
                assert await state_hash(room) == before
                await moved(client, type="undo", seq=place + 1)
                assert await state_hash(room) == undone
            elif act == "redo" and place < len(told):
                snapshot = await moved(client, type="redo", seq=place + 1)
                place += 1
                assert texts(snapshot) == told[:place]
            elif act == "look":
                seen = await look(client, place // 2)
                assert texts(seen["frames"][0]) == told[: place // 2]
                await tried(client, "rm -f /tmp/file; echo other > other")
                assert await state_hash(room) == before
        async with talking(begun) as fresh:
            assert texts(fresh.frames[0]) == told[:place]
        await client.line("true")
        await other.hear_until("started", text="true")


async def test_the_clock_tells_a_deployments_steps_while_it_goes_on() -> None:
    async with talking(await begin("04-bridge-mode")) as client:
        assert client.frames[0]["clock"]["deployments"] == []
        await client.line(BRIDGE)
        await client.hear_until("clock")
        [plan] = client.frames[-1]["deployments"]
        steps = [[["StartApplication", "/httpi"]], [["ScaleApplication", "/httpi"]]]
        assert (plan["step"] in {1, 2}, plan["steps"]) == (True, steps)
        await client.say(type="speed", speed=FAST)
        await client.settled()
        assert client.frames[-1]["deployments"] == []
