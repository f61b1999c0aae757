"""The tools that bash does not have, or that show the simulated world: exact output, typed at the right place."""

from dataclasses import replace

import pytest

from tests.shell.build import HOST_LIST, Typist, world
from tutorial.cluster.host import HOSTS
from tutorial.cluster.network import setup
from tutorial.shell import registry
from tutorial.shell.command import Command
from tutorial.shell.registry import commands_of

ROLES = ("laptop", "client", "master", "public_agent", "agent")


def networked(host: str, user: str = "root") -> Typist:
    built = world()
    setup.build_underlay(built, HOST_LIST, setup.Underlay("172.16.0.0/16", "172.16.0.1"))
    return Typist(built, host, user)


@pytest.mark.parametrize(
    ("place", "line", "output"),
    [
        ("S1", "hostname", "ip-172-16-9-84\n"),
        ("S1", "hostname -s", "ip-172-16-9-84\n"),
        ("S1", "hostname -I", "172.16.9.84 \n"),
        ("S1", "hostname -i", "172.16.9.84\n"),
        ("master", "hostname -I", "172.16.9.10 93.186.40.120 \n"),
        ("laptop", "hostname -I", "203.0.113.60 \n"),
        ("S1", "hostname x", "hostname: changing the name is not supported here\n"),
        ("S1", "id", "uid=0(root) gid=0(root) groups=0(root)\n"),
        ("S1", "id -u; id -un; id -g", "0\nroot\n0\n"),
        ("S1", "whoami", "root\n"),
        ("S1", "echo $USER $HOME $SHELL $LOGNAME $TERM", "root /root /bin/bash root xterm-256color\n"),
    ],
)
def test_a_tool_shows_the_host_that_it_runs_on(place: str, line: str, output: str) -> None:
    assert networked(place).type(line).screen == output


def test_ls_shows_names_in_columns_on_a_terminal_and_one_a_line_elsewhere() -> None:
    names = {f"file-{number:02}.json": "" for number in range(12)}
    typist = Typist(world(names))
    assert typist.type("ls").screen.count("\n") == 2
    assert typist.type("ls").screen.startswith("file-00.json  file-02.json  file-04.json")
    assert typist.type("ls | head -2").screen == "file-00.json\nfile-01.json\n"
    assert typist.type("ls -1 | wc -l").screen == "12\n"


def test_ls_l_shows_mode_owner_size_and_time() -> None:
    typist = Typist(world({"a.json": "{}", "longer": "x" * 5000}))
    assert typist.type("ls -l").screen == (
        "total 12\n-rw-r--r-- 1 you you    2 Jul 22 15:02 a.json\n-rw-r--r-- 1 you you 5000 Jul 22 15:02 longer\n"
    )
    assert typist.type("ls -ld /tmp; ls -F / | head -2").screen == (
        "drwxr-xr-x 2 root root 4096 Jul 22 15:02 /tmp\nbin/\ndev/\n"
    )


def test_sleep_waits_in_logical_time() -> None:
    typist = Typist(world())
    typist.type("sleep 1.5; sleep 1m 2s")
    assert typist.world.now_ms == 63_500


def test_a_stage_that_waits_feeds_the_next_one_meanwhile() -> None:
    typist = Typist(world())
    shown = typist.type("for i in 1 2 3; do echo $i; sleep 1; done | while read n; do echo got $n; done")
    assert shown.screen == "got 1\ngot 2\ngot 3\n"
    assert typist.world.now_ms == 3_000


def test_a_writer_ends_when_its_reader_has_seen_enough() -> None:
    shown = Typist(world()).type("seq 1000000 | head -2; while true; do echo y; done | head -1")
    assert shown.screen == "1\n2\ny\n"
    assert shown.steps < 5_000


@pytest.mark.parametrize("role", ROLES)
def test_help_lists_the_tools_of_the_host_and_each_tells_its_usage(role: str) -> None:
    host = next(host for host in HOST_LIST if host.role == role)
    typist = Typist(world(), host.id, "root")
    listed = typist.type("help").screen
    for name in commands_of(host):
        command = registry.all_commands()[name]
        assert f"  {command.name} " in listed
        shown = typist.type(f"help {name}")
        assert shown.screen == command.help()
        assert shown.exit_code == 0


