"""The files that Marathon-LB wrote for recorded apps, what a real HAProxy says of them, and what holds of any apps."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster.marathonlb.config import Refusal, Written, write
from tutorial.cluster.marathonlb.flags import Flags, from_recording
from tutorial.cluster.marathonlb.head import HEAD
from tutorial.cluster.marathonlb.labels import LABELS

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "marathon-lb"
RECORDINGS = sorted(path for path in DATA.glob("*.json") if path.name != "head.json")
assert RECORDINGS
CASES = {path.stem: json.loads(path.read_text()) for path in RECORDINGS}
BY_HAPROXY = sorted(name for name, case in CASES.items() if "haproxy_2_6" in case["rendered"]["1.13.1"])


@pytest.mark.parametrize("name", CASES)
def test_the_files_are_those_of_the_recording(name: str) -> None:
    case = CASES[name]
    recorded = case["rendered"]["1.13.1"]
    if "error" in recorded:
        with pytest.raises(Refusal) as refusal:
            write(case["apps"], from_recording(case["flags"]))
        assert str(refusal.value) == recorded["error"]
        return
    got = write(case["apps"], from_recording(case["flags"]))
    order = with_sorted_servers if recorded.get("varies") == "order of equal servers" else str
    assert order(got.body) == order(f"\n{recorded['body']}")  # the recording leaves out the head and the line behind it
    assert (got.domains, got.apps) == (recorded["domain2backend_map"], recorded["app2backend_map"])


def test_the_head_is_the_recorded_one() -> None:
    assert json.loads((DATA / "head.json").read_text())["1.13.1"] == HEAD


def with_sorted_servers(body: str) -> str:
    """Each run of server lines, sorted."""
    return re.sub(
        r"(?:^  server .*\n)+", lambda run: "".join(sorted(run[0].splitlines(keepends=True))), body, flags=re.M
    )


# A real HAProxy


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.com")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    form = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("certificate") / "cert.pem"
    path.write_bytes(key.private_bytes(form, *plain) + made.sign(key, hashes.SHA256()).public_bytes(form))
    return path


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="asks the system's haproxy, which is not here")
@pytest.mark.parametrize("name", BY_HAPROXY)
def test_a_real_haproxy_takes_what_the_recorded_one_took(name: str, certificate: Path, tmp_path: Path) -> None:
    case = CASES[name]
    flags = {**case["flags"], "folder": str(tmp_path), "ssl_certs": str(certificate)}
    written = write(case["apps"], from_recording(flags))
    assert accepted(written, tmp_path) == case["rendered"]["1.13.1"]["haproxy_2_6"]["valid"]


def accepted(written: Written, folder: Path) -> bool:
    """Whether `haproxy -c` takes a body and its maps, behind the head's own defaults (its Lua scripts are not here)."""
    defaults = HEAD[HEAD.index("defaults\n") : HEAD.index("listen stats\n")].replace("  log               global\n", "")
    (folder / "domain2backend.map").write_text(written.domains)
    (folder / "app2backend.map").write_text(written.apps)
    (folder / "haproxy.cfg").write_text(defaults + written.body)
    command = ["haproxy", "-c", "-f", str(folder / "haproxy.cfg")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# Laws

TEXT = st.text(st.sampled_from("aB./:,-_{}0 1\r\n"), max_size=8)
LABEL = st.tuples(st.integers(0, 2), st.sampled_from(sorted(LABELS)), TEXT)
NODES = ["172.16.9.84", "172.16.15.168", "agent", ""]
STATES = ["TASK_RUNNING", "TASK_STAGING", "TASK_KILLED"]
TASK = st.fixed_dictionaries(
    {"id": TEXT, "host": st.sampled_from(NODES), "ports": st.lists(st.integers(1, 65535), min_size=3, max_size=3)},
    optional={
        "state": st.sampled_from(STATES),
        "healthCheckResults": st.lists(st.fixed_dictionaries({"alive": st.booleans()}), max_size=2),
    },
)
NAMES = st.lists(st.text(st.sampled_from("ab/-"), min_size=1, max_size=6), max_size=3, unique=True)
PORTS = st.lists(st.builds(lambda port: {"port": port}, st.integers(0, 65535)), max_size=3)


@st.composite
def some_apps(draw: st.DrawFn, labels: st.SearchStrategy[Any] = LABEL) -> list[Any]:
    return [
        {
            "id": f"/{name}",
            "labels": {f"HAPROXY_{n}_{label}": value for n, label, value in draw(st.lists(labels, max_size=6))},
            "portDefinitions": draw(PORTS),
            "tasks": draw(st.lists(TASK, max_size=4)),
        }
        for name in draw(NAMES)
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
)


@given(some_apps() | JSON, st.booleans())
def test_any_apps_make_a_file_or_are_refused_and_always_alike(apps: Any, by_map: bool) -> None:
    flags = Flags(groups=("*",), haproxy_map=by_map)

    def outcome() -> Any:
        try:
            return write(apps, flags)
        except Refusal as refusal:
            return str(refusal)

    before = json.dumps(apps)
    assert outcome() == outcome()
    assert json.dumps(apps) == before


@given(some_apps(), st.data())
def test_the_order_of_apps_without_maps_decides_nothing(apps: list[Any], data: st.DataObject) -> None:
    flags = Flags(groups=("*",), haproxy_map=False)
    try:
        written = write(apps, flags)
    except Refusal:
        return  # which of two faults is said first does depend on the order
    assert write(data.draw(st.permutations(apps)), flags) == written


PLAIN = (
    st.tuples(st.integers(0, 2), st.just("VHOST"), st.sampled_from(["a.example.com", "A.example.com,b", "b"]))
    | st.tuples(st.integers(0, 2), st.just("PATH"), st.sampled_from(["/a", "/b"]))
    | st.tuples(st.integers(0, 2), st.just("MODE"), st.sampled_from(["http", "tcp"]))
    | st.tuples(st.integers(0, 2), st.sampled_from(["STICKY", "REDIRECT_TO_HTTPS", "ENABLED"]), st.just("true"))
    | st.tuples(st.integers(0, 2), st.just("AUTH"), st.just("realm:user:secret"))
)


@given(some_apps(PLAIN), st.booleans(), st.booleans())
def test_parts_of_the_file_belong_together(apps: list[Any], by_map: bool, grouped: bool) -> None:
    flags = Flags(groups=("*",), haproxy_map=by_map, group_https_by_vhost=grouped)
    written = write(apps, flags)
    heads = re.findall(r"^(frontend|backend|userlist) (\S+)$", written.body, re.M)
    backends = {name for kind, name in heads if kind == "backend"}
    wanted = set(re.findall(r"^  use_backend ([^%\s]\S*)", written.body, re.M))
    mapped = {line.split()[1] for line in (written.domains + written.apps).splitlines()}
    assert wanted | mapped == backends
    assert set(re.findall(r"http_auth\((\S+)\)", written.body)) <= {name for kind, name in heads if kind == "userlist"}
    for section in re.split(r"^\n", written.body, flags=re.M):
        used = set(re.findall(r" !?((?:host|path|auth)_\S+)$| ((?:host|path|auth)_\S+) ", section, re.M))
        assert {name for pair in used for name in pair if name} <= set(re.findall(r"^  acl (\S+)", section, re.M))


@given(some_apps(PLAIN))
def test_each_task_that_counts_is_one_server_of_each_of_its_ports(apps: list[Any]) -> None:
    written = write(apps, Flags(groups=("*",)))
    servers = Counter(re.findall(r"^  server \S+ (\S+:\d+) id (\d+)", written.body, re.M))
    expected = Counter(
        f"{task['host']}:{task['ports'][n]}"
        for app in apps
        for task in app["tasks"]
        if task["host"].startswith("172.") and task.get("state") != "TASK_KILLED"
        for n in range(len(app["portDefinitions"]))
    )
    assert Counter(end for end, _ in servers.elements()) == expected
    for section in re.split(r"^\n", written.body, flags=re.M):
        numbers = re.findall(r"^  server \S+ \S+ id (\d+)", section, re.M)
        assert len(set(numbers)) == len(numbers)
        assert all(1 <= int(number) < 32767 for number in numbers)
