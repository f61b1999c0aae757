"""Recorded requests side by side, aligned by roles: Node runs the page's code on what the browser gets of them."""

from typing import Any

from tests.golden.test_oracle import DATA, case
from tests.js.test_twins import node
from tutorial.cluster.lab.answer import play
from tutorial.cluster.lab.reader import reader

ALIGN = """
const { align, differs, rewritten, seen } = await import("./traces/align.js");
const { told } = await import("./traces/cells.js");
const { diedAt } = await import("./trace/plan.js");
let text = "";
for await (const piece of process.stdin) text += piece;
const { traces, direction } = JSON.parse(text);
const rows = align(traces, direction, diedAt).map((row) => ({
  role: `${row.role}${row.proxy > 0 ? ` ${row.proxy}` : ""}`,
  differs: differs(row),
  cells: row.cells.map((cell, column) => cell && {
    hops: cell.hops.map(({ n }) => n),
    changed: cell.changed,
    envelope: cell.envelope,
    died: cell.died,
    told: told(row.role, cell, traces[column]).map(([piece, hot]) => (hot ? `*${piece}*` : piece)).join(""),
  }),
}));
console.log(JSON.stringify({ rows, rewritten: traces.map(rewritten), seen: traces.map(seen) }));
"""
HOST, VIP, OVERLAY = "ok-host-from-master", "ok-vip-from-master", "ok-overlay-cross-agent"


def recorded(name: str) -> Any:
    """What the browser gets of a recorded case, from its short form: with IPVS as dcos-net writes it."""
    (trace,) = play(reader("", case(DATA / "cases" / f"{name}.json"))).traces
    return trace.document()


def aligned(*names: str, direction: str = "request") -> Any:
    return node(ALIGN, {"traces": [recorded(name) for name in names], "direction": direction})


def table(*names: str, direction: str = "request") -> list[tuple[str, ...]]:
    """Each row with its role and what its cells tell; empty where nothing is to be done."""
    rows = aligned(*names, direction=direction)["rows"]
    return [(row["role"], *(cell["told"] if cell else "" for cell in row["cells"])) for row in rows]


def test_three_network_modes_stand_side_by_side_by_the_roles_of_their_hops() -> None:
    assert table(HOST, VIP, OVERLAY) == [
        ("choose", "", "→ *172.16.15.168:9896*", ""),
        ("hide", "", "*172.16.9.10:40162* →", ""),
        (
            "leave",
            *["172.16.9.10 → 172.16.9.84:16327", "172.16.9.10 → 172.16.15.168:9896", "9.0.2.130 → 9.0.3.131:3141"],
        ),
        ("agent", "", "", "via 44.128.0.4 dev vtep1024 *TTL 63*"),
        ("wrap", "", "", "+ 172.16.40.67 → 172.16.15.168 UDP 64000"),
        (
            "cross",
            *[
                "172.16.9.10 → 172.16.9.84:16327",
                "172.16.9.10 → 172.16.15.168:9896",
                "172.16.40.67 → 172.16.15.168:64000",
            ],
        ),
        ("unwrap", "", "", "9.0.2.130:36506 → 9.0.3.131:3141"),
        ("map", "", "→ *172.17.0.2*:9896", ""),
        ("route", "", "dev docker0 *TTL 63*", "dev d-dcos *TTL 62*"),
        ("hand", "", "to 02:42:ac:11:00:02", "to 02:42:09:00:03:83"),
        ("arrive", "172.16.9.84:16327", "172.17.0.2:9896", "9.0.3.131:3141"),
    ]


def test_what_was_rewritten_and_what_the_server_sees_is_summed_up() -> None:
    found = aligned(HOST, VIP, OVERLAY)
    assert found["rewritten"] == [
        {"sender": 0, "destination": 0, "wrapped": 0, "proxies": 0},
        {"sender": 1, "destination": 2, "wrapped": 0, "proxies": 0},
        {"sender": 0, "destination": 0, "wrapped": 1, "proxies": 0},
    ]
    ends = [(seen["src"].partition(":")[0], seen["ttl"]) for seen in found["seen"]]
    assert ends == [("172.16.9.10", 64), ("172.16.9.10", 63), ("9.0.2.130", 62)]


def test_on_the_way_back_each_change_is_undone_until_the_reply_is_home() -> None:
    rows = table(HOST, VIP, OVERLAY, direction="reply")
    roles = ["arrive", "route", "map", "unwrap", "cross", "wrap", "agent", "choose", "hide", "leave"]
    order = [role for role, *_ in rows]
    assert sorted(order) == sorted(roles)
    assert (order[0], order[-1]) == ("arrive", "leave")
    assert {role: cells[1] for role, *cells in rows}["map"] == "*172.16.15.168*:9896 →"


def test_every_hop_of_every_recorded_case_stands_in_one_cell() -> None:
    for path in sorted((DATA / "cases").glob("*.json")):
        for direction, ways in [("request", {"request", "lookup", "answer"}), ("reply", {"reply"})]:
            wanted = [hop["n"] for hop in recorded(path.stem)["hops"] if hop["direction"] in ways]
            rows = aligned(path.stem, direction=direction)["rows"]
            found = [n for row in rows for n in row["cells"][0]["hops"]]
            assert sorted(found) == wanted, (path.stem, direction)


def test_a_proxy_on_another_machine_begins_a_way_of_its_own_and_one_on_the_servers_maps_the_port() -> None:
    rows = {role: cells for role, *cells in table("ok-outside-haproxy-bridge", "odd-dnat-deleted-proxy-serves")}
    assert rows["proxy 1"] == ["93.186.40.121:3141", ""]
    assert rows["leave 1"] == ["172.16.33.10 → 172.16.15.168:9896", ""]
    assert rows["map"][0] == "→ *172.17.0.2*:9896"
    assert rows["map"][1] == "172.16.9.10 → 172.16.15.168:9896"
    assert rows["arrive"] == ["172.17.0.2:9896", "172.17.0.2:9896"]


def test_a_packet_that_died_did_so_in_one_cell() -> None:
    rows = aligned("fail-forward-drop", "fail-overlay-fdb-missing", VIP)["rows"]
    died = [(row["role"], [bool(cell and cell["died"]) for cell in row["cells"]]) for row in rows]
    assert [found for found in died if any(found[1])] == [
        ("wrap", [False, True, False]),
        ("route", [True, False, False]),
    ]


def test_rows_in_which_requests_do_the_same_can_be_left_out() -> None:
    assert [row["role"] for row in aligned(VIP, VIP)["rows"] if row["differs"]] == []
    same = [row["role"] for row in aligned(HOST, VIP)["rows"] if not row["differs"]]
    assert same == ["leave", "cross", "arrive"]
