"""Runs every benchmark and prints a table for each. Exit status 0: figures are for people to judge."""

from tests.bench import haproxy, marathon, network, page, socket, stage, world
from tests.bench.table import show

TABLES = {
    "Round trips": socket.rows,
    "Attempts": world.rows,
    "Marathon": marathon.rows,
    "Marathon-LB": haproxy.rows,
    "Packets": network.rows,
    "Page": page.rows,
    "Stage": stage.rows,
}

for title, rows in TABLES.items():
    print(show(title, rows()), flush=True)
