"""Who may open a socket of an attempt, and what each capability lets them do."""

import pytest

from tests.web.talk import Begun, Closed, begin, connected, talking
from tutorial.web import capabilities, consumers, models, threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "line", "id": "x", "terminal": "laptop", "text": "true"},
        {"type": "interrupt", "terminal": "laptop"},
        {"type": "eof", "terminal": "laptop"},
        {"type": "checkout", "branch": "main"},
    ],
)
async def test_a_view_capability_changes_nothing(frame: dict[str, str]) -> None:
    async with talking(await begin(), can="view") as client:
        assert client.frames[0]["can"] == "view"
        await client.say(**frame)
        refused = await client.refusal()
        assert (refused["code"], refused.get("id")) == ("read_only", frame.get("id"))


async def closed_by(begun: Begun, attempt: str, capability: str) -> int | None:
    async with connected(attempt) as client:
        with pytest.raises(Closed) as closed:
            await client.hello(capability)
        return closed.value.code


async def test_only_a_capability_of_this_attempt_lets_you_in() -> None:
    begun, other = await begin(), await begin()
    assert await closed_by(begun, begun.id, other.write) == 4401
    assert await closed_by(begun, begun.id, "nonsense") == 4401
    assert await closed_by(begun, begun.id, begun.cluster) == 4401
    assert await closed_by(begun, "nowhere", begun.write) == 4404
    await threads.write(capabilities.revoke, begun.id, "view")
    assert await closed_by(begun, begun.id, begun.view) == 4401
    async with talking(begun) as client:
        assert client.frames[0]["can"] == "write"


async def test_no_capability_stands_in_the_database() -> None:
    begun = await begin()
    rows = await threads.read(lambda: list(models.Capability.objects.filter(attempt_id=begun.id).values()))
    assert len(rows) == 3
    assert not {begun.write, begun.view, begun.cluster} & {str(value) for row in rows for value in row.values()}


@pytest.mark.parametrize("first", ['{"type": "ack", "frames": 1}', "nonsense", '{"type": "hello"}'])
async def test_the_first_frame_must_be_hello(first: str) -> None:
    async with connected((await begin()).id) as client:
        await client.say_raw(first)
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4400


async def test_who_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "HELLO_S", 0.05)
    async with connected((await begin()).id) as client:
        with pytest.raises(Closed) as closed:
            await client.hear()
    assert closed.value.code == 4408


@pytest.mark.parametrize("origin", [None, "null", "http://localhost:8000"])
async def test_our_own_page_and_no_page_may_connect(origin: str | None) -> None:
    begun = await begin()
    async with connected(begun.id, origin=origin) as client:
        assert (await client.hello(begun.write))["type"] == "snapshot"


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://elsewhere.example", "localhost:8000"),
        ("http://localhost:9999", "localhost:8000"),
        ("http://elsewhere.example:8000", "elsewhere.example:8000"),
        (None, "elsewhere.example:8000"),
    ],
)
async def test_another_sites_page_gets_no_handshake(origin: str | None, host: str) -> None:
    begun = await begin()
    with pytest.raises(AssertionError, match="refused"):
        async with connected(begun.id, origin=origin, host=host):
            pass
