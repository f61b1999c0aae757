"""What Marathon-LB and Edge-LB write, obeyed by a real HAProxy on loopback before real servers, and by ours: the same
answers."""

import re
import shutil
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from tests.cluster.servers.haproxy_cases import CASES, POOLS, Statistics, Told, of_edge_lb, of_marathon_lb
from tests.cluster.servers.real_haproxy import PATIENCE_S, answered, plain, real_haproxy, real_servers, real_statistics
from tests.cluster.servers.simulated_haproxy import SIMULATED, ours, own_statistics, started
from tutorial.cluster.controllers import haproxy as haproxy_looks
from tutorial.cluster.lab import faults
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.servers.haproxy_stats import COLUMNS
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.world import World

pytestmark = pytest.mark.skipif(shutil.which("haproxy") is None, reason="asks the system's haproxy, which is not here")

CLOCKS = re.compile("lastchg|downtime|(conn_|req_)?rate(_max)?|last.*|.time|check_.*")
OTHERS = frozenset({"svname", "sid", "iid", "slim", "bin", "bout", "smax", "connect"})
"""What differs for names, limits and headers that differ; 2.6 counts a connection that is refused twice."""


def comparable(found: tuple[list[Told], Statistics]) -> tuple[list[Told], Statistics]:
    """Of statistics the columns that HAProxy 1.9 has, as far as time and names don't decide them, of all sections that
    both have and that no other requests came to."""
    told, statistics = found
    alone = {"stats", "marathon_https_in", "ready", "other"}  # the last one has no port
    columns = [name for name in COLUMNS if name not in OTHERS and not CLOCKS.fullmatch(name)]
    rows = [{name: row[name] for name in columns} for row in statistics if row["pxname"] not in alone]
    for row in rows:
        row["status"] = row["status"].partition(" ")[0]  # the rest is how many looks were taken
        if row["type"] == "2":
            del row["req_tot"]  # which 2.6 has of servers, too
    return told, rows


@pytest.mark.parametrize("by_map", [False, True], ids=["rules", "maps"])
@pytest.mark.parametrize("name", CASES)
def test_requests_get_the_same_answers_from_the_same_servers(name: str, by_map: bool, tmp_path: Path) -> None:
    apps, requests = CASES[name]

    def files(ends: list[tuple[str, int]]) -> Running:
        return of_marathon_lb(apps, ends, str(tmp_path), by_map=by_map)

    wanted = answered(files, requests, tmp_path)
    assert comparable(ours(files(SIMULATED), requests)) == comparable(wanted)


@pytest.mark.parametrize("name", POOLS)
def test_a_pool_answers_as_a_real_haproxy_with_its_file(name: str, tmp_path: Path) -> None:
    document, requests = POOLS[name]
    wanted = answered(partial(of_edge_lb, document), requests, tmp_path)
    assert comparable(ours(of_edge_lb(document, SIMULATED), requests)) == comparable(wanted)


@pytest.mark.parametrize("name", POOLS)
def test_a_real_haproxy_accepts_the_file_of_a_pool(name: str, tmp_path: Path) -> None:
    (tmp_path / "haproxy.cfg").write_text(plain(of_edge_lb(POOLS[name][0], SIMULATED).text))
    command = ["haproxy", "-c", "-f", str(tmp_path / "haproxy.cfg")]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (found.returncode, found.stdout.endswith("Configuration file is valid\n")) == (0, True), found.stderr


LOOKED_AT = {
    "/a": {
        "HAPROXY_0_PORT": "3141",
        "HAPROXY_0_MODE": "http",
        "HAPROXY_0_BACKEND_STICKY_OPTIONS": "  option httpchk GET /up\n",
        "HAPROXY_0_STICKY": "true",
        "HAPROXY_0_BACKEND_SERVER_OPTIONS": "  server {serverName} {host_ipv4}:{port} check inter 300ms fall 2\n",
    }
}
SOME_LOOKS_MS = 2_000
"""More than a server needs to turn."""


def looks(statistics: Statistics) -> list[dict[str, str]]:
    """What looks have found; the real one's time is left out."""
    names = ["type", "status", "act", "weight", "chkfail", "chkdown"]
    columns = [*names, *(name for name in COLUMNS if name.startswith("check_") and name != "check_duration")]
    return [{name: row[name] for name in columns} for row in statistics if row["pxname"] == "a_3141"]


def seen(port: int, status: str) -> list[dict[str, str]]:
    """What a real HAProxy has found when its looks at the second server show this, and it is sure of it."""
    until = time.monotonic() + PATIENCE_S
    while True:
        found = looks(real_statistics(port))
        if found[2]["check_status"] == status and all(row["check_health"] in ("", "0", "3") for row in found):
            return found
        assert time.monotonic() < until, f"HAProxy does not find {status}"
        time.sleep(0.05)


def test_looks_at_servers_find_the_same(tmp_path: Path) -> None:
    with real_servers() as servers:
        files = of_marathon_lb(
            LOOKED_AT, [("127.0.0.1", server.server_port) for server in servers], str(tmp_path), by_map=True
        )
        with real_haproxy(files, tmp_path) as ports:
            wanted = [seen(ports[files.config.statistics], "L7OK")]
            servers[1].shutdown()
            servers[1].server_close()
            wanted.append(seen(ports[files.config.statistics], "L4CON"))
    files = of_marathon_lb(LOOKED_AT, SIMULATED, str(tmp_path), by_map=True)
    world = looked(started(files))
    assert [looks(own_statistics(world, files)), looks(own_statistics(killed(world, 1), files))] == wanted


def killed(world: World, server: int) -> World:
    """The world with a server less, after some looks."""
    faults.inject(world, reader("fault", {"fault": "process_kill", "node": f"b{server}", "process": "httpi"}))
    world.after(0, "kernel.changed", f"b{server}")
    return looked(world)


def looked(world: World) -> World:
    """The world after some looks of its HAProxy."""
    until_ms = world.now_ms + SOME_LOOKS_MS
    while event := world.pop_event(until_ms):
        haproxy_looks.on(event, world)
    world.set_now(until_ms)
    return world
