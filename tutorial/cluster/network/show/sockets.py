"""Sockets, as `ss` prints them: listening ones, open connections, and those that wait for stragglers.

Source: iproute2 6.1 misc/ss.c (columns, render_calc_width, sock_state_print); Go's net package
(favoriteAddrFamily: on every address it listens by one IPv6 socket that takes IPv4 too; listenerBacklog).
"""

from collections.abc import Callable
from dataclasses import dataclass

from tutorial.cluster.network import connections, ipv4, places, routing
from tutorial.cluster.network.sockets import ANY
from tutorial.cluster.network.tables import SOCKETS, Connection, Socket, Tuple5
from tutorial.cluster.network.tcp import GIVE_UP_MS, SYN_AT_MS
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

Lines = tuple[Spans, ...]

IN_GO = frozenset({"docker-proxy", "httpi", "mesos-dns"})
BACKLOG = 4096
"""`somaxconn` of the recorded kernel, which programs in Go ask for."""
FIRST_FD = 3
SERVICES = {22: "ssh", 53: "domain", 80: "http", 443: "https"}
"""Of /etc/services what is likely to be met; names stand for numbers when `-n` is not given."""
STATES = {
    "established": "ESTAB",
    "syn-sent": "SYN-SENT",
    "time-wait": "TIME-WAIT",
    "closed": "UNCONN",
    "listening": "LISTEN",
}
"""The states that a socket here can be in, by their names in a filter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A socket as `ss` sees it. `both` tells that it is an IPv6 one that takes IPv4 too; port 0 is any."""

    protocol: str
    state: str
    address: str
    port: int
    peer: str
    peer_port: int
    send_queue: int
    process: str
    element: str
    kind: str
    both: bool = False
    timer: str = ""


def entries(world: World, namespace: str) -> tuple[Entry, ...]:
    """Every socket of a namespace in the order in which `ss` prints them: udp before tcp, IPv4 before IPv6, listening
    ones first."""
    found = [*_kernels_own(world, namespace), *_listening(world, namespace)]
    found += [
        _connection(namespace, flow, entry, _timer(entry, world.now_ms))
        for flow, entry in connections.standing(world, namespace)
    ]
    return tuple(sorted(found, key=_position))


def _position(entry: Entry) -> tuple[bool, bool, bool, int, int, str, int]:
    ends = (entry.port, ipv4.number(entry.address), entry.peer, entry.peer_port)
    return entry.protocol == "tcp", entry.both, entry.state != "LISTEN", *ends


def _kernels_own(world: World, namespace: str) -> list[Entry]:
    """The UDP sockets of vxlan devices, which no process has."""
    ports = sorted({link.udp_port for link in routing.links(world, namespace) if link.kind == "vxlan" and link.up})
    return [
        Entry("udp", "UNCONN", ANY, port, ANY, 0, 0, "", places.socket(namespace, "udp", port), "port")
        for port in ports
    ]


def _listening(world: World, namespace: str) -> list[Entry]:
    found = []
    files: dict[int, int] = {}
    for socket in world.values(SOCKETS, namespace):
        number = files[socket.pid] = files.get(socket.pid, FIRST_FD - 1) + 1
        found.append(_listener(namespace, socket, number))
    return found


def _listener(namespace: str, socket: Socket, number: int) -> Entry:
    udp = socket.protocol == "udp"
    return Entry(
        protocol=socket.protocol,
        state="UNCONN" if udp else "LISTEN",
        address=socket.address,
        port=socket.port,
        peer=ANY,
        peer_port=0,
        send_queue=0 if udp else BACKLOG,
        process=users(socket.program, socket.pid, number),
        element=places.socket(namespace, socket.protocol, socket.port),
        kind="port",
        both=socket.address == ANY and socket.program in IN_GO,
    )


def users(program: str, pid: int, number: int) -> str:
    """The process behind a socket, as `ss -p` names it."""
    return f' users:(("{program}",pid={pid},fd={number}))'


def _connection(namespace: str, flow: Tuple5, entry: Connection, timer: str) -> Entry:
    protocol, near, near_port, far, far_port = flow
    held = entry.pid and entry.state == "ESTAB"
    process = users(entry.program, entry.pid, FIRST_FD + 1) if held else ""
    element = places.connection(namespace, flow)
    ends = (near, near_port, far, far_port)
    return Entry(protocol, entry.state, *ends, 0, process, element, "connection", timer=timer)


def _timer(entry: Connection, now_ms: int) -> str:
    """The timer that runs for an end, as `ss -o` names it: until it goes, or until the next SYN goes out again, and how
    often one did."""
    age = now_ms - entry.since_ms
    if entry.state == "TIME-WAIT":
        return f" timer:(timewait,{duration(connections.TIME_WAIT_MS - age)},0)"
    if entry.state == "SYN-SENT":
        ahead = [at_ms for at_ms in (*SYN_AT_MS[1:], GIVE_UP_MS) if at_ms > age]
        return f" timer:(on,{duration(ahead[0] - age)},{len(SYN_AT_MS) - len(ahead)})" if ahead else ""
    return ""


def duration(left_ms: int) -> str:
    """print_ms_timer of ss.c: minutes, seconds, and milliseconds where those are few."""
    minutes, rest = divmod(left_ms, 60_000)
    seconds, milliseconds = divmod(rest, 1_000)
    milliseconds = 0 if minutes or seconds > TELLS_MS else milliseconds
    seconds = 0 if minutes > TELLS_MS else seconds
    text = f"{minutes}min" if minutes else ""
    text += f"{seconds}{'.' if milliseconds else 'sec'}" if seconds else ""
    return text + (f"{milliseconds:03}ms" if milliseconds else "")


