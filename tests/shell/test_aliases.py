"""Aliases: what bash makes of the same lines, typed one after the other as its interactive shell reads them."""

import re

import pytest

from tests.shell.build import Typist, world
from tests.shell.judge import bash

SCRIPTS = {
    "words": ["alias e='echo a b'", "e c", "e 'd  e'; e > /dev/null; e | tr a-z A-Z"],
    "itself": ["alias echo='echo -n x'", "echo y; echo z"],
    "one by another": ["alias a=b b='echo hi'", "a there"],
    "a circle": ["alias a=b b=a", "a 2>/dev/null; echo $?"],
    "a list": ["alias l='echo 1; echo 2'", "l 3", "l && echo 4"],
    "a pipeline": ["alias up='tr a-z A-Z | rev'", "echo abc | up"],
    "conditions": ["alias t='true && echo yes'", "t no"],
    "quoted": ["alias x=echo", "\\x a 2>/dev/null; 'x' b 2>/dev/null; x c"],
    "values": ["alias show='env | grep ^V='", "V=1 show"],
    "blank": ["alias run='command ' hi='echo hello'", "run hi you; command hi 2>/dev/null || echo none"],
    "compound": ["alias loop='for i in 1 2; do echo $i; done'", "loop"],
    "in a loop": ["alias e='echo x'", "for i in 1 2; do e $i; done; (e 3); echo $(e 4)"],
    "listed": ["alias b=\"it's\" a='x y'", "alias; alias b; alias nope 2>&1; echo $?"],
    "gone": ["alias a='echo 1' b='echo 2'", "unalias a; alias; unalias a 2>&1; unalias -a", "alias; echo end"],
    "what it is": ["alias ll='ls -l'", "type ll; type -t ll; command -v cd"],
    "a name that is none": ["alias a/b=c 2>&1; echo $?"],
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_aliases_are_read_as_bash_reads_them(name: str) -> None:
    lines = SCRIPTS[name]
    text = "shopt -s expand_aliases\n" + "\n".join(lines) + "\n"
    real, _ = bash(text)
    typist = Typist(world(), tty=False)
    shown = "".join(typist.type(line).stdout for line in lines)
    assert shown == re.sub(r"^bash: line \d+: ", "bash: ", real, flags=re.MULTILINE)


def test_an_alias_is_its_shells_own() -> None:
    typist = Typist(world(), tty=False)
    typist.type("alias e='echo x'")
    assert typist.type("e; (e); bash -c 'e'").stdout == "x\nx\n"
    assert typist.type("bash -c 'e'").exit_code == 127


def test_one_that_cannot_be_read_is_told() -> None:
    typist = Typist(world(), tty=False)
    typist.type("alias f='for i in 1; do echo $i; done' o='echo \"'")
    assert "syntax error near unexpected token" in typist.type("f x").stderr
    assert typist.type("o").exit_code != 0
