"""HAProxy's statistics as a page, in the outline of its own: a table for each section of the configuration.

Source: HAProxy 1.9 src/stats.c (stats_dump_html_head, stats_dump_html_info, stats_dump_fields_html). What the page
shows comes from apps' names and labels, which are anybody's: every text is escaped.
"""

from html import escape
from itertools import groupby

from tutorial.cluster.servers.haproxy_counters import BACKEND, FRONTEND
from tutorial.cluster.servers.haproxy_stats import Row

VERSION, RELEASED = "1.9.8", "2019/05/13"
STYLE = """\
body { font-family: arial, helvetica, sans-serif; font-size: 14px; color: #000; background: #fff; }
th, td { font-size: 12px; }
h1 { font-size: x-large; margin-bottom: 0.5em; }
h2 { font-size: x-large; font-style: italic; margin-top: 0; }
h3 { color: #b00040; background: #e8e8d0; }
.scroll { overflow-x: auto; }
table.tbl { border-collapse: collapse; border: solid 1px gray; margin-bottom: 1em; }
table.tbl caption { text-align: left; font-weight: bold; color: #b00040; background: #ff0; padding: 2px 4px; }
table.tbl td, table.tbl th { border: solid 1px gray; text-align: right; padding: 2px 3px; white-space: nowrap; }
table.tbl th, table.tbl td.ac { text-align: center; }
.titre { background: #20d0d0; }
.frontend { background: #e8e8d0; }
.backend { background: #e8e8d0; }
.active_up { background: #c0ffc0; }
.active_going_down { background: #ffffa0; }
.active_going_up { background: #ffd020; }
.active_down { background: #ff9090; }
.active_no_check { background: #e0e0e0; }
.maintain { background: #c07820; }
"""
GROUPS = (
    ("Queue", ("Cur", "Max", "Limit")),
    ("Session rate", ("Cur", "Max", "Limit")),
    ("Sessions", ("Cur", "Max", "Limit", "Total", "LbTot", "Last")),
    ("Bytes", ("In", "Out")),
    ("Denied", ("Req", "Resp")),
    ("Errors", ("Req", "Conn", "Resp")),
    ("Warnings", ("Retr", "Redis")),
    ("Server", ("Status", "LastChk", "Wght", "Act", "Bck", "Chk", "Dwn", "Dwntme", "Thrtle")),
)
NUMBERS = (
    *("qcur", "qmax", "qlimit", "rate", "rate_max", "rate_lim", "scur", "smax", "slim", "stot", "lbtot", "lastsess"),
    *("bin", "bout", "dreq", "dresp", "ereq", "econ", "eresp", "wretr", "wredis"),
)
"""The columns of the table behind the page's first seven groups."""
LEGEND = (
    ("active_up", "active UP"),
    ("active_going_down", "active UP, going down"),
    ("active_going_up", "active DOWN, going up"),
    ("active_down", "active DOWN"),
    ("active_no_check", "not checked"),
    ("maintain", "DOWN for maintenance (MAINT)"),
)


def page(rows: list[Row], pid: int, uptime_s: int) -> str:
    """The whole page, for a process that has run so long. Its links are relative, so it may be shown anywhere."""
    tables = "".join(_table(str(name), list(found)) for name, found in groupby(rows, lambda row: row["pxname"]))
    marks = "".join(f'<tr><td class="{name}">&nbsp;</td><td class="ac">{text}</td></tr>\n' for name, text in LEGEND)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Statistics Report for HAProxy</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>\n{STYLE}</style></head>\n<body>'
        f"<h1>HAProxy version {VERSION}, released {RELEASED}</h1>\n<h2>Statistics Report for pid {pid}</h2>\n<hr>\n"
        f"<h3>&gt; General process information</h3>\n<p><b>pid = </b> {pid} (process #1, nbproc = 1)<br>\n"
        f"<b>uptime = </b> {_uptime(uptime_s)}<br>\n<b>maxconn = </b> 50000</p>\n"
        '<p><a href="?stats">Refresh now</a> <a href="?stats;csv">CSV export</a></p>\n'
        f'<table class="tbl"><caption>Legend</caption>\n{marks}</table>\n{tables}</body></html>\n'
    )


def _uptime(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours // 24}d {hours % 24}h{minute:02}m{second:02}s"


def _table(name: str, rows: list[Row]) -> str:
    groups = "".join(f'<th scope="colgroup" colspan="{len(words)}">{group}</th>' for group, words in GROUPS)
    words = "".join(f'<th scope="col">{word}</th>' for _, group in GROUPS for word in group)
    return (
        f'<div class="scroll"><table class="tbl"><caption>{escape(name)}</caption>\n'
        f'<tr class="titre"><th rowspan="2"></th>{groups}</tr>\n<tr class="titre">{words}</tr>\n'
        f"{''.join(map(_row, rows))}</table></div>\n"
    )


def _row(row: Row) -> str:
    part = str(row["svname"])
    name = part.capitalize() if part in (FRONTEND, BACKEND) else part
    cells = [(str(_number(row, column)), "") for column in NUMBERS]
    marked = [(text, ' class="ac"') for text in _of_server(row)]
    texts = "".join(f"<td{mark}>{escape(text)}</td>" for text, mark in [*cells, *marked])
    return f'<tr class="{_class(row)}"><th scope="row">{escape(name)}</th>{texts}</tr>\n'


def _number(row: Row, column: str) -> str | int:
    if column == "lastsess" and column in row:
        return "?" if row[column] == -1 else duration(int(row[column]))
    return row.get(column, "")


def _class(row: Row) -> str:
    """What the row's colour says."""
    if row["type"] != 2:
        return "frontend" if row["type"] == 0 else "backend"
    status, _, way = str(row["status"]).partition(" ")
    if status in ("no", "MAINT"):
        return "active_no_check" if status == "no" else "maintain"
    going = {"UP": "active_going_down", "DOWN": "active_going_up"}
    return going[status] if way else f"active_{status.lower()}"


def _of_server(row: Row) -> tuple[str, ...]:
    """The last group: a frontend only has its state."""
    if row["type"] == 0:
        return (str(row["status"]), *[""] * 8)
    status = str(row["status"])
    since = f"{duration(int(row['lastchg']))} " if status.partition(" ")[0] in ("UP", "DOWN", "MAINT") else ""
    total = f"{row['weight']}/{row['weight']}"
    active = str(row["act"]) if row["type"] == 1 else "Y"
    waits = duration(int(row["downtime"])) if "downtime" in row else ""
    backup = str(row["bck"]) if row["type"] == 1 else "-"
    counts = str(row.get("chkfail", "")), str(row.get("chkdown", ""))
    return f"{since}{status}", _last_look(row), total, active, backup, *counts, waits, "-" if row["type"] == 2 else ""


def _last_look(row: Row) -> str:
    if "check_status" not in row:
        return ""
    code = f"/{row['check_code']}" if "check_code" in row else ""
    took = f" in {row['check_duration']}ms" if "check_duration" in row else ""
    return f"{row['check_status']}{code}{took}"


def duration(seconds: int) -> str:
    """A span of time in its two largest units: `1h2m`."""
    for size, unit, less, part in ((86400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s")):
        if seconds >= size:
            return f"{seconds // size}{unit}{seconds % size // less}{part}"
    return f"{seconds}s"
