"""`docker inspect` and `docker network inspect`: the documents of objects, as JSON or through a template.

Source: docker/cli 18.09, cli/command/inspect/inspector.go, cli/command/system/inspect.go.
"""

from collections.abc import Callable

from tutorial.cluster.docker.inspect import inspect, nanoseconds
from tutorial.cluster.docker.network_documents import network_document
from tutorial.cluster.jsontext import Json
from tutorial.shell.command import Call, Option
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.gojson import indented
from tutorial.shell.gotemplate import Fault, Template, filled, parse
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
        try:
            template = parse(given.last("-f")) if given.has("-f") else None
        except Fault as fault:
            call.err(f"Template parsing error: {fault}\n")
            return fault.exit_code
        documents, wrong = _found(call, document, given.operands)
        if template is None:
            call.out(indented(documents) + "\n")
        else:
            texts, faults = _filled(template, documents)
            call.out("".join(f"{text}\n" for text in texts) or "\n")
            wrong += faults
        call.err("".join(f"{words}\n" for words in wrong))
        return 1 if wrong else 0

    return run


def _found(call: Call, document: Documents, names: list[str]) -> tuple[list[Json], list[str]]:
    """The documents of those that are there, and what is said of the others."""
    documents: list[Json] = []
    missing: list[str] = []
    for name in names:
        try:
            documents.append(document(call, name))
        except daemon.Failed as fault:
            missing.append(fault.inspected)
    return documents, missing


def _filled(template: Template, documents: list[Json]) -> tuple[list[str], list[str]]:
    """The template filled from each document, and what is wrong with it."""
    texts: list[str] = []
    faults: list[str] = []
    for document in documents:
        try:
            texts.append(filled(template, document, lambda name: f'map has no entry for key "{name}"'))
        except Fault as fault:
            faults.append(f"Template parsing error: {fault}")
    return texts, faults


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
