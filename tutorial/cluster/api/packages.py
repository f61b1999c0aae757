"""Cosmos, the package manager: what the catalogue has, what of it is installed, and how its apps come and go.

An installed package is an app in Marathon that says by its labels what it is. Sources: recordings of `dcos package`;
dcos/cosmos, cosmos-common/…/rpc/MediaTypes.scala, cosmos-server/…/render/PackageDefinitionRenderer.scala (labels).
"""

import base64
import re

from tutorial.cluster.api import deploy, marathon
from tutorial.cluster.api.messages import Refusal, Request, Response
from tutorial.cluster.jsontext import Json, dumps, loads
from tutorial.cluster.marathon.definition import path_id
from tutorial.cluster.marathon.tables import APPS, App
from tutorial.cluster.packages.catalogue import OptionError, Package, find, packages
from tutorial.cluster.world import World

CAPABILITIES = ("PACKAGE_MANAGEMENT", "SUPPORT_CLUSTER_REPORT", "METRONOME", "LOGGING")
TYPE = "application/vnd.dcos.{name}+json;charset=utf-8;version={version}"
SOURCE = "https://universe.mesosphere.com/repo"
LABEL = "DCOS_PACKAGE_"
_VERSION = re.compile(r"version=(v\d+)")


class CosmosRefusal(Refusal):
    """Cosmos does not do it: a kind of error, a message, what it is about."""

    def __init__(self, status: int, kind: str, message: str, **data: Json) -> None:
        super().__init__(status, message)
        self.document = {"type": kind, "message": message, "data": data}

    def response(self) -> Response:
        """The refusal in Cosmos' own media type."""
        return _typed(self.status, "package.error", "v1", self.document)


