"""ipvsadm: not there until it is installed; then the services that packets meet, shown and changed."""

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import FILES, no_tool
from tests.shell.build import Typist, world
from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.cluster.network.ipvs.tables import COUNTS, Count, Service, add_service
from tutorial.play import Typed, let_settle, type_line

ADDRESS = "11.249.78.219"
VIP = f"{ADDRESS}:3141"
HEAD = (
    "IP Virtual Server version 1.2.1 (size=4096)\n"
    "Prot LocalAddress:Port Scheduler Flags\n"
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
)


def on(attempt: Attempt, text: str, where: str = "master") -> tuple[str, int]:
    line = type_line(attempt, Typed(where, text), no_tool)
    assert line.exit_code is not None
    return "".join(span.text for _, spans in line.output for span in spans), line.exit_code


@pytest.fixture
def attempt() -> Attempt:
    """The article's cluster with a virtual address before three tasks, and ipvsadm on the master."""
    made = Attempt(scenario.build(scenario.load("article"), files=FILES))
    labelled = FILES["httpi_host.json"].replace('"name": "http"', '"name": "http", "labels": {"VIP_0": "/httpi:3141"}')
    assert labelled != FILES["httpi_host.json"]
    on(made, f"echo {shlex.quote(labelled)} > v.json; dcos marathon app add v.json", "laptop")
    on(made, "dcos marathon app update /httpi instances=3", "laptop")
    let_settle(made, no_tool)
    assert on(made, "yum install -y ipvsadm")[1] == 0
    return made


def servers(attempt: Attempt) -> list[str]:
    return [line.split()[1] for line in on(attempt, "ipvsadm -Ln")[0].splitlines() if line.startswith("  -> 1")]


def test_it_is_not_there_until_it_is_installed() -> None:
    typist = Typist(world(), "S1", "root")
    assert typist.type("ipvsadm -Ln").stderr == "bash: ipvsadm: command not found\n"
    before_ms = typist.world.now_ms
    shown = typist.type("yum install -y ipvsadm")
    assert shown.exit_code == 0
    assert typist.world.now_ms > before_ms
    assert shown.stdout.endswith("Complete!\n")
    assert "Installed:\n  ipvsadm.x86_64 0:1.27-7.el7" in shown.stdout
    assert typist.type("ipvsadm -Ln").stdout == HEAD
    again = typist.type("yum install -y ipvsadm")
    assert again.stdout.endswith(
        "Package ipvsadm-1.27-7.el7.x86_64 already installed and latest version\nNothing to do\n"
    )
    assert typist.type("yum install -y nothing").exit_code == 1
    other = Typist(typist.world, "S3", "root")
    other.line = typist.line
    assert other.type("ipvsadm").exit_code == 127


def test_nobody_but_root_sees_or_installs_anything() -> None:
    typist = Typist(world(), "S1", "centos")
    assert typist.type("yum install -y ipvsadm").exit_code == 1
    assert typist.type("sudo yum install -y ipvsadm").exit_code == 0
    assert typist.type("ipvsadm -Ln").exit_code == 2
    assert typist.type("sudo ipvsadm -Ln").exit_code == 0


def test_the_service_is_listed_with_its_servers_and_their_connections(attempt: Attempt) -> None:
    lines = on(attempt, "ipvsadm -Ln")[0].removeprefix(HEAD).splitlines()
    assert lines[0] == f"TCP  {VIP} wlc"
    assert [line.split()[2:] for line in lines[1:]] == [["Masq", "1", "0", "0"]] * 3
    for _ in range(4):
        assert on(attempt, f"curl -s {VIP}") == ("3.1415926536", 0)
    lines = on(attempt, "ipvsadm -Ln")[0].splitlines()[4:]
    assert sorted(line.split()[-1] for line in lines) == ["1", "1", "2"]
    counted = on(attempt, "ipvsadm -Ln --stats")[0].splitlines()
    assert counted[3].split()[:3] == ["TCP", VIP, "4"]
    assert sum(int(line.split()[2]) for line in counted[4:]) == 4
    remembered = on(attempt, "ipvsadm -Lnc")[0].splitlines()
    assert remembered[0] == "IPVS connection entries"
    assert len(remembered) == 6
    assert all(line.split()[2] == "TIME_WAIT" for line in remembered[2:])


def test_a_weight_of_nothing_takes_no_new_connections_until_the_next_comparison(attempt: Attempt) -> None:
    quiet = servers(attempt)[0]
    # One line, for before the next one the cluster comes to rest, and dcos-net has compared.
    asks = f"for i in 1 2 3 4; do curl -s {VIP}; done"
    shown = on(attempt, f"ipvsadm -e -t {VIP} -r {quiet} -m -w 0; {asks}; ipvsadm -Ln")[0]
    row = next(line for line in shown.splitlines() if quiet in line)
    assert row.split()[3:] == ["0", "0", "0"]
    row = next(line for line in on(attempt, "ipvsadm -Ln")[0].splitlines() if quiet in line)
    assert row.split()[3] == "1"


