"""The `marathon` package from PyPI, as it is, against a served attempt."""

import collections
import collections.abc
import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from inspect import getsource
from typing import Any

import pytest
from marathon import MarathonApp, MarathonClient
from marathon.exceptions import ConflictError, MarathonHttpError, NotFoundError
from marathon.models import MarathonGroup
from marathon.models.events import EventFactory

from tests.build import FILES
from tests.servers import Server, daphne
from tests.web.talk import Begun, begin_at, until
from tutorial.cluster.api import events


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with daphne() as running:
        yield running


@pytest.fixture(autouse=True)
def _python_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package looks for `collections.Iterable`, which Python 3.10 has moved."""
    monkeypatch.setattr(collections, "Iterable", collections.abc.Iterable, raising=False)


@pytest.fixture
def begun(server: Server) -> Begun:
    return begin_at(server.url, scenario="article")


@pytest.fixture
def client(server: Server, begun: Begun) -> MarathonClient:
    return MarathonClient(f"{server.url}/c/{begun.cluster}/service/marathon")


def httpi(**fields: Any) -> MarathonApp:
    definition = {**json.loads(FILES["httpi_host.json"]), **fields}
    definition.pop("id")
    return MarathonApp.from_json(definition)


def with_id(app_id: str, **fields: Any) -> MarathonApp:
    found = httpi(**fields)
    found.id = app_id
    return found


def idle(client: MarathonClient) -> None:
    until(lambda: not client.list_deployments())


def test_apps_are_made_listed_changed_scaled_rolled_back_and_removed(client: MarathonClient) -> None:
    made = client.create_app("/shop/web", httpi(labels={"team": "a"}))
    assert (made.id, len(made.deployments)) == ("/shop/web", 1)
    (deployment,) = client.list_deployments()
    assert (deployment.affected_apps, deployment.id) == (["/shop/web"], made.deployments[0].id)
    with pytest.raises(ConflictError) as locked:
        client.scale_app("/shop/web", 3)
    assert "App is locked by one or more deployments" in str(locked.value)
    idle(client)
    (app,) = client.list_apps(embed_tasks=True, embed_counts=True, embed_deployments=True, app_id="web")
    assert (app.id, app.tasks_running, len(app.tasks)) == ("/shop/web", 1, 1)
    assert client.list_apps(app_id="db") == []
    assert [found.id for found in client.list_apps(label="team==a")] == ["/shop/web"]
    first = client.list_versions("/shop/web")[0]
    client.scale_app("/shop/web", delta=1)
    idle(client)
    assert client.get_app("/shop/web").tasks_running == 2
    assert len(client.list_versions("/shop/web")) == 2
    assert client.get_version("/shop/web", first).instances == 1
    client.rollback_app("/shop/web", first)
    idle(client)
    assert client.get_app("/shop/web").instances == 1
    assert set(client.update_app("/shop/web", MarathonApp(mem=64))) == {"version", "deploymentId"}
    idle(client)
    assert client.get_app("/shop/web").mem == 64
    client.restart_app("/shop/web")
    idle(client)
    client.delete_app("/shop/web")
    with pytest.raises(NotFoundError) as gone:
        client.get_app("/shop/web")
    assert "App '/shop/web' does not exist" in str(gone.value)


def test_tasks_are_listed_and_killed(client: MarathonClient) -> None:
    client.create_app("/web", httpi(instances=2))
    idle(client)
    first, second = client.list_tasks("/web")
    assert (first.app_id, first.state, len(first.ports)) == ("/web", "TASK_RUNNING", 1)
    assert {(end.task_id, end.host) for end in client.list_endpoints()} == {(t.id, t.host) for t in (first, second)}
    assert client.kill_task("/web", first.id).id == first.id
    until(lambda: [task.id for task in client.list_tasks("/web") if task.id not in {first.id, second.id}])
    until(lambda: client.get_app("/web").tasks_running == 2)
    client.kill_given_tasks([second.id], scale=True)
    idle(client)
    assert client.get_app("/web").instances == 1
    (left,) = client.list_tasks("/web")
    assert [task.id for task in client.kill_tasks("/web", host=left.host)] == [left.id]
    assert client.kill_tasks("/web", host="10.9.9.9") == []
    until(lambda: [task.id for task in client.list_tasks("/web") if task.id != left.id])


def test_what_waits_is_in_the_queue_with_its_reason_and_can_be_rolled_back_or_cancelled(client: MarathonClient) -> None:
    client.create_app("/big", httpi(cpus=64))
    (item,) = until(lambda: [i for i in client.list_queue(embed_last_unused_offers=True) if i.last_unused_offers])
    assert (item.app.id, item.delay.overdue) == ("/big", True)
    assert all("InsufficientCpus" in offer["reason"] for offer in item.last_unused_offers[1:])
    client.reset_delay("/big")
    (deployment,) = client.list_deployments()
    client.delete_deployment(deployment.id)
    idle(client)
    assert client.list_apps() == []
    client.create_app("/big", httpi(cpus=64))
    client.delete_deployment(client.list_deployments()[0].id, force=True)
    assert client.list_deployments() == []
    assert [app.id for app in client.list_apps()] == ["/big"]


def test_groups_are_made_scaled_changed_and_removed(client: MarathonClient) -> None:
    client.create_group(MarathonGroup(id="/shop", apps=[with_id("/shop/web"), with_id("/shop/db")]))
    idle(client)
    assert [group.id for group in client.list_groups()] == ["/shop"]
    first = client.get_group("/shop").version
    client.scale_group("/shop", 2)
    idle(client)
    assert [app.instances for app in client.get_group("/shop").apps] == [2, 2]
    with pytest.raises(MarathonHttpError) as nowhere:  # the package asks for an address that Marathon does not have
        client.rollback_group("/shop", first)
    assert nowhere.value.status_code == 400
    client.scale_group("/shop", 0.5)
    idle(client)
    assert [app.instances for app in client.get_group("/shop").apps] == [1, 1]
    client.update_group("/shop", MarathonGroup(apps=[with_id("/shop/web", mem=64)]), minimal=True)
    idle(client)
    assert [(app.id, app.mem) for app in client.get_group("/shop").apps] == [("/shop/web", 64)]
    client.update_apps([with_id("/shop/web", instances=2), with_id("/other")])
    idle(client)
    assert {app.id: app.tasks_running for app in client.list_apps(embed_counts=True)} == {"/shop/web": 2, "/other": 1}
    with pytest.raises(ConflictError):
        client.create_group(MarathonGroup(id="/shop"))
    client.delete_group("/shop")
    idle(client)
    assert [app.id for app in client.list_apps()] == ["/other"]


def test_refusals_have_marathons_words(client: MarathonClient) -> None:
    with pytest.raises(MarathonHttpError) as wrong:
        client.create_app("/web", httpi(networks=[{"mode": "host", "name": "x"}]))
    assert (wrong.value.status_code, wrong.value.error_message) == (422, "Object is not valid")
    assert wrong.value.error_details[0]["path"].startswith("/networks")
    client.create_app("/web", httpi())
    with pytest.raises(ConflictError) as twice:
        client.create_app("/web", httpi())
    assert twice.value.error_message == "An app with id [/web] already exists."
    for call in (
        lambda: client.list_tasks("/none"),
        lambda: client.list_versions("/none"),
        lambda: client.kill_task("/web", "none"),
        lambda: client.get_group("/none"),
        lambda: client.delete_deployment("none"),
        lambda: client.reset_delay("/none"),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_marathon_tells_of_itself(client: MarathonClient) -> None:
    assert client.ping() == b'"pong"'
    info = client.get_info()
    assert (info.name, info.version, info.elected, info.framework_id[-5:]) == ("marathon", "1.8.222", True, "-0001")
    assert client.get_leader() == {"leader": "172.16.9.10:8080"}
    assert client.delete_leader() == {"message": "Leadership abdicated"}
    assert "gauges" in client.get_metrics()


def test_events_are_streamed_in_chunks_as_they_happen(server: Server, begun: Begun, client: MarathonClient) -> None:
    heard: list[Any] = []
    threading.Thread(target=lambda: heard.extend(iter_until_success(client, heard)), daemon=True).start()
    until(lambda: heard)
    client.create_app("/web", httpi())
    until(lambda: [event for event in heard if event.event_type == "deployment_success"])
    kinds = [event.event_type for event in heard]
    assert kinds[:4] == ["event_stream_attached", "api_post_event", "group_change_success", "deployment_info"]
    states = [event.task_status for event in heard if event.event_type == "status_update_event"]
    assert states == ["TASK_STARTING", "TASK_RUNNING"]
    plan = next(event.plan for event in heard if event.event_type == "deployment_info")
    assert plan.target.apps[0]["id"] == "/web"
    with closing(HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", f"/c/{begun.cluster}/marathon/v2/events", headers={"Accept": "text/event-stream"})
        response = connection.getresponse()
        assert (response.headers["Transfer-Encoding"], response.headers["Content-Type"]) == (
            "chunked",
            "text/event-stream",
        )
        assert response.readline() == b"event: event_stream_attached\r\n"


def test_no_event_is_told_that_the_package_does_not_know() -> None:
    told = set(re.findall(r'"((?:[a-z]+_)+(?:event|info|success|failed|failure|attached))"', getsource(events)))
    assert len(told) >= 14
    assert told <= set(EventFactory.event_to_class)


def iter_until_success(client: MarathonClient, heard: list[Any]) -> Iterator[Any]:
    for event in client.event_stream():
        heard.append(event)
        if event.event_type == "deployment_success":
            break
    return iter(())
