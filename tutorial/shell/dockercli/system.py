"""`docker version` and `docker info`, of 18.09.2 on CentOS 7. Source: docker/cli, cli/command/system."""

from tutorial.cluster.docker.tables import CONTAINERS, IMAGES
from tutorial.cluster.mesos.tables import AGENTS
from tutorial.shell.addresses import own_name
from tutorial.shell.command import Call
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.options import Parsed

VERSION = """\
Client:
 Version:           18.09.2
 API version:       1.39
 Go version:        go1.10.6
 Git commit:        6247962
 Built:             Sun Feb 10 04:13:27 2019
 OS/Arch:           linux/amd64
 Experimental:      false

Server: Docker Engine - Community
 Engine:
  Version:          18.09.2
  API version:      1.39 (minimum version 1.12)
  Go version:       go1.10.6
  Git commit:       6247962
  Built:            Sun Feb 10 03:47:25 2019
  OS/Arch:          linux/amd64
  Experimental:     false
"""
INFO = """\
Containers: {all}
 Running: {running}
 Paused: 0
 Stopped: {stopped}
Images: {images}
Server Version: 18.09.2
Storage Driver: overlay2
Logging Driver: json-file
Plugins:
 Network: bridge host macvlan null overlay
Operating System: CentOS Linux 7 (Core)
OSType: linux
Architecture: x86_64
CPUs: {cpus}
Name: {name}
"""


def _version(call: Call, given: Parsed) -> int:
    call.out(VERSION)
    return 0


def _info(call: Call, given: Parsed) -> int:
    host = daemon.host(call)
    containers = call.world.values(CONTAINERS, host)
    running = sum(container.state == "running" for container in containers)
    agent = call.world.get(AGENTS, host)
    numbers = {"all": len(containers), "running": running, "stopped": len(containers) - running}
    cpus = agent.cpus_milli // 1000 if agent else 4
    found = len(call.world.values(IMAGES, host))
    call.out(INFO.format(**numbers, images=found, cpus=cpus, name=own_name(call.world, host)))
    return 0


VERSION_TOOL = Tool(("version",), "Show the Docker version information", "[OPTIONS]", _version, asks="Get version")
INFO_TOOL = Tool(("info",), "Display system-wide information", "[OPTIONS]", _info, asks="Get info")
