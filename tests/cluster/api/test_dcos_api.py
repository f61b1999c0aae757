"""What Admin Router, Mesos and the DNS answer: every field without which a real client fails."""

import json
from typing import Any

import pytest

from tests.cluster.build import Cluster, app

MASTER = "602c0829-41e6-4910-91e5-16a38fa82c0a"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    found = Cluster()
    found.add(app("/httpi"))
    found.add(app("/shop/db", acceptedResourceRoles=["slave_public"]))
    found.update("httpi", instances=0)
    found.update("httpi", instances=1)
    return found


@pytest.fixture(scope="module")
def busy() -> Cluster:
    """One app with a running task and an ended one, waiting for room for more, with a deployment at work."""
    found = Cluster()
    found.add(app("/httpi", cpus=3))
    found.kill(found.instances("/httpi")[0])
    found.settle()
    found.call("PUT", "apps/httpi", {"instances": 9})
    found.settle()
    return found


def asked(cluster: Cluster, path: str) -> Any:
    response = cluster.ask(path, below="/")
    assert response.status == 200
    assert response.body == json.dumps(response.json, separators=(",", ":"), ensure_ascii=False)
    return response.json


FAULT = "domain.fault_domain.{region,zone}.name"
TASK = "{id,name,framework_id,slave_id,state}"
NEEDED = [
    ("metadata", "PUBLIC_IPV4 CLUSTER_ID"),
    ("dcos-metadata/dcos-version.json", "version dcos-variant dcos-image-commit bootstrap-id"),
    ("mesos/master/state-summary", "cluster hostname slaves.*.{id,TASK_RUNNING} frameworks.*.id"),
    ("mesos/master/state", f"id hostname {FAULT} slaves.*.{{id,hostname,pid}} slaves.*.{FAULT} completed_frameworks"),
    ("mesos/state", "frameworks.*.{id,name,active,user,hostname} frameworks.*.resources.{cpus,mem,disk}"),
    ("mesos/state", f"frameworks.*.tasks.*.{TASK} frameworks.*.completed_tasks.*.{TASK}"),
    ("mesos/slaves", "slaves.*.id"),
    ("mesos_dns/v1/hosts/leader.mesos", "*.{host,ip}"),
    ("net/v1/nodes", "*.{public_ips,private_ip}"),
    ("service/marathon/v2/apps", "apps.*.{id,cpus,instances,mem,tasksRunning,tasksHealthy} apps.*.container.type"),
    ("service/marathon/v2/apps", "apps.*.deployments.*.id"),
    ("service/marathon/v2/apps/httpi", "app.{id,instances}"),
    ("service/marathon/v2/apps/httpi/versions", "versions.*"),
    ("service/marathon/v2/deployments", "*.{id,affectedApps,currentStep,totalSteps} *.currentActions.*.{action,app}"),
    (
        "service/marathon/v2/queue",
        "queue.*.{count,since} queue.*.delay.{overdue,timeLeftSeconds} queue.*.app.{id,cpus,mem}",
    ),
    (
        "service/marathon/v2/tasks",
        "tasks.*.{appId,host,id,startedAt,healthCheckResults,ports,servicePorts,slaveId,state}",
    ),
    (
        "service/marathon/v2/tasks",
        "tasks.*.{stagedAt,version,localVolumes,region,zone} tasks.*.ipAddresses.*.ipAddress",
    ),
]
"""What the real CLI of 1.13 fails without or prints otherwise: found by taking each field away from its recordings."""


def expanded(path: str) -> list[str]:
    """`a.{b,c}` → `a.b`, `a.c`."""
    head, brace, rest = path.partition("{")
    names, _, tail = rest.partition("}")
    return [found for name in names.split(",") for found in expanded(head + name + tail)] if brace else [path]


def check_has(document: Any, parts: list[str]) -> None:
    """Every branch of a path is there, and not for want of examples."""
    if not parts:
        return
    if parts[0] == "*":
        assert document, parts
        for item in document:
            check_has(item, parts[1:])
    else:
        assert parts[0] in document
        check_has(document[parts[0]], parts[1:])


@pytest.mark.parametrize(("path", "fields"), NEEDED)
def test_an_answer_has_what_clients_need(busy: Cluster, path: str, fields: str) -> None:
    for field in (found for text in fields.split(" ") for found in expanded(text)):
        check_has(asked(busy, path), field.split("."))