def test_what_was_deleted_by_hand_comes_back_with_the_next_comparison(attempt: Attempt) -> None:
    meant = servers(attempt)
    shown = on(attempt, f"ipvsadm -d -t {VIP} -r {meant[1]}; ipvsadm -Ln")[0]
    assert meant[1] not in shown
    assert servers(attempt) == meant
    shown, exit_code = on(attempt, f"ipvsadm -D -t {VIP}; ipvsadm -Ln; curl {VIP}")
    assert (VIP in shown.removesuffix(f"curl: (7) Failed connect to {VIP}; Connection refused\n"), exit_code) == (
        False,
        7,
    )
    assert servers(attempt) == meant
    assert on(attempt, f"curl -s {VIP}") == ("3.1415926536", 0)


REFUSALS = [
    ("-A -t 1.2.3.4:80", "Service already exists", 255),
    ("-A -t 1.2.3.4:81 -s foo", "Scheduler or persistence engine not found", 255),
    ("-D -t 1.2.3.4:82", "No such service", 255),
    ("-E -t 1.2.3.4:82", "No such service", 255),
    ("-a -t 1.2.3.4:82 -r 10.0.0.1:80 -m", "Service not defined", 255),
    ("-a -t 1.2.3.4:80 -r 10.0.0.1:80 -m", "Destination already exists", 255),
    ("-d -t 1.2.3.4:80 -r 10.0.0.2:80", "No such destination", 255),
    ("-e -t 1.2.3.4:80 -r 10.0.0.2:80", "No such destination", 255),
    ("-L -t 1.2.3.4:82", "No such service", 255),
]


@pytest.mark.parametrize(("words", "said", "code"), REFUSALS)
def test_refusals_have_its_own_words(words: str, said: str, code: int) -> None:
    typist = Typist(world(), "S1", "root")
    typist.type("yum install -y ipvsadm; ipvsadm -A -t 1.2.3.4:80; ipvsadm -a -t 1.2.3.4:80 -r 10.0.0.1:80 -m")
    shown = typist.type(f"ipvsadm {words}")
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("", f"{said}\n", code)


def test_what_was_saved_can_be_restored(attempt: Attempt) -> None:
    saved = on(attempt, "ipvsadm -Sn")[0]
    assert saved.splitlines()[0] == f"-A -t {VIP} -s wlc"
    assert saved.splitlines()[1:] == [f"-a -t {VIP} -r {server} -m -w 1" for server in servers(attempt)]
    # One line, for before the next one the cluster comes to rest, and dcos-net has compared.
    shown = on(attempt, "ipvsadm -Sn > /root/saved; ipvsadm -C; ipvsadm -Sn; ipvsadm -R < /root/saved; ipvsadm -Sn")
    assert shown == (saved, 0)


def test_each_line_is_restored_by_itself_and_the_last_one_gives_the_exit_code() -> None:
    typist = Typist(world(), "S1", "root")
    typist.type("yum install -y ipvsadm; ipvsadm -A -t 1.2.3.4:80 -s rr")
    lines = "-A -t 1.2.3.4:80\\n-A -u 1.2.3.4:53 -s rr\\n-a -u 1.2.3.4:53 -r 10.0.0.1:53 -m -w 3\\n"
    shown = typist.type(f"printf '{lines}' | ipvsadm -R")
    assert (shown.stderr, shown.exit_code) == ("Service already exists\n", 0)
    assert typist.type("ipvsadm -S").stdout == (
        "-A -t 1.2.3.4:80 -s rr\n-A -u 1.2.3.4:53 -s rr\n-a -u 1.2.3.4:53 -r 10.0.0.1:53 -m -w 3\n"
    )
    assert typist.type("echo -D -t 9.9.9.9:9 | ipvsadm -R").exit_code == 255


TYPED = (
    "-S -R -A -E -D -a -e -d -C -Z -L -n -c --stats -t -u 1.2.3.4:80 1.2.3.4 :80 -r 10.0.0.1:80 -w 0 7 -m -g "
    "-s rr foo ' é"
)
WORDS = st.sampled_from([*TYPED.split(), ""])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=8), max_size=5))
def test_no_words_raise(lines: list[list[str]]) -> None:
    typist = Typist(world(), "S1", "root")
    typist.type("yum install -y ipvsadm; ipvsadm -A -t 1.2.3.4:80")
    for words in lines:
        assert typist.type(shlex.join(["ipvsadm", *words])).exit_code in {0, 1, 2, 255}
        assert typist.type("ipvsadm -Ln").exit_code == 0


def test_counters_are_shortened_unless_they_are_to_be_exact() -> None:
    made = world()
    key = ("tcp", ADDRESS, 3141)
    add_service(made, "S1", Service(*key))
    made.put(COUNTS, key, Count(123_456_789, 1, 2), "S1")
    typist = Typist(made, "S1", "root")
    typist.type("yum install -y ipvsadm")
    assert "123M        1        2       60      120" in typist.type("ipvsadm -Ln --stats").stdout
    assert "123456789        1        2       60      120" in typist.type("ipvsadm -Ln --stats --exact").stdout


def test_timeouts_are_the_kernels() -> None:
    typist = Typist(world(), "S1", "root")
    typist.type("yum install -y ipvsadm")
    assert typist.type("ipvsadm -L --timeout").stdout == "Timeout (tcp tcpfin udp): 900 120 300\n"
