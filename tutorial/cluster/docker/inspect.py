"""`docker inspect`: the document of one container, its fields named and ordered as Docker 18.09 has them.

Source: moby/moby 18.09, api/types/types.go.
"""

from tutorial.cluster.clock import iso
from tutorial.cluster.docker.network_documents import network_settings
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.jsontext import Json
from tutorial.cluster.world import World

NEVER = "0001-01-01T00:00:00Z"


def nanoseconds(world: World, at_ms: int) -> str:
    """An instant as Docker writes it; the digits below a millisecond follow from the instant itself."""
    if at_ms < 0:
        return NEVER
    return iso(world.state.epoch_ms + at_ms)[:-1] + f"{at_ms * 7919 % 1_000_000:06d}Z"


def inspect(world: World, host: str, container: Container) -> Json:
    """The whole document, without the list around it."""
    return {
        "Id": container.id,
        "Created": nanoseconds(world, container.created_ms),
        "Path": container.argv[0],
        "Args": list(container.argv[1:]),
        "State": _state(world, container),
        "Image": f"sha256:{container.image_id}",
        "Name": f"/{container.name}",
        "RestartCount": 0,
        "Driver": "overlay2",
        "Platform": "linux",
        "HostConfig": {
            "NetworkMode": container.network,
            "PortBindings": _bindings(container),
            "Memory": container.mem_mb * 1024 * 1024,
            "CpuShares": container.cpus_milli * 1024 // 1000,
            "Privileged": False,
        },
        "Mounts": [],
        "Config": _config(container),
        "NetworkSettings": network_settings(world, host, container),
    }


def _bindings(container: Container) -> Json:
    """The ports as they were asked for."""
    return {
        f"{port.port}/{port.protocol}": [{"HostIp": "", "HostPort": str(port.host_port)}] for port in container.ports
    }


def _state(world: World, container: Container) -> Json:
    return {
        "Status": container.state,
        "Running": container.state == "running",
        "Paused": False,
        "Restarting": False,
        "OOMKilled": False,
        "Dead": False,
        "Pid": container.pid,
        "ExitCode": container.exit_code,
        "Error": container.error,
        "StartedAt": nanoseconds(world, container.started_ms),
        "FinishedAt": nanoseconds(world, container.finished_ms),
    }


def _config(container: Container) -> Json:
    return {
        "Hostname": container.hostname,
        "Domainname": "",
        "User": "",
        "AttachStdin": False,
        "AttachStdout": True,
        "AttachStderr": True,
        "Tty": False,
        "OpenStdin": False,
        "StdinOnce": False,
        "Env": [f"{name}={value}" for name, value in container.env],
        "Cmd": list(container.argv),
        "Image": container.image,
        "Volumes": None,
        "WorkingDir": "",
        "Entrypoint": None,
        "OnBuild": None,
        "Labels": dict(container.labels),
    }
