"""How the real DC/OS CLI asks: the configuration that `attach.sh` leaves, and its two ways to an address.

Sources: dcos/dcos-core-cli, python/lib/dcos/dcos/{marathon,mesos,cosmos,http}.py and pkg/pluginutil; dcos/dcos-cli,
pkg/httpclient. Its first plugin is Python and joins addresses as a browser follows links; the core and what was
rewritten in Go write a path behind an address.
"""

import json
import os
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

MARATHON, MESOS, NAMES, VERSION = "/service/marathon/", "/mesos/", "/mesos_dns/", "/dcos-metadata/"
TIMEOUT_S = (5, 60)


def attached(script: bytes, folder: Path) -> dict[str, Any]:
    """The configuration that a script leaves in a folder where another cluster was attached."""
    other = folder / "clusters" / "another"
    other.mkdir(parents=True)
    (other / "attached").touch()
    environment = {"DCOS_DIR": str(folder), "PATH": os.environ["PATH"]}
    subprocess.run(["sh", "-s"], input=script, env=environment, check=True, capture_output=True, cwd=folder)
    (mark,) = folder.glob("clusters/*/attached")
    config = mark.parent / "dcos.toml"
    assert config.stat().st_mode & 0o777 == 0o600
    return {"id": mark.parent.name, **tomllib.loads(config.read_text())}


@dataclass(frozen=True)
class Answer:
    """What came back; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class Cli:
    """An attached CLI, without what it prints."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._core = config["core"]
        place = urlsplit(self._core["dcos_url"])
        assert place.hostname
        self._connection = HTTPConnection(place.hostname, place.port, timeout=TIMEOUT_S[1])

    def close(self) -> None:
        """End the connection on which all that is asked in Go goes."""
        self._connection.close()

    def ask(self, request: dict[str, Any]) -> Answer:
        """Ask what a recorded request asked, as the program did that was recorded."""
        body = _body(request)
        headers = {name: self._own(name, value) for name, value in request.get("headers", {}).items()}
        query = f"?{request['query']}" if request.get("query") else ""
        if "accept" in headers:
            return self._by_python(request["method"], self._joined(request["path"]) + query, headers, body)
        return self._by_go(request["method"], self._appended(request["path"]) + query, headers, body)

    def _own(self, name: str, value: str) -> str:
        token = self._core["dcos_acs_token"] if value != "token=" else ""
        return f"token={token}" if name == "authorization" else value

    def _joined(self, path: str) -> str:
        if path.startswith(VERSION):
            return str(self._core["dcos_url"]).rstrip("/") + path
        if path.startswith(NAMES):
            return urljoin(self._core["dcos_url"], path)
        if path.startswith(MARATHON):
            return urljoin(self._config["marathon"]["url"], path.removeprefix(MARATHON))
        if path.startswith(MESOS):
            return urljoin(self._core["mesos_master_url"], path.removeprefix(MESOS))
        return urljoin(self._config["package"]["cosmos_url"], path.removeprefix("/"))

    def _appended(self, path: str) -> str:
        if path.startswith(MARATHON):
            return str(self._config["marathon"]["url"]) + path.removeprefix(MARATHON[:-1])
        if path.startswith(MESOS):
            return str(self._core["mesos_master_url"]).rstrip("/") + path.removeprefix(MESOS[:-1])
        return str(self._core["dcos_url"]) + path

    def _by_python(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        response = requests.request(method, url, headers=headers, data=body, timeout=TIMEOUT_S)
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, told, response.content)

    def _by_go(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        path = url.removeprefix(f"http://{urlsplit(url).netloc}")
        always = {"User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip"}
        self._connection.request(method, path, body, {**always, **headers})
        response = self._connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read())


def _body(request: dict[str, Any]) -> bytes | None:
    """The body of a recorded request; protobuf's calls are recorded by their names."""
    document = request.get("body")
    if document is None:
        return None
    if "protobuf" in request.get("headers", {}).get("content-type", ""):
        return bytes((8, {"GET_AGENTS": 10, "GET_FRAMEWORKS": 11, "GET_TASKS": 13}[document["type"]]))
    return json.dumps(document).encode()
