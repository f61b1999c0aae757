"""What a page asks about a terminal over the socket, and what it is told of typed and waiting lines."""

import pytest

from tests.web.talk import begin, printed, talking

pytestmark = pytest.mark.django_db(transaction=True)


async def test_completions_are_told_to_the_socket_that_asks() -> None:
    begun = await begin()
    async with talking(begun) as client, talking(begun, can="view") as other:
        await client.say(type="complete", id="c1", terminal="laptop", text="cat httpi_h | wc", cursor=11)
        found = await client.hear()
        assert found == {
            "type": "completions",
            "id": "c1",
            "start": 4,
            "common": "httpi_host.json ",
            "candidates": [{"text": "httpi_host.json ", "about": ""}],
            "more": 0,
        }
        await client.say(type="complete", id="c2", terminal="S1", text="𝒽; dock", cursor=999)
        assert (await client.hear())["start"] == 3
        await client.say(type="complete", id="c3", terminal="S9", text="", cursor=0)
        assert await client.refusal() | {"message": ""} == {
            "type": "error",
            "code": "unknown_terminal",
            "message": "",
            "id": "c3",
        }
        assert (await client.line("true"))[0]["line"] == 1  # asking is no entry
        assert [frame["type"] for frame in await other.hear_until("ended")] == ["started", "ended"]


async def test_a_file_and_a_folder_are_shown_as_the_terminals_user_sees_them() -> None:
    async with talking(await begin()) as client:
        await client.line("echo 'é' > new.txt")
        await client.say(type="file", id="f1", terminal="laptop", path="new.txt")
        found = await client.hear_until("file")
        assert found[-1] == {
            "type": "file",
            "id": "f1",
            "terminal": "laptop",
            "place": "laptop",
            "user": "you",
            "path": "/home/you/new.txt",
            "text": "é\n",
            "entries": [],
            "writable": True,
        }
        await client.say(type="file", id="f2", terminal="laptop", path="")
        folder = (await client.hear_until("file"))[-1]
        assert (folder["path"], folder["text"]) == ("/home/you", None)
        assert ["new.txt", False, 2] in folder["entries"]
        await client.say(type="file", id="f3", terminal="laptop", path="none")
        refused = await client.refusal()
        assert (refused["code"], refused["id"]) == ("unknown_file", "f3")
        assert refused["message"] == "none: No such file or directory"


async def test_text_from_a_keyboard_runs_line_by_line() -> None:
    async with talking(await begin()) as client:
        await client.say(type="line", id="a", terminal="laptop", text="cat <<A\n1\nA\necho 2\n", first=True)
        heard = await client.hear_until("ended", id="a")
        assert heard[0]["text"] == "cat <<A\n1\nA"
        assert printed(heard) == "1\n"
        await client.say(type="line", id="b", terminal="laptop", text="echo 'x", first=True)
        assert await client.hear() == {"type": "open", "id": "b"}
        await client.say(type="line", id="b", terminal="laptop", text="echo 'x\ny'", first=True)
        assert printed(await client.hear_until("ended", id="b")) == "x\ny\n"


async def test_who_can_only_watch_can_ask_a_terminal_nothing() -> None:
    async with talking(await begin(), can="view") as client:
        await client.say(type="complete", id="c", terminal="laptop", text="", cursor=0)
        assert (await client.refusal())["code"] == "read_only"
        await client.say(type="file", id="f", terminal="laptop", path="")
        assert (await client.refusal())["code"] == "read_only"


async def test_what_is_typed_comes_with_its_words_linked() -> None:
    begun = await begin()
    async with talking(begun) as client:
        started = (await client.line("cat httpi_host.json; ping -c 1 172.16.9.84"))[0]
        linked = [span for span in started["spans"] if span[1]]
        assert linked == [
            ["httpi_host.json", "file:laptop:/home/you/httpi_host.json", "file"],
            ["172.16.9.84", "agent:S1", "agent"],
        ]
        async with talking(begun) as second:
            (told,) = second.frames[0]["journal"]
        assert told["line"]["spans"] == started["spans"]


async def test_what_a_line_waits_for_is_told_while_it_waits() -> None:
    begun = await begin()
    async with talking(begun) as client:
        sleeping = await client.start("sleep 1000 | cat")
        (told,) = (await client.hear_until("waiting", id=sleeping))[-1:]
        assert told["waits"] == ["It sleeps for {seconds} s.", {"seconds": "1000"}]
        asking = await client.start("curl --max-time 9 http://172.16.99.9", "S1")
        heard = (await client.hear_until("waiting", id=asking))[-1]
        message, values = heard["waits"]
        assert message.format(**values).startswith("No answer from 172.16.99.9, port 80, to 1 of at most 7 attempts")
        async with talking(begun) as second:
            first, other = second.frames[0]["journal"]
        assert (first["waits"], other["waits"]) == (told["waits"], heard["waits"])
        await client.say(type="interrupt", terminal="laptop")
        await client.hear_until("ended", id=sleeping)
        async with talking(begun) as third:
            assert third.frames[0]["journal"][0]["waits"] is None
