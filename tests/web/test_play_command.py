"""`manage.py play`: a script typed on a fresh cluster, as a user starts it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build import FILES
from tests.servers import ROOT
from tutorial.play import Typed, typed_lines

HOST_LINES = """\
# the article's host-mode lines
dcos marathon app add httpi_host.json
dcos marathon app show /httpi | jq -r '.tasks[].ports[]'
dcos marathon app show /httpi | jq -r '.tasks[].ipAddresses[]'
dcos node ssh --master-proxy --leader --user=centos
hostname -I
exit
@master curl http://172.16.9.84:16327
dcos node ssh --master-proxy --user centos --mesos-id $(dcos marathon app show /httpi | jq -r '.tasks[].slaveId')
sudo docker inspect $(sudo docker ps -q) | jq -r '.[].Config.Env[]'
"""


def played(script: str, *options: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """The command with a script on standard input, or with one in a folder that has the article's files."""
    path = "-"
    if folder is not None:
        for name, text in FILES.items():
            (folder / name).write_text(text)
        (folder / "script.txt").write_text(script)
        path = str(folder / "script.txt")
    command = [sys.executable, "manage.py", "play", path, *options]
    return subprocess.run(command, cwd=ROOT, input=script, capture_output=True, text=True, check=False)


def documents(script: str, folder: Path, *options: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in played(script, "--json", *options, folder=folder).stdout.splitlines()]


def test_the_articles_host_lines_give_its_values(tmp_path: Path) -> None:
    shown = documents(HOST_LINES, tmp_path)
    assert [line["exit_code"] for line in shown] == [0] * 9
    outputs = [str(line["stdout"]) for line in shown]
    assert outputs[0].startswith("Created deployment ")
    assert outputs[1] == "16327\n"
    assert json.loads(outputs[2]) == {"ipAddress": "172.16.9.84", "protocol": "IPv4"}
    assert "172.16.9.10" in outputs[4].split()
    assert outputs[6] == "3.1415926536"
    assert "PORT_HTTP=16327" in outputs[8].splitlines()


def test_each_line_is_one_object_with_its_traces_and_a_state(tmp_path: Path) -> None:
    curl = documents(HOST_LINES, tmp_path)[6]
    assert (curl["seq"], curl["where"], curl["line"]) == (7, "master", "curl http://172.16.9.84:16327")
    assert [trace["disposition"] for trace in curl["traces"]] == ["delivered"]  # type: ignore[attr-defined]  # JSON has no types
    assert len(str(curl["state"])) == 32
    assert documents(HOST_LINES, tmp_path)[6]["state"] == curl["state"]
    assert documents(HOST_LINES, tmp_path, "--seed", "other")[6]["state"] != curl["state"]


def test_the_screen_shows_prompt_line_and_output_and_the_last_exit_code_is_the_commands() -> None:
    run = played("echo one\n@S3 false\n")
    assert run.stdout == "you@laptop:~$ echo one\none\n[root@ip-172-16-15-168 ~]# false\n"
    assert run.returncode == 1


def test_what_a_job_prints_stands_before_the_next_prompt() -> None:
    done = played("sleep 2 && echo late &\necho early\n(sleep 3; echo last) &\n")
    prompt = "you@laptop:~$ "
    assert done.stdout.splitlines() == [
        f"{prompt}sleep 2 && echo late &",
        "[1] 2301",
        "late",
        "[1]+  Done                    sleep 2 && echo late",
        f"{prompt}echo early",
        "early",
        f"{prompt}(sleep 3; echo last) &",
        "[1] 2302",
        "last",
        "[1]+  Done                    (sleep 3; echo last)",
    ]


@pytest.mark.parametrize(
    ("line", "words", "status"),
    [
        ("sleep 999999", "^C\n", 130),
        ("while true; do true; done", "hopscope: the line has used up its 200,000 steps; it was ended\n", 137),
    ],
)
def test_a_line_without_end_is_ended_and_its_exit_code_is_the_commands(line: str, words: str, status: int) -> None:
    run = played(f"true\n{line}\n")
    assert run.stdout.endswith(f"{line}\n{words}")
    assert run.returncode == status


@pytest.mark.parametrize(
    ("script", "options", "words"),
    [
        ("@nope true\n", (), "@nope: no such place"),
        ("@S3/nope true\n", (), "@S3/nope: no such place"),
        ("true\n", ("--scenario", "nope"), "there is no scenario 'nope'"),
        ("true\n", ("--scenario", "nope.toml"), "nope.toml: "),
    ],
)
def test_what_cannot_be_played_is_said_in_a_line(script: str, options: tuple[str, ...], words: str) -> None:
    run = played(script, *options)
    assert run.returncode == 1
    assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_a_scenario_file_pins_other_values(tmp_path: Path) -> None:
    pin = '{purpose = "marathon.port", subject = ["/httpi", "host", 1, 1, 1], value = 20000}'
    (tmp_path / "other.toml").write_text(f"[scenario]\npins = [{pin}]\n")
    shown = documents(HOST_LINES, tmp_path, "--scenario", str(tmp_path / "other.toml"))
    assert shown[1]["stdout"] == "20000\n"


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("a\n\n# no\n  # no\nb", [("laptop", "a"), ("laptop", "b")]),
        ("@S1 ls -l\n@S3/mesos-1 env", [("S1", "ls -l"), ("S3/mesos-1", "env")]),
        (
            "@master for i in 1 2\ndo echo $i\ndone\ntrue",
            [("master", "for i in 1 2\ndo echo $i\ndone"), ("laptop", "true")],
        ),
        ("cat <<EOF\n# kept\nEOF", [("laptop", "cat <<EOF\n# kept\nEOF")]),
        ("echo 'open", [("laptop", "echo 'open")]),
    ],
)
def test_a_script_is_split_into_lines_where_the_shell_would(script: str, lines: list[tuple[str, str]]) -> None:
    assert list(typed_lines(script)) == [Typed(where, text) for where, text in lines]
