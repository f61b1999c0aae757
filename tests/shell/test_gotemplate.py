"""Go's templates, as `docker inspect -f` and `--format` take them."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.shell.gotemplate import Fault, filled, parse

DOCUMENT: dict[str, Any] = {
    "Name": "/web",
    "Id": "0123456789abcdef",
    "Up": True,
    "None": None,
    "Zero": 0,
    "State": {"Status": "running", "Pid": 7},
    "Env": ["A=1", "B=2"],
    "Ports": {"81/tcp": [{"HostPort": "8081"}], "80/tcp": [{"HostPort": "8080"}], "9/udp": None},
}


def fill(text: str) -> str:
    return filled(parse(text), DOCUMENT, lambda name: f'map has no entry for key "{name}"')


PORTS = "{{range $p, $c := .Ports}}{{$p}}{{if $c}}={{(index $c 0).HostPort}}{{end}} {{end}}"
CHOICES = "{{if .Zero}}a{{else}}b{{end}}{{if and .Up .Zero}}a{{end}}{{if or .Zero .Up}}c{{end}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{.Name}}: {{ .State.Pid }}", "/web: 7"),
        ("{{.Up}} {{.None}} {{.Zero}} {{.Env}} {{.State}}", "true <no value> 0 [A=1 B=2] map[Pid:7 Status:running]"),
        ("{{json .Env}} {{.State | json}}", '["A=1","B=2"] {"Status":"running","Pid":7}'),
        ("{{range .Env}}<{{.}}>{{end}}", "<A=1><B=2>"),
        ("{{range $at, $each := .Env}}{{$at}}{{$each}} {{end}}", "0A=1 1B=2 "),
        (PORTS, "80/tcp=8080 81/tcp=8081 9/udp "),
        ("{{range .None}}x{{else}}none{{end}}", "none"),
        ("{{range .Env}}{{$.Name}}{{end}}", "/web/web"),
        (CHOICES, "bc"),
        ("{{with .State}}{{.Status}}{{end}}{{with .None}}x{{else}}y{{end}}", "runningy"),
        ('{{index .Env 1}} {{index .Ports "80/tcp" 0 "HostPort"}} {{len .Ports}}', "B=2 8080 3"),
        ('{{join .Env ","}} {{upper .Name}} {{.Name | lower | printf "%q"}}', 'A=1,B=2 /WEB "/web"'),
        ('{{printf "%.4s %s 100%%" .Id .Name}}{{println}}', "0123 /web 100%\n"),
        ('{{eq .State.Status "running"}} {{ne .Zero 0}} {{not .Up}}', "true false false"),
        ('{{$x := .Name}}{{$x}} {{(split .Name "e") | len}} {{`a"b`}} {{"a\\tb"}}', '/web 2 a"b a\\tb'),
        ('{{"a\\tb\\""}}', 'a\tb"'),
        ("a {{- .Name -}}  b {{/* no */}}c", "a/webb c"),
        ('{{"}}"}} { } }}', "}} { } }}"),
    ],
)
def test_a_template_is_filled_as_go_fills_it(text: str, expected: str) -> None:
    assert fill(text) == expected.replace("\\t", "\t")


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("{{.Name", "template: :1: unclosed action", 64),
        ("{{range .Env}}", "template: :1: unexpected EOF", 64),
        ("{{end}}", "template: :1: unexpected {{end}}", 64),
        ("{{foo .Name}}", 'template: :1: function "foo" not defined', 64),
        ("{{$x}}", 'template: :1: undefined variable "$x"', 64),
        ("{{}}", "template: :1: missing value for command", 64),
        ("{{.Name ?}}", 'template: :1: unexpected "?" in command', 64),
        ("{{(.Name}}", "template: :1: unclosed left paren", 64),
        ("a{{.Nam}}", 'template: :1:3: executing "" at <.Nam>: map has no entry for key "Nam"', 1),
        ("{{.State.X}}", 'template: :1:8: executing "" at <.State.X>: map has no entry for key "X"', 1),
        ("{{index .Env 5}}", "template: :1: error calling index: index out of range: 5", 1),
        ("{{upper .Zero}}", "template: :1: error calling upper: wrong number or type of arguments", 1),
        ("{{range .Name}}{{end}}", "range can't iterate over /web", 1),
        ("{{.Name .Id}}", "can't give argument to non-function", 1),
    ],
)
def test_what_is_wrong_with_a_template_is_said_in_gos_words(text: str, words: str, code: int) -> None:
    with pytest.raises(Fault) as fault:
        fill(text)
    assert (str(fault.value), fault.value.exit_code) == (words, code)


def test_a_template_that_grows_without_end_is_refused() -> None:
    loops = "{{range $.Env}}" * 19 + "x" + "{{end}}" * 19
    doubled = "{{$a := .Id}}" + "{{$a := print $a $a}}" * 60
    for text in (loops, doubled):
        with pytest.raises(Fault, match="takes more than 200,000 steps and characters"):
            fill(text)
    with pytest.raises(Fault, match="more than 20 deep"):
        fill("{{if .Up}}" * 21 + "{{end}}" * 21)


PIECES = [
    "{{",
    "}}",
    ".",
    ".Env",
    ".State",
    "$",
    "$x",
    " ",
    "range",
    "if",
    "end",
    "else",
    ":=",
    "|",
    "(",
    ")",
    '"',
    "`",
]
PIECES += [
    "{{range .Env}}",
    "{{end}}",
    "index",
    "len",
    "0",
    "json",
    ",",
    "- ",
    " -",
    "/*",
    "*/",
    "printf",
    '"%s"',
    "\\",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_typed_is_filled_or_refused(text: str) -> None:
    with suppress(Fault):
        assert isinstance(fill(text), str)


@pytest.fixture(scope="module")
def attempt() -> Attempt:
    made = article_attempt()
    typed(made, "dcos marathon app add httpi_host.json; sleep 30")
    return made


SUBNETS = "'{{range .IPAM.Config}}{{.Subnet}}{{end}}'"
NO_FIELD = 'Template parsing error: template: :1:2: executing "" at <.X>: '
CONTEXT = "can't evaluate field X in type *formatter.containerContext"
TABLE = "IMAGE                   NETWORKS\ndcoslabs/httpi:latest   HOST\n"


@pytest.mark.parametrize(
    ("line", "output", "error", "code"),
    [
        (f"docker network inspect -f {SUBNETS} bridge none", "172.17.0.0/16\n\n", "", 0),
        ("docker ps --format 'table {{.Image}}\\t{{upper .Networks}}'", TABLE, "", 0),
        ("docker ps --format '{{.X}}'", "", f"{NO_FIELD}{CONTEXT}\n", 1),
        ("docker inspect -f '{{' bridge", "", "Template parsing error: template: :1: unclosed action\n", 64),
        ("docker inspect -f '{{.X}}' bridge", "\n", f'{NO_FIELD}map has no entry for key "X"\n', 1),
        ("docker inspect -f '{{.Driver}}' bridge x", "bridge\n", "Error: No such object: x\n", 1),
    ],
)
def test_docker_takes_templates(attempt: Attempt, line: str, output: str, error: str, code: int) -> None:
    shown = typed(attempt, line, "S1")
    assert (shown.text("stdout"), shown.text("stderr"), shown.exit_code) == (output, error, code)
