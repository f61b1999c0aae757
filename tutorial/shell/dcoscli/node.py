"""`dcos node`: the nodes of the cluster and shells on them. Source: dcos-core-cli pkg/cmd/node/*.go, pkg/sshclient."""

from collections.abc import Callable

from tutorial.cluster.jsontext import Json
from tutorial.shell.command import Option
from tutorial.shell.dcoscli import go
from tutorial.shell.dcoscli.client import Client, CliError
from tutorial.shell.dcoscli.go import fetch
from tutorial.shell.dcoscli.tables import go_table
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_options

LIST_OPTIONS = (
    Option(("--json",), "print as JSON"),
    Option(("--quiet", "-q"), "ids only"),
    Option(("--mesos-id",), "this node alone", "NODE-ID"),
)
DNS_OPTIONS = (Option(("--json",), "print as JSON"),)
SSH_OPTIONS = (
    Option(("--leader",), "the leading master"),
    Option(("--mesos-id",), "the agent of this id", "NODE-ID"),
    Option(("--private-ip",), "the node of this address", "IP"),
    Option(("--master-proxy",), "through the master's public address"),
    Option(("--proxy-ip",), "through this address", "IP"),
    Option(("--user",), "log in as this user", "USER"),
    Option(("--option",), "an option of ssh", "NAME=VALUE"),
    Option(("--config-file",), "a configuration file of ssh", "FILE"),
)
DEFAULT_USER = "core"
DEPRECATED = "Getting the list of nodes from `dcos node` is deprecated. Please use `dcos node list`."
STATES = ("ERROR", "FAILED", "FINISHED", "KILLED", "KILLING", "LOST", "RUNNING", "STAGING", "STARTING", "UNREACHABLE")


def run(client: Client, words: tuple[str, ...]) -> int:
    """One `dcos node` command; its exit code."""
    try:
        if not words or words[0].startswith("-"):
            client.err(DEPRECATED)
            _list(client, words)
        elif words[0] in _COMMANDS:
            _COMMANDS[words[0]](client, words[1:])
        else:
            client.err(f"dcos node {words[0]}: not supported here yet; supported: {' '.join(_COMMANDS)}")
            return 2
    except UsageError as fault:
        raise CliError(f"Error: {fault}") from fault
    return 0


# List


def _list(client: Client, words: tuple[str, ...]) -> None:
    options = parse_options(LIST_OPTIONS, words)
    nodes = _nodes(client)
    if options.has("--mesos-id"):
        nodes = [node for node in nodes if node.get("id") == options.last("--mesos-id")]
    if options.has("--json"):
        client.out(go.indented(nodes))
    elif options.has("--quiet"):
        for node in nodes:
            client.out(node.get("id", ""))
    else:
        head = ("HOSTNAME", "IP", "PUBLIC IP(S)", "ID", "TYPE", "REGION", "ZONE")
        client.out(go_table(head, [_row(node) for node in nodes]))


def _row(node: Json) -> tuple[str, ...]:
    agent = node["type"] == "agent"
    unknown = "" if agent else "N/A"
    return (
        node["hostname"] if agent else node["host"],
        node["pid"].partition("@")[2].partition(":")[0] if agent else node["ip"],
        ", ".join(node["public_ips"]),
        node.get("id") or "N/A",
        node["type"],
        node.get("region") or unknown,
        node.get("zone") or unknown,
    )


def _nodes(client: Client) -> list[Json]:
    state = fetch(client, "/mesos/master/state")
    summary = fetch(client, "/mesos/master/state-summary")
    masters = fetch(client, "/mesos_dns/v1/hosts/master.mesos")
    public = _public_addresses(client)
    counts = {agent.get("id"): agent for agent in summary.get("slaves", ())}
    agents = [_agent(agent, counts.get(agent.get("id"), {}), public) for agent in state.get("slaves", ())]
    return agents + [_master(found, state, public) for found in masters]


def _public_addresses(client: Client) -> dict[str, list[str]]:
    """The public addresses of nodes by their private one; none where dcos-net does not say."""
    try:
        nodes = fetch(client, "/net/v1/nodes")
    except CliError:
        return {}
    return {node.get("private_ip", ""): node.get("public_ips") or [] for node in nodes}


