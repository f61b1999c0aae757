"""What Marathon says of itself, and of what it has none of here: pods and plug-ins.

Sources: mesosphere/marathon v1.8.222, api/v2/{InfoResource,LeaderResource,PodsResource,PluginsResource}.scala.
"""

from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import path_id
from tutorial.cluster.mesos import documents
from tutorial.cluster.world import World

VERSION, BUILD = "1.8.222", "86475ddac"
ZOOKEEPER = "zk-1.zk:2181,zk-2.zk:2181,zk-3.zk:2181"
PORT = 8080


def info(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/info."""
    document = {
        "name": "marathon",
        "version": VERSION,
        "buildref": BUILD,
        "elected": True,
        "leader": address(world),
        "frameworkId": documents.framework_id(world),
        "marathon_config": _configuration(documents.master(world).ip),
        "zookeeper_config": {
            "zk": f"zk://{ZOOKEEPER}/marathon",
            "zk_timeout": 10_000,
            "zk_session_timeout": 10_000,
            "zk_max_versions": 50,
        },
        "http_config": {"http_port": PORT, "https_port": 8443},
    }
    return json_response(200, document)


def _configuration(hostname: str) -> Json:
    return {
        "master": "zk://zk-1.zk:2181/mesos",
        "failover_timeout": 604_800,
        "framework_name": "marathon",
        "ha": True,
        "checkpoint": True,
        "local_port_min": 10_000,
        "local_port_max": 20_000,
        "executor": "//cmd",
        "hostname": hostname,
        "mesos_role": "slave_public",
        "task_launch_timeout": 86_400_000,
        "task_reservation_timeout": 20_000,
        "reconciliation_initial_delay": 15_000,
        "reconciliation_interval": 600_000,
        "marathon_store_timeout": 2_000,
        "mesos_user": "root",
        "leader_proxy_connection_timeout_ms": 5_000,
        "leader_proxy_read_timeout_ms": 10_000,
        "features": ["vips", "task_killing", "external_volumes", "gpu_resources"],
        "mesos_leader_ui_url": "/mesos",
    }


def address(world: World) -> str:
    """Where the leading Marathon listens."""
    return f"{documents.master(world).ip}:{PORT}"


def leader(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/leader."""
    return json_response(200, {"leader": address(world)})


def abdicate(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/leader: with one master, the same Marathon is elected again."""
    return json_response(200, {"message": "Leadership abdicated"})


def plugins(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/plugins: none."""
    return json_response(200, {"plugins": []})


def metrics(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /metrics: the document is there, its meters are not."""
    kinds = ("counters", "gauges", "histograms", "min-max-counters", "additional-data")
    return json_response(200, {"start": world.timestamp(0), "end": world.timestamp(), **{kind: {} for kind in kinds}})


def pods(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/pods and /v2/pods/::status: none; asking for the head is how the CLI learns that pods are known."""
    return json_response(200, [])


def pod(world: World, request: Request, line: int, subject: str) -> Response:
    """GET, PUT and DELETE /v2/pods/<id> and its parts: there is none."""
    raise Refusal(404, f"Pod '{path_id(subject.partition('::')[0])}' does not exist")


def create_pod(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/pods."""
    raise Refusal(501, "Pods are not simulated here: describe each container as an app")
