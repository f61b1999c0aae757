"""A real Daphne: hostile lines beside the others', restarts, two processes on one database, slow readers, files."""

import asyncio
import json
import os
import signal
import socket as sockets
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.servers import ROOT, Server, daphne, environment
from tests.web.talk import Begun, Client, Closed, begin_at, printed, talking_at


def fetched(server: Server, path: str, secret: str = "") -> bytes:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    with urlopen(Request(server.url + path, headers=headers)) as response:
        data: bytes = response.read()
    return data


def state(server: Server, begun: Begun) -> dict[str, object]:
    document: dict[str, object] = json.loads(fetched(server, f"/api/attempts/{begun.id}", begun.write))
    return document


async def answered_meanwhile(client: Client, until: Awaitable[object], least: int) -> None:
    """While something else goes on, so many short lines at least are answered: a server that is held up answers one."""
    other, answered = asyncio.ensure_future(until), 0
    while not other.done():
        await client.line("true")
        answered += not other.done()
        await client.say(type="ack", frames=len(client.frames))
        await asyncio.sleep(0.05)
    await other
    assert answered >= least


# Hostile lines beside the others'


async def endless_loop(client: Client) -> None:
    heard = await client.line("while true; do true; done")
    assert heard[-1]["exit_code"] == 137
    assert "steps" in printed(heard)


async def endless_jq(client: Client) -> None:
    heard = await client.line("echo 1 | jq 'last(repeat(1))'")
    assert heard[-1]["exit_code"] == 137
    assert "processor time" in printed(heard)


async def hundred_kilobytes(client: Client) -> None:
    for _ in range(100):
        await client.say_raw(json.dumps({"type": "line", "id": "x", "terminal": "laptop", "text": "true " * 20_000}))
        refused = await client.refusal()
        assert (refused["code"], refused["id"]) == ("too_large", "x")
    assert printed(await client.line("echo on")) == "on\n"


async def megabytes(client: Client) -> None:
    await client.say_raw("x" * 3_000_000)
    with pytest.raises(Closed) as closed:
        await client.hear_until("error")
    assert closed.value.code == 4413


async def deep_nesting(client: Client) -> None:
    heard = await client.line("(" * 20_000 + "true" + ")" * 20_000)
    assert heard[-1]["exit_code"] != 0


async def much_output(client: Client) -> None:
    heard = await client.line("yes() { while true; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done; }; yes")
    assert heard[-1]["exit_code"] in {127, 137, 2}


@pytest.mark.parametrize(
    ("hostile", "least"),
    [(endless_loop, 3), (endless_jq, 3), (hundred_kilobytes, 1), (megabytes, 0), (deep_nesting, 0), (much_output, 0)],
)
async def test_a_hostile_line_ends_with_its_refusal_while_another_attempt_is_answered(
    server: Server, hostile: Callable[[Client], Awaitable[None]], least: int
) -> None:
    victim, attacker = begin_at(server.url), begin_at(server.url)
    async with talking_at(server.url, victim) as quick, talking_at(server.url, attacker) as other:
        await quick.line("true")
        await answered_meanwhile(quick, hostile(other), least)
    async with talking_at(server.url, attacker) as again:
        assert printed(await again.line("echo on")) == "on\n"


async def test_many_endless_loops_at_once_leave_room_for_a_short_line(server: Server) -> None:
    victim = begin_at(server.url)
    async with talking_at(server.url, victim) as quick:

        async def loop() -> None:
            async with talking_at(server.url, begin_at(server.url)) as other:
                await endless_loop(other)

        await quick.line("true")
        loops = asyncio.gather(*(loop() for _ in range(6)))
        await answered_meanwhile(quick, loops, 6)


# Restarts and several processes


async def test_a_server_that_is_killed_comes_back_with_every_answered_line(tmp_path: Path) -> None:
    with daphne(tmp_path) as first:
        begun = begin_at(first.url)
        async with talking_at(first.url, begun) as client:
            await client.line("dcos marathon app add httpi_host.json")
            await client.line("cd /tmp", "master")
            have = (await client.line("echo '[1]' | jq length"))[-1]["rev"]
            await client.settled()
            before = state(first, begun)
            os.kill(first.process.pid, signal.SIGKILL)
            first.process.wait()
    with daphne(tmp_path) as second:
        assert state(second, begun) == before
        async with talking_at(second.url, begun, have) as client:
            assert client.frames[0]["type"] in {"snapshot", "welcome"}
            assert printed(await client.line("pwd", "master")) == "/tmp\n"


