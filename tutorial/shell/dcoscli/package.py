"""`dcos package`: packages of the catalogue, by calls to Cosmos.

Source: dcos-core-cli 1.13-patch.5, python/lib/dcoscli/dcoscli/package/main.py and tables.py,
python/lib/dcos/dcos/package.py.
"""

import base64
import json
from itertools import groupby

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import manuals, marathonapi
from tutorial.shell.dcoscli.client import Client, CliError, Reading, Steps
from tutorial.shell.dcoscli.cosmos import ask, check_enabled
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.python import Command, Program
from tutorial.shell.dcoscli.tables import NO_VALUE, Column, table

TERMS = "https://mesosphere.com/catalog-terms-conditions/"
ATTEMPTS = 3
EVERYTHING = "(logs, configurations, database artifacts, everything)"


# Asking


def _options(client: Client, found: Found) -> Json:
    """The document of `--options`; empty where none is named."""
    path = found.value("--options")
    if path is None:
        return {}
    text = client.read_file(path)
    if text is None:
        raise CliError(f"Error opening file [{path}]: No such file or directory")
    return marathonapi.loaded(text)


def _confirmed(client: Client, prompt: str, *, yes: bool) -> Steps:
    """Whether the learner says yes, within three attempts."""
    if yes:
        return True
    for _ in range(ATTEMPTS):
        client.outcome.stdout += f"{prompt} [yes/no] "
        answer = (yield Reading()).strip().lower()
        if answer in {"yes", "y", "no", "n"}:
            return answer in {"yes", "y"}
        client.out(f"'{answer}' is not a valid response.")
    return False


def _typed(client: Client, prompt: str, wanted: str) -> Steps:
    """Whether the learner types exactly these words, within three attempts."""
    for _ in range(ATTEMPTS):
        client.outcome.stdout += f"{prompt}: "
        answer = (yield Reading()).strip()
        if answer == wanted:
            return True
        client.out(f"Expected '{wanted}'. You supplied '{answer}'.")
    return False


# Commands


def _described(client: Client, name: str, version: str | None) -> Json:
    return ask(client, "describe", {"packageName": name} | ({} if version is None else {"packageVersion": version}))


def _definition(described: Json) -> Json:
    return described.get("package", described)


def _rendered(client: Client, package: Json, options: Json) -> Json:
    body = {"packageName": package["name"], "packageVersion": package["version"]}
    return ask(client, "render", body | ({"options": options} if options else {})).get("marathonJson")


def _template(package: Json) -> str:
    encoded = package.get("marathon", {}).get("v2AppMustacheTemplate")
    return base64.b64decode(encoded).decode() if encoded else ""


def _cli(package: Json) -> Json:
    return (package.get("resource") or {}).get("cli") or package.get("command")


def describe(client: Client, found: Found) -> None:
    """Print what is in a package."""
    options = _options(client, found)
    check_enabled(client)
    described = _described(client, found.word("<package-name>") or "", found.value("--package-version"))
    package = _definition(described)
    if found.has("--package-versions"):
        body = {"packageName": package["name"], "includePackageVersions": True}
        versions = ask(client, "list-versions", body)["results"]
        client.publish(sorted(versions, key=lambda version: int(versions[version]), reverse=True))
        return
    parts = [name for name in ("--cli", "--app", "--config") if found.has(name)]
    if not parts:
        client.publish(described)
    for part in parts:
        if part == "--cli":
            client.publish(_cli(package))
        elif part == "--config":
            client.publish(package.get("config"))
        elif found.has("--render") or found.has("--options"):
            client.publish(_rendered(client, package, options))
        else:
            client.out(_template(package).removesuffix("\n"))


def install(client: Client, found: Found) -> Steps:
    """Put a package's app on the cluster, after a question."""
    if found.has("--global"):
        client.err("Usage of --global is deprecated and will be removed in 1.12.")
    app = found.has("--app") or not found.has("--cli")
    options = _options(client, found)
    check_enabled(client)
    name = found.word("<package-name>") or ""
    package = _definition(_described(client, name, found.value("--package-version")))
    kind = "certified" if package.get("selected") else "community"
    client.out(f"By Deploying, you agree to the Terms and Conditions {TERMS}#{kind}-services")
    if app and package.get("preInstallNotes"):
        client.out(package["preInstallNotes"])
    if not (yield from _confirmed(client, "Continue installing?", yes=found.has("--yes"))):
        client.out("Exiting installation.")
        return 1
    _put(client, package, options, app=app, cli=found.has("--cli") or not found.has("--app"))
    return 0