def every_command() -> list[Command]:
    return list({command.name: command for command in registry.all_commands().values()}.values())


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.name)
def test_the_help_of_a_command_names_each_of_its_options(command: Command) -> None:
    text = command.help()
    assert text.startswith(f"Usage: {command.name}")
    assert command.summary in text
    assert command.summary.endswith(".")
    for option in command.options:
        assert all(flag in text for flag in option.flags)
        assert option.summary


def _owner(command: Command) -> Typist:
    """Root on a machine that has the command, with its package if it comes with one."""
    built = world()
    host = next(host for host in HOST_LIST if host.role in command.roles)
    built.put(HOSTS, host.id, replace(host, packages=(command.package,)))
    return Typist(built, host.id, "root")


@pytest.mark.parametrize("command", [c for c in every_command() if c.helps], ids=lambda command: command.name)
def test_a_lone_help_option_prints_the_same_help(command: Command) -> None:
    shown = _owner(command).type(f"{command.name} --help")
    assert (shown.stdout, shown.exit_code) == (command.help(), 0)


def test_help_for_what_is_not_there_says_so() -> None:
    shown = Typist(world()).type("help nosuch docker")
    assert shown.stderr == ("bash: help: no help topics match `nosuch'.\nbash: help: no help topics match `docker'.\n")
    assert shown.exit_code == 1


OWN_WORDS = {"bridge", "dcos", "docker", "echo", "ip", "iptables", "jq", "ss"}
"""Commands that refuse an option in the real tool's words, or take any."""


@pytest.mark.parametrize("name", [c.name for c in every_command() if c.options and c.name not in OWN_WORDS])
def test_an_unsupported_option_says_so_and_which_are_supported(name: str) -> None:
    command = registry.all_commands()[name]
    shown = _owner(command).type(f"{name} --no-such-option x")
    assert f"{name}: option --no-such-option is not supported here; supported: " in shown.stderr
    for option in command.options:
        assert option.flags[0] in shown.stderr
    assert shown.exit_code != 0
    assert shown.stdout == ""


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("sort --revers", "; nearest: --reverse\n"),
        ("grep --ignorecase x", "; nearest: --ignore-case\n"),
        ("cut --field=1", "; nearest: --fields\n"),
        ("uniq -z", " -w\n"),
        (f"sort --{'x' * 5000}", " -u\n"),
    ],
)
def test_of_the_supported_options_the_nearest_is_named(line: str, nearest: str) -> None:
    assert Typist(world({"f": ""})).type(f"{line} < f").stderr.endswith(nearest)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("select x in a b; do true; done", "select is not supported here"),
        ("x=(a b)", "arrays are not supported here"),
        ("cat <(echo a)", "process substitution, <(…) and >(…), is not supported here"),
        ("cat <> f", "the redirection <> is not supported here"),
    ],
)
def test_a_part_of_bash_that_is_not_there_is_named(line: str, words: str) -> None:
    shown = Typist(world()).type(line)
    assert (shown.stderr, shown.exit_code) == (f"bash: {words}\n", 2)


def test_a_tool_of_another_place_is_not_found_here() -> None:
    assert Typist(world()).type("docker ps").stderr == "bash: docker: command not found\n"
    assert Typist(world(), "S1", "root").type("dcos node").stderr == "bash: dcos: command not found\n"


def test_reading_from_the_terminal_is_refused_in_plain_words() -> None:
    for line in ("cat", "read x", "grep a", "wc"):
        shown = Typist(world()).type(line)
        assert "standard input is the terminal, which is not read here: use a file, a pipe or <<" in shown.stderr
        assert shown.exit_code != 0


def test_a_full_disk_is_an_error_of_who_writes() -> None:
    typist = Typist(world())
    typist.type("for i in {1..7}; do seq 40000 > f$i; done")
    shown = typist.type("seq 60000 > big; wc -c < big")
    assert "No space left on device" in shown.stderr
    assert typist.type("for i in {1..20}; do cat f1 > g$i; done; echo $?").stderr.count("No space left on device") >= 10
    assert typist.type("echo still here").screen == "still here\n"
