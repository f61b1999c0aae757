"""Cosmos, the package manager, as long as its catalogue has no packages: every question about one is answered so.

Sources: recordings of `dcos package`; dcos/cosmos, cosmos-common/…/rpc/MediaTypes.scala.
"""

import re

from tutorial.cluster.api.messages import Refusal, Request, Response
from tutorial.cluster.jsontext import Json, dumps, loads
from tutorial.cluster.world import World

CAPABILITIES = ("PACKAGE_MANAGEMENT", "SUPPORT_CLUSTER_REPORT", "METRONOME", "LOGGING")
TYPE = "application/vnd.dcos.{name}+json;charset=utf-8;version={version}"
_VERSION = re.compile(r"version=(v\d+)")


def capabilities(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /capabilities: what the cluster can do."""
    return _typed(200, "capabilities", "v1", {"capabilities": [{"name": name} for name in CAPABILITIES]})


def installed(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/list."""
    return _answer(request, "list", {"packages": []})


def search(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/search."""
    return _answer(request, "search", {"packages": []})


def repositories(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/repository/list."""
    return _answer(request, "repository.list", {"repositories": []})


def of_one(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/{describe,install,list-versions,render}: there is no such package."""
    name = _name(request)
    return _refused("PackageNotFound", f"Package [{name}] not found", packageName=name)


def uninstall(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/uninstall: there is none to take away."""
    name = _name(request)
    return _refused("PackageNotInstalled", f"Package [{name}] is not installed", packageName=name)


def _name(request: Request) -> str:
    """The package that a call is about; Refusal with 400 where it names none."""
    try:
        document = loads(request.body)
    except ValueError as error:
        raise Refusal(400, f"Invalid JSON: {error}") from None
    name = document.get("packageName") if isinstance(document, dict) else None
    if not isinstance(name, str):
        raise Refusal(400, "A package is named by 'packageName'")
    return name


def _answer(request: Request, call: str, document: Json) -> Response:
    """An answer of the first version that the client accepts."""
    accepted = _VERSION.search(request.header("Accept"))
    return _typed(200, f"package.{call}-response", accepted[1] if accepted else "v1", document)


def _refused(kind: str, message: str, **data: Json) -> Response:
    return _typed(400, "package.error", "v1", {"type": kind, "message": message, "data": data})


def _typed(status: int, name: str, version: str, document: Json) -> Response:
    return Response(status, (("Content-Type", TYPE.format(name=name, version=version)),), dumps(document))
