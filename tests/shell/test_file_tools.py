"""Tools that change the tree of files, or say something of tools and files: words, rights, limits."""

import pytest

from tests.build import article_attempt, typed
from tests.shell.build import HOST_LIST, Typist, world
from tutorial.cluster.host import FILES, File
from tutorial.shell import registry
from tutorial.shell.files import FILES_LIMIT
from tutorial.shell.registry import commands_of


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("rm none", "rm: cannot remove 'none': No such file or directory\n"),
        ("rm /tmp", "rm: cannot remove '/tmp': Is a directory\n"),
        ("rm -r /", "rm: cannot remove '/': it is dangerous to operate recursively on the root folder\n"),
        ("rm /etc/hosts", "rm: cannot remove '/etc/hosts': Permission denied\n"),
        ("rm -rf /etc", "rm: cannot remove '/etc': Permission denied\n"),
        ("mkdir /etc/x", "mkdir: cannot create directory '/etc/x': Permission denied\n"),
        ("mkdir a.txt", "mkdir: cannot create directory 'a.txt': File exists\n"),
        ("touch /etc/x", "touch: cannot touch '/etc/x': Permission denied\n"),
        ("touch /etc/hosts", "touch: cannot touch '/etc/hosts': Permission denied\n"),
        ("cp a.txt /etc", "cp: cannot create regular file '/etc/a.txt': Permission denied\n"),
        ("cp -r /tmp /tmp/x", "cp: cannot copy a directory, '/tmp', into itself, '/tmp/x'\n"),
        ("mv /etc/hosts .", "mv: cannot move '/etc/hosts' to './hosts': Permission denied\n"),
        ("mv a.txt /etc", "mv: cannot move 'a.txt' to '/etc/a.txt': Permission denied\n"),
        ("cp /secret x", "cp: cannot open '/secret' for reading: Permission denied\n"),
    ],
)
def test_what_may_not_be_changed_stays(line: str, words: str) -> None:
    built = world({"a.txt": "one\n"})
    built.put(FILES, "/etc/hosts", File("127.0.0.1 localhost\n"), "laptop")
    built.put(FILES, "/secret", File("s", mode=0o600), "laptop")
    before = built.state.rows(FILES.name, "laptop")
    shown = Typist(built).type(line)
    assert (shown.stderr, shown.exit_code) == (words, 1)
    assert built.state.rows(FILES.name, "laptop") == before


def test_a_copy_is_the_user_s_own_and_a_moved_file_stays_whose_it_was() -> None:
    typist = Typist(world({"a.txt": "one\n"}))
    typist.type("sleep 60; cp a.txt b.txt; mv a.txt c.txt")
    assert typist.type("ls -l").screen == (
        "total 8\n-rw-r--r-- 1 you you 4 Jul 22 15:03 b.txt\n-rw-r--r-- 1 you you 4 Jul 22 15:02 c.txt\n"
    )


def test_a_folder_that_becomes_empty_is_still_there() -> None:
    built = world()
    built.put(FILES, "/opt/app/file", File("x"), "S1")
    typist = Typist(built, "S1", "root")
    assert typist.type("rm /opt/app/file; ls -a /opt/app; ls -d /opt/app").screen == ".  ..\n/opt/app\n"


def test_a_host_holds_no_more_files_than_it_may() -> None:
    typist = Typist(world())
    shown = typist.type(f"touch f{{1..{FILES_LIMIT + 5}}}")
    assert shown.stderr.count("No space left on device") == 5
    assert typist.type("mkdir one-more").stderr == (
        "mkdir: cannot create directory 'one-more': No space left on device\n"
    )
    assert typist.type("mv f1 g1; rm -r f* && ls").screen == "g1\n"


@pytest.mark.parametrize("role", ["laptop", "agent", "master"])
def test_man_has_a_page_for_every_tool_of_the_host(role: str) -> None:
    host = next(host for host in HOST_LIST if host.role == role)
    typist = Typist(world(), host.id, "root")
    for name in commands_of(host):
        command = registry.all_commands()[name]
        shown = typist.type(f"man '{name}'")
        assert shown.exit_code == 0
        assert command.summary in shown.stdout
        assert all(flag in shown.stdout for option in command.options for flag in option.flags)


def test_man_says_what_it_does_not_know() -> None:
    typist = Typist(world())
    assert typist.type("man 8 sort").stdout.startswith("NAME\n       sort - Put lines in order")
    shown = typist.type("man docker nosuch; echo $?")
    assert shown.screen == "No manual entry for docker\nNo manual entry for nosuch\n16\n"
    assert typist.type("man; echo $?").screen == "What manual page do you want?\n1\n"


@pytest.mark.parametrize("tool", ["vi", "vim", "nano"])
def test_an_editor_s_name_leads_a_file_into_the_page_s_editor(tool: str) -> None:
    typist = Typist(world({"my app.json": "{}"}))
    shown = typist.type(f"{tool} 'my app.json'")
    assert (shown.spans[0].text, shown.spans[0].kind) == ("my app.json", "file")
    assert shown.spans[0].element == "file:laptop:/home/you/my app.json"
    assert "Without a page: cat > 'my app.json' <<'EOF'" in shown.stdout
    assert typist.type(f"{tool} new.json").stdout.startswith('"new.json" [New File]\n')
    assert typist.type(f"{tool} /tmp").stderr == f"{tool}: /tmp: Is a directory\n"
    assert typist.type(tool).exit_code == 1


def test_ps_lists_the_processes_of_the_host() -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "true")
    assert typed(attempt, "ps aux | grep -c httpi", "S1").text("stdout") == "1\n"
    found = typed(attempt, "ps -ef", "S1").text("stdout").splitlines()
    assert found[0] == "UID        PID  PPID  C STIME TTY          TIME CMD"
    assert found[1] == "root      1187     1  0 15:02 ?        00:00:00 /opt/mesosphere/active/dcos-net/bin/dcos-net"
    assert found[2].endswith(" ?        00:00:00 /httpi -port 16327")
    top = typed(attempt, "docker top $(docker ps -q)", "S1").text("stdout").splitlines()[1]
    assert found[2].split()[:3] == top.split()[:3]
    assert typed(attempt, "ps -C httpi | awk 'NR > 1 { print $1 }'", "S1").text("stdout") == f"{top.split()[1]}\n"
    assert typed(attempt, "ps aux", "S1").text("stdout").splitlines()[:2] == [
        "USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND",
        "root      1187  0.0  0.0      0     0 ?        S    15:02   0:00 /opt/mesosphere/active/dcos-net/bin/dcos-net",
    ]
    assert typed(attempt, "ps -p 1; echo $?", "S1").text("stdout") == "  PID TTY          TIME CMD\n1\n"


def test_ps_alone_lists_the_jobs_of_its_terminal() -> None:
    attempt = article_attempt()
    shown = typed(attempt, "sleep 100 & ps", "S1").text("stdout")
    assert [line.split(maxsplit=1)[1] for line in shown.splitlines() if "sleep" in line] == ["pts/0    00:00:00 sleep"]
    assert typed(attempt, "ps", "S3").text("stdout") == "  PID TTY          TIME CMD\n"
