"""Small forms of the network tools, as the real ones print them."""

import pytest

from tests.cluster.network.build import two_ways
from tests.shell.machines import at, machines

RAW = "State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
FORMS = {
    "ss -wan": RAW,
    "ss -wln": RAW,
    "ss -H -wln": "",
    "iptables -V": "iptables v1.4.21\n",
    "iptables --version": "iptables v1.4.21\n",
}


@pytest.mark.parametrize("line", FORMS)
def test_what_is_printed(line: str) -> None:
    shown = at(machines(two_ways(), *"arqb"), "a", f"{line} | cat")
    assert (shown.stdout, shown.stderr, shown.exit_code) == (FORMS[line], "", 0)


def test_colours_change_nothing() -> None:
    world = machines(two_ways(), *"arqb")
    assert at(world, "a", "ip -c -br addr").stdout == at(world, "a", "ip -br addr").stdout != ""
