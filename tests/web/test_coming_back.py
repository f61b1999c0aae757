"""Clients that come back: no line runs twice, no dead socket keeps a place, and who asks hears that we live."""

from collections.abc import Awaitable, Callable

import pytest
from django.db import OperationalError

from tests.web.talk import Begun, Client, Closed, begin, connected, printed, talking
from tutorial.web import journal, models, threads
from tutorial.web.hall import Hall, hall
from tutorial.web.threads import read

pytestmark = pytest.mark.django_db(transaction=True)


def texts(begun: Begun) -> list[str]:
    rows = models.Entry.objects.filter(branch__attempt=begun.id)
    return list(rows.order_by("pk").values_list("text", flat=True))


async def nothing(begun: Begun, client: Client) -> None:
    pass


async def restarted(begun: Begun, client: Client) -> None:
    hall().forget(begun.id)


async def another_branch(begun: Begun, client: Client) -> None:
    def fork() -> None:
        parent = models.Branch.objects.get(attempt=begun.id)
        models.Branch.objects.create(attempt_id=begun.id, parent=parent, fork_rev=0, name="anew")

    await threads.write(fork)
    await client.say(type="checkout", branch="anew")
    await client.hear_until("snapshot", branch="anew")


@pytest.mark.parametrize("meanwhile", [nothing, restarted, another_branch])
async def test_a_line_that_is_sent_again_runs_once(meanwhile: Callable[[Begun, Client], Awaitable[None]]) -> None:
    begun = await begin()
    async with talking(begun) as client:
        line = await client.start("echo once >> file")
        await client.hear_until("ended", id=line)
        await meanwhile(begun, client)
        async with talking(begun) as again:
            await again.say(type="line", id=line, terminal="laptop", text="echo once >> file")
            refused = await again.refusal()
    assert (refused["code"], refused["id"]) == ("known_line", line)
    assert await read(texts, begun) == ["echo once >> file"]


async def test_a_line_that_another_process_has_stored_meanwhile_is_not_run_again() -> None:
    begun = await begin()
    elsewhere = await Hall().room(begun.id)
    assert elsewhere is not None
    async with talking(begun) as client:
        await client.line("true")
        async with elsewhere.looking():
            pass
        await elsewhere.enter("line", "laptop", "echo stored", "an-id")
        await client.say(type="line", id="an-id", terminal="laptop", text="echo stored")
        assert (await client.refusal())["code"] == "known_line"
        snapshot = next(frame for frame in client.frames[1:] if frame["type"] == "snapshot")
        assert [line["id"] for line in snapshot["journal"]][1] == "an-id"
    assert await read(texts, begun) == ["true", "echo stored"]


async def test_a_line_that_was_not_stored_may_be_sent_again_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("disk I/O error")

    begun = await begin()
    async with talking(begun) as client:
        with monkeypatch.context() as patch:
            patch.setattr(journal, "insert", broken)
            line = await client.start("echo at last")
            assert (await client.refusal())["code"] == "unavailable"
        await client.say(type="line", id=line, terminal="laptop", text="echo at last")
        assert printed(await client.hear_until("ended", id=line)) == "at last\n"


async def test_the_ids_of_lines_are_kept_with_them() -> None:
    begun = await begin()
    async with talking(begun) as client:
        line = await client.start("true")
        await client.hear_until("ended", id=line)
    hall().forget(begun.id)
    async with talking(begun) as client:
        assert [line["id"] for line in client.frames[0]["journal"]] == [line]


async def test_the_end_of_input_can_be_told_twice_and_is_known_as_one_entry() -> None:
    begun = await begin()
    async with talking(begun) as client:
        await client.line("true")
        await client.say(type="eof", terminal="laptop")
        told = (await client.hear_until("terminal"))[-1]
        async with talking(begun) as other:
            entry = other.frames[0]["journal"][-1]
    assert told["line"] == entry["line"]["seq"] == 2
    assert told["text"] == "".join(span[0] for piece in entry["output"] for span in piece["spans"])


async def test_a_page_that_comes_again_takes_the_place_of_its_dead_socket() -> None:
    begun = await begin()
    async with talking(begun, page="a"), talking(begun, page="b"), talking(begun), talking(begun, page="c") as dead:
        async with connected(begun.id) as fifth:
            with pytest.raises(Closed, match="4429"):
                await fifth.hello(begun.write, page="d")
        async with talking(begun, page="c") as again:
            with pytest.raises(Closed, match="4409"):
                await dead.hear_until("pong")
            assert printed(await again.line("echo on")) == "on\n"
            await dead.start("echo from the dead")
            assert printed(await again.line("echo on")) == "on\n"
    assert await read(texts, begun) == ["echo on", "echo on"]


async def test_a_page_without_a_name_keeps_all_its_sockets() -> None:
    begun = await begin()
    async with talking(begun) as one, talking(begun) as other:
        await one.line("echo hello")
        assert printed(await other.hear_until("ended")) == "hello\n"


async def test_a_ping_is_answered_also_to_who_only_views() -> None:
    begun = await begin()
    async with talking(begun, can="view") as client:
        await client.say(type="ping")
        assert await client.hear() == {"type": "pong"}
