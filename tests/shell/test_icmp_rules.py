"""`--icmp-type` as iptables-legacy 1.8.9 takes it and prints it: a recorded session."""

import pytest

from tests.shell.build import Typist, world
from tutorial.cluster.network import setup
from tutorial.cluster.network.tables import Namespace

HINT = "Try `iptables -h' or 'iptables --help' for more information."
TYPED = [
    # what is typed, what `-S` prints, what `-nL` prints, what `-L` prints
    ("-p icmp --icmp-type 8", "--icmp-type 8", "icmptype 8", "icmp echo-request"),
    ("-p icmp --icmp-type echo-reply", "--icmp-type 0", "icmptype 0", "icmp echo-reply"),
    ("-p icmp --icmp-type any", "--icmp-type any", "icmptype 255", "icmp any"),
    ("-p icmp --icmp-type 3/1", "--icmp-type 3/1", "icmptype 3 code 1", "icmp host-unreachable"),
    (
        "-p icmp ! --icmp-type port-unreachable",
        "! --icmp-type 3/3",
        "icmp !type 3 code 3",
        "icmp !port-unreachable",
    ),
    ("-p icmp --icmp-type destination-unreachable", "--icmp-type 3", "icmptype 3", "icmp destination-unreachable"),
    ("-p icmp -m icmp --icmp-type ttl-exceeded", "--icmp-type 11", "icmptype 11", "icmp time-exceeded"),
    ("-p icmp --icmp-type network-unreachable", "--icmp-type 3/0", "icmptype 3 code 0", "icmp network-unreachable"),
    ("-p icmp --icmp-type 12", "--icmp-type 12", "icmptype 12", "icmp parameter-problem"),
]
REFUSED = [
    ("-p icmp -m icmp", 'icmp: option "--icmp-type" must be specified\n'),
    ("-p icmp --icmp-type foo", "Unknown ICMP type `foo'"),
    ("--icmp-type 8", 'unknown option "--icmp-type"'),
    ("-p tcp --icmp-type 8", 'unknown option "--icmp-type"'),
    ("-p icmp --icmp-type 300", "Unknown ICMP type `300'"),
    ("-p icmp --icmp-type 3/300", "Unknown ICMP code `3/300'"),
]


def fresh() -> Typist:
    built = world()
    setup.add_namespace(built, Namespace("S1", "S1", "agent"))
    return Typist(built, "S1", "root")


@pytest.mark.parametrize(("typed", "spec", "numeric", "named"), TYPED)
def test_a_type_is_printed_as_by_the_real_tool(typed: str, spec: str, numeric: str, named: str) -> None:
    typist = fresh()
    assert typist.type(f"iptables -A INPUT {typed} -j DROP").exit_code == 0
    assert typist.type("iptables -S INPUT").stdout.endswith(f"-A INPUT -p icmp -m icmp {spec} -j DROP\n")
    for options, shown in (("-nL", numeric), ("-L", named)):
        assert typist.type(f"iptables {options} INPUT").stdout.rstrip("\n").endswith(f"  {shown}")


@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_what_is_no_type_is_refused_in_the_real_tools_words(typed: str, said: str) -> None:
    shown = fresh().type(f"iptables -A INPUT {typed} -j DROP")
    assert shown.stderr.partition(": ")[2] == f"{said}\n{HINT}\n"
    assert shown.exit_code == 2
