"""dcos: the DC/OS CLI on the learner's machine, a client of the cluster's HTTP API."""

from tutorial.cluster import api
from tutorial.cluster.host import HOSTS
from tutorial.cluster.waits import steps
from tutorial.shell.command import LAPTOP, Call, Command, Running
from tutorial.shell.dcoscli import main
from tutorial.shell.dcoscli.client import Client, Unreachable
from tutorial.shell.dcoscli.subcommands import subcommands
from tutorial.shell.errors import ShellError
from tutorial.shell.remote import ssh
from tutorial.shell.texts import charged, read_file


def run(call: Call) -> Running:
    """Runs the CLI against this world's cluster; where it starts ssh, this becomes that ssh."""
    stdin = None
    if not call.stdin.is_terminal and main.reads_input(call.args):
        stdin = yield from call.stdin.read_all()
    costs: list[int] = []
    outcome = main.run(client(call, stdin, costs), call.args)
    yield from charged(call, sum(costs))
    call.out(outcome.stdout)
    call.err(outcome.stderr)
    if outcome.spawn:
        return (yield from ssh(call, outcome.spawn[1:]))
    return outcome.exit_code


def client(call: Call, stdin: str | None, costs: list[int]) -> Client:
    """The CLI's surroundings: the cluster as the master's public address shows it, the learner's files.

    What each call to the cluster costs in steps is put into `costs`.
    """

    def server(request: api.Request) -> api.Response:
        if not masters:
            raise Unreachable
        before = call.world.work
        response = api.answer(call.world, request, call.context.line)
        costs.append(steps(call.world.work - before, request.body, response.body))
        return response

    def read(path: str) -> str | None:
        try:
            return read_file(call, path)
        except ShellError:
            return None

    masters = [host for host in call.world.values(HOSTS) if host.role == "master"]
    return Client(f"http://{masters[0].public_ip if masters else 'unknown'}", server, read, stdin)


COMMAND = Command(
    "dcos",
    "Deploy apps and look at the cluster.",
    "dcos marathon app add|list|show|update|remove …, dcos node list|ssh …, dcos task; each has --help",
    run,
    roles=LAPTOP,
    subcommands=subcommands(),
    helps=False,
)