_KEPT = ("name", "version", "description", "packagingVersion")
"""What is kept of a package beside its subcommand."""


def _put(client: Client, package: Json, options: Json, *, app: bool, cli: bool) -> None:
    label = f"for package [{package['name']}] version [{package['version']}]"
    if app and _template(package):
        _rendered(client, package, options)
        client.out(f"Installing Marathon app {label}")
        body = {"packageName": package["name"], "packageVersion": package["version"], "options": options}
        ask(client, "install", body)
    if cli and _cli(package):
        client.out(f"Installing CLI subcommand {label}")
        client.plugins.add({name: value for name, value in package.items() if name in _KEPT})
        client.out(f"New command available: dcos {package['name']}")
    if app and package.get("postInstallNotes"):
        client.out(package["postInstallNotes"])


def _installed(client: Client, name: str | None, app_id: str | None) -> list[Json]:
    """The packages that are installed, each with the ids of its apps and the subcommand that it has brought."""
    body = ({} if name is None else {"packageName": name}) | ({} if app_id is None else {"appId": app_id})
    entries = ask(client, "list", body)["packages"]
    pairs = [(entry["appId"], entry["packageInformation"]["packageDefinition"]) for entry in entries]
    found: dict[str, Json] = {}
    for package, group in groupby(pairs, key=lambda pair: str(pair[1]["name"])):
        members = list(group)
        found[package] = {**members[0][1], "apps": sorted(app for app, _ in members)}
    for package, about in client.plugins.packages().items():
        if name in (None, package) and (package in found or app_id is None):
            found[package] = {**about, **found.get(package, {}), "command": {"name": package}}
    return [found[package] for package in sorted(found)]


def list_packages(client: Client, found: Found) -> None:
    """What is installed."""
    check_enabled(client)
    app_id = found.value("--app-id")
    normal = None if app_id is None else marathonapi.normalised(app_id)
    packages = _installed(client, found.word("<package-name>"), normal)
    if found.has("--cli"):
        packages = [package for package in packages if "command" in package]
    if found.has("--json"):
        client.publish(packages)
    elif packages:
        client.table(table(LIST_COLUMNS, packages, "NAME"))
    else:
        raise CliError(
            "There are currently no installed packages. Please use `dcos package install` to install a package."
        )


LIST_COLUMNS = (
    Column("NAME", lambda package: package["name"], left=True),
    Column("VERSION", lambda package: package["version"], left=True),
    Column("APP", lambda package: "\n".join(package["apps"]) if package.get("apps") else NO_VALUE, left=True),
    Column("COMMAND", lambda package: package["command"]["name"] if "command" in package else NO_VALUE, left=True),
    Column("DESCRIPTION", lambda package: package["description"], left=True, limit=65),
)


def search(client: Client, found: Found) -> None:
    """What the catalogue has."""
    check_enabled(client)
    results = ask(client, "search", {"query": found.word("<query>") or ""})
    if found.has("--json"):
        client.publish(results)
    elif results["packages"]:
        client.table(table(SEARCH_COLUMNS, results["packages"]))
    else:
        raise CliError("No packages found.")


def _cut(text: str) -> str:
    return text if len(text) < 77 else f"{text[:77]}..."


SEARCH_COLUMNS = (
    Column("NAME", lambda package: package["name"], left=True),
    Column("VERSION", lambda package: package["currentVersion"], left=True),
    Column("SELECTED", lambda package: package.get("selected", False), left=True),
    Column("FRAMEWORK", lambda package: package["framework"], left=True),
    Column("DESCRIPTION", lambda package: _cut(package["description"]), left=True),
)


def uninstall(client: Client, found: Found) -> Steps:
    """Take a package's app away, after a question that must be answered with its name."""
    check_enabled(client)
    name, app_id = found.word("<package-name>") or "", found.value("--app-id")
    if not found.has("--cli") and not found.has("--yes"):
        installed = _installed(client, name, None)
        if not installed:
            client.out(f"Package '{name}' is not installed.")
            return 1
        if not (yield from _sure(client, installed[0], found)):
            return 0
    packages = _installed(client, name, None)
    if not packages:
        of = "" if app_id is None else f" with id [{marathonapi.normalised(app_id)}]"
        raise CliError(f"Package [{name}]{of} is not installed")
    if packages[0].get("apps") and (found.has("--app") or not found.has("--cli")):
        _take(client, name, app_id, every=found.has("--all"))
    if found.has("--cli") or not found.has("--app"):
        client.plugins.remove(name)
    return 0


