"""curl's side of TLS: what a handshake finds, and what curl says of it.

Sources: curl 7.88.1 with OpenSSL, run against HAProxy with a certificate that it has signed itself; curl 7.29.0
src/tool_operate.c and NSS' words for the same. Nothing is encrypted here: the handshake is known by its outcome, and
what is sent after it goes as data like any other.
"""

from collections.abc import Callable
from dataclasses import replace

from tutorial.cluster.network.fetch import Served, Waiting
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers import serve, speaks_tls
from tutorial.cluster.world import World
from tutorial.shell.addresses import is_ipv4
from tutorial.shell.curl.faults import CurlFault

NO_TLS = "OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number"
UNTRUSTED = (
    "SSL certificate problem: self-signed certificate",
    """
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.""",
)
UNTRUSTED_ON_NODE = (
    "Peer's certificate issuer has been marked as not trusted by the user.",
    """
More details here: http://curl.haxx.se/docs/sslcerts.html

curl performs SSL certificate verification by default, using a "bundle"
 of Certificate Authority (CA) public keys (CA certs). If the default
 bundle file isn't adequate, you can specify an alternate file
 using the --cacert option.
If this HTTPS server uses a certificate signed by a CA represented in
 the bundle, the certificate verification probably failed due to a
 problem with the certificate (it might be expired, or the name might
 not match the domain name in the URL).
If you'd like to turn off curl's verification of the certificate, use
 the -k (or --insecure) option.
""",
)


class Handshake:
    """What comes before a request to a host; `trusting`: whatever certificate is shown will do."""

    def __init__(self, host: str, *, trusting: bool, on_node: bool) -> None:
        self.server_name = "" if is_ipv4(host) else host
        self.trusting, self.on_node = trusting, on_node
        self.done = False
        self.fault: CurlFault | None = None

    def serve(self, world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
        """Greet the program behind a socket; send it the request if that brings a connection that can be trusted.

        Every certificate here is signed by its owner: Marathon-LB makes one at its start.
        """
        if not speaks_tls(world, namespace, socket):
            self.fault = CurlFault(35, NO_TLS)
            headers = (("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"))
            return Served(HttpResponse(400, headers, "400 Bad Request"))
        if not self.trusting:
            self.fault = CurlFault(60, *(UNTRUSTED_ON_NODE if self.on_node else UNTRUSTED))
            return Served(None)
        self.done = True
        return (yield from serve(world, namespace, socket, replace(request, tls=True, server_name=self.server_name)))

    def tell(self, note: Callable[[str], None]) -> None:
        """What `-v` says of it."""
        note("ALPN: offers h2,http/1.1")
        if self.done:
            note("ALPN: server did not agree on a protocol. Uses default.")
            for line in ("Server certificate:", " subject: CN=*", " issuer: CN=*"):
                note(line)
            note(" SSL certificate verify result: self-signed certificate (18), continuing anyway.")
            note("using HTTP/1.x")
