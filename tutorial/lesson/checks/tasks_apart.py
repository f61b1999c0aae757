"""`tasks_apart`: the tasks of an app are spread over agents and port numbers, and no deployment is at work on it."""

from tutorial.cluster.marathon.documents import deployments_of, instances_of
from tutorial.cluster.marathon.tables import number_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, instances: int, agents: int, ports: int) -> bool:
    """Whether exactly so many tasks run, on at least so many agents, with at least so many different port numbers."""
    if number_of(view.world, app, condition="Running") != instances or deployments_of(view.world, app):
        return False
    running = [found for found in instances_of(view.world, app) if found.condition == "Running"]
    numbers = {port for found in running for port in found.host_ports}
    return len({found.agent for found in running}) >= agents and len(numbers) >= ports


CHECK = Check(
    "The tasks of an app are spread over agents and ports.",
    {"app": (str, None), "instances": (int, None), "agents": (int, 1), "ports": (int, 1)},
    holds,
)
