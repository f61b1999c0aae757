"""`docker inspect` and `docker network inspect`: the documents of objects, as JSON or through a template.

Source: docker/cli 18.09, cli/command/inspect/inspector.go, cli/command/system/inspect.go.
"""

from collections.abc import Callable

from tutorial.cluster.docker.inspect import inspect, nanoseconds
from tutorial.cluster.docker.network_documents import network_document
from tutorial.cluster.jsontext import Json
from tutorial.shell.command import Call, Option
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.templates import template
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.gojson import indented
from tutorial.shell.options import Parsed

OPTIONS = (Option(("-f", "--format"), "a value of the document, e.g. '{{json .Config.Env}}'", "TEMPLATE"),)
Documents = Callable[[Call, str], Json]


def container_document(call: Call, name: str) -> Json:
    """The document of a container; Failed where there is none."""
    return inspect(call.world, daemon.host(call), daemon.container(call, name))


def network_of(call: Call, name: str) -> Json:
    """The document of a network; Failed where there is none."""
    found = daemon.network(call, name)
    return network_document(call.world, daemon.host(call), found, nanoseconds(call.world, found.created_ms))


def any_document(call: Call, name: str) -> Json:
    """The document of the first kind of thing that has the name."""
    for document in (container_document, network_of):
        try:
            return document(call, name)
        except daemon.Failed as fault:
            if fault.missing is None:
                raise
    raise daemon.Failed("", ("object", name))


def _printed(document: Documents) -> Callable[[Call, Parsed], int]:
    """Print the documents of all that is found; what is not, is said at the end."""

    def run(call: Call, given: Parsed) -> int:
        documents: list[Json] = []
        missing: list[str] = []
        for name in given.operands:
            try:
                documents.append(document(call, name))
            except daemon.Failed as fault:
                missing.append(fault.inspected)
        if given.has("-f"):
            call.out(template(given.last("-f"), documents) or "\n")
        else:
            call.out(indented(documents) + "\n")
        call.err("".join(f"{words}\n" for words in missing))
        return 1 if missing else 0

    return run


INSPECT = Tool(
    ("inspect",),
    "Return low-level information on Docker objects",
    "[OPTIONS] NAME|ID [NAME|ID...]",
    _printed(any_document),
    OPTIONS,
    least=1,
    most=None,
    asks="Get containers/{}/json",
    operands="DOCKER-OBJECT...",
)
CONTAINER_INSPECT = Tool(
    ("container", "inspect"),
    "Display detailed information on one or more containers",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    _printed(container_document),
    OPTIONS,
    least=1,
    most=None,
    asks="Get containers/{}/json",
)
NETWORK_INSPECT = Tool(
    ("network", "inspect"),
    "Display detailed information on one or more networks",
    "[OPTIONS] NETWORK [NETWORK...]",
    _printed(network_of),
    OPTIONS,
    least=1,
    most=None,
    asks="Get networks/{}",
)
