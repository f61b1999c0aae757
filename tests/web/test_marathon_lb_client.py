"""The requests that Marathon-LB makes, by the libraries with which it makes them: requests, and curl's for the events.

Sources: mesosphere/marathon-lb v1.13.1 and its newest, marathon_lb.py (Marathon, MarathonEventProcessor), utils.py
(CurlHttpEventStream, get_task_ip_and_ports).
"""

import json
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from tests.build import FILES
from tests.servers import Server
from tests.web.talk import begin_at, until
from tests.web.test_own_client import blocks

RELEVANT = ("api_post_event", "health_status_changed_event", "status_update_event")
HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
TIMEOUT_S = (3.05, 46)


@pytest.fixture
def marathon(server: Server) -> str:
    """Marathon's address, as the page on clients has it given to Marathon-LB."""
    (config,) = (block.text for block in blocks() if block.kind == "config marathon-lb")
    words = shlex.split(config)
    cluster = f"{server.url}/c/{begin_at(server.url, scenario='article').cluster}/"
    return words[words.index("--marathon") + 1].replace("${CLUSTER}", cluster)


def listed(marathon: str) -> list[Any]:
    response = requests.get(
        f"{marathon}/v2/apps", params={"embed": "apps.tasks"}, headers=HEADERS, timeout=TIMEOUT_S, verify=False
    )
    assert response.status_code == 200
    assert "message" not in response.json()
    return list(response.json()["apps"])


@contextmanager
def events(marathon: str, *, newest: bool) -> Iterator[Iterator[Any]]:
    """The data of events, by curl with the options that Marathon-LB sets; 1.13.1 does not ask for light plans."""
    query = "&".join((*(["plan-format=light"] if newest else []), *(f"event_type={kind}" for kind in RELEVANT)))
    options = [
        "-sNf",
        "-D",
        "/dev/stderr",
        "--compressed",
        "--connect-timeout",
        "10",
        "--speed-limit",
        "1",
        "--speed-time",
        "16",
    ]
    headers = ["-H", "Cache-Control: no-cache", "-H", "Accept: text/event-stream"]
    command = ["curl", *options, *headers, f"{marathon}/v2/events?{query}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as curl:
        assert curl.stdout is not None
        assert curl.stderr is not None
        lines = (line.strip() for line in iter(curl.stdout.readline, b""))
        try:
            assert curl.stderr.readline() == b"HTTP/1.1 200 OK\r\n"
            yield (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))
        finally:
            curl.kill()


def post(marathon: str, definition: dict[str, Any]) -> None:
    response = requests.post(f"{marathon}/v2/apps", json=definition, headers=HEADERS, timeout=TIMEOUT_S)
    assert response.status_code == 201, response.text


def address(app: dict[str, Any], task: dict[str, Any]) -> tuple[str, list[int]]:
    """Where Marathon-LB finds a task: in a container network at its own address, else at its host's."""
    if app["networks"][-1].get("mode", "container") == "container":
        ports = [mapping["containerPort"] for mapping in app["container"]["portMappings"]]
        return task["ipAddresses"][0]["ipAddress"], ports
    return task["host"], task["ports"]


@pytest.mark.parametrize("newest", [False, True])
def test_it_hears_of_a_new_app_until_its_task_runs(marathon: str, *, newest: bool) -> None:
    assert listed(marathon) == []
    heard, before = [], time.monotonic()
    with events(marathon, newest=newest) as stream:
        assert time.monotonic() - before < 10, "it is told that it is heard before anything happens"
        post(marathon, json.loads(FILES["httpi_host.json"]))
        for event in stream:
            heard.append(event["eventType"])
            (app,) = listed(marathon)
            if [task["state"] for task in app["tasks"]] == ["TASK_RUNNING"]:
                break
    assert heard[0] == "api_post_event"
    assert set(heard) == {"api_post_event", "status_update_event"}
    assert (app["labels"], app["portDefinitions"][0]["port"]) == ({}, 10000)
    assert address(app, app["tasks"][0]) == (app["tasks"][0]["host"], app["tasks"][0]["ports"])


def test_what_it_needs_of_apps_and_tasks_is_there_in_each_mode(marathon: str) -> None:
    small = {"cpus": 0.1, "mem": 32, "instances": 1}
    docker = {"type": "DOCKER", "docker": {"image": "dcoslabs/httpi:latest"}}
    mapped = {**docker, "portMappings": [{"containerPort": 3141, "name": "http"}]}
    check = {"protocol": "HTTP", "path": "/", "portIndex": 0, "intervalSeconds": 1, "gracePeriodSeconds": 1}
    vip = {"HAPROXY_GROUP": "external", "HAPROXY_0_VHOST": "www.example.com"}
    bridge = {"id": "/bridge", "container": mapped, "networks": [{"mode": "container/bridge"}], "labels": vip}
    overlay = {"id": "/overlay", "container": mapped, "networks": [{"mode": "container", "name": "dcos"}]}
    for definition in (bridge, {**overlay, "healthChecks": [check]}):
        post(marathon, {**small, **definition})
    apps = until(lambda: all_ready(listed(marathon)))
    by_id = {app["id"]: app for app in apps}
    for app in apps:
        assert {"labels", "tasks", "instances", "networks", "versionInfo"} <= set(app)
        assert app["versionInfo"]["lastScalingAt"]
        assert all(mapping["servicePort"] >= 10000 for mapping in app["container"]["portMappings"])
    (health,) = by_id["/overlay"]["healthChecks"]
    assert {"protocol", "path", "portIndex", "intervalSeconds", "timeoutSeconds", "maxConsecutiveFailures"} <= set(
        health
    )
    ((task,), (other,)) = (by_id[name]["tasks"] for name in ("/overlay", "/bridge"))
    assert address(by_id["/overlay"], task)[1] == [3141]
    assert address(by_id["/overlay"], task)[0].startswith("9.")
    assert address(by_id["/bridge"], other) == (other["host"], other["ports"])
    assert [result["alive"] for result in task["healthCheckResults"]] == [True]


def all_ready(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The apps, if each is ready; else none of them."""
    return apps if all(map(ready, apps)) else []


def ready(app: dict[str, Any]) -> bool:
    """Whether the app's task runs and, where it is looked at, is well."""
    checked = [task["healthCheckResults"] for task in app["tasks"] if task["state"] == "TASK_RUNNING"]
    if len(checked) != 1 or len(checked[0]) != len(app.get("healthChecks", ())):
        return False
    return all(result["alive"] for result in checked[0])


def test_a_stream_without_events_is_not_silent_for_as_long_as_it_takes_to_be_given_up(marathon: str) -> None:
    """curl gives up what brings less than a byte a second for 16 s here, for 300 s there; heartbeats come after 15."""
    with events(marathon, newest=True) as stream:
        time.sleep(24)
        post(marathon, json.loads(FILES["httpi_host.json"]))
        assert next(stream)["eventType"] == "api_post_event"


def test_an_error_has_a_message_that_it_can_log(marathon: str) -> None:
    response = requests.get(f"{marathon}/v2/apps/nobody", headers=HEADERS, timeout=TIMEOUT_S)
    assert (response.status_code, response.json()) == (404, {"message": "App '/nobody' does not exist"})
