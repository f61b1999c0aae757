"""Terminals: prompts, shells on other hosts, users, what stays between lines, how shells end."""

import pytest

from tests.shell.build import Typist, world
from tutorial import shell
from tutorial.cluster.host import FILES, File
from tutorial.cluster.network.tcp import GIVE_UP_MS

MASTER = "93.186.40.120"


def typist(host: str = "laptop", user: str = "you") -> Typist:
    return Typist(world(), host, user)


def screens(typist: Typist, *lines: str) -> list[str]:
    return [typist.type(line).screen for line in lines]


@pytest.mark.parametrize(
    ("host", "user", "line", "prompt"),
    [
        ("laptop", "you", "true", "you@laptop:~$ "),
        ("laptop", "you", "cd /etc", "you@laptop:/etc$ "),
        ("laptop", "you", "cd /", "you@laptop:/$ "),
        ("outside", "root", "true", "root@outside:~# "),
        ("master", "root", "true", "[root@ip-172-16-9-10 ~]# "),
        ("S1", "centos", "cd /tmp", "[centos@ip-172-16-9-84 tmp]$ "),
        ("S1", "centos", "cd /", "[centos@ip-172-16-9-84 /]$ "),
    ],
)
def test_the_prompt_is_that_of_the_hosts_own_bash(host: str, user: str, line: str, prompt: str) -> None:
    typed = typist(host, user)
    typed.type(line)
    assert typed.prompt == prompt


def test_folder_variables_and_the_last_exit_code_stay_between_lines() -> None:
    typed = typist()
    screens(typed, "cd /tmp; x='a b'; export Y=1; set -- p q")
    assert typed.type('pwd; echo "$x" $1 $#; env | grep ^Y').screen == "/tmp\na b p 2\nY=1\n"
    typed.type("false")
    assert typed.type("echo $?").screen == "1\n"


def test_ssh_opens_a_shell_that_takes_the_next_lines_and_exit_leads_back() -> None:
    typed = typist()
    assert typed.type(f"ssh centos@{MASTER}").screen == ""
    assert typed.prompt == "[centos@ip-172-16-9-10 ~]$ "
    assert screens(typed, "hostname", "whoami", "pwd") == ["ip-172-16-9-10\n", "centos\n", "/home/centos\n"]
    shown = typed.type("exit 3")
    assert (shown.screen, shown.exit_code) == (f"logout\nConnection to {MASTER} closed.\n", 3)
    assert typed.prompt == "you@laptop:~$ "


def test_variables_of_one_host_are_not_those_of_another() -> None:
    typed = typist()
    screens(typed, "x=here", f"ssh centos@{MASTER}", "y=there")
    assert typed.type('echo "[$x][$y]"').screen == "[][there]\n"
    typed.type("exit")
    assert typed.type('echo "[$x][$y]"').screen == "[here][]\n"


def test_shells_open_inside_of_each_other_and_close_one_by_one() -> None:
    typed = typist()
    screens(typed, f"ssh -A -t -l centos {MASTER} ssh -l centos -A -t 172.16.9.84")
    assert typed.prompt == "[centos@ip-172-16-9-84 ~]$ "
    closing = f"logout\nConnection to 172.16.9.84 closed.\nConnection to {MASTER} closed.\n"
    assert typed.type("exit").screen == closing
    screens(typed, f"ssh centos@{MASTER}", "ssh 172.16.9.84", "sudo -i")
    assert typed.prompt == "[root@ip-172-16-9-84 ~]# "
    assert screens(typed, "logout", "exit", "exit") == [
        "logout\n",
        "logout\nConnection to 172.16.9.84 closed.\n",
        f"logout\nConnection to {MASTER} closed.\n",
    ]
    assert typed.prompt == "you@laptop:~$ "


def test_end_of_file_ends_a_shell_as_exit_does() -> None:
    typed = typist()
    typed.type(f"ssh centos@{MASTER}")
    (span,) = shell.end_of_file(typed.world, "t")
    assert span.text == f"logout\nConnection to {MASTER} closed.\n"
    assert typed.prompt == "you@laptop:~$ "


