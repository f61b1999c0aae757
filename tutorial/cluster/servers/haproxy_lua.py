"""The port that HAProxy has for itself, 9090 of Marathon-LB's: what Lua scripts answer, and what its statistics say.

Sources: mesosphere/marathon-lb getconfig.lua, getmaps.lua, getpids.lua, signalmlb.lua; config.py (the head's `listen
stats`); HAProxy 1.9 src/proto_http.c (monitor-uri).
"""

from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers.balanced import page
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.world import World

SIGNALS = {"/_mlb_signal/hup": "SIGHUP", "/_mlb_signal/usr1": "SIGUSR1"}
SIGNALLED = "marathonlb.signalled"
"""The event that tells Marathon-LB of a signal; its subject is the host, its datum the signal's name."""


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
        world.after(0, SIGNALLED, namespace, SIGNALS[path])
        return _plain(f"Sent {SIGNALS[path]} signal to marathon-lb")
    if request.path.startswith("/haproxy?stats"):
        raise NotSimulatedError("HAProxy's statistics are not simulated yet")
    return page(503)


def _plain(text: str) -> HttpResponse:
    """A text as the scripts send it: its length before its type, in small letters."""
    return HttpResponse(200, (("content-length", str(len(text.encode()))), ("content-type", "text/plain")), text)
