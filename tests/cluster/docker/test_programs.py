"""What a container's command comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster.docker import images
from tutorial.cluster.docker.programs import Listens, Start, command_line, start

HTTPI = images.REGISTRY["dcoslabs/httpi:latest"]
ENVIRONMENT = {"PORT0": "31000", "PORT_HTTP": "31000", "OPTIONS": "-port 31001", "EMPTY": ""}
FREE = frozenset[int]().__contains__


def run(line: str, listens: Listens = FREE) -> Start:
    return start(HTTPI, command_line(HTTPI, line, ()), ENVIRONMENT, listens)


LISTENING = [
    ("/httpi -port $PORT_HTTP", 31000),
    ("/httpi -port ${PORT0}", 31000),
    ("/httpi --port=$PORT0", 31000),
    ("/httpi -port=80", 80),
    ("/httpi $OPTIONS", 31001),
    ("/httpi", 3141),
    ("/httpi serve -port 80", 3141),
    ("/httpi -port '80'", 80),
    ('/httpi -port "$PORT0"', 31000),
    ("/httpi -port 00080", 80),
]


@pytest.mark.parametrize(("line", "port"), LISTENING)
def test_httpi_listens_where_its_flag_says(line: str, port: int) -> None:
    found = run(line)
    assert (found.program, found.port, found.exit_code) == ("httpi", port, None)


ENDING = [
    ("/httpi -port $EMPTY", 2, "flag needs an argument: -port"),
    ("/httpi -port $PORT_OTHER", 2, "flag needs an argument: -port"),
    ("/httpi -prt 80", 2, "flag provided but not defined: -prt"),
    ("/httpi -port http", 1, "listen tcp: address http: invalid port"),
    ("/httpi -port '$PORT0'", 1, "listen tcp: address $PORT0: invalid port"),
    ("/httpi -port 65536", 1, "listen tcp: address 65536: invalid port"),
    ("/httpi -port 0", 1, "listen tcp: address 0: invalid port"),
    ("/httpi -port ²", 1, "listen tcp: address ²: invalid port"),
    ("httpi", 127, "/bin/sh: httpi: not found"),
    ("/usr/bin/httpi", 127, "/bin/sh: /usr/bin/httpi: not found"),
    ("true", 0, ""),
    ("false", 1, "false"),
    ("sleep x", 1, "sleep: invalid number 'x'"),
    ("sleep", 1, "sleep: invalid number ''"),
    ("sleep 5; /httpi", 2, "a container here runs one simple command"),
    ("sleep 5 && /httpi", 2, "a container here runs one simple command"),
    ("/httpi | cat", 2, "a container here runs one simple command"),
    ("echo $(date)", 2, "a container here runs one simple command"),
    ("/httpi 'x", 2, "/bin/sh: syntax error: No closing quotation"),
    ("$EMPTY", 0, ""),
]


@pytest.mark.parametrize(("line", "exit_code", "message"), ENDING)
def test_what_cannot_run_ends_with_its_code_and_words(line: str, exit_code: int, message: str) -> None:
    found = run(line)
    assert (found.exit_code, found.message) == (exit_code, message)


def test_a_port_that_is_taken_ends_httpi() -> None:
    found = run("/httpi -port 80", frozenset({80}).__contains__)
    assert (found.exit_code, found.message) == (1, "listen tcp 0.0.0.0:80: bind: address already in use")


@pytest.mark.parametrize(
    ("line", "lasts_ms"), [("sleep 5", 5000), ("sleep 1m 2", 62_000), ("sleep 0", 1), ("sleep 1d", 86_400_000)]
)
def test_sleep_lasts_and_does_not_hear_the_signal(line: str, lasts_ms: int) -> None:
    found = run(line)
    assert (found.lasts_ms, found.obeys, found.port, found.exit_code) == (lasts_ms, False, 0, None)


def test_the_app_says_what_runs_and_else_the_image() -> None:
    assert command_line(HTTPI, "sleep 5", ("x",)) == ("/bin/sh", "-c", "sleep 5")
    assert command_line(HTTPI, "", ("/httpi", "-port", "80")) == ("/httpi", "-port", "80")
    assert command_line(HTTPI, "", ()) == ("/bin/sh", "-c", "/httpi -port $PORT_HTTP")
    assert start(HTTPI, ("/httpi", "-port", "$PORT0"), ENVIRONMENT, FREE).exit_code == 1
    missing = start(HTTPI, ("nginx",), ENVIRONMENT, FREE)
    assert (missing.exit_code, missing.message) == (127, "exec: nginx: executable file not found in $PATH")


@given(st.text("/htpi -$\"'{}PORT0;&|()sleep19\\\n", max_size=30))
def test_any_line_either_runs_or_ends_with_a_code(line: str) -> None:
    found = run(line)
    assert (found.exit_code is None) == bool(found.port or found.lasts_ms)


@pytest.mark.parametrize("name", ["dcoslabs/httpi", "dcoslabs/httpi:latest"])
def test_an_image_without_a_tag_is_the_latest(name: str) -> None:
    assert images.find(name) == HTTPI


@pytest.mark.parametrize("name", ["dcoslabs/httpi:2", "httpi", "registry:5000/httpi", ""])
def test_an_image_that_the_registry_has_not_is_not_found(name: str) -> None:
    assert images.find(name) is None
