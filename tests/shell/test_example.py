"""CONTRIBUTING's example of a command: put where commands are, it is one, with all that comes with that."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import python_example
from tests.shell.build import Typist, world
from tutorial import shell
from tutorial.shell import commands, registry


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example as a file of the folder of commands."""
    (tmp_path / "factor.py").write_text(python_example("COMMAND = Command("))
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    registry.all_commands.cache_clear()
    yield
    registry.all_commands.cache_clear()


@pytest.mark.parametrize("words", ["12", "0 1 2 97 360", "9999999967", "x 6", "-- 1024", "00012", "6 +5x"])
def test_it_prints_what_the_machines_own_prints(words: str) -> None:
    shown = Typist(world()).type(f"factor {words}")
    real = subprocess.run(
        ["factor", *words.split()], capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"}
    )
    assert (shown.stdout, shown.stderr, shown.exit_code) == (real.stdout, real.stderr, real.returncode)


def test_it_reads_a_pipe_and_knows_its_option() -> None:
    assert Typist(world()).type("echo 12 360 | factor --exponents").stdout == "12: 2^2 3\n360: 2^3 3^2 5\n"


def test_help_and_completion_know_it() -> None:
    typist = Typist(world())
    assert "p^e for a prime" in typist.type("factor --help").stdout
    assert "factor" in typist.type("help").stdout
    assert [found.text for found in shell.complete(typist.world, "t", "fact", 4).candidates] == ["factor "]
    assert "--exponents " in [found.text for found in shell.complete(typist.world, "t", "factor --", 9).candidates]


def test_what_takes_long_lets_others_in_between() -> None:
    assert Typist(world()).type("factor 9999999967").breaths > 200


def test_an_option_that_is_not_there_is_refused_with_those_that_are() -> None:
    shown = Typist(world()).type("factor --no 1")
    assert shown.stderr == "factor: option --no is not supported here; supported: --exponents\n"
