"""`traceroute`: a recorded session of the real one (2.1.2) in the same network, and what it leaves to look at. An
answer inside the network takes no time here, so milliseconds of a recording are levelled; seconds are not."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.network.build import two_ways
from tests.shell.machines import answers_as, at, machines
from tutorial.cluster.network.trace import Disposition

RECORDED: list[Any] = json.loads((Path(__file__).parent / "sessions" / "traceroute.json").read_text())["commands"]


def levelled(text: str) -> str:
    return re.sub(r"  (\d+)\.\d{3} ms", lambda found: f"  {int(found[1]) // 1000} s", text)


def test_every_answer_of_a_recorded_session() -> None:
    answers_as(machines(two_ways(), *"arqb"), RECORDED, levelled)


def test_the_first_probe_of_each_hop_is_a_leg_of_the_lines_trace() -> None:
    world = machines(two_ways(), *"arqb")
    (trace,) = at(world, "a", "traceroute -n 10.9.9.9").traces
    assert (trace.method, trace.disposition, len(trace.legs)) == ("TRACEROUTE", Disposition.DELIVERED, 2)
    ends = [[step for leg, way, step in trace.hops() if (leg, way) == (number, "request")][-1] for number in (1, 2)]
    assert [(step.namespace, step.message) for step in ends] == [("r", "ttl.exceeded"), ("b", "socket.none_udp")]


def test_probes_that_nobody_answers_are_waited_for_sixteen_at_once() -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "r", "iptables -A FORWARD -j DROP")
    shown = at(world, "a", "traceroute -n -w 2 -m 12 10.9.9.9")
    assert shown.stdout.splitlines()[1:] == [
        " 1  10.0.0.254  0.000 ms  0.000 ms  0.000 ms",
        *(f"{ttl:2}  * * *" for ttl in range(2, 13)),
    ]
    assert world.now_ms == 3 * 2000


def test_ctrl_c_leaves_the_trace_of_what_was_sent() -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "r", "iptables -A FORWARD -j DROP")
    shown = at(world, "a", "traceroute -n 10.9.9.9", interrupt_at=12)
    assert (shown.exit_code, len(shown.traces)) == (130, 1)


TYPED = "-n -I -m 3 40 -q 2 -w 1 5,3,10 x -f 2 -p 80 10.9.9.9 10.0.0.77 224.0.0.1 nope 70 -1 é"
WORDS = st.sampled_from([*TYPED.split(), ""])


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_no_words_raise_and_the_clock_stays_whole(words: list[str]) -> None:
    world = machines(two_ways(), *"arqb")
    assert at(world, "a", shlex.join(["traceroute", *words])).exit_code in {0, 1, 2}
    assert isinstance(world.now_ms, int)
