"""What is wrong with a configuration: as a real HAProxy finds it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tutorial.cluster.marathonlb.config import Written, write
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.servers.haproxy_validity import faults

THERE = frozenset({"/etc/ssl/cert.pem"})
BY_NAME = {"VHOST": "z"}
LABELS: list[dict[str, str]] = [
    *({"MODE": mode} for mode in ("", "http", "tcp", "grpc", "HTTP")),
    *({"BALANCE": name} for name in ("", "roundrobin", "source", "foo", "hdr(host)", "hdr", "uri len 3", "random")),
    *({"PORT": port} for port in ("0", "80", "65535", "65536", "-1", "9091")),
    *({"VHOST": name} for name in ("", "a b", "a,b", ",", "é", 'a"b', "a'b", "a#b", "a\\b", "a{b", "*.x")),
    *({**BY_NAME, "PATH": path} for path in ("", "/a /b", "-i /a", '"', "#")),
    *({"BIND_ADDR": name} for name in ("", "*", "10.0.0.42", "::", "[::1]", "f o", "localhost", ":")),
    *({**BY_NAME, "AUTH": text} for text in ("r:u:p", "r b:u:p", "::", "r:u:", "r::p", ":u:p", "r:u x:p", '"r:u:p')),
    *(
        {"BACKEND_NETWORK_ALLOWED_ACL": text}
        for text in ("10.0.0.0/8", "x", "10.0.0.0/33", "10.0.0.1 fe80::/10", "300.1.1.1", "", "1.2.3")
    ),
    {"BACKEND_HEAD": "backend {backend}\n  mode {mode}\n  server a\n"},
    {"BACKEND_HEAD": "backend {backend}\n  mode {mode}\n  server a 10.0.0.9:80\n"},
    {"VHOST": "x", "MODE": "tcp"},
    {"STICKY": "true"},
    {"FRONTEND_BACKEND_GLUE": "  use_backend nobody\n"},
    {"FRONTEND_BACKEND_GLUE": "  use_backend {backend} if !nothing\n"},
]


def app(name: str, labels: dict[str, str], port: int = 10_000) -> Any:
    return {
        "id": name,
        "labels": {f"HAPROXY_0_{label}": value for label, value in labels.items()},
        "portDefinitions": [{"port": port}],
        "tasks": [{"id": f"{name}.1", "host": "10.0.0.1", "ports": [1_000]}],
    }


def written(*apps: Any, folder: str = "/marathon-lb", by_map: bool = False) -> Written:
    return write(list(apps), Flags(groups=("*",), haproxy_map=by_map, folder=folder))


def without_tls(files: Written) -> str:
    """The configuration behind its head, without the frontend that needs a certificate."""
    body = re.sub(r"\nfrontend marathon_https_in\n(?:  .*\n)+", "", files.body)
    return f"defaults\n  timeout connect 3s\n{body}"


def accepted(files: Written, folder: Path) -> bool:
    """Whether a real HAProxy takes it."""
    (folder / "domain2backend.map").write_text(files.domains)
    (folder / "app2backend.map").write_text(files.apps)
    (folder / "haproxy.cfg").write_text(without_tls(files))
    command = ["haproxy", "-c", "-f", str(folder / "haproxy.cfg")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="asks the system's haproxy, which is not here")
@pytest.mark.parametrize("by_map", [False, True], ids=["rules", "maps"])
@pytest.mark.parametrize("labels", LABELS, ids=str)
def test_a_label_is_taken_or_not_as_by_a_real_haproxy(labels: dict[str, str], by_map: bool, tmp_path: Path) -> None:
    files = written(app("/a", labels), folder=str(tmp_path), by_map=by_map)
    assert (list(faults(without_tls(files), THERE)) == []) == accepted(files, tmp_path)


def test_two_apps_of_one_name_can_not_be_told_apart() -> None:
    files = written(app("/a/b", {}), app("/a_b", {}))
    assert list(faults(files.configuration, THERE)) == [
        "frontend 'a_b_10000' has the same name as another",
        "backend 'a_b_10000' has the same name as another",
    ]


def test_a_certificate_must_be_there() -> None:
    files = written(app("/a", {"SSL_CERT": "/other.pem"}))
    assert list(faults(files.configuration, THERE)) == ["unable to stat SSL certificate from file '/other.pem'"]
    assert list(faults(files.configuration, THERE | {"/other.pem"})) == []
