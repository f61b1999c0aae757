"""The CLI with a recording's exchanges as its cluster: `manage.py dcos --answers` and the tests run it."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from tutorial.cluster.api import Request, Response
from tutorial.cluster.jsontext import Json, dumps
from tutorial.shell.dcoscli import main
from tutorial.shell.dcoscli.client import Client, Cluster, Outcome, Pause, Unreachable

GENERATIONS = ("1.13", "2.2")
"""The runs of a recording, the one that counts first."""
TERMINAL = "<terminal>"
SELF_BUILT = "SNAPSHOT"


def run_of(recording: Json) -> Json:
    """The run that counts."""
    return next(recording["runs"][name] for name in GENERATIONS if name in recording["runs"])


class Answers:
    """A server that gives the recorded answers: each once, in their order, and the last of a kind again and again."""

    def __init__(self, exchanges: Json) -> None:
        self._waiting = [(_kind(exchange["request"]), exchange["response"]) for exchange in exchanges]
        self._last: dict[tuple[object, ...], Json] = {}
        self.asked: list[Request] = []

    def __call__(self, url: str, request: Request) -> Response:
        """The answer to a request; Unreachable where none is recorded."""
        kind = (request.method, _path(request.path), request.query)
        for index, (known, response) in enumerate(self._waiting):
            if known == kind:
                del self._waiting[index]
                self._last[kind] = response
                break
        if kind not in self._last:
            raise Unreachable
        self.asked.append(request)
        return _response(self._last[kind])


def _kind(request: Json) -> tuple[object, ...]:
    query = tuple(parse_qsl(request.get("query") or "", keep_blank_values=True))
    return request["method"], _path(request["path"]), query


def _path(path: str) -> str:
    return "/" + "/".join(part for part in path.split("/") if part)


def _response(recorded: Json) -> Response:
    body = recorded.get("body")
    text = "" if body is None else body if isinstance(body, str) else dumps(body)
    return Response(recorded["status"], tuple(recorded.get("headers", {}).items()), text)


def client(recording: Json, server: Answers, now: Callable[[], str]) -> Client:
    """The surroundings of a recording: its cluster, its files, its standard streams."""
    known = Cluster(
        "8d5a5c1e-63a6-4cc9-a9a5-4e4a2a1b7c30", "dcos-article", recording["cluster_url"], "token-of-the-article"
    )
    return Client(
        cluster=known if recording["attached"] else None,
        server=server,
        read_file=recording["files"].get,
        now=now,
        version=SELF_BUILT,
        input_is_terminal=recording["stdin"] == TERMINAL,
        colours=bool(recording["stdout_is_terminal"]),
    )


def play(client: Client, words: tuple[str, ...], stdin: str) -> Outcome:
    """Run a command line (behind `dcos`) to its end with a text as standard input; it never waits."""
    running, left = main.run(client, words), stdin
    answer: str | None = None
    while True:
        try:
            wait = next(running) if answer is None else running.send(answer)
        except StopIteration:
            return client.outcome
        if isinstance(wait, Pause):
            answer = ""
            continue
        end = len(left) if wait.everything else left.find("\n") + 1 or len(left)
        answer, left = left[:end], left[end:]


def replay(recording: Json, words: tuple[str, ...], now: Callable[[], str]) -> tuple[Outcome, Answers]:
    """What the CLI does with a recording's exchanges, and what it asked."""
    server = Answers(run_of(recording).get("exchanges", []))
    stdin = recording["stdin"]
    text = "" if stdin in {None, TERMINAL} else stdin
    return play(client(recording, server, now), words, text), server