def test_the_outermost_shell_begins_afresh_when_it_ends() -> None:
    typed = typist()
    typed.type("cd /tmp; x=1")
    assert typed.type("exit").screen == "exit\n"
    assert typed.type('pwd; echo "[$x]"').screen == "/home/you\n[]\n"


@pytest.mark.parametrize(
    ("line", "screen", "code"),
    [
        (f"ssh centos@{MASTER} hostname", "ip-172-16-9-10\n", 0),
        (f"ssh centos@{MASTER} 'cd /; pwd; exit 4'", "/\n", 4),
        (f"ssh centos@{MASTER} ssh root@172.16.9.84 whoami", "root\n", 0),
        (f"echo 'hostname; whoami' | ssh centos@{MASTER}", "ip-172-16-9-10\ncentos\n", 0),
        (f"echo text | ssh centos@{MASTER} cat", "text\n", 0),
        (f"x=1; ssh centos@{MASTER} 'echo [$x]'", "[]\n", 0),
        (f"ssh centos@{MASTER} nosuch", "bash: nosuch: command not found\n", 127),
        (f"ssh core@{MASTER}", f"core@{MASTER}: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).\n", 255),
        ("ssh nohost", "ssh: Could not resolve hostname nohost: Name or service not known\n", 255),
        ("ssh centos@172.16.9.84", "ssh: connect to host 172.16.9.84 port 22: Connection timed out\n", 255),
        (f"ssh -p 2222 {MASTER}", f"ssh: connect to host {MASTER} port 2222: Connection refused\n", 255),
        ("ssh", "usage: ssh [-Aqt] [-l user] [-o option] [-p port] [user@]host [command…]\n", 255),
        ("ssh -Z x", "ssh: option -Z is not supported here; supported: -A -F -T -i -l -o -p -q -t -v\n", 255),
    ],
)
def test_ssh_runs_a_command_or_says_why_not(line: str, screen: str, code: int) -> None:
    shown = typist().type(line)
    assert (shown.screen, shown.exit_code) == (screen, code)


def test_a_host_that_never_answers_costs_as_long_as_a_kernel_waits() -> None:
    typed = typist()
    typed.type("ssh centos@172.16.9.84")
    assert typed.world.now_ms == GIVE_UP_MS


@pytest.mark.parametrize("line", ["ssh {} | cat", "(ssh {})", "x=$(ssh {})", "ssh {} > f"])
def test_a_shell_is_opened_from_the_terminal_alone(line: str) -> None:
    typed = typist()
    shown = typed.type(line.format(f"centos@{MASTER}"))
    assert "opened from the terminal alone" in shown.stderr
    assert typed.prompt == "you@laptop:~$ "


def test_what_stands_behind_a_shell_that_opens_is_left_out_and_said_so() -> None:
    typed = typist()
    shown = typed.type(f"ssh centos@{MASTER}; echo after")
    assert shown.screen == "hopscope: the commands behind the one that opens a shell were left out\n"


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("whoami; sudo whoami; whoami", "centos\nroot\ncentos\n"),
        ("sudo -u centos whoami", "centos\n"),
        ("sudo sh_is_not_here", "bash: sh_is_not_here: command not found\n"),
        ("sudo X=1 env | grep -E '^(X|USER|HOME)='", "HOME=/root\nUSER=root\nX=1\n"),
        ("sudo pwd; sudo -i pwd", "/home/centos\n/root\n"),
        ("sudo true; echo $?; sudo false; echo $?", "0\n1\n"),
        ("sudo", "sudo: usage: sudo [-i] [-u USER] COMMAND…\n"),
        ("cat /secret; sudo cat /secret", "cat: /secret: Permission denied\nhidden\n"),
        ("echo x > /secret; sudo cat /secret", "bash: /secret: Permission denied\nhidden\n"),
        ("cat /locked/f; sudo cat /locked/f", "cat: /locked/f: Permission denied\ninside\n"),
        ("ls /locked; ls /locked/f; cd /locked; sudo ls /locked", (
            "ls: cannot open directory '/locked': Permission denied\n"
            "ls: cannot access '/locked/f': Permission denied\n"
            "bash: cd: /locked: Permission denied\nf\n"
        )),
    ],
)  # fmt: skip
def test_sudo_makes_root_of_one_command_without_asking(line: str, screen: str) -> None:
    typed = typist("S1", "centos")
    typed.world.put(FILES, "/secret", File("hidden\n", mode=0o600), "S1")
    typed.world.put(FILES, "/locked", File(is_dir=True, mode=0o700), "S1")
    typed.world.put(FILES, "/locked/f", File("inside\n"), "S1")
    assert typed.type(line).screen == screen