def capabilities(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /capabilities: what the cluster can do."""
    return _typed(200, "capabilities", "v1", {"capabilities": [{"name": name} for name in CAPABILITIES]})


# Asking


def installed(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/list: all that is installed, or the apps of one package, or one app."""
    asked = _document(request)
    found = []
    for app, package in _installed(world):
        wanted = asked.get("packageName", package.name), path_id(str(asked.get("appId", app.id)))
        if wanted == (package.name, app.id):
            known = {"packageDefinition": package.about, "metadata": {}}
            found.append({"appId": app.id, "packageInformation": known})
    return _answer(request, "list", {"packages": found})


def search(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/search: packages whose name, description or tags have the words in them."""
    query = str(_document(request).get("query") or "").lower().strip("*")
    found = [_result(package) for package in packages() if query in _words(package)]
    return _answer(request, "search", {"packages": found})


def _words(package: Package) -> str:
    about = package.about
    return "\n".join((package.name, about["description"], *about["tags"])).lower()


def _result(package: Package) -> Json:
    about = package.about
    versions = {package.version: str(about["releaseVersion"])}
    told = {name: about[name] for name in ("description", "framework", "tags", "selected")}
    images = package.resource.get("images", {})
    return {"name": package.name, "currentVersion": package.version, "versions": versions, **told, "images": images}


def repositories(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/repository/list."""
    return _answer(request, "repository.list", {"repositories": []})


def describe(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/describe."""
    return _answer(request, "describe", {"package": _package(request).described()})


def versions(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/list-versions: each with the number of its release."""
    package = _package(request)
    return _answer(request, "list-versions", {"results": {package.version: str(package.about["releaseVersion"])}})


def render(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/render: the app that installing would make."""
    return _answer(request, "render", {"marathonJson": _app(_package(request), request)})


# Changing


def install(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/install: the package's app is handed to Marathon."""
    package = _package(request)
    app = marathon.checked(_app(package, request))
    if world.get(APPS, app["id"]) is not None:
        raise CosmosRefusal(409, "PackageAlreadyInstalled", "Package is already installed")
    app_id = str(app["id"])
    deploy.apply(world, {app_id: app}, line, force=False, subject=app_id)
    notes = {name: package.about[name] for name in ("postInstallNotes",) if name in package.about}
    told = {"packageName": package.name, "packageVersion": package.version, "appId": app_id, **notes}
    return _answer(request, "install", told)


def uninstall(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /package/uninstall: the package's app goes, or all of them, or the one that is named."""
    document, name = _document(request), _name(request)
    found = [(app, package) for app, package in _installed(world) if package.name == name]
    if "appId" in document:
        found = [(app, package) for app, package in found if app.id == path_id(str(document["appId"]))]
    if not found:
        raise CosmosRefusal(400, "PackageNotInstalled", f"Package [{name}] is not installed", packageName=name)
    if len(found) > 1 and not document.get("all"):
        ids = ", ".join(app.id for app, _ in found)
        raise CosmosRefusal(400, "AmbiguousAppId", f"Multiple apps named [{name}] are installed: [{ids}]")
    deploy.apply(world, {app.id: None for app, _ in found}, line, force=True, subject=found[0][0].id)
    return _answer(request, "uninstall", {"results": [_gone(app, package) for app, package in found]})


def _gone(app: App, package: Package) -> Json:
    notes = {name: package.about[name] for name in ("postUninstallNotes",) if name in package.about}
    return {"packageName": package.name, "appId": app.id, "packageVersion": package.version, **notes}


def _installed(world: World) -> list[tuple[App, Package]]:
    """The apps that packages have made, by app id."""
    labelled = [(app, str(app.definition.get("labels", {}).get(f"{LABEL}NAME", ""))) for app in world.values(APPS)]
    return [(app, package) for app, name in labelled if (package := find(name)) is not None]


# What calls are about


def _document(request: Request) -> Json:
    try:
        document = loads(request.body)
    except ValueError as error:
        raise Refusal(400, f"Invalid JSON: {error}") from None
    return document if isinstance(document, dict) else {}


def _name(request: Request) -> str:
    """The package that a call is about; Refusal with 400 where it names none."""
    name = _document(request).get("packageName")
    if not isinstance(name, str):
        raise Refusal(400, "A package is named by 'packageName'")
    return name


def _package(request: Request) -> Package:
    name, version = _name(request), _document(request).get("packageVersion")
    package = find(name)
    if package is None:
        raise CosmosRefusal(400, "PackageNotFound", f"Package [{name}] not found", packageName=name)
    if version not in (None, package.version):
        said = f"Version [{version}] of package [{name}] not found"
        raise CosmosRefusal(400, "VersionNotFound", said, packageName=name, packageVersion=version)
    return package


def _app(package: Package, request: Request) -> Json:
    """The package's app with a call's options and Cosmos' labels."""
    document = _document(request)
    try:
        app = definition(package, document.get("options") or {})
    except OptionError as error:
        raise CosmosRefusal(400, "JsonSchemaMismatch", f"Options JSON failed validation: {error}") from error
    return {**app, **({"id": document["appId"]} if "appId" in document else {})}


def definition(package: Package, options: Json) -> Json:
    """The package's app with these options, and labels that say what it is; OptionError for a wrong one."""
    app = package.app(options)
    told = {"NAME": package.name, "VERSION": package.version, "SOURCE": SOURCE}
    told["OPTIONS"] = base64.b64encode(dumps(options).encode()).decode()
    labels = {**app.get("labels", {}), **{f"{LABEL}{name}": value for name, value in told.items()}}
    return {**app, "labels": labels}


def _answer(request: Request, call: str, document: Json) -> Response:
    """An answer of the first version that the client accepts."""
    accepted = _VERSION.search(request.header("Accept"))
    return _typed(200, f"package.{call}-response", accepted[1] if accepted else "v1", document)


def _typed(status: int, name: str, version: str, document: Json) -> Response:
    return Response(status, (("Content-Type", TYPE.format(name=name, version=version)),), dumps(document))