def test_the_version_is_one_that_the_cli_knows(cluster: Cluster) -> None:
    assert asked(cluster, "dcos-metadata/dcos-version.json")["version"].startswith("1.13")


def test_mesos_knows_its_agents_by_number_address_and_zone(cluster: Cluster) -> None:
    slaves = asked(cluster, "mesos/master/state")["slaves"]
    assert [slave["id"] for slave in slaves] == [f"{MASTER}-S{number}" for number in range(5)]
    assert slaves[3]["pid"] == "slave(1)@172.16.15.168:5051"
    assert slaves[3]["domain"]["fault_domain"]["zone"]["name"] == "aws/us-west-2b"
    assert [slave["attributes"] for slave in slaves[:2]] == [{"public_ip": "true"}, {}]
    assert slaves[0]["reserved_resources"]["slave_public"]["ports"] == "[1-21, 23-5050, 5052-32000]"


def test_mesos_counts_what_tasks_hold(cluster: Cluster) -> None:
    (task,) = (
        task for task in asked(cluster, "mesos/master/state")["frameworks"][0]["tasks"] if task["name"] == "httpi"
    )
    slave = next(slave for slave in asked(cluster, "mesos/slaves")["slaves"] if slave["id"] == task["slave_id"])
    port = cluster.instances("/httpi")[0].host_ports[0]
    assert slave["used_resources"] == {"disk": 0.0, "mem": 32.0, "gpus": 0.0, "cpus": 0.1, "ports": f"[{port}-{port}]"}


def test_a_framework_has_running_and_completed_tasks(cluster: Cluster) -> None:
    (framework,) = asked(cluster, "mesos/master/state")["frameworks"]
    assert (framework["id"], framework["name"], framework["active"]) == (f"{MASTER}-0001", "marathon", True)
    assert sorted(task["name"] for task in framework["tasks"]) == ["db.shop", "httpi"]
    assert {task["state"] for task in framework["tasks"]} == {"TASK_RUNNING"}
    (ended,) = framework["completed_tasks"]
    assert (ended["name"], ended["state"]) == ("httpi", "TASK_KILLED")


def test_a_task_tells_its_ports_and_address_to_those_who_look_for_it(cluster: Cluster) -> None:
    (framework,) = asked(cluster, "mesos/master/state")["frameworks"]
    task = next(task for task in framework["tasks"] if task["name"] == "httpi")
    (instance,) = cluster.instances("/httpi")
    assert task["discovery"] == {
        "visibility": "FRAMEWORK",
        "name": "httpi",
        "ports": {"ports": [{"number": instance.host_ports[0], "protocol": "tcp", "name": "http"}]},
    }
    addresses = task["statuses"][-1]["container_status"]["network_infos"][0]["ip_addresses"]
    assert [address["ip_address"] for address in addresses] == list(instance.addresses)


def test_the_summary_counts_tasks_by_state(cluster: Cluster) -> None:
    slaves = asked(cluster, "mesos/master/state-summary")["slaves"]
    assert sum(slave["TASK_RUNNING"] for slave in slaves) == 2
    assert sum(slave["TASK_KILLED"] for slave in slaves) == 1
    assert asked(cluster, "mesos/master/state-summary")["cluster"] == "article"


def test_nodes_are_listed_with_their_addresses_masters_first(cluster: Cluster) -> None:
    nodes = asked(cluster, "net/v1/nodes")
    assert [node["private_ip"] for node in nodes][:2] == ["172.16.9.10", "172.16.33.10"]
    assert [node["public_ips"] for node in nodes] == [["93.186.40.120"], ["93.186.40.121"], [], [], [], []]


@pytest.mark.parametrize("name", ["leader.mesos", "master.mesos", "marathon.mesos", "LEADER.mesos", "leader.mesos."])
def test_the_leaders_names_lead_to_the_master(cluster: Cluster, name: str) -> None:
    (host,) = asked(cluster, f"mesos_dns/v1/hosts/{name}")
    assert host["ip"] == "172.16.9.10"
    assert host["host"].endswith(".mesos.")


def test_an_unknown_name_gives_one_entry_of_empty_strings(cluster: Cluster) -> None:
    assert asked(cluster, "mesos_dns/v1/hosts/nobody.mesos") == [{"host": "", "ip": ""}]


def test_the_start_page_is_there_to_be_found(cluster: Cluster) -> None:
    response = cluster.ask("", below="/")
    assert response.status == 200
