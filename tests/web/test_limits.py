"""Limits, each with its own clear answer."""

import pytest
from django.test import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from tests.build import app
from tests.web.talk import Begun, Closed, begin, connected, printed, talking
from tutorial.attempt import JOURNAL_BUDGET, budget
from tutorial.cluster import api
from tutorial.web import admission, models
from tutorial.web.hall import hall
from tutorial.web.limits import LINES_A_SECOND, SOCKETS, Bucket, Buckets
from tutorial.web.threads import read


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_size_at_once_and_then_at_its_rate() -> None:
    clock = Clock()
    bucket = Bucket(3, 1.0, clock)
    assert [bucket.wait() for _ in range(3)] == [0, 0, 0]
    assert bucket.wait() == pytest.approx(1 / 3)
    clock.now = 0.34
    assert bucket.wait() == 0
    assert bucket.wait() > 0


@given(steps=st.lists(st.floats(0, 0.5), max_size=80))
def test_no_window_of_a_second_lets_more_than_twice_the_size_through(steps: list[float]) -> None:
    clock = Clock()
    bucket = Bucket(5, 1.0, clock)
    taken = []
    for step in steps:
        clock.now += step
        if bucket.wait() == 0:
            taken.append(clock.now)
    assert all(sum(at <= other < at + 1 for other in taken) <= 10 for at in taken)


def test_buckets_are_kept_apart_and_the_oldest_are_forgotten() -> None:
    buckets = Buckets(1, 60, keys=2)
    assert [buckets.wait(key) for key in ("a", "b")] == [0, 0]
    assert buckets.wait("a") > 0
    assert buckets.wait("c") == 0
    assert buckets.wait("b") == 0


@pytest.mark.django_db(transaction=True)
async def test_more_lines_a_second_than_allowed_are_refused_with_a_time_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = await begin()
    async with talking(begun) as client:
        monkeypatch.setattr(await hall().room(begun.id), "_lines", Bucket(LINES_A_SECOND, 1.0, Clock()))
        for _ in range(LINES_A_SECOND + 1):
            await client.start("true")
        refused = await client.refusal()
        assert (refused["code"], refused["id"][:5]) == ("rate", "line-")
        assert 0 < refused["retry_after"] < 1


@pytest.mark.django_db(transaction=True)
async def test_checkouts_traces_and_outputs_have_a_limit_together(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await begin()
    bearer = {"authorization": f"Bearer {begun.write}"}
    async with talking(begun) as socket:
        monkeypatch.setattr(await hall().room(begun.id), "_looks", Bucket(3, 1.0, Clock()))
        assert (await client.get(f"/api/attempts/{begun.id}/lines/1/output", headers=bearer)).status_code == 404
        await socket.say(type="checkout", branch="main")
        await socket.say(type="trace", id="none")
        assert (await socket.refusal())["code"] == "unknown_trace"
        await socket.say(type="trace", id="none")
        refused = await socket.refusal()
        assert (refused["code"], 0 < refused["retry_after"] < 1) == ("rate", True)
        await socket.say(type="checkout", branch="main")
        assert (await socket.refusal())["code"] == "rate"
        await socket.say(type="complete", id="c", terminal="laptop", text="", cursor=0)
        assert (await socket.refusal())["code"] == "rate"
        await socket.say(type="file", id="f", terminal="laptop", path="")
        assert (await socket.refusal())["code"] == "rate"
        late = await client.get(f"/api/attempts/{begun.id}/lines/1/output", headers=bearer)
        assert (late.status_code, late.headers["Retry-After"]) == (429, "1")


@pytest.mark.django_db(transaction=True)
async def test_a_full_journal_says_so_but_a_running_line_can_be_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "ENTRIES", 2)
    async with talking(await begin()) as client:
        await client.line("true")
        sleeping = await client.start("sleep 1000")
        await client.hear_until("started", id=sleeping)
        await client.start("true", "S1")
        assert (await client.refusal())["code"] == "journal_full"
        await client.say(type="interrupt", terminal="laptop")
        assert (await client.hear_until("ended", id=sleeping))[-1]["exit_code"] == 130


@pytest.mark.django_db(transaction=True)
async def test_an_attempt_that_has_used_up_its_steps_says_so() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("true")
        awake = await hall().room(begun.id)
        assert awake is not None
        async with awake.looking() as live:
            live.attempt.steps = JOURNAL_BUDGET
        await client.start("true")
        assert (await client.refusal())["code"] == "journal_full"


@pytest.mark.django_db(transaction=True)
async def test_a_posted_journal_whose_events_use_up_the_steps_stands_still_and_says_so(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "JOURNAL_BUDGET", 50_000)
    failing = api.Request("POST", "/service/marathon/v2/apps", body=app(id="/f", cmd="false", backoffSeconds=0)).dump()
    entries = [{"at_ms": 1, "kind": "http", "text": failing}]
    entries += [{"at_ms": day * 86_400_000, "terminal": "laptop", "text": "true"} for day in (1, 2, 3)]
    body = {"journal": {"scenario": "article", "entries": entries}}
    begun = (await client.post("/api/attempts", body, content_type="application/json")).json()
    bearer = {"authorization": f"Bearer {begun['write']}"}
    state = (await client.get(f"/api/attempts/{begun['id']}", headers=bearer)).json()
    assert (state["entries"], state["read_only"], state["clock"]["settled"]) == (4, None, True)
    assert 50_000 <= state["steps"] < 60_000
    async with talking(Begun(begun["id"], begun["write"], begun["view"], "")) as socket:
        assert [line["exit_code"] for line in socket.frames[0]["journal"]] == [0, 137, 137, 137]
        await socket.start("true")
        assert (await socket.refusal())["code"] == "journal_full"
    full = await client.delete(f"{begun['cluster'].partition('testserver')[2]}service/marathon/v2/apps/f")
    assert (full.status_code, "full" in full.json()["message"]) == (429, True)


@pytest.mark.django_db(transaction=True)
async def test_the_steps_of_every_line_are_stored_and_come_back_with_the_replay() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("for i in 1 2 3; do true; done")
        await client.line("true")
    steps = await read(
        lambda: list(models.Entry.objects.filter(branch__attempt=begun.id).values_list("steps", flat=True))
    )
    assert steps[0] > steps[1] > 0
    hall().forget(begun.id)
    awake = await hall().room(begun.id)
    assert awake is not None
    async with awake.looking() as live:
        assert live.attempt.steps == sum(steps)


@pytest.mark.django_db(transaction=True)
async def test_one_socket_more_than_allowed_is_sent_away_until_another_leaves() -> None:
    begun = await begin()
    async with talking(begun), talking(begun, can="view"), talking(begun):
        async with talking(begun) as fourth:
            async with connected(begun.id) as client:
                with pytest.raises(Closed) as closed:
                    await client.hello(begun.write)
            assert closed.value.code == 4429
            assert SOCKETS == 4
            assert printed(await fourth.line("echo on")) == "on\n"
        async with talking(begun) as fifth:
            assert fifth.frames[0]["type"] == "snapshot"
