"""A lab's names, and the look-ups in an answer."""

import json
from typing import Any

from tests.cluster.lab.test_documents import lab
from tutorial.cluster.lab.answer import answer


def named(url: str, **names: str) -> dict[str, Any]:
    given = lab("host")
    given["namespaces"][0]["dns"] = {name.replace("_", "."): address for name, address in names.items()}
    return answer(json.dumps({"lab": given, "request": {"from": given["namespaces"][0]["ns"], "url": url}}))


def test_a_name_is_looked_up_by_the_asking_namespace() -> None:
    found = named("http://httpi.marathon.agentip:16327/", httpi_marathon_agentip="172.16.9.84")
    looked_up = {"node": "master", "name": "httpi.marathon.agentip", "type": "A", "address": "172.16.9.84"}
    assert found["lookups"] == [looked_up]
    assert found["outcome"]["http_code"] == 200


def test_names_do_not_mind_case_or_a_dot_at_the_end() -> None:
    assert named("http://HTTPI.Marathon.:16327/", httpi_marathon="172.16.9.84")["outcome"]["http_code"] == 200


def test_a_name_that_nobody_knows_costs_exit_6_and_no_leg() -> None:
    found = named("http://nope:16327/", httpi_marathon="172.16.9.84")
    assert found["lookups"] == [{"node": "master", "name": "nope", "type": "A", "address": None}]
    assert (found["legs"], found["outcome"]["exit"]) == ([], 6)
    assert found["outcome"]["stderr"] == "curl: (6) Could not resolve host: nope"


def test_a_request_to_an_address_looks_nothing_up() -> None:
    assert "lookups" not in named("http://172.16.9.84:16327/")


def test_a_rule_that_drops_questions_costs_the_time_of_silence() -> None:
    given = lab("host")
    asker = given["namespaces"][0]
    asker["dns"] = {"httpi.marathon": "172.16.9.84"}
    asker["iptables"] = {"filter": ["-A INPUT -p udp -m udp --dport 53 -j DROP"]}
    request = {"from": asker["ns"], "url": "http://httpi.marathon:16327/"}
    found = answer(json.dumps({"lab": given, "request": request}))
    assert found["lookups"] == [{"node": "master", "name": "httpi.marathon", "type": "A", "address": None}]
    assert (found["outcome"]["exit"], found["outcome"]["time"]) == (6, "about 10 s")
    request["curl_args"] = ["-m", "3"]
    found = answer(json.dumps({"lab": given, "request": request}))
    assert found["outcome"]["stderr"] == "curl: (28) Resolving timed out after 3000 milliseconds"
