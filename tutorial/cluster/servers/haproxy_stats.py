"""HAProxy's statistics as a table: a row for each frontend, server and backend, printed as CSV.

Source: HAProxy 1.9 doc/management.txt, section 9.1 (CSV format); src/stats.c (stats_fill_fe_stats, stats_fill_sv_stats,
stats_fill_be_stats: which columns a row has). A test compares them with a real one's.
"""

from collections.abc import Iterator

from tutorial.cluster.servers import haproxy_counters
from tutorial.cluster.servers.haproxy_config import Section, Server
from tutorial.cluster.servers.haproxy_counters import BACKEND, FRONTEND, SECOND_MS, Counters
from tutorial.cluster.servers.haproxy_health import HEALTH, NOT_YET, Health, is_up, usable
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.world import World

HEAD = (
    "pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,"
    "chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,"
    "check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,"
    "req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,"
    "rtime,ttime,agent_status,agent_code,agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,"
    "agent_rise,agent_fall,agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,"
    "wrew,connect,reuse,cache_lookups,cache_hits,"
)
COLUMNS = tuple(HEAD[:-1].split(","))
MOST_SESSIONS, MOST_TO_BACKEND = 10_000, 1_000
"""`maxconn` of Marathon-LB's defaults, and the tenth of it that HAProxy makes a backend's `fullconn`."""
ANSWERS = ("hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other")
COMPRESSED, CACHED = ("comp_in", "comp_out", "comp_byp", "comp_rsp"), ("cache_lookups", "cache_hits")
"""Nothing is compressed or cached here."""
DESCRIPTIONS = {
    "INI": "Initializing",
    "L4OK": "Layer4 check passed",
    "L4CON": "Layer4 connection problem",
    "L4TOUT": "Layer4 timeout",
    "L7OK": "Layer7 check passed",
    "L7STS": "Layer7 wrong status",
    "L7RSP": "Layer7 invalid response",
}
Row = dict[str, str | int]


def csv(rows: list[Row]) -> str:
    """The table as `;csv` gives it: each line ends with a comma."""
    lines = ("".join(f"{_quoted(str(row.get(column, '')))}," for column in COLUMNS) for row in rows)
    return "".join(f"{line}\n" for line in (f"# {HEAD}", *lines))


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if set(text) & set(',"\n') else text


def rows(world: World, namespace: str, running: Running, own: str) -> list[Row]:
    """The table of a HAProxy; `own` is the section that shows it, which has no servers."""
    return list(_Table(world, namespace, running).rows(Section(own)))


