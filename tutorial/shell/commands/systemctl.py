"""systemctl: stops and starts the Mesos agent of a node, and says whether it runs.

Stopping it takes neither the machine nor its tasks: they run on, and the master hears of them when it starts again.
Sources: systemd 219 src/systemctl/systemctl.c; dcos/dcos packages/mesos/extra/dcos-mesos-slave.service.
"""

from tutorial.cluster import clock
from tutorial.cluster.host import HOSTS
from tutorial.cluster.mesos import liveness
from tutorial.cluster.mesos.liveness import UNITS
from tutorial.cluster.mesos.tables import AGENTS, Agent
from tutorial.shell.command import Call, Command, Option, Subcommand
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call

ABOUT = {
    "agent": "Mesos Agent: distributed systems kernel agent",
    "public_agent": "Mesos Agent Public: distributed systems kernel public agent",
}
NOT_RUNNING, NO_UNIT, FAILED = 3, 5, 4


def run(call: Call) -> int:
    """0, or systemd's exit codes: 3 of what is looked at and does not run, 4 and 5 of units that are not there."""
    options = parse_call(call, COMMAND)
    verb, *units = options.operands or ("",)
    if verb not in VERBS:
        raise UsageError(f"Unknown operation '{verb}'.", exit_code=1)
    if not units:
        raise UsageError("Too few arguments.", exit_code=1)
    return max([_on_unit(call, verb, unit.removesuffix(".service")) for unit in units])


def _on_unit(call: Call, verb: str, unit: str) -> int:
    agent = _agent(call, unit)
    if verb == "is-active":
        call.out("active\n" if agent and agent.state == "active" else "inactive\n" if agent else "unknown\n")
        return 0 if agent and agent.state == "active" else NOT_RUNNING
    if agent is None:
        return _unknown(call, verb, unit)
    if verb == "status":
        return _status(call, unit, agent)
    if call.session.user != "root":
        call.err(f"Failed to {verb} {unit}.service: Interactive authentication required.\n")
        return FAILED
    if verb in {"stop", "restart"} and agent.state == "active":
        liveness.lose(call.world, agent.host)
    if verb == "restart" or (verb == "start" and agent.state != "active"):
        liveness.bring_back(call.world, agent.host)
    return 0


def _agent(call: Call, unit: str) -> Agent | None:
    """The agent that a unit of this machine runs."""
    host = call.world[HOSTS, call.session.place.partition("/")[0]]
    return call.world.get(AGENTS, host.id) if UNITS.get(host.role) == unit else None


def _unknown(call: Call, verb: str, unit: str) -> int:
    if verb == "status":
        call.err(f"Unit {unit}.service could not be found.\n")
        return FAILED
    call.err(f"Failed to {verb} {unit}.service: Unit {unit}.service not loaded.\n")
    return NO_UNIT


def _status(call: Call, unit: str, agent: Agent) -> int:
    """What the unit is, whether it runs and since when."""
    active = agent.state == "active"
    since_ms = agent.registered_ms if active else agent.silent_ms
    since = clock.moment(call.world.state.epoch_ms + since_ms).strftime("%a %Y-%m-%d %H:%M:%S UTC")
    folder = "/etc/systemd/system"
    call.out(f"● {unit}.service - {ABOUT[call.world[HOSTS, agent.host].role]}\n")
    call.out(f"   Loaded: loaded ({folder}/{unit}.service; enabled; vendor preset: disabled)\n")
    call.out(f"   Active: {'active (running)' if active else 'inactive (dead)'} since {since}\n")
    return 0 if active else NOT_RUNNING


VERBS = {
    "start": "start the Mesos agent; its tasks are heard of again",
    "stop": "stop the Mesos agent; its tasks run on, unheard of",
    "restart": "stop it and start it again",
    "status": "whether it runs, and since when",
    "is-active": "whether it runs, in a word",
}
COMMAND = Command(
    "systemctl",
    "Stop and start the Mesos agent of a node.",
    "systemctl {start|stop|restart|status|is-active} UNIT…",
    run,
    (Option(("--no-pager",), "do not pipe into a pager: nothing does here"),),
    roles=frozenset(UNITS),
    words=lambda _, before: tuple(UNITS.values()) if before[:1] and before[0] in VERBS else (),
    subcommands=tuple(Subcommand((name,), summary, "UNIT…") for name, summary in VERBS.items()),
)
