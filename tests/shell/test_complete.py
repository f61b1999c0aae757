"""Completion: what is offered where, how it is written, and that whatever is offered can be typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.build import article_attempt, typed
from tests.shell.build import Typist, world
from tutorial.cluster.host import FILES, File
from tutorial.cluster.world import World
from tutorial.shell import complete
from tutorial.shell.complete import LONGEST, MOST, Completions
from tutorial.shell.completion.usage import Operand, operands
from tutorial.shell.parse import may_begin
from tutorial.shell.registry import all_commands, commands_of, find
from tutorial.shell.terminal import host_of

HOME = {"httpi_bridge.json": "{}", "httpi_host.json": "{}", "my file.json": "x", ".hidden": "h"}


def at(text: str, place: str = "laptop", within: World | None = None) -> Completions:
    """The completions at the end of a text."""
    return complete(within or world(HOME), place, text, len(text))


def offered(text: str, place: str = "laptop", within: World | None = None) -> list[str]:
    return [candidate.text for candidate in at(text, place, within).candidates]


ON_THE_LAPTOP = [
    # files
    ("cat h", ["httpi_bridge.json ", "httpi_host.json "]),
    ("cat .", ["../", ".hidden "]),
    ("cat ~/.h", ["~/.hidden "]),
    ("cat $HOME/.h", ["$HOME/.hidden "]),
    ("cat ../y", ["../you/"]),
    ("cat /home/y", ["/home/you/"]),
    ("cd /ho", ["/home/"]),
    ("cd ~/.h", []),
    ("X=.h", [".hidden "]),
    ("echo > .h", [".hidden "]),
    ("{ true; } 2> .h", [".hidden "]),
    ("curl -o .h", [".hidden "]),
    ("curl -so .h", [".hidden "]),
    ("cat -- .h", [".hidden "]),
    ("cat .h\\\n", [".h\\\nidden "]),
    ("frobnicate .h", [".hidden "]),
    ("for x in .h", [".hidden "]),
    # how they are written
    ("cat my", ["my\\ file.json "]),
    ("cat my\\", ["my\\ file.json "]),
    ("cat my\\ f", ["my\\ file.json "]),
    ("cat 'my", ["'my file.json' "]),
    ('cat "my', ['"my file.json" ']),
    ("cat m'y ", ["m'y file.json' "]),
    ("cat `cat my", []),
    ("cat `cat .h", [".hidden "]),
    # options and subcommands
    ("dcos marathon app sh", ["show "]),
    ("dcos marathon app list --q", ["--quiet "]),
    ("dcos marathon app add .h", [".hidden "]),
    ("dcos node ssh --master", ["--master-proxy "]),
    ("curl -X PO", ["POST "]),
    # variables
    ("echo $HO", ["$HOME"]),
    ("echo ${HO", ["${HOME}"]),
    ('echo "at $HO', ["$HOME"]),
    ("echo a$HO", ["$HOME"]),
    ("unset HO", ["HOME "]),
    ("env HO", ["HOME="]),
    # nothing
    ("# cat .h", []),
    ("cat .h # .h", []),
    ("echo '$HO", []),
    ("echo \\$HO", []),
    ("echo $((HO", []),
    ("echo ${HOME:-.h", []),
    ("cat <<.h", []),
    ("cat <<A\n.h", []),
    ("cat <<A\nx\nA", []),
    ("for .h", []),
    ("fi .h", []),
    ("if true; fi .h", []),
    (") .h", []),
    ("(true) .h", []),
    ("sleep .h", []),
    ("cat $(hostname)/.h", []),
    ("cat <(cat .h", []),
    ("x=(.h", []),
    ("cat nothing/.h", []),
]
ON_AN_AGENT = [
    ("hostn", ["hostname "]),
    ("echo a | gre", ["grep "]),
    ("if who", ["whoami "]),
    ("A=1 hostn", ["hostname "]),
    ("(hostn", ["hostname "]),
    ("echo $(hostn", ["hostname "]),
    ("echo `hostn", ["hostname "]),
    ('echo "$(hostn', ["hostname "]),
    ("echo one;hostn", ["hostname "]),
    ("echo one\nhostn", ["hostname "]),
    ("# it's nothing\nhostn", ["hostname "]),
    ("cat <<A <<-B\nA\n\tB\nhostn", ["hostname "]),
    ("sudo hostn", ["hostname "]),
    ("sudo -u root hostname --a", ["--all-ip-addresses "]),
    ("sudo A=1 hostn", ["hostname "]),
    ("env A=1 hostn", ["hostname "]),
    ("man hostn", ["hostname "]),
    ("which sort hostn", ["hostname "]),
    ("echo a | xargs -n1 hostn", ["hostname "]),
    ("awk -F: 1 /etc/host", ["/etc/hosts "]),
    ("sort -o /etc/host", ["/etc/hosts "]),
    ("ps -u ro", ["root "]),
    ("env -i hostn", ["hostname "]),
    ("help hostn", ["hostname "]),
    ("dco", []),
    ("/etc/host", ["/etc/hosts "]),
    ("docker ps --no", ["--no-trunc "]),
    ("docker container l", ["logs ", "ls "]),
    ("ls --al", ["--all "]),
    ("ls -- --al", []),
    ("curl http://172.16.9.8", ["http://172.16.9.84"]),
    ("curl 172.16.9.8", ["172.16.9.84"]),
    ("curl --url http://172.16.9.8", ["http://172.16.9.84"]),
    ("curl http://172.16.9.84:1", []),
    ("frobnicate http://172.16.9.8", ["http://172.16.9.84"]),
    ("ssh 172.16.9.8", ["172.16.9.84 "]),
    ("ssh centos@172.16.9.8", ["centos@172.16.9.84 "]),
    ("ssh 172.16.9.84 hostn", ["hostname "]),
    ("ssh 203.0.113.60 hostn", []),
    ("ssh nowhere hostn", []),
]


def etc() -> World:
    """The world of these tests, with one file that every machine has."""
    built = world(HOME)
    for place in ("S1", "laptop"):
        built.put(FILES, "/etc/hosts", File("127.0.0.1 localhost\n"), place)
    return built


@pytest.mark.parametrize(("text", "expected"), ON_THE_LAPTOP)
def test_what_is_offered_on_the_laptop(text: str, expected: list[str]) -> None:
    assert offered(text) == expected


@pytest.mark.parametrize(("text", "expected"), ON_AN_AGENT)
def test_what_is_offered_on_an_agent(text: str, expected: list[str]) -> None:
    assert offered(text, "S1", etc()) == expected


def test_the_command_behind_ssh_is_one_of_the_other_machine() -> None:
    assert "docker " not in offered("dock", "laptop")
    assert offered("ssh root@93.186.40.121 dock") == ["docker "]


def test_every_command_and_option_that_help_prints_is_offered_with_what_it_says() -> None:
    built = world(HOME)
    for place in ("laptop", "master", "S1"):
        host = host_of(built, place)
        told = {candidate.text.strip(): candidate.about for candidate in at("", place, built).candidates}
        assert told == {name: all_commands()[name].summary for name in commands_of(host) if name[0].isalpha()}
        for name in told:
            command = find(name, host)
            assert command is not None
            parts = command.subcommands or (command,)
            for part in parts:
                words = " ".join((name, *getattr(part, "names", ())))
                flags = {found.text.strip(): found.about for found in at(f"{words} -", place, built).candidates}
                assert flags == {flag: option.summary for option in part.options for flag in option.flags}


def test_ids_of_the_world_are_offered_where_a_command_takes_one() -> None:
    built = deployed()
    assert offered("dcos marathon app show /", "laptop", built) == ["/httpi "]
    assert offered("dcos marathon app show h", "laptop", built) == ["httpi "]
    (task,) = offered("dcos task httpi", "laptop", built)
    assert task.startswith("httpi.instance-")
    (container,) = offered("docker inspect mesos", "S1", built)
    assert container.startswith("mesos-")
    assert offered("docker inspect mesos", "S3", built) == []
    assert offered("docker network inspect d", "S3", built) == ["dcos "]
    assert offered("docker port mesos", "S1", built) == [container]
    nodes = at("dcos node ssh --mesos-id=", "laptop", built).candidates
    assert [found.about for found in nodes] == ["S0, public agent", "S1, agent", "S2, agent", "S3, agent", "S4, agent"]
    assert offered("dcos node ssh --private-ip 172.16.9.8", "laptop", built) == ["172.16.9.84 "]
    assert {found.about for found in at("dcos marathon app show ", "laptop", built).candidates} == {"1 instance"}


def test_groups_of_apps_are_offered_with_the_number_of_their_apps() -> None:
    attempt = article_attempt()
    typed(attempt, """echo '{"id": "/shop/web", "groups": [{"id": "left"}]}' > shop.json""")
    typed(attempt, "dcos marathon group add shop.json")
    found = at("dcos marathon group show /shop", "laptop", attempt.world).candidates
    assert [(each.text, each.about) for each in found] == [
        ("/shop ", "0 apps"),
        ("/shop/web ", "0 apps"),
        ("/shop/web/left ", "0 apps"),
    ]
    assert offered("dcos marathon group remove shop/w", "laptop", attempt.world) == ["shop/web ", "shop/web/left "]


def deployed() -> World:
    """The article's cluster with one task running."""
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "true")  # before it the clock runs on until the task runs
    return attempt.world


