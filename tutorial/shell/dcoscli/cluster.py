"""`dcos cluster`: which cluster the CLI is set up for. Source: dcos/dcos-cli pkg/cmd/cluster, pkg/setup, pkg/login."""

from tutorial.cluster.api import Request
from tutorial.cluster.jsontext import Json, dumps
from tutorial.shell.command import Option
from tutorial.shell.dcoscli import go
from tutorial.shell.dcoscli.client import Client, CliError, Cluster, Reading, Steps, Unreachable, parsed
from tutorial.shell.dcoscli.tables import go_table
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_options

LIST_OPTIONS = (
    Option(("--attached",), "returns attached cluster only"),
    Option(("--json",), "returns clusters in json format"),
)
SETUP_OPTIONS = (
    Option(("--insecure",), "allow requests to bypass TLS certificate verification"),
    Option(("--no-check",), "do not check the CA certificate downloaded from the cluster"),
    Option(("--ca-certs",), "a file with trusted CAs to verify requests against", "FILE"),
    Option(("--name",), "a name for the cluster", "NAME"),
    Option(("--provider",), "the authentication provider to use for login", "ID"),
    Option(("--username",), "the username for login", "NAME"),
    Option(("--password",), "the password for login", "TEXT"),
)
BUILD_INFO = "/pkgpanda/active.buildinfo.full.json"
PLUGIN = "dcos-core-cli"
PLUGIN_COMMANDS = ("job", "marathon", "node", "package", "service", "task")
DEFAULT_LOGIN = "/acs/api/v1/auth/login"
LOGIN_METHODS = frozenset({"dcos-credential-post-receive-authtoken", "dcos-usercredential-post-receive-authtoken"})


def run(client: Client, words: tuple[str, ...]) -> Steps:
    """One `dcos cluster` command; its exit code."""
    try:
        if words[:1] == ("list",):
            return _list(client, parse_options(LIST_OPTIONS, words[1:]))
        if words[:1] == ("setup",):
            return (yield from _set_up(client, parse_options(SETUP_OPTIONS, words[1:])))
    except UsageError as fault:
        raise CliError(f"Error: {fault}") from fault
    client.err(f"{' '.join(('dcos cluster', *words[:1]))}: not supported here yet; supported: list setup")
    return 2


def _list(client: Client, options: Parsed) -> int:
    if options.has("--attached") and client.cluster is None:
        raise CliError("Error: no cluster is attached. Please run `dcos cluster attach <cluster-name>`")
    items = [_item(client, client.cluster)] if client.cluster else []
    if client.cluster and not options.has("--attached"):
        go.call(client, Request("GET", "/cluster/v1/links"))
    if options.has("--json"):
        client.out(go.indented(items))
        return 0
    names = ("name", "cluster_id", "status", "version", "url")
    rows = [("*" if item["attached"] else "", *(item[name] for name in names)) for item in items]
    client.out(go_table(("", "NAME", "ID", "STATUS", "VERSION", "URL"), rows))
    return 0


def _item(client: Client, cluster: Cluster) -> Json:
    status, version = "UNAVAILABLE", "UNKNOWN"
    try:
        response = client.exchange(cluster.url, Request("GET", "/dcos-metadata/dcos-version.json"))
        if response.status == 200:
            status, version = "AVAILABLE", str(response.json.get("version", ""))
    except Unreachable:
        pass
    return {
        "attached": True,
        "cluster_id": cluster.id,
        "name": cluster.name,
        "status": status,
        "url": cluster.url,
        "version": version,
    }


# Set-up