def _agent(agent: Json, counts: Json, public: dict[str, list[str]]) -> Json:
    """A node of Mesos's answer; what is missing there has the zero value of its type, as Go decodes it."""
    region, zone = _place(agent)
    address = agent["pid"].partition("@")[2].partition(":")[0]
    return {
        **{f"TASK_{state}": counts.get(f"TASK_{state}", 0) for state in STATES},
        "active": agent.get("active", False),
        "attributes": agent.get("attributes"),
        "capabilities": agent.get("capabilities"),
        **({"domain": agent["domain"]} if "domain" in agent else {}),
        "framework_ids": None,
        "hostname": agent.get("hostname", ""),
        "public_ips": public.get(address, []),
        "id": agent.get("id", ""),
        "pid": agent["pid"],
        "port": agent.get("port", 0),
        "region": region,
        "registered_time": _number(agent.get("registered_time", 0)),
        "resources": _resources(agent.get("resources", {})),
        "used_resources": _resources(agent.get("used_resources", {})),
        "offered_resources": _resources(agent.get("offered_resources", {})),
        "reserved_resources": {role: _resources(part) for role, part in _sorted(agent.get("reserved_resources", {}))},
        "unreserved_resources": _resources(agent.get("unreserved_resources", {})),
        "type": "agent",
        "version": agent.get("version", ""),
        "zone": zone,
    }


def _sorted(found: Json) -> list[tuple[str, Json]]:
    return sorted(found.items())


def _resources(found: Json) -> Json:
    numbers = {name: _number(found.get(name, 0)) for name in ("cpus", "disk", "gpus", "mem")}
    return {**numbers, "ports": found.get("ports", "")}


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _place(found: Json) -> tuple[str, str]:
    fault_domain = found.get("domain", {}).get("fault_domain", {})
    return fault_domain.get("region", {}).get("name", ""), fault_domain.get("zone", {}).get("name", "")


def _master(found: Json, state: Json, public: dict[str, list[str]]) -> Json:
    address = found.get("ip", "")
    leads = address == state.get("hostname")
    node = {
        "host": found.get("host", ""),
        "ip": address,
        "public_ips": public.get(address, []),
        "type": f"master ({'leader' if leads else 'standby'})",
    }
    if not leads:
        return node
    region, zone = _place(state)
    return {**node, "region": region, "zone": zone, **{name: state.get(name, "") for name in ("id", "pid", "version")}}


# Names


def _dns(client: Client, words: tuple[str, ...]) -> None:
    """The addresses of a name; for one that nobody has an entry of empty texts."""
    options = parse_options(DNS_OPTIONS, words)
    if len(options.operands) != 1:
        raise UsageError(f"accepts 1 arg(s), received {len(options.operands)}")
    hosts = fetch(client, f"/mesos_dns/v1/hosts/{options.operands[0]}")
    if options.has("--json"):
        client.out(go.indented([{"host": host.get("host", ""), "ip": host.get("ip", "")} for host in hosts]))
    else:
        client.out(go_table(("HOST", "IP"), [(host.get("host", ""), host.get("ip", "")) for host in hosts]))


# Shells


def _ssh(client: Client, words: tuple[str, ...]) -> None:
    options = parse_options(SSH_OPTIONS, words)
    address = _target(client, options)
    typed = ["ssh", "-A", "-t"]
    for option in options.all("--option"):
        typed += ["-o", option]
    if options.has("--config-file"):
        typed += ["-F", options.last("--config-file")]
    user = options.last("--user", DEFAULT_USER)
    proxy = options.last("--proxy-ip")
    if options.has("--master-proxy"):
        proxy = fetch(client, "/metadata").get("PUBLIC_IPV4", "")
        if not proxy:
            raise CliError('Error: cannot use "--master-proxy", failed to detect public IP for the master')
    if proxy:
        typed += ["-l", user, proxy, "ssh", "-l", user, "-A", "-t"]
    typed.append(address)
    if options.operands:
        typed += ["'", *options.operands, "'"] if proxy else [" ".join(options.operands)]
    client.outcome.spawn = tuple(typed)


def _target(client: Client, options: Parsed) -> str:
    if options.has("--private-ip"):
        return options.last("--private-ip")
    if options.has("--leader"):
        address: str = fetch(client, "/mesos_dns/v1/hosts/leader.mesos")[0]["ip"]
        return address
    wanted = options.last("--mesos-id")
    for agent in fetch(client, "/mesos/master/state")["slaves"]:
        if agent["id"] == wanted:
            return str(agent["pid"].partition("@")[2].partition(":")[0])
    raise CliError(f"Error: agent '{wanted}' not found")


_COMMANDS: dict[str, Callable[[Client, tuple[str, ...]], None]] = {"dns": _dns, "list": _list, "ssh": _ssh}