class _Table:
    def __init__(self, world: World, namespace: str, running: Running) -> None:
        self.world, self.namespace, self.running = world, namespace, running
        self.config = running.config

    def rows(self, own: Section) -> Iterator[Row]:
        """In the order of the configuration; a section's number is its place."""
        yield self._front(own, 1)
        yield self._back(own, 1)
        for number, section in enumerate(self.config.frontends.values(), 2):
            yield self._front(section, number)
        for number, section in enumerate(self.config.backends.values(), 2 + len(self.config.frontends)):
            for server in section.servers:
                yield self._server(section, server, number)
            yield self._back(section, number)

    def _common(self, section: Section, part: str, number: int) -> tuple[Counters, Row]:
        """What every row has."""
        found = haproxy_counters.of(self.world, self.namespace, self.running.pid, section.name, part)
        rate = found.in_second if found.second == self.world.now_ms // SECOND_MS else 0
        row: Row = {
            "pxname": section.name,
            "svname": part,
            "scur": 0,
            "smax": int(found.sessions > 0),
            "stot": found.sessions,
            "bin": found.bytes_in,
            "bout": found.bytes_out,
            "dresp": 0,
            "pid": 1,
            "iid": number,
            "sid": 0,
            "rate": rate,
            "rate_max": found.most,
            "mode": section.mode,
            "wrew": 0,
        }
        if section.mode == "http":
            row |= zip(ANSWERS, found.answers, strict=True)
        return found, row

    def _front(self, section: Section, number: int) -> Row:
        found, row = self._common(section, FRONTEND, number)
        row |= {
            "slim": MOST_SESSIONS,
            "dreq": found.denied,
            "ereq": 0,
            "status": "OPEN",
            "type": 0,
            "rate_lim": 0,
            "conn_rate": row["rate"],
            "conn_rate_max": found.most,
            "conn_tot": found.sessions,
            "req_tot": 0,
            **dict.fromkeys(("dcon", "dses", *COMPRESSED), 0),
        }
        if section.mode == "http":
            row |= {"req_rate": row["rate"], "req_rate_max": found.most, "req_tot": found.sessions}
            row |= {"intercepted": found.intercepted, **dict.fromkeys(CACHED, 0)}
        return row

    def _passing(self, section: Section, part: str, number: int) -> tuple[Counters, Row]:
        """What servers and backends have alike."""
        found, row = self._common(section, part, number)
        last = (self.world.now_ms - found.last_ms) // SECOND_MS if found.last_ms >= 0 else -1
        row |= {
            "econ": found.failed,
            "wretr": found.retries,
            "wredis": found.elsewhere,
            "lbtot": found.chosen,
            "lastsess": last,
            "bck": 0,
            "connect": found.chosen + found.retries,
            **dict.fromkeys(("qcur", "qmax", "eresp", "cli_abrt", "srv_abrt", "reuse"), 0),
            **dict.fromkeys(("qtime", "ctime", "rtime", "ttime"), 0),
        }
        return found, row

    def _server(self, section: Section, server: Server, number: int) -> Row:
        _, row = self._passing(section, server.name, number)
        health = self._health(section, server.name)
        row |= {
            "status": _status(server, health),
            "weight": server.weight,
            "act": 1,
            "lastchg": (self.world.now_ms - health.since_ms) // SECOND_MS,
            "sid": server.number,
            "type": 2,
        }
        return row | self._check(server, health)

    def _health(self, section: Section, server: str) -> Health:
        key = (self.running.pid, section.name, server)
        return self.world.get(HEALTH, key, self.namespace) or Health(0, self.running.since_ms)

    def _check(self, server: Server, health: Health) -> Row:
        """What looks at a server have found."""
        if server.check is None or server.disabled:
            return {}
        known: Row = {
            "chkfail": health.failures,
            "chkdown": health.downs,
            "downtime": self._down_s(health, up=is_up(server.check, health)),
            "check_status": health.status,
            "check_desc": DESCRIPTIONS[health.status],
            "check_rise": server.check.rise,
            "check_fall": server.check.fall,
            "check_health": health.points,
        }
        if health.status != NOT_YET:
            known["check_duration"] = 0
        if health.code:
            known["check_code"] = health.code
        return known

    def _back(self, section: Section, number: int) -> Row:
        found, row = self._passing(section, BACKEND, number)
        up = usable(self.world, self.namespace, self.running.pid, section)
        alive = bool(up) or not section.servers
        health = self._health(section, "")
        row |= {
            "slim": MOST_TO_BACKEND,
            "dreq": found.denied,
            "status": "UP" if alive else "DOWN",
            "weight": sum(server.weight for server in up),
            "act": len(up),
            "chkdown": health.downs,
            "lastchg": (self.world.now_ms - health.since_ms) // SECOND_MS,
            "type": 1,
        }
        if section.servers:
            row["downtime"] = self._down_s(health, up=alive)
        if section.mode == "http":
            row |= {"req_tot": found.sessions, **dict.fromkeys(CACHED, 0)}
        return row | dict.fromkeys(COMPRESSED, 0)

    def _down_s(self, health: Health, *, up: bool) -> int:
        """How many seconds it has been DOWN."""
        return (health.down_ms + (0 if up else self.world.now_ms - health.since_ms)) // SECOND_MS


def _status(server: Server, health: Health) -> str:
    """The word for a server's state; with how far it is on its way, where it is on one."""
    if server.disabled:
        return "MAINT"
    if server.check is None:
        return "no check"
    check = server.check
    if is_up(check, health):
        left = health.points - check.rise + 1
        return "UP" if left == check.fall else f"UP {left}/{check.fall}"
    return f"DOWN {health.points}/{check.rise}" if health.points else "DOWN"
