"""Marathon's REST API for groups of apps. Source: mesosphere/marathon v1.8.222, api/v2/GroupsResource.scala."""

from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.marathon import documents, groups
from tutorial.cluster.marathon.definition import path_id
from tutorial.cluster.world import World


def get_group(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/groups, the root with everything in it, and GET /v2/groups/<id>."""
    group = path_id(subject)
    if group != groups.ROOT and group not in groups.ids(world):
        raise Refusal(404, f"Group '{group}' does not exist")
    return json_response(200, groups.document(world, group, documents.bare))
