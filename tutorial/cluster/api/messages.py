"""Requests and responses of the cluster's APIs."""

from dataclasses import dataclass
from typing import Any

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.jsontext import Json, dumps, loads

JSON_TYPE = "application/json"
REASONS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to the cluster; `path` without query, `query` in its order, header names as given."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Whether a boolean of the query is set: clients send `true` and `True`."""
        return dict(self.query).get(name, str(default)).lower() == "true"

    def header(self, name: str) -> str:
        """The value of a header, whatever the case of its name; empty where it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def dump(self) -> str:
        """The request as the text of an `http` journal entry."""
        return dumps([self.method, self.path, self.query, self.headers, self.body])

    @staticmethod
    def load(text: str) -> "Request":
        """The request of an `http` journal entry; ValueError for any other text."""
        document = loads(text)
        if not _is_request(document):
            raise ValueError("it is [method, path, [[name, value], …], [[header, value], …], body], all of them texts")
        method, path, query, headers, body = document
        return Request(method, path, tuple(map(tuple, query)), tuple(map(tuple, headers)), body)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _are_pairs(value: Json) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(_is_text, pair)) for pair in value
    )


def _is_request(value: Json) -> bool:
    if not isinstance(value, list) or len(value) != 5:
        return False
    method, path, query, headers, body = value
    return all(map(_is_text, (method, path, body))) and _are_pairs(query) and _are_pairs(headers)


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response of the cluster; a binary body stands in `body` byte by byte, with `encoding` latin-1."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    encoding: str = "utf-8"

    @property
    def json(self) -> Json:
        """The parsed body; shared, never to be changed."""
        return loads(self.body)

    @property
    def reason(self) -> str:
        """The reason phrase that belongs to the status."""
        return REASONS[self.status]


class Refusal(ClusterError):
    """The answer is a refusal: an HTTP status and the JSON body that says why."""

    code = "refused"

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.document: Json = {"message": message, **more}

    def response(self) -> Response:
        """The refusal as a response."""
        return json_response(self.status, self.document)


def failed() -> Response:
    """The answer where a fault of ours has kept the real one back."""
    return json_response(500, {"message": REASONS[500]})


def json_response(status: int, document: Json, **headers: str) -> Response:
    """A JSON response; keyword `marathon_deployment_id` becomes the header `Marathon-Deployment-Id`."""
    named = tuple((name.replace("_", "-").title(), value) for name, value in headers.items())
    return Response(status, (("Content-Type", JSON_TYPE), *named), dumps(document))
