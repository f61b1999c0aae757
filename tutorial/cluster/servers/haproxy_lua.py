"""The port that HAProxy has for itself, 9090 of Marathon-LB's: what Lua scripts answer, and what its statistics say.

Sources: mesosphere/marathon-lb getconfig.lua, getmaps.lua, getpids.lua, signalmlb.lua; config.py (the head's `listen
stats`); HAProxy 1.9 src/proto_http.c (monitor-uri).
"""

from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.servers import haproxy_page
from tutorial.cluster.servers.balanced import page
from tutorial.cluster.servers.haproxy_counters import SECOND_MS
from tutorial.cluster.servers.haproxy_stats import csv, rows
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.world import World

STATS, STATS_URI = "stats", "/haproxy?stats"
"""The name of the section, and where it shows its statistics."""
SIGNALS = {"/_mlb_signal/hup": "SIGHUP", "/_mlb_signal/usr1": "SIGUSR1"}
SIGNALLED = "marathonlb.signalled"
"""The event that tells Marathon-LB of a signal; its subject is the host, its data the signal's name and the process of
the HAProxy that was asked: a script reaches the container that it runs in."""


def of_statistics(world: World, namespace: str, running: Running, request: HttpRequest) -> HttpResponse:
    """The answer to a request of that port; 503 for what is not there, for that port has no servers."""
    path = request.path.partition("?")[0]
    if path == "/_haproxy_health_check":
        return page(200)
    files = {
        "/_haproxy_getconfig": running.text,
        "/_haproxy_getvhostmap": running.domains,
        "/_haproxy_getappmap": running.apps,
        "/_haproxy_getpids": str(running.pid),
    }
    if path in files:
        return _plain(files[path])
    if path in SIGNALS:
        world.after(0, SIGNALLED, namespace, SIGNALS[path], running.pid)
        return _plain(f"Sent {SIGNALS[path]} signal to marathon-lb")
    if request.path.startswith(STATS_URI):
        return statistics(world, namespace, running, request.path)
    return page(503)


def statistics(world: World, namespace: str, running: Running, path: str) -> HttpResponse:
    """What a HAProxy tells of itself, as a page, or as CSV where the path's options say so."""
    found = rows(world, namespace, running, STATS)
    if "csv" in path.removeprefix(STATS_URI).split(";"):
        kind, text = "text/plain", csv(found)
    else:
        uptime_s = (world.now_ms - running.since_ms) // SECOND_MS
        kind, text = "text/html", haproxy_page.page(found, running.pid, uptime_s)
    headers = ("Cache-Control", "no-cache"), ("Connection", "close"), ("Content-Type", kind)
    return HttpResponse(200, (*headers, ("Transfer-Encoding", "chunked")), text)


def _plain(text: str) -> HttpResponse:
    """A text as the scripts send it: its length before its type, in small letters."""
    return HttpResponse(200, (("content-length", str(len(text.encode()))), ("content-type", "text/plain")), text)