TELLS_MS = 9
"""Above so many seconds no milliseconds are told, above so many minutes no seconds."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a call of `ss` asks for: protocols, states, a condition; what is shown of each socket, and how wide.

    `width` is that of the terminal, None for a pipe; `families` are 4 and 6.
    """

    protocols: tuple[str, ...]
    states: frozenset[str]
    condition: Callable[[Entry], bool] = lambda _: True
    families: frozenset[int] = frozenset({4, 6})
    numeric: bool = True
    processes: bool = False
    timers: bool = False
    header: bool = True
    width: int | None = None


@dataclass(slots=True)
class _Column:
    """A column: its heading, what stands left of it, on which side its cells stand."""

    heading: str
    before: str = " "
    right: bool = False
    width: int = 0


def socket_lines(world: World, namespace: str, wish: Wish) -> Lines:
    """`ss` with options."""
    shown = [entry for entry in entries(world, namespace) if _wanted(entry, wish)]
    columns = _columns(wish)
    rows = [_cells(entry, wish) for entry in shown]
    heading: list[Cell] = [(column.heading, None) for column in columns]
    table = [heading, *rows] if wish.header else rows
    if not table:
        return ()
    texts = [[text for text, _ in row] for row in table]
    if rows:
        texts[-1][-1] = ""  # ss measures before it has flushed its very last cell
    _measure(columns, texts, wish.width)
    return tuple(_row(columns, row) for row in table)


def _wanted(entry: Entry, wish: Wish) -> bool:
    family = 6 if entry.both else 4
    asked = entry.protocol in wish.protocols and entry.state in wish.states and family in wish.families
    return asked and wish.condition(entry)


def _columns(wish: Wish) -> list[_Column]:
    """The kind of socket is told where there are several, the state unless only one is asked for."""
    found = [_Column("Netid")] if len(wish.protocols) > 1 else []
    found += [_Column("State")] if len(wish.states) > 1 else []
    found += [_Column("Recv-Q"), _Column("Send-Q")]
    found += [_Column("Local Address:", right=True), _Column("Port", "")]
    found += [_Column("Peer Address:", right=True), _Column("Port", ""), _Column("Process", "")]
    return found


Cell = tuple[str, Span | None]
"""A cell's text, and the span that it is where it stands for the socket."""


def _cells(entry: Entry, wish: Wish) -> list[Cell]:
    end = f"{'*' if entry.both else entry.address}:"
    peer = f"{'*' if entry.both and not entry.peer_port else entry.peer}:"
    port = _service(entry.port, wish)
    cells: list[Cell] = [(entry.protocol, None)] if len(wish.protocols) > 1 else []
    cells += [(entry.state, None)] if len(wish.states) > 1 else []
    cells += [(f"{0:<6}", None), (f"{entry.send_queue:<6}", None)]
    cells += [(end, None), (port, Span(port, entry.element, entry.kind))]
    cells += [(peer, None), (_service(entry.peer_port, wish), None)]
    process = entry.process if wish.processes else ""
    return [*cells, (process + (entry.timer if wish.timers else ""), None)]


def _service(port: int, wish: Wish) -> str:
    if not port:
        return "*"
    return str(port) if wish.numeric else SERVICES.get(port, str(port))


def _measure(columns: list[_Column], rows: list[list[str]], screen: int | None) -> None:
    """How wide the columns are: as their longest cell, then stretched over the screen's width."""
    for at, column in enumerate(columns):
        longest = max(len(row[at]) for row in rows)
        column.width = longest + len(column.before) if at and longest else longest
    if screen is not None:
        _stretch([column for column in columns if column.width], screen)


def _stretch(columns: list[_Column], screen: int) -> None:
    """Share the room that is left on each line of the screen out among the columns that stand on it, from the last on;
    what does not fit begins a new line."""
    start = 0
    while start < len(columns):
        end, length = start, 0
        while end < len(columns) and (length + columns[end].width <= screen or end == start):
            length += columns[end].width
            end += 1
        spare, odd = divmod(max(0, screen - length), end - start)
        for count, column in enumerate(reversed(columns[start:end])):
            column.width += spare + (count < odd)
        start = end


def _row(columns: list[_Column], cells: list[Cell]) -> Spans:
    parts: list[str | Span] = []
    for at, (column, (text, span)) in enumerate(zip(columns, cells, strict=True)):
        before = column.before if at else ""
        room = " " * max(0, column.width - len(before) - len(text))
        parts += [before, room if column.right else "", span or text, "" if column.right else room]
    return line(*parts)


def summary(world: World, namespace: str) -> Lines:
    """`ss -s`: how many there are of each kind. In all only those of processes count."""
    found = entries(world, namespace)
    waiting = sum(entry.state == "TIME-WAIT" for entry in found)
    standing = [entry for entry in found if entry.state != "TIME-WAIT"]
    tcp = [entry for entry in standing if entry.protocol == "tcp"]
    open_ = sum(entry.state == "ESTAB" for entry in tcp)
    rows = {"RAW": [], "UDP": [entry for entry in standing if entry.protocol == "udp"], "TCP": tcp, "INET": standing}
    counts = [
        f"{name}\t  {len(own):<9} {sum(not one.both for one in own):<9} {sum(one.both for one in own):<9}"
        for name, own in {**rows, "FRAG": []}.items()
    ]
    text = [
        f"Total: {sum(bool(entry.process) for entry in standing)}",
        f"TCP:   {len(tcp) + waiting} (estab {open_}, closed {waiting}, orphaned 0, timewait {waiting})",
        "",
        "Transport Total     IP        IPv6",
        *counts,
        "",
    ]
    return tuple(line(words) for words in text)
