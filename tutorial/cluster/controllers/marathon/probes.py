"""How Marathon looks at a task: a connection from the leading master, and what its libraries make of what comes back.

Sources: mesosphere/marathon v1.8.222, core/health/impl/HealthCheckWorkerActor.scala; akka 2.5 TcpConnection.scala; the
exceptions of Java 8's sockets.
"""

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import health as law
from tutorial.cluster.marathon.tables import App, Instance
from tutorial.cluster.mesos.documents import master
from tutorial.cluster.network import fetch, tcp
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers import serve
from tutorial.cluster.world import World

PROGRAM = "java"
CONNECT_MS = 10_000
"""akka.http.client.connecting-timeout."""
NO_PORT = "UnsupportedOperationException: Health check failed: unable to get the task's effectivePort"
NO_TLS = "SSLException: Unrecognized SSL message, plaintext connection?"
CLOSED = (
    "UnexpectedConnectionClosureException: The http server closed the connection unexpectedly before delivering "
    "responses for 1 outstanding requests"
)
JAVA = {
    tcp.REFUSED: "ConnectException: Connection refused",
    tcp.NO_ROUTE: "NoRouteToHostException: No route to host",
    tcp.UNREACHABLE: "ConnectException: Network is unreachable",
    tcp.NO_PROTOCOL: "ConnectException: Protocol not available",
}
"""What Java says of the system's words."""


def limit_ms(check: Json) -> int:
    """How long a look may take: the check's time, and for HTTP no longer than a connection may take."""
    timeout_ms = law.seconds(check, "timeout")
    return timeout_ms if check["protocol"] == "TCP" else min(timeout_ms, CONNECT_MS)


def probe(world: World, app: App, instance: Instance, check: Json) -> str | None:
    """Look at a task now: "" when it is well, else the cause; None when nothing has come back yet."""
    port = law.port_of(app, instance, check)
    if port is None:
        return NO_PORT
    request = HttpRequest(law.address_of(world, app, instance, check), port, path=_path(check))
    if check["protocol"] == "HTTP":
        return _http(world, request, check)
    opened = fetch.at_once(tcp.connect(world, master(world).id, request, PROGRAM))
    if opened is None:
        return None
    if opened.socket is None:
        return _refusal(request, check, opened.error)
    assert opened.client is not None, "an open connection has a client"
    tcp.deliver(world, opened.client, "fin")
    tcp.hang_up(world, opened, "client")
    return NO_TLS if check["protocol"] == "HTTPS" else ""


def _path(check: Json) -> str:
    return "/" + str(check.get("path", "")).removeprefix("/")


def ask(world: World, app: App, instance: Instance, check: Json) -> HttpResponse | str | None:
    """One request of a task now: its answer, or what goes wrong in Java's words; None when nothing has come back."""
    port = law.port_of(app, instance, check)
    if port is None or check["protocol"] != "HTTP":
        return probe(world, app, instance, check)
    return _asked(world, HttpRequest(law.address_of(world, app, instance, check), port, path=_path(check)), check)


def url_of(world: World, app: App, instance: Instance, check: Json) -> str:
    """Where a check asks a task, as a URL."""
    end = f"{law.address_of(world, app, instance, check)}:{law.port_of(app, instance, check)}"
    return f"{check['protocol'].lower()}://{end}{check['path']}"


def _http(world: World, request: HttpRequest, check: Json) -> str | None:
    found = _asked(world, request, check)
    return verdict(found, check) if isinstance(found, HttpResponse) else found


def _asked(world: World, request: HttpRequest, check: Json) -> HttpResponse | str | None:
    try:
        found = fetch.at_once(fetch.fetch(world, master(world).id, request, serve, PROGRAM))
    except NotSimulatedError:
        return CLOSED
    if found is None:
        return None
    if found.response is not None:
        return found.response
    return _refusal(request, check, found.error) if not found.connected else CLOSED


def verdict(response: HttpResponse, check: Json) -> str:
    """What an answer says of a task: 200 to 399 is well."""
    return "" if 200 <= response.status < 400 else f"{response.status} {response.reason}"


def _refusal(request: HttpRequest, check: Json, words: str) -> str:
    cause = JAVA.get(words, f"IOException: {words}")
    if check["protocol"] == "TCP":
        return cause
    return f"{_command(request)} failed because of java.net.{cause}"


def _command(request: HttpRequest) -> str:
    end = f"{request.address}:{request.port}"
    return f"StreamTcpException: Tcp command [Connect({end},None,List(),Some(10 seconds),true)]"


def silence(world: World, app: App, instance: Instance, check: Json) -> str:
    """The cause when a task has not answered in time."""
    if check["protocol"] == "TCP":
        return "SocketTimeoutException: connect timed out"
    request = HttpRequest(law.address_of(world, app, instance, check), law.port_of(app, instance, check) or 0)
    if law.seconds(check, "timeout") >= CONNECT_MS:
        return f"{_command(request)} failed because of Connect timeout of Some(10 seconds) expired"
    return (
        f"TcpIdleTimeoutException: TCP idle-timeout on connection to [{request.address}:{request.port}], "
        f"no bytes passed in the last {check['timeoutSeconds']} seconds"
    )