def test_sudo_i_opens_roots_shell() -> None:
    typed = typist("S1", "centos")
    typed.type("sudo -i")
    assert typed.prompt == "[root@ip-172-16-9-84 ~]# "
    assert typed.type("exit").screen == "logout\n"
    typed.type("cd /tmp; sudo -s")
    assert typed.prompt == "[root@ip-172-16-9-84 ~]# "
    assert typed.type("exit").screen == "exit\n"
    assert typed.prompt == "[centos@ip-172-16-9-84 tmp]$ "


def test_an_interrupt_ends_the_line_with_130_and_what_it_did_stays() -> None:
    typed = typist()
    shown = typed.type("echo before; x=1; sleep 100; echo never", interrupt_at=0)
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("before\n", "^C\n", 130)
    assert typed.type('echo "[$x]"').screen == "[1]\n"


def test_an_interrupt_ends_a_whole_pipeline_and_closes_its_files() -> None:
    typed = typist()
    shown = typed.type("{ echo kept; sleep 100; } > f | cat; echo never", interrupt_at=0)
    assert shown.exit_code == 130
    assert typed.type("cat f").screen == "kept\n"


def test_a_terminal_opens_at_the_place_that_it_is_named_after() -> None:
    built = world()
    for name in ("laptop", "master", "S1", "outside"):
        shell.ensure_terminal(built, name)
    assert shell.terminal_ids(built) == ("S1", "laptop", "master", "outside")
    users = {name: shell.terminal_document(built, name)["user"] for name in shell.terminal_ids(built)}
    assert users == {"S1": "root", "laptop": "you", "master": "root", "outside": "root"}
    assert not shell.is_place(built, "S9")
    assert not shell.is_place(built, "S1/nothing")
    with pytest.raises(ValueError, match="there is no place called 'S9'"):
        shell.ensure_terminal(built, "S9")


TRAPPED = {
    "trap 'echo bye $?' INT; sleep 100; echo never": ("^C\nbye 130\n", 130),
    "trap 'echo x' SIGINT; while true; do sleep 1; done": ("^C\nx\n", 130),
    "trap 'echo x' 2; trap - INT; sleep 100": ("^C\n", 130),
    "trap 'exit 3' INT; sleep 100": ("^C\nexit\n", 3),
    "trap 'echo )' INT; sleep 100": ("^C\nbash: syntax error near unexpected token `)'\n", 130),
    "trap 'sudo -i' INT; sleep 100": ("^C\nhopscope: a trap opens no shell here\n", 130),
    "trap 'while :; do :; done' INT; sleep 100": ("^C\n^C\n", 130),
    "(trap 'echo x' INT; sleep 100)": ("^C\n", 130),
}


@pytest.mark.parametrize("text", TRAPPED)
def test_ctrl_c_runs_its_trap_and_ends_the_line_all_the_same(text: str) -> None:
    typist = Typist(world(), "S1", "root")
    shown = typist.type(text, interrupt_at=0)
    assert (shown.screen, shown.exit_code) == TRAPPED[text]


def test_a_trap_stays_until_it_is_taken_away() -> None:
    typist = Typist(world(), "S1", "root", tty=False)
    typist.type("trap 'echo end' EXIT; trap 'echo stop' INT")
    assert typist.type("trap").stdout == "trap -- 'echo end' EXIT\ntrap -- 'echo stop' SIGINT\n"
    assert typist.type("sleep 100", interrupt_at=0).stdout == "stop\n"
    assert typist.type("trap '' INT").exit_code == 1
    assert "of signals EXIT and INT alone" in typist.type("trap 'echo x' TERM").stderr
    typist.type("trap - INT")
    assert typist.type("sleep 100", interrupt_at=0).stdout == ""
