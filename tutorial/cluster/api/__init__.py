"""The cluster's HTTP APIs without HTTP: a request in, a response out, changes as events of the world.

`answer` serves the DC/OS CLI in the terminal and the URL space `/c/<capability>/` alike.
"""

from tutorial.cluster.api.browse import browse
from tutorial.cluster.api.messages import Request, Response, failed
from tutorial.cluster.api.routes import answer, changes, plain, remembered, streams

__all__ = ["Request", "Response", "answer", "browse", "changes", "failed", "plain", "remembered", "streams"]