async def test_two_processes_on_one_database_never_give_a_number_twice(tmp_path: Path) -> None:
    with daphne(tmp_path) as one, daphne(tmp_path) as other:
        begun = begin_at(one.url)
        async with talking_at(one.url, begun) as here, talking_at(other.url, begun) as there:

            async def type_ten(client: Client, name: str) -> list[int]:
                numbers = []
                for number in range(10):
                    numbers.append((await client.line(f"echo {name} {number}"))[-1]["line"])
                    await client.say(type="ack", frames=len(client.frames))
                return numbers

            numbers = await asyncio.gather(type_ten(here, "here"), type_ten(there, "there"))
        assert sorted(numbers[0] + numbers[1]) == list(range(1, 21))
        async with talking_at(one.url, begun) as here, talking_at(other.url, begun) as there:
            await here.line("true")
            await there.line("true")
            await here.line("true")
        with daphne(tmp_path) as third:
            assert state(third, begun) == state(one, begun)


# Readers


async def test_a_reader_that_reads_nothing_costs_little_and_is_sent_away(tmp_path: Path) -> None:
    with daphne(tmp_path) as server:
        begun = begin_at(server.url)
        stuck = sockets.create_connection(("127.0.0.1", server.port))
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        stuck.sendall(
            f"GET /ws/attempts/{begun.id} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        stuck.recv(1000)
        hello = json.dumps({"type": "hello", "capability": begun.view, "have": None}).encode()
        stuck.sendall(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)
        async with talking_at(server.url, begun) as quick:
            before = resident_kb(server)
            for _ in range(80):
                await quick.line("cat /etc/hosts; for i in $(seq 1 3000); do echo 0123456789012345; done")
                await quick.say(type="ack", frames=len(quick.frames))
                await asyncio.sleep(0.02)
            assert printed(await quick.line("echo on")) == "on\n"
            assert resident_kb(server) - before < 60_000
        stuck.close()


def resident_kb(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("memory is read from /proc, which is not here")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))


# Files, logs, starting


def test_pages_and_their_files_are_served_without_a_web_server_before_it(server: Server) -> None:
    assert b"<!doctype html>" in fetched(server, "/").lower()
    assert fetched(server, "/static/img/favicon.svg").startswith(b"<svg")
    with pytest.raises(HTTPError) as missing:
        fetched(server, "/static/../tutorial/settings.py")
    assert missing.value.code == 404


async def test_no_capability_stands_in_the_log(tmp_path: Path) -> None:
    with daphne(tmp_path) as server:
        begun = begin_at(server.url)
        fetched(server, f"/v/{begun.view}")
        fetched(server, f"/c/{begun.cluster}/service/marathon/v2/apps")
        for path in ("/v/nonsense-one", "/c/nonsense-two/", f"/c/{begun.cluster}/nowhere"):
            with pytest.raises(HTTPError):
                fetched(server, path)
        async with talking_at(server.url, begun) as client:
            await client.line("true")
        server.stop()
        log = "".join(server.log)
    assert "/v/…" in log
    for secret in (begun.write, begun.view, begun.cluster, "nonsense-one", "nonsense-two"):
        assert secret not in log


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from tutorial import settings; print(settings.SECRET_KEY)"]
    keys = {
        subprocess.run(command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(keys) == 1
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_second_start_takes_less_than_three_seconds_of_processor_time(server: Server) -> None:
    before = os.times()
    with daphne(server.folder) as again:
        assert fetched(again, "/healthz") == b"ok"
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 3


# What is logged


@pytest.mark.parametrize("debug", ["", "1"])
def test_no_capability_is_logged_even_while_debugging(tmp_path: Path, debug: str) -> None:
    with daphne(tmp_path, DEBUG=debug, LOG_LEVEL="DEBUG") as server:
        secrets = ("sEcReT-view", "sEcReT-cluster")
        for path in ("/v/sEcReT-view", "/c/sEcReT-cluster/service/marathon/v2/apps"):
            with pytest.raises(HTTPError):
                fetched(server, path, "sEcReT-bearer")
    logged = "".join(server.log)
    assert "/v/…" in logged
    assert not any(secret in logged for secret in (*secrets, "sEcReT-bearer"))
