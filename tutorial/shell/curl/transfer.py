"""One transfer of curl: name, connection, request, answer, and what is printed on the way."""

import re
from collections.abc import Generator
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

from tutorial.cluster.network import tcp
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.dns.stub import resolve
from tutorial.cluster.network.fetch import Fetch, Serve, fetch
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.trace import Disposition, Leg, Trace
from tutorial.cluster.servers import answer as name_server
from tutorial.cluster.servers import serve
from tutorial.cluster.waits import Until, Wait
from tutorial.shell import addresses
from tutorial.shell.command import Call
from tutorial.shell.context import Interrupted
from tutorial.shell.curl import faults
from tutorial.shell.curl.faults import CurlFault
from tutorial.shell.curl.meter import SECOND_MS
from tutorial.shell.curl.report import Report
from tutorial.shell.curl.request import INFERRED, body_of, headers_of, method_of
from tutorial.shell.curl.secure import Handshake
from tutorial.shell.curl.url import Url, joined, parse_url
from tutorial.shell.curl.writeout import Done, write_out
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 50
LATE_MS = 1
"""libcurl notices in the millisecond behind a limit that it is over."""
Value = TypeVar("Value")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?")


class Transfer:
    """What one command line asks for."""

    def __init__(self, call: Call, options: Parsed, typed: str) -> None:
        self.call, self.options, self.typed = call, options, typed
        self.started_ms = call.world.now_ms
        self.report = Report(call, options)
        self.request: HttpRequest | None = None
        self.found: Fetch | None = None
        self.handshake: Handshake | None = None
        self.body = ""
        self.redirects = 0

    def run(self) -> Generator[Wait, Any, int]:
        """The exit code."""
        self.limits = (self._limit("--connect-timeout"), self._limit("-m"))
        self.body = yield from body_of(self.call, self.options)
        method, inferred = method_of(self.options, has_data=bool(self.body))
        if self.report.verbose and self.options.has("-X") and method == inferred and method in INFERRED:
            self.call.err(f"Note: Unnecessary use of -X or --request, {method} is already inferred.\n")
        url, fault = Url("http", "", 80, "/"), None
        try:
            url = self._target()
            url = yield from self._follow(url, method)
        except CurlFault as found:
            fault = found
            self.report.complain(f"curl: ({fault.exit_code}) {fault}{fault.further}")
        self._write_out(url, fault)
        return fault.exit_code if fault else 0

    def _limit(self, flag: str) -> int | None:
        """A time limit in milliseconds; none for 0."""
        if not self.options.has(flag):
            return None
        if not _SECONDS.fullmatch(self.options.last(flag)):
            raise UsageError(f"option {flag}: expected a proper numerical parameter")
        return round(float(self.options.last(flag)) * 1000) or None

    def _target(self) -> Url:
        url = parse_url(self.typed)
        if self.options.has("-G") and self.body:
            mark = "&" if "?" in url.path else "?"
            url, self.body = replace(url, path=f"{url.path}{mark}{self.body}"), ""
        if self.options.has("-O"):
            self.report.file = url.path.partition("?")[0].rpartition("/")[2]
            if not self.report.file:
                raise CurlFault(23, "Remote file name has no length!")
        return url

    # Requests

    def _follow(self, url: Url, method: str) -> Generator[Wait, Any, Url]:
        """The transfer, and where `-L` is given those that the answers lead to."""
        self.report.meter.begin()
        while True:
            response = yield from self._once(url, method)
            headers = {name.lower(): value for name, value in response.headers}
            if not (self.options.has("-L") and response.status in REDIRECTS and "location" in headers):
                self._show_body(response)
                return url
            if self.redirects == MAX_REDIRECTS:
                raise CurlFault(47, f"Maximum ({MAX_REDIRECTS}) redirects followed")
            self.redirects += 1
            url = joined(url, headers["location"])
            self.report.note(f"Issue another request to this URL: '{url.text}'")
            if method == "POST" and response.status < 307 and not self.options.has("-X"):
                method, self.body = "GET", ""

    def _once(self, url: Url, method: str) -> Generator[Wait, Any, HttpResponse]:
        lookup = yield from self._resolve(url)
        request, found = yield from self._reach(url, method, lookup)
        self.call.context.trace(found.trace)
        self.request, self.found = request, found
        fault = self._fault(url, request, found)
        if fault is not None:
            self._fail(fault)
        assert found.response is not None, "without a fault there is a response"
        self._tell_exchange(request, found.response)
        self.report.head(found.response)
        return found.response

    def _reach(self, url: Url, method: str, lookup: Lookup) -> Generator[Wait, Any, tuple[HttpRequest, Fetch]]:
        """The transfer from the first address of a name that a connection is opened to, else from the last one."""
        self.handshake = self._handshake(url)
        answer: Serve = serve if self.handshake is None else self.handshake.serve
        lookups, tried = ((lookup,) if lookup.legs else ()), tuple[Leg, ...]()
        for left in reversed(range(len(lookup.addresses))):
            address = lookup.addresses[-1 - left]
            request = self._request(url, method, address, last=not left)
            self.report.note(f"  Trying {address}:{url.port}...")
            running = fetch(self.call.world, lookup.namespace, request, answer, lookups=lookups, tried=tried)
            found = yield from self._watched(running)
            self._tell_connection(url, request, found)
            if found.connected or not left or self._limit_left_ms() == 0:
                break
            tried = found.trace.legs
        return request, found

    def _handshake(self, url: Url) -> Handshake | None:
        """What comes before a request by https."""
        if url.scheme == "http":
            return None
        return Handshake(url.host, trusting=self.options.has("-k"), on_node=self._on_node())

    def _on_node(self) -> bool:
        """Whether curl is that of the cluster's nodes, which is older."""
        host = self.call.session.host
        return host is not None and host.tools == "centos7"

    def _limit_left_ms(self) -> int | None:
        """How long curl still waits for a connection; None: as long as the kernel tries."""
        limits = [limit for limit in self.limits if limit is not None]
        spent_ms = self.call.world.now_ms - self.started_ms
        return max(0, min(limits) - spent_ms) if limits else None

    def _resolve(self, url: Url) -> Generator[Wait, Any, Lookup]:
        """The addresses of the URL's host."""
        namespace = addresses.namespace(self.call.world, self.call.session.place)
        for word in self.options.all("--resolve"):
            host, port, address = (*word.lstrip("+").split(":"), "", "")[:3]
            if (host, port) == (url.host, str(url.port)) and addresses.is_ipv4(address):
                return Lookup(namespace, host, "A", (address,))
        left_ms = self._limit_left_ms()
        until_ms = None if left_ms is None else self.call.world.now_ms + left_ms + LATE_MS
        running = resolve(self.call.world, namespace, url.host, name_server, until_ms=until_ms)
        found = yield from self._watched(running)
        if not found.addresses:
            self._unresolved(url, found)
        return found

    def _unresolved(self, url: Url, lookup: Lookup) -> NoReturn:
        """No address: where the questions went is to be seen all the same."""
        spent_ms = self.call.world.now_ms - self.started_ms
        fault = CurlFault(6, f"Could not resolve host: {url.host}")
        if lookup.error == tcp.GAVE_UP:
            fault = CurlFault(28, f"Resolving timed out after {spent_ms} milliseconds")
        if lookup.legs:
            self.call.context.trace(self._nameless(url, lookup, str(fault)))
        self.report.note(str(fault))
        self.report.note("Closing connection 0")
        raise fault

    def _nameless(self, url: Url, lookup: Lookup, error: str) -> Trace:
        """The trace of a request that got no further than to the name servers."""
        method, _ = method_of(self.options, has_data=bool(self.body))
        return Trace(
            origin=lookup.namespace,
            method=method,
            url=url.text,
            disposition=Disposition.NAMELESS,
            legs=(),
            at_ms=self.started_ms,
            elapsed_ms=self.call.world.now_ms - self.started_ms,
            error=error,
            lookups=(lookup,),
        )

    def _request(self, url: Url, method: str, address: str, *, last: bool) -> HttpRequest:
        """The request to one of a name's addresses; only the last one is given all the time that is left."""
        spent_ms = self.call.world.now_ms - self.started_ms
        connecting, whole = (None if limit is None else max(0, limit - spent_ms) for limit in self.limits)
        left_ms = self._limit_left_ms()
        if left_ms is not None and not last:
            connecting = left_ms // 2
        return HttpRequest(
            address=address,
            port=url.port,
            method=method,
            path=url.path,
            headers=headers_of(self.options, url, self.body),
            body=self.body,
            url=url.text,
            connect_timeout_ms=None if connecting is None else connecting + LATE_MS,
            max_time_ms=None if whole is None else whole + LATE_MS,
        )

    def _watched(self, running: Generator[Until, None, Value]) -> Generator[Wait, Any, Value]:
        """Run a look-up or fetch; where the meter is on, move it once a second meanwhile."""
        tick_ms = self.started_ms + SECOND_MS
        while True:
            try:
                wait = next(running)
            except StopIteration as end:
                found: Value = end.value
                return found
            except NotSimulatedError as fault:
                raise ShellError(str(fault), exit_code=1, label="hopscope") from fault
            try:
                while self.report.meter.on and tick_ms < wait.at_ms - LATE_MS:
                    yield Until(tick_ms, wait.why)
                    self.report.meter.tick(tick_ms - self.started_ms)
                    tick_ms += SECOND_MS
                yield wait
            except (Interrupted, GeneratorExit):
                self._abandon(running)
                raise

    def _abandon(self, running: Generator[Until, None, Any]) -> None:
        """The user has stopped curl: where its packets were lost is to be seen all the same."""
        try:
            running.throw(tcp.Abandoned())
        except StopIteration as end:
            if isinstance(end.value, Fetch):
                self.call.context.trace(end.value.trace)
            else:
                self.call.context.trace(self._nameless(self._target(), end.value, end.value.error))

    # Faults

    def _fault(self, url: Url, request: HttpRequest, found: Fetch) -> CurlFault | None:
        if self.handshake is not None and self.handshake.fault is not None:
            return self.handshake.fault
        return faults.of_fetch(found, request, url.host, on_node=self._on_node())

    def _fail(self, fault: CurlFault) -> NoReturn:
        self.report.note(str(fault))
        self.report.meter.end(0, 0, 0, self.call.world.now_ms - self.started_ms)
        self.report.note("Closing connection 0")
        raise fault

    # What is printed

    def _tell_connection(self, url: Url, request: HttpRequest, found: Fetch) -> None:
        if found.connected:
            self.report.note(f"Connected to {url.host} ({request.address}) port {url.port} (#0)")
            if self.handshake is not None:
                self.handshake.tell(self.report.note)
            if self.handshake is None or self.handshake.done:
                self.report.lines(">", request.head)
        elif not found.local[0]:
            self.report.note(f"Immediate connect fail for {request.address}: {found.error}")
        elif found.error != tcp.GAVE_UP:
            self.report.note(f"connect to {request.address} port {url.port} failed: {found.error}")

    def _tell_exchange(self, request: HttpRequest, response: HttpResponse) -> None:
        self.report.data("}", request.body)
        self.report.lines("<", response.head)
        if self.options.has("-f") and response.status >= 400:
            self._fail(CurlFault(22, f"The requested URL returned error: {response.status}"))

    def _show_body(self, response: HttpResponse) -> None:
        assert self.request is not None, "a response belongs to a request"
        self.report.body(response.body)
        sizes = [int(value) for name, value in response.headers if name.lower() == "content-length" and value.isdigit()]
        received = len(response.body.encode())
        expected, sent = (sizes[0] if sizes else received), len(self.request.body.encode())
        self.report.meter.end(received, expected, sent, self.call.world.now_ms - self.started_ms)
        host = parse_url(self.request.url).host
        self.report.note(f"Connection #0 to host {host} left intact")

    def _write_out(self, url: Url, fault: CurlFault | None) -> None:
        if not self.options.has("-w"):
            return
        code, error = (fault.exit_code, str(fault)) if fault else (0, "")
        done = Done(url, self.typed, self.request, self.found, self.redirects, code, error, self.report.file)
        text, unknown = write_out(self.options.last("-w"), done)
        for name in unknown:
            self.call.err(f"curl: unknown --write-out variable: '{name}'\n")
        self.call.out(text)
