"""A small world for the shell's tests, and a driver that types lines and collects what they show."""

from dataclasses import dataclass, field
from typing import Any

from tutorial import shell
from tutorial.cluster.host import FILES, HOSTS, File, Host
from tutorial.cluster.state import State
from tutorial.cluster.waits import Answer, Ask, Input, Until
from tutorial.cluster.world import World

HOST_LIST = (
    Host("laptop", "laptop", "laptop", "203.0.113.60", tools="debian12"),
    Host("outside", "outside", "client", "203.0.113.50", tools="debian12"),
    Host("master", "ip-172-16-9-10", "master", "172.16.9.10", "93.186.40.120"),
    Host("S0", "ip-172-16-33-10", "public_agent", "172.16.33.10", "93.186.40.121"),
    Host("S1", "ip-172-16-9-84", "agent", "172.16.9.84", order=1),
    Host("S3", "ip-172-16-15-168", "agent", "172.16.15.168", order=3),
)


def world(files: dict[str, str] | None = None) -> World:
    """The article's hosts with nothing on them but the learner's files (by name, in the home directory)."""
    built = World(State(seed="1", epoch_ms=1563807720000))
    for host in HOST_LIST:
        built.put(HOSTS, host.id, host)
    for name, content in (files or {}).items():
        built.put(FILES, f"/home/you/{name}", File(content, owner="you", group="you"), "laptop")
    return built


@dataclass
class Shown:
    """What a line showed."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    screen: str = ""
    spans: list[shell.Span] = field(default_factory=list)
    traces: list[Any] = field(default_factory=list)
    steps: int = 0
    breaths: int = 0

    def trace(self, trace: Any) -> str:
        """Keep a trace; its id."""
        self.traces.append(trace)
        return str(len(self.traces))


class Typist:
    """Types lines into a world's terminal, lets its clock run on where a line waits, answers what is asked."""

    def __init__(self, world: World, host: str = "laptop", user: str = "you", *, tty: bool = True) -> None:
        self.world, self.tty, self.line = world, tty, 0
        self.asked: list[Ask] = []
        self.answers: list[Answer] = []
        shell.open_terminal(world, "t", host, user)

    def type(self, text: str, interrupt_at: int | None = None) -> Shown:
        """Run a line to its end; with `interrupt_at`, Ctrl-C is pressed at its wait of that number."""
        shown, self.line = Shown(), self.line + 1
        context = shell.LineContext("t", self.line, self.tty, self._writer(shown), shown.trace)
        running = shell.run_line(self.world, context, text)
        value: Answer | None = None
        waits = 0
        while True:
            try:
                if interrupt_at is not None and waits > interrupt_at:
                    wait = running.throw(shell.Interrupted())
                else:
                    wait = running.send(value)
            except StopIteration as end:
                shown.exit_code, shown.steps = end.value, context.steps
                return shown
            waits += 1
            value = self._wait(wait, shown)

    def _wait(self, wait: object, shown: Shown) -> Answer | None:
        assert not isinstance(wait, Input), "nothing types into a running line"
        if isinstance(wait, Until):
            self.world.set_now(wait.at_ms)
        elif isinstance(wait, Ask):
            self.asked.append(wait)
            return self.answers.pop(0)
        else:
            shown.breaths += 1
        return None

    @staticmethod
    def _writer(shown: Shown) -> Any:
        def write(stream: str, spans: tuple[shell.Span, ...]) -> None:
            text = "".join(span.text for span in spans)
            shown.screen += text
            shown.spans += spans
            if stream == "stdout":
                shown.stdout += text
            else:
                shown.stderr += text

        return write

    @property
    def prompt(self) -> str:
        """What stands before the cursor now."""
        return shell.prompt(self.world, "t")