def test_what_is_common_ends_where_typing_can_go_on() -> None:
    assert at("cat h").common == "httpi_"
    assert at('cat "h').common == '"httpi_'
    built = world({"a b": "", "a c": ""})
    assert at("cat a", within=built).common == "a\\ "
    assert at("cat 'a", within=built).common == "'a "
    assert at("cat x", within=built) == Completions(5, "")


def test_a_place_where_nothing_was_typed_yet_can_be_asked_and_is_not_opened() -> None:
    built = world()
    before = built.state
    assert "hostname " in offered("", "S3", built)
    assert built.state is before
    with pytest.raises(ValueError, match="no place called 'S9'"):
        complete(built, "S9", "", 0)


def test_only_what_stands_before_the_cursor_counts() -> None:
    found = complete(world(HOME), "laptop", "cat .h | wc", 6)
    assert (found.start, found.common) == (4, ".hidden ")
    assert complete(world(HOME), "laptop", "cat .h", 999) == at("cat .h")
    assert complete(world(HOME), "laptop", "cat .h", -1).candidates == at("").candidates


def test_folders_that_may_not_be_read_are_not_told() -> None:
    built = world()
    built.put(FILES, "/secret", File(is_dir=True, mode=0o700), "laptop")
    built.put(FILES, "/secret/inner", File(is_dir=True, mode=0o755), "laptop")
    built.put(FILES, "/secret/inner/key", File("x"), "laptop")
    assert offered("cat /sec", within=built) == ["/secret/"]
    assert offered("cat /secret/", within=built) == []
    assert offered("cat /secret/inner/", within=built) == []


