"""dcos: the DC/OS CLI on the learner's machine, a client of the cluster's HTTP API."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster import api
from tutorial.cluster.host import FILES, HOSTS
from tutorial.cluster.jsontext import Json, dumps, loads
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until, Wait, steps
from tutorial.cluster.world import World
from tutorial.shell import files
from tutorial.shell.command import LAPTOP, Call, Command, Running
from tutorial.shell.dcoscli import main
from tutorial.shell.dcoscli.client import Client, Cluster, Pause, Reading, Unreachable
from tutorial.shell.dcoscli.plugins import Plugins
from tutorial.shell.dcoscli.subcommands import brought, subcommands
from tutorial.shell.errors import ShellError
from tutorial.shell.remote import ssh
from tutorial.shell.texts import charged, read_file

TOKEN = "token-of-the-article"  # noqa: S105 (of a simulated cluster that asks for none)


def run(call: Call) -> Running:
    """Runs the CLI against this world's cluster; where it starts ssh, this becomes that ssh."""
    costs: list[int] = []
    cli = client(call, costs)
    running = main.run(cli, call.args)
    answer: Any = None
    while True:
        try:
            wait = running.send(answer)
        except StopIteration:
            break
        yield from _printed(call, cli, costs)
        answer = yield from _waited(call, wait)
    yield from _printed(call, cli, costs)
    if cli.outcome.spawn:
        return (yield from ssh(call, cli.outcome.spawn[1:]))
    return cli.outcome.exit_code


def _printed(call: Call, cli: Client, costs: list[int]) -> Generator[Wait, Any, None]:
    """Print what the CLI has printed since the last time, and pay for what it asked."""
    yield from charged(call, sum(costs))
    costs.clear()
    stdout, stderr = cli.outcome.take()
    call.out(stdout)
    call.err(stderr)


def _waited(call: Call, wait: Pause | Reading) -> Generator[Wait, Any, str]:
    if isinstance(wait, Pause):
        why = gettext("It looks again in {seconds} s.", seconds=str(wait.seconds))
        yield Until(call.world.now_ms + max(0, wait.seconds) * 1000, why)
        return ""
    return (yield from (call.stdin.read_all() if wait.everything else call.stdin.read_line()))


def client(call: Call, costs: list[int]) -> Client:
    """The CLI's surroundings: the cluster as the master's public address shows it, the learner's files.

    What each call to the cluster costs in steps is put into `costs`.
    """
    world = call.world
    cluster = attached(world)

    def server(url: str, request: api.Request) -> api.Response:
        if url != cluster.url:
            raise Unreachable
        before = world.work
        response = api.answer(world, request, call.context.line)
        costs.append(steps(world.work - before, request.body, response.body))
        return response

    def read(path: str) -> str | None:
        try:
            return read_file(call, path)
        except ShellError:
            return None

    plugins = Kept(call, f"{call.session.home}/.dcos/clusters/{cluster.id}/subcommands")
    terminal = call.stdin.is_terminal
    return Client(cluster, server, read, lambda: _now(world), input_is_terminal=terminal, plugins=plugins)


class Kept(Plugins):
    """Subcommands that packages have brought, as files of the learner's: `<folder>/<package>/package.json`."""

    def __init__(self, call: Call, folder: str) -> None:
        self._call, self._folder = call, folder

    def packages(self) -> dict[str, Json]:
        """Those whose file is there and can be read."""
        found = {}
        for name in files.listing(self._call.world, self._call.session.place, self._folder):
            try:
                about = loads(read_file(self._call, self._path(name)))
            except (ShellError, ValueError, RecursionError):
                continue
            if isinstance(about, dict):
                found[name] = {"version": "", "description": "", **about, "name": name}
        return found

    def add(self, package: Json) -> None:
        """Write its file."""
        session = self._call.session
        files.store(self._call.world, session.place, session.user, self._path(package["name"]), dumps(package))

    def remove(self, name: str) -> None:
        """Remove its file."""
        self._call.world.delete(FILES, self._path(name), files.scope(self._call.session.place))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}/package.json"


def attached(world: World) -> Cluster:
    """The cluster that the learner's CLI was set up for: the one of this world, by its master's public address."""
    masters = [host for host in world.values(HOSTS) if host.role == "master"]
    url = f"http://{masters[0].public_ip if masters else 'unknown'}"
    name = str(world.pinned("dcos.cluster", ("name",)))
    return Cluster(world.uuid4("dcos.cluster_id", ("id",)), name, url, TOKEN)


def _now(world: World) -> str:
    return world.timestamp()[:19].replace("T", " ")


COMMAND = Command(
    "dcos",
    "Deploy apps and look at the cluster.",
    "dcos marathon app|group|task|deployment …, dcos node|task|service|package|cluster …; each has --help",
    run,
    roles=LAPTOP,
    subcommands=subcommands(),
    brought=brought,
    helps=False,
)
