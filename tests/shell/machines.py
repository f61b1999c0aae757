"""Networks of the walk's tests as machines that lines are typed at."""

from collections.abc import Callable, Iterable

from tests.shell.build import Shown, Typist
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.world import World


def machines(world: World, *names: str, tools: str = "debian12") -> World:
    """A network whose hosts can be typed at."""
    for order, name in enumerate(names):
        world.put(HOSTS, name, Host(name, name, "agent", "", order=order, tools=tools))
    return world


def at(world: World, place: str, line: str, interrupt_at: int | None = None, *, user: str = "root") -> Shown:
    """Type a line; a network alone has no controllers that look after its kernels."""
    shown = Typist(world, place, user).type(line, interrupt_at)
    while world.pop_event(world.now_ms) is not None:
        pass
    return shown


def answers_as(world: World, recorded: Iterable[list[str | int]], levelled: Callable[[str], str]) -> None:
    """Each line of a recorded session (place, line, both outputs, exit code) prints the same, when levelled."""
    for number, (place, line, stdout, stderr, code) in enumerate(recorded):
        shown = at(world, str(place), str(line))
        said = (levelled(shown.stdout), shown.stderr, shown.exit_code)
        assert (number, line, *said) == (number, line, levelled(str(stdout)), stderr, code)