def test_so_many_candidates_are_told_and_the_rest_is_counted() -> None:
    built = world({f"x{number:03}": "" for number in range(MOST + 7)})
    found = at("cat ", within=built)
    assert (len(found.candidates), found.more, found.common) == (MOST, 7, "x")


def test_nothing_is_offered_behind_a_very_long_line() -> None:
    assert offered("true; " + " " * LONGEST + "cat .h") == []
    assert offered(" " * (LONGEST - 6) + "cat .h") == [".hidden "]


USAGES = [
    ("ssh [-l USER] [USER@]HOST [COMMAND…]", [("[USER@]HOST", False), ("COMMAND", True)]),
    ("grep [OPTION…] PATTERN [FILE…]", [("PATTERN", False), ("FILE", True)]),
    ("cd [FOLDER | -]", [("FOLDER", False)]),
    ("export [-np] [NAME[=VALUE]…]", [("NAME", True)]),
    ("env [-i] [-u NAME] [NAME=VALUE…] [COMMAND…]", [("NAME=VALUE", True), ("COMMAND", True)]),
    ("seq [-s TEXT] [FIRST [STEP]] LAST", [("FIRST", False), ("STEP", False), ("LAST", False)]),
    ("[--force] <app-id> [<properties>...]", [("APP-ID", False), ("PROPERTIES", True)]),
    ("reset <app-id>|<pod-id>", [("APP-ID", False)]),
    ("docker ps [-aq]  or  docker inspect CONTAINER…", []),
]


@pytest.mark.parametrize(("usage", "expected"), USAGES)
def test_operands_are_read_from_the_usage(usage: str, expected: list[tuple[str, bool]]) -> None:
    assert operands(usage) == tuple(Operand(*operand) for operand in expected)


# Laws

PIECES = st.lists(
    st.sampled_from(
        [
            *("cat ", "sudo ", "ssh ", "env ", "dcos ", "marathon ", "app ", "172.16.9.84 ", "my", "h", ".h", "~", "/"),
            *("if ", "then ", "fi ", "for ", "in ", "do ", "done", "case ", "esac", "{ ", "}", "(", ")", "((", "))"),
            *(
                "'",
                '"',
                "`",
                "$(",
                "${",
                "$",
                "$'",
                "\\",
                "\n",
                ";",
                "|",
                "&&",
                "&",
                ";;",
                "<",
                ">",
                "<<A",
                "<<-",
                "<<<",
            ),
            *("HOME", "A=", "A\n", "#", " ", "-", "--", "=", "x", "é", "\u202e", "\0", "[[ ", "]]", "!", "*", "="),
        ]
    ),
    max_size=9,
).map("".join)


@given(text=PIECES | st.text(max_size=20), back=st.integers(0, 6), place=st.sampled_from(["laptop", "S1", "outside"]))
@example(text="cat $'my", back=0, place="laptop")
def test_whatever_is_offered_stands_before_the_cursor_and_parses(text: str, back: int, place: str) -> None:
    cursor = max(0, len(text) - back)
    found = complete(world(HOME), place, text, cursor)
    assert 0 <= found.start <= cursor
    for candidate in found.candidates:
        assert candidate.text
        assert may_begin(text[: found.start] + candidate.text)
    if found.common:
        assert may_begin(text[: found.start] + found.common)


NAMES = st.text(st.sampled_from("ab \"'$`\\!*?[~#&;|<>(){}=\n\té\u202e-."), min_size=1, max_size=8)
WAYS = st.sampled_from(["", "'", '"'])


@given(name=NAMES, quote=WAYS, length=st.integers(0, 8))
def test_a_completed_name_is_that_of_the_file(name: str, quote: str, length: int) -> None:
    beginning = name[:length]
    plain = all(mark.isalnum() or mark in "-." for mark in beginning)
    if name in {".", ".."} or (name.startswith(".") and not beginning) or not plain:
        return
    built = world({name: "this one"})
    text = f"cat {quote}./{beginning}"
    (candidate,) = [found.text for found in at(text, within=built).candidates if not found.text.endswith("../")]
    assert Typist(built).type(f"cat {candidate}").stdout == "this one"
