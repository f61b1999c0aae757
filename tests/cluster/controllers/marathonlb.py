"""An app, Marathon-LB, and what is asked of both."""

import csv
import json
import re
from typing import Any

from tests.build import typed
from tutorial.attempt import Attempt, Line
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.servers.haproxy_tables import RUNNING, Running
from tutorial.cluster.world import World

OUTSIDE = "93.186.40.121"
INSTALL = "dcos package install marathon-lb --yes"


def httpi(instances: int = 2, **labels: str) -> dict[str, Any]:
    """The article's app in host mode, with labels of its only port."""
    named = {f"HAPROXY_0_{name}": value for name, value in labels.items()}
    return {
        "id": "/httpi",
        "instances": instances,
        "cpus": 0.1,
        "mem": 32,
        "container": {"type": "DOCKER", "docker": {"image": "dcoslabs/httpi:latest"}},
        "portDefinitions": [{"port": 0, "name": "http"}],
        "labels": {"HAPROXY_GROUP": "external", **named},
    }


def add(attempt: Attempt, definition: dict[str, Any]) -> None:
    line = typed(attempt, f"echo '{json.dumps(definition)}' | dcos marathon app add")
    assert line.exit_code == 0, line.output


def update(attempt: Attempt, text: str) -> None:
    assert typed(attempt, f"dcos marathon app update /httpi {text}").exit_code == 0


def curl(attempt: Attempt, arguments: str, port: int = 3141) -> str:
    """What a client outside is shown: status, headers and body, or curl's words."""
    line = typed(attempt, f"curl -s -S -i {arguments} http://{OUTSIDE}:{port}/", "outside")
    return line.text("stdout") + line.text("stderr")


def ports(attempt: Attempt) -> list[int]:
    """Where HAProxy listens."""
    typed(attempt, "true")
    found = attempt.world.values(SOCKETS, "S0")
    return sorted(socket.port for socket in found if socket.program == "haproxy")


def running(world: World) -> Running:
    """The only HAProxy of the public agent."""
    (found,) = world.values(RUNNING, "S0")
    return found


def servers(attempt: Attempt) -> list[str]:
    """The ends of the servers that HAProxy was started with."""
    typed(attempt, "true")
    return re.findall(r"^  server \S+ (\S+)", running(attempt.world).text, re.M)


def server_of(attempt: Attempt, line: Line) -> str:
    """Where HAProxy's own connection for a request went."""
    return str(attempt.traces.document(line.traces[-1])["legs"][-1]["syn"][0]["dst"])


def own(attempt: Attempt, path: str) -> str:
    """What port 9090 answers, asked from outside."""
    return typed(attempt, f"curl -s -S {OUTSIDE}:9090{path}", "outside").text("stdout")


def statistics(attempt: Attempt) -> dict[tuple[str, str], dict[str, str]]:
    """HAProxy's own table by section and part."""
    found = csv.DictReader(own(attempt, "'/haproxy?stats;csv'").removeprefix("# ").splitlines())
    return {(row["pxname"], row["svname"]): row for row in found}