def _sure(client: Client, package: Json, found: Found) -> Steps:
    """Whether the learner confirms that a package shall go."""
    name, app_id = str(package["name"]), found.value("--app-id")
    warning = "WARNING: This action cannot be undone. This will uninstall "
    prompt, wanted = "Please type the name of the service to confirm", name
    if not package.get("apps"):
        text = f"WARNING: This will uninstall [{name}] and delete its subcommand(s)."
        prompt = "Please type the name of the package to confirm"
    elif found.has("--all"):
        text = f"{warning}all instances of the [{name}] package, and delete all data for all {name} instances."
        wanted = f"uninstall all {name}"
        prompt = f"Please type '{wanted}'"
    elif app_id:
        text = f"{warning}[{app_id}] and delete all of its persistent {EVERYTHING}."
        wanted = app_id
    else:
        text = f"{warning}[{name}] and delete all of its persistent data {EVERYTHING}."
    client.out(text)
    if (yield from _typed(client, prompt, wanted)):
        return True
    client.out("Cancelling uninstall.")
    return False


def _take(client: Client, name: str, app_id: str | None, *, every: bool) -> None:
    body = {"packageName": name} | ({"all": True} if every else {}) | ({} if app_id is None else {"appId": app_id})
    told: list[object] = []
    for result in ask(client, "uninstall", body)["results"]:
        version = result.get("packageVersion")
        if version not in told:
            told.append(version)
            client.err(f"Uninstalled package [{result.get('packageName')}] version [{version}]")
            if result.get("postUninstallNotes") is not None:
                client.err(result["postUninstallNotes"])


# Repositories


def list_repositories(client: Client, found: Found) -> None:
    """Where packages come from."""
    check_enabled(client)
    answer = ask(client, "repository/list", {})
    if found.has("--json"):
        client.publish(answer)
    elif answer.get("repositories"):
        client.out("\n".join(f"{entry.get('name')}: {entry.get('uri')}" for entry in answer["repositories"]))
    else:
        raise CliError("There are currently no repos configured. Please use `dcos package repo add` to add a repo")


def add_repository(client: Client, found: Found) -> None:
    """Let packages come from one more place."""
    check_enabled(client)
    index = found.value("--index")
    body = {"name": found.word("<repo-name>"), "uri": found.word("<repo-url>")}
    ask(client, "repository/add", body | ({} if index is None else {"index": index}))


def import_repositories(client: Client, found: Found) -> None:
    """Let packages come from the places that a file names."""
    check_enabled(client)
    text = client.read_file(found.word("<repos-file>") or "")
    for index, entry in enumerate(_repositories(text)):
        name, uri = entry.get("name"), entry.get("uri")
        if not name or not uri:
            client.out("Repo missing name or uri. Skipping.")
            continue
        try:
            ask(client, "repository/add", {"name": name, "uri": uri, "index": index})
            client.out(f'Added repo "{name}" ({uri}) at index {index}')
        except CliError as fault:
            client.out(f'Error ({fault}) while adding repo "{name}" ({uri}). Skipping.')


def _repositories(text: str | None) -> Json:
    try:
        found = json.loads(text or "").get("repositories")
    except (ValueError, AttributeError):
        found = None
    if not found:
        raise CliError(
            "No repositories found to import. You should provide a file containing package repositories, listed in the "
            "format of `dcos package list --json`.\n"
            'Example: {"repositories": [{"name": "Universe", "uri": "uri-here"}]}'
        )
    return found


def remove_repositories(client: Client, found: Found) -> None:
    """Let packages no longer come from places."""
    check_enabled(client)
    for name in found.all("<repo-names>"):
        ask(client, "repository/delete", {"name": name})


PACKAGE = Program(
    "package",
    "Install and manage DC/OS software packages",
    manuals.PACKAGE,
    (
        Command(("repo", "list"), list_repositories),
        Command(("repo", "add"), add_repository),
        Command(("repo", "import"), import_repositories),
        Command(("repo", "remove"), remove_repositories),
        Command(("describe",), describe),
        Command(("install",), install),
        Command(("list",), list_packages),
        Command(("search",), search),
        Command(("uninstall",), uninstall),
    ),
)