def _set_up(client: Client, options: Parsed) -> Steps:
    """Log in to a cluster, ask what it is called, install the core plugin."""
    if not options.operands:
        raise UsageError("missing cluster URL")
    if len(options.operands) > 1:
        given = " ".join(options.operands)
        raise UsageError(f"received {len(options.operands)} arguments [{given}], expects a single cluster URL")
    given = options.operands[0]
    url = (given if given.startswith(("http://", "https://")) else f"https://{given}").rstrip("/")
    client.cluster = None
    if go.call(client, Request("HEAD", "/"), url).status != 200:
        raise UsageError("couldn't detect a canonical cluster URL")
    token = yield from _log_in(client, options, url)
    client.cluster = Cluster("", "", url, token)
    cluster_id = str(go.fetch(client, "/metadata")["CLUSTER_ID"])
    name = options.last("--name") or str(go.fetch(client, "/mesos/state-summary").get("cluster") or cluster_id)
    client.cluster = Cluster(cluster_id, name, url, token)
    _install(client)
    return 0


def _log_in(client: Client, options: Parsed, url: str) -> Steps:
    """The token for a cluster; empty where it asks for none."""
    challenge = go.call(client, Request("HEAD", BUILD_INFO), url)
    if challenge.status == 200:
        client.err("This cluster does not require authenticated requests. Skipping login.")
        return ""
    if challenge.status != 401:
        raise UsageError(f"expected status code 401, got {challenge.status}")
    start = _start(client, url, options, dict(challenge.headers).get("WWW-Authenticate", ""))
    user = options.last("--username") or (yield from _asked(client, "Username: "))
    password = options.last("--password") or (yield from _asked(client, "Password: "))
    headers = (("Content-Type", "application/json"),)
    body = dumps({"uid": user, "password": password})
    response = go.call(client, Request("POST", start, (), headers, body), url)
    if response.status != 200:
        raise UsageError(str(parsed(response).get("description", f"HTTP {response.status} error")))
    return str(parsed(response)["token"])


def _start(client: Client, url: str, options: Parsed, challenge: str) -> str:
    """Where user name and password go to: as a login provider says, else as old clusters have it."""
    response = go.call(client, Request("GET", "/acs/api/v1/auth/providers"), url)
    if response.status != 200:
        if challenge != "acsjwt":
            raise UsageError(f"unsupported WWW-Authenticate challenge '{challenge}'")
        return DEFAULT_LOGIN
    providers = parsed(response)
    wanted = options.last("--provider")
    if wanted and wanted not in providers:
        raise UsageError(f"unknown login provider ID '{wanted}'")
    able = [providers[name] for name in ([wanted] if wanted else sorted(providers))]
    for provider in able:
        if provider["client-method"] in LOGIN_METHODS:
            return str(provider.get("config", {}).get("start_flow_url") or DEFAULT_LOGIN)
    raise UsageError("couldn't determine a login provider")


def _asked(client: Client, prompt: str) -> Steps:
    client.outcome.stderr += prompt
    return (yield Reading()).rstrip("\n")


def _install(client: Client) -> None:
    """Fetch the plugin with the other commands from where the catalogue says."""
    go.fetch(client, "/dcos-metadata/dcos-version.json")
    kind = "application/vnd.dcos.package"
    accept = f"{kind}.describe-response+json;charset=utf-8;version=v3,{kind}.error+json;charset=utf-8;version=v1"
    content = f"{kind}.describe-request+json;charset=utf-8;version=v1"
    headers = (("Accept", accept), ("Content-Type", content))
    request = Request("POST", "/package/describe", (), headers, dumps({"packageName": PLUGIN}))
    response = go.call(client, request)
    if response.status != 200:
        raise UsageError(str(parsed(response).get("message", f"HTTP {response.status} error")))
    binary = parsed(response)["package"]["resource"]["cli"]["binaries"]["linux"]["x86-64"]
    path = str(binary["url"]).removeprefix(client.url)
    if go.call(client, Request("GET", path)).status != 200:
        raise UsageError(f"HTTP error while downloading {binary['url']}")
    client.err(f"{PLUGIN} plugin is now installed")
    client.err(f"New commands available: {', '.join(PLUGIN_COMMANDS)}")
