"""The environment that Marathon gives a task.

Sources: mesosphere/marathon v1.8.222, mesos/EnvironmentHelper.scala, mesos/TaskBuilder.scala.
"""

import re

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import HOST, mode, ports

LONGEST_LABEL_NAME, LONGEST_LABEL_VALUE = 493, 512


def task_context(app: Json, task_id: str, version: str) -> dict[str, str]:
    """What tells a task who it is."""
    container = app.get("container", {})
    image = container.get("docker", {}).get("image") if container.get("type") == "DOCKER" else None
    labels = {_label_name(name): value for name, value in app["labels"].items()}
    short = {
        name: value
        for name, value in labels.items()
        if len(name) < LONGEST_LABEL_NAME and len(value) < LONGEST_LABEL_VALUE
    }
    return {
        "MESOS_TASK_ID": task_id,
        "MARATHON_APP_ID": app["id"],
        "MARATHON_APP_VERSION": version,
        **({"MARATHON_APP_DOCKER_IMAGE": image} if image else {}),
        "MARATHON_APP_RESOURCE_CPUS": str(float(app["cpus"])),
        "MARATHON_APP_RESOURCE_MEM": str(float(app["mem"])),
        "MARATHON_APP_RESOURCE_DISK": str(float(app["disk"])),
        "MARATHON_APP_RESOURCE_GPUS": str(app["gpus"]),
        "MARATHON_APP_LABELS": " ".join(short),
        **{f"MARATHON_APP_LABEL_{name}": value for name, value in short.items()},
    }


def _label_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name).upper()


def port_variables(app: Json, host_ports: tuple[int | None, ...]) -> dict[str, str]:
    """PORT, PORTS, PORT0…, PORT_<number>, PORT_<NAME>; nothing when the app has no ports."""
    if not ports(app):
        return {}
    declared = "port" if mode(app) == HOST else "containerPort"
    variables: dict[str, str] = {}
    for index, (port, host_port) in enumerate(zip(ports(app), host_ports, strict=True)):
        effective = host_port if host_port is not None else port[declared]
        variables[f"PORT{index}"] = str(effective)
        variables[f"PORT_{port[declared] or effective}"] = str(effective)
        if "name" in port:
            variables[f"PORT_{port['name'].upper()}"] = str(effective)
    allocated = [str(port) for port in host_ports if port is not None]
    if allocated:
        variables["PORT"] = allocated[0]
    return variables | {"PORTS": ",".join(allocated)}


def environment(
    app: Json, task_id: str, version: str, hostname: str, host_ports: tuple[int | None, ...]
) -> tuple[tuple[str, str], ...]:
    """All variables of a task, later ones winning: its context, its ports and HOST, the app's own `env`."""
    own = {name: value for name, value in app.get("env", {}).items() if isinstance(value, str)}
    variables = {
        **task_context(app, task_id, version),
        **port_variables(app, host_ports),
        "HOST": hostname,
        **own,
    }
    return tuple(variables.items())
