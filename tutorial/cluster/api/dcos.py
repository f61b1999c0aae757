"""What Admin Router, Mesos, Mesos-DNS and dcos-net answer. Shapes: DC/OS 1.13, as its CLI reads them."""

import json

from tutorial.cluster.api.accepting import preferred
from tutorial.cluster.api.messages import JSON_TYPE, Refusal, Request, Response, json_response
from tutorial.cluster.host import HOSTS
from tutorial.cluster.mesos import documents, operator
from tutorial.cluster.world import World

DCOS_VERSION = "1.13.2"


def index(world: World, request: Request, line: int, subject: str) -> Response:
    """The start page: that it is there is all that clients ask."""
    return Response(200, (("Content-Type", "text/plain"),), "DC/OS\n")


def version(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /dcos-metadata/dcos-version.json."""
    document = {
        "version": DCOS_VERSION,
        "dcos-variant": "open",
        "dcos-image-commit": world.hex_digits("dcos.commit", ("image",), 40),
        "bootstrap-id": world.hex_digits("dcos.commit", ("bootstrap",), 40),
    }
    return json_response(200, document)


def metadata(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /metadata: the public address is the one through which the CLI reaches nodes."""
    master = documents.master(world)
    cluster_id = world.uuid4("dcos.cluster_id", ("id",))
    return json_response(200, {"PUBLIC_IPV4": master.public_ip, "CLUSTER_ID": cluster_id})


def nodes(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /net/v1/nodes: addresses of every node of the cluster, masters first."""
    roles = {"master": 0, "public_agent": 1, "agent": 2}
    found = [host for host in world.values(HOSTS) if host.role in roles]
    document = [
        {
            "updated": world.timestamp(),
            "public_ips": [host.public_ip] if host.public_ip else [],
            "private_ip": host.ip,
            "hostname": host.hostname,
        }
        for host in sorted(found, key=lambda host: (roles[host.role], host.order))
    ]
    return json_response(200, document)


def mesos_state(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos/master/state."""
    return json_response(200, documents.state(world))


def mesos_summary(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos/master/state-summary."""
    return json_response(200, documents.summary(world))


def mesos_slaves(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos/slaves."""
    return json_response(200, {"slaves": documents.state(world)["slaves"], "recovered_slaves": []})


def mesos_operator(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /mesos/api/v1: calls that only ask, in protobuf or JSON, and answered in what is accepted."""
    kind = preferred(request.header("Accept"), (JSON_TYPE, operator.PROTOBUF))
    if not kind:
        raise Refusal(406, f"Expecting 'Accept' to allow {JSON_TYPE} or {operator.PROTOBUF}")
    call = _operator_call(request)
    if call not in operator.ANSWERS:
        raise Refusal(501, f"{call or 'this call of the operator API'} is not simulated here")
    if kind == JSON_TYPE:
        return json_response(200, operator.document(world, call))
    body = operator.encoded(world, call).decode("latin-1")
    return Response(200, (("Content-Type", kind),), body, "latin-1")


def _operator_call(request: Request) -> str:
    """The name of the call that a request holds, as its media type has it; empty where the name is not known."""
    kind = request.header("Content-Type").partition(";")[0].strip().lower()
    if kind == operator.PROTOBUF:
        return operator.call_of(request.body)
    if kind not in {"", JSON_TYPE}:
        raise Refusal(415, f"Expecting 'Content-Type' of {JSON_TYPE} or {operator.PROTOBUF}")
    try:
        return str(json.loads(request.body)["type"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Refusal(400, "Failed to parse body into a call: it needs a type") from fault


def build_info(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /pkgpanda/active.buildinfo.full.json: that it needs no token says that the cluster has no login."""
    return json_response(200, {})
