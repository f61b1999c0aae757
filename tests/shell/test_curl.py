"""curl: its options, on the article's cluster with one httpi and a few programs that answer as a test needs it."""

import pytest

from tests.build import article_attempt, no_tool
from tutorial.attempt import Attempt, Entry, Line, run
from tutorial.cluster import servers
from tutorial.cluster.network import chains, sockets
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World
from tutorial.play import Typed, type_line
from tutorial.shell.curl.faults import CurlFault
from tutorial.shell.curl.meter import line as meter_line
from tutorial.shell.curl.url import joined, parse_url

URL = "http://172.16.9.84:8080"
USUAL = "Host: 172.16.9.84:8080\nUser-Agent: curl/7.88.1\nAccept: */*\n"
TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n"
REFUSED = "curl: (7) Failed connect to 172.16.9.84:9; Connection refused\n"


def echo(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Answers with the request itself; /404 is not found, /to/PATH leads to PATH."""
    yield from ()
    if request.path.startswith("/to/"):
        return Served(HttpResponse(302, (("Location", request.path[3:]), ("Content-Length", "0")), ""))
    head = "".join(f"{name}: {value}\n" for name, value in request.headers)
    body = f"{request.method} {request.path}\n{head}\n{request.body}"
    status = 404 if request.path == "/404" else 200
    headers = (("Content-Type", "text/plain"), ("Content-Length", str(len(body.encode()))))
    return Served(HttpResponse(status, headers, "" if request.method == "HEAD" else body))


def silent(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Takes a request and does not answer for an hour."""
    yield Until(world.now_ms + 3_600_000)
    return Served(None)


@pytest.fixture
def attempt(monkeypatch: pytest.MonkeyPatch) -> Attempt:
    monkeypatch.setitem(servers.PROGRAMS, "echo", echo)
    monkeypatch.setitem(servers.PROGRAMS, "silent", silent)
    made = article_attempt({"body.txt": "a=1\nb=2\n"})
    sockets.listen(made.world, "S1", "tcp", sockets.ANY, 8080, pid=4242, program="echo")
    sockets.listen(made.world, "S1", "tcp", sockets.ANY, 16327, pid=4243, program="httpi")
    return made


def typed(attempt: Attempt, text: str, where: str = "master") -> Line:
    line = type_line(attempt, Typed(where, text), no_tool)
    assert attempt.faults == []
    return line


def shown(attempt: Attempt, text: str, where: str = "master") -> tuple[str, str, int | None]:
    line = typed(attempt, text, where)
    return line.text("stdout"), line.text("stderr"), line.exit_code


def test_the_answer_is_printed_as_it_came_and_the_way_of_the_packets_is_kept(attempt: Attempt) -> None:
    line = typed(attempt, "curl http://172.16.9.84:16327")
    assert (line.text("stdout"), line.text("stderr"), line.exit_code) == ("3.1415926536", "", 0)
    (name,) = line.traces
    trace = attempt.traces.document(name)
    assert (trace["from"], trace["status"], trace["url"]) == ("master", 200, "http://172.16.9.84:16327/")
    assert trace["hops"]


def test_every_request_has_its_trace_and_a_refused_one_too(attempt: Attempt) -> None:
    line = typed(
        attempt, "curl -s 172.16.9.84:16327; curl -s 172.16.9.84:9; curl -sL 172.16.9.84:8080/to/a; curl -s nope"
    )
    assert [attempt.traces.document(name)["status"] for name in line.traces] == [200, 0, 302, 200, 0]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("/", "GET /"),
        ("", "GET /"),
        ("/a/b?c=d#e", "GET /a/b?c=d"),
        ("/a/../b/./c", "GET /b/c"),
        ("/é", "GET /%C3%A9"),
        ("/ -X DELETE", "DELETE /"),
        ("/ -XPUT -d x", "PUT /"),
        ("/ -d x", "POST /"),
        ("/ -G -d x=1 -d y=2", "GET /?x=1&y=2"),
        ("/?a -G -d x=1", "GET /?a&x=1"),
    ],
)
def test_method_and_path_are_what_was_asked_for(attempt: Attempt, words: str, asked: str) -> None:
    output, _, code = shown(attempt, f"curl -s {URL}{words}")
    assert (output.split("\n")[0], code) == (asked, 0)


@pytest.mark.parametrize(
    ("words", "headers"),
    [
        ("", USUAL),
        ("-A me", "Host: 172.16.9.84:8080\nUser-Agent: me\nAccept: */*\n"),
        (
            "-e http://a/ -H 'X-A: 1'",
            "Host: 172.16.9.84:8080\nUser-Agent: curl/7.88.1\nAccept: */*\nReferer: http://a/\nX-A: 1\n",
        ),
        ("-H Accept: -H 'user-agent: x'", "Host: 172.16.9.84:8080\nuser-agent: x\n"),
        ("-H 'Host: a.b' -H 'X-Empty;'", "Host: a.b\nUser-Agent: curl/7.88.1\nAccept: */*\nX-Empty: \n"),
        (
            "-u me:secret",
            "Host: 172.16.9.84:8080\nAuthorization: Basic bWU6c2VjcmV0\nUser-Agent: curl/7.88.1\nAccept: */*\n",
        ),
        (
            "-d a=1 -d b=2",
            f"{USUAL}Content-Length: 7\nContent-Type: application/x-www-form-urlencoded\n",
        ),
        (
            "-d {} -H 'Content-Type: application/json'",
            f"{USUAL}Content-Type: application/json\nContent-Length: 2\n",
        ),
    ],
)
def test_headers_are_those_of_curl_in_its_order(attempt: Attempt, words: str, headers: str) -> None:
    output, _, _ = shown(attempt, f"curl -s {URL} {words}")
    assert output.split("\n", 1)[1].split("\n\n")[0] + "\n" == headers


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("-d a=1 -d b=2", "a=1&b=2"),
        ("-d @body.txt", "a=1b=2"),
        ("--data-binary @body.txt", "a=1\nb=2\n"),
        ("--data-raw @body.txt", "@body.txt"),
        ("--data-urlencode 'x=a b&c' --data-urlencode 'd e'", "x=a%20b%26c&d%20e"),
        ("--data-urlencode x@body.txt", "x=a%3D1%0Ab%3D2%0A"),
        ("-d @-", "a=1b=2"),
    ],
)
def test_the_body_is_what_the_data_options_say(attempt: Attempt, words: str, body: str) -> None:
    typed(attempt, "echo 'a=1\nb=2' > body.txt")
    output, _, code = shown(attempt, f"curl -s {URL} {words} < body.txt")
    assert (output.split("\n\n", 1)[1], code) == (body, 0)


def test_a_data_file_that_is_not_there_makes_an_empty_request_and_a_warning(attempt: Attempt) -> None:
    output, errors, code = shown(attempt, f"curl -s {URL} -d @none")
    assert (output.split("\n")[0], code) == ("GET /", 0)
    assert errors.startswith('Warning: Couldn\'t read data from file "none"')


def test_both_i_options_print_the_headers_of_the_answer(attempt: Attempt) -> None:
    head = (
        "HTTP/1.1 200 OK\r\nDate: Mon, 22 Jul 2019 15:02:00 GMT\r\n"
        "Content-Length: 12\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    assert shown(attempt, "curl -i 172.16.9.84:16327") == (head + "3.1415926536", "", 0)
    assert shown(attempt, "curl -I 172.16.9.84:16327") == (head, "", 0)


def test_o_writes_into_a_file_and_shows_the_meter(attempt: Attempt) -> None:
    output, errors, code = shown(attempt, "curl -o page 172.16.9.84:16327; cat page")
    assert (output, code) == ("3.1415926536", 0)
    assert errors.startswith("  % Total    % Received")
    assert shown(attempt, "curl -sO 172.16.9.84:16327/some/name; cat name") == ("3.1415926536", "", 0)
    assert shown(attempt, "curl -si -o page 172.16.9.84:16327; cat page")[0].startswith("HTTP/1.1 200 OK\r\n")
    assert shown(attempt, "curl -s -o /none/page 172.16.9.84:16327")[2] == 23
    assert shown(attempt, "curl -sO 172.16.9.84:16327")[2] == 23


def test_w_prints_what_is_known_of_the_transfer(attempt: Attempt) -> None:
    form = "%{http_code} %{method} %{remote_ip}:%{remote_port} %{size_download} %{content_type} %{url_effective}%%\\n"
    assert shown(attempt, f"curl -s -o /dev/null -w '{form}' 172.16.9.84:16327/x") == (
        "200 GET 172.16.9.84:16327 12 text/plain; charset=utf-8 http://172.16.9.84:16327/x%\n",
        "",
        0,
    )
    assert shown(attempt, "curl -s -w '%{http_code} %{errormsg}' 172.16.9.84:9")[0] == (
        "000 Failed connect to 172.16.9.84:9; Connection refused"
    )
    assert shown(attempt, "curl -s -w '[%{nope}]' 172.16.9.84:9")[:2] == (
        "[]",
        "curl: unknown --write-out variable: 'nope'\n",
    )


def test_f_makes_an_error_of_what_the_server_refuses(attempt: Attempt) -> None:
    assert shown(attempt, f"curl {URL}/404")[2] == 0
    assert shown(attempt, f"curl -f {URL}/404") == ("", "curl: (22) The requested URL returned error: 404\n", 22)


def test_location_is_followed_and_stops_after_fifty(attempt: Attempt) -> None:
    assert shown(attempt, f"curl -s {URL}/to/a")[0] == ""
    output, _, code = shown(attempt, f"curl -sL -d x=1 {URL}/to/to/a -w '%{{num_redirects}} %{{url_effective}}'")
    assert output.startswith("GET /a\n")
    assert output.endswith(f"2 {URL}/a")
    assert code == 0
    assert shown(attempt, f"curl -sSL {URL}/{'to/' * 60}") == ("", "curl: (47) Maximum (50) redirects followed\n", 47)


def test_names_come_from_hosts_or_from_resolve(attempt: Attempt) -> None:
    assert shown(attempt, "curl -s localhost:16327", "S1")[0] == "3.1415926536"
    assert shown(attempt, "curl -s --resolve pi:16327:172.16.9.84 http://pi:16327")[0] == "3.1415926536"
    assert shown(attempt, "curl -sS --resolve pi:1:172.16.9.84 http://pi:16327") == (
        "",
        "curl: (6) Could not resolve host: pi\n",
        6,
    )
    assert shown(attempt, "echo '172.16.9.84 pi' >> /etc/hosts; curl -s pi:16327")[0] == "3.1415926536"


def test_silent_is_silent_and_show_error_tells_errors_all_the_same(attempt: Attempt) -> None:
    assert shown(attempt, "curl -s 172.16.9.84:9") == ("", "", 7)
    assert shown(attempt, "curl -sS 172.16.9.84:9") == ("", REFUSED, 7)
    assert shown(attempt, "curl 172.16.9.84:9") == ("", REFUSED, 7)


def test_a_failed_connection_is_worded_as_the_place_words_it(attempt: Attempt) -> None:
    outside = "curl: (7) Failed to connect to 93.186.40.120 port 9 after 0 ms: Couldn't connect to server\n"
    assert shown(attempt, "curl 93.186.40.120:9", "outside") == ("", outside, 7)
    assert shown(attempt, "curl 93.186.40.120:9", "laptop") == ("", outside, 7)
    assert shown(attempt, "curl 172.16.99.99")[1:] == (
        "curl: (7) Failed connect to 172.16.99.99:80; No route to host\n",
        7,
    )


@pytest.mark.parametrize(
    ("where", "words", "code"),
    [
        ("master", "Failed connect to 172.16.9.84:16327; Connection timed out", 7),
        ("outside", "Failed to connect to 172.16.9.84 port 16327 after 127000 ms: Couldn't connect to server", 28),
    ],
)
def test_silence_ends_when_the_kernel_gives_up(attempt: Attempt, where: str, words: str, code: int) -> None:
    chains.add(attempt.world, "S1", "filter", "-A INPUT -p tcp -m tcp --dport 16327 -j DROP")
    before = attempt.world.now_ms
    assert shown(attempt, "curl 172.16.9.84:16327", where) == ("", f"curl: ({code}) {words}\n", code)
    assert attempt.world.now_ms - before >= 127_000


@pytest.mark.parametrize(
    ("options", "words", "waited_ms"),
    [
        ("-m 2", "Connection timed out after 2001 milliseconds", 2_001),
        ("--max-time 0.5", "Connection timed out after 501 milliseconds", 501),
        (
            "--connect-timeout 3",
            "Failed to connect to 172.16.9.84 port 16327 after 3001 ms: Timeout was reached",
            3_001,
        ),
        (
            "--connect-timeout 1 -m 9",
            "Failed to connect to 172.16.9.84 port 16327 after 1001 ms: Timeout was reached",
            1_001,
        ),
        ("--connect-timeout 9 -m 1", "Connection timed out after 1001 milliseconds", 1_001),
    ],
)
def test_a_limit_ends_the_wait_in_logical_time(attempt: Attempt, options: str, words: str, waited_ms: int) -> None:
    chains.add(attempt.world, "S1", "filter", "-A INPUT -p tcp -m tcp --dport 16327 -j DROP")
    line = typed(attempt, f"curl {options} 172.16.9.84:16327")
    assert (line.text("stderr"), line.exit_code) == (f"curl: (28) {words}\n", 28)
    assert attempt.world.now_ms - line.entry.at_ms == waited_ms


def test_the_meter_moves_once_a_second_while_nothing_comes(attempt: Attempt) -> None:
    chains.add(attempt.world, "S1", "filter", "-A INPUT -p tcp -m tcp --dport 16327 -j DROP")
    errors = typed(attempt, "curl -m 3 172.16.9.84:16327 | cat").text("stderr")
    clocks = [state.split()[9] for state in errors.split("\r")[1:]]
    assert clocks == ["--:--:--", "0:00:01", "0:00:02", "0:00:03"]


@pytest.mark.parametrize("line", ["curl 172.16.9.84:16327", "curl -s 172.16.9.84:16327 | cat"])
def test_a_curl_that_is_interrupted_shows_where_its_packets_were_lost(attempt: Attempt, line: str) -> None:
    chains.add(attempt.world, "S1", "filter", "-A INPUT -p tcp -m tcp --dport 16327 -j DROP")
    run(attempt.execute(Entry(1, 1, "master", "line", line)), no_tool)
    run(attempt.execute(Entry(2, 5_000, "master", "interrupt", "")), no_tool)
    assert (attempt.lines[1].exit_code, attempt.faults) == (130, [])
    trace = attempt.traces.document(attempt.lines[1].traces[0])
    assert (trace["disposition"], trace["success"], trace["elapsed_ms"]) == ("dropped", False, 4_999)
    assert trace["hops"][-1]["message"] == "filter.drop"


def test_a_curl_that_is_interrupted_after_it_connected_shows_its_way_too(attempt: Attempt) -> None:
    sockets.listen(attempt.world, "S1", "tcp", sockets.ANY, 8081, pid=4244, program="silent")
    run(attempt.execute(Entry(1, 1, "master", "line", "curl 172.16.9.84:8081")), no_tool)
    run(attempt.execute(Entry(2, 5_000, "master", "interrupt", "")), no_tool)
    assert attempt.lines[1].exit_code == 130
    assert attempt.traces.document(attempt.lines[1].traces[0])["hops"]


@pytest.mark.parametrize(
    ("words", "complaint", "code"),
    [
        ("", "curl: try 'curl --help' or 'curl --manual' for more information\n", 2),
        ("http://", "curl: (3) URL using bad/illegal format or missing URL\n", 3),
        ("'http://a b/'", "curl: (3) URL using bad/illegal format or missing URL\n", 3),
        ("http://a:99999/", "curl: (3) URL using bad/illegal format or missing URL\n", 3),
        ("gopher://a", 'curl: (1) Protocol "gopher" not supported or disabled in libcurl\n', 1),
        (
            "a b",
            f"curl: one URL at a time is supported here\n{TRY}",
            2,
        ),
        (
            "-m x a",
            f"curl: option -m: expected a proper numerical parameter\n{TRY}",
            2,
        ),
        (
            "-o",
            f"curl: option -o requires an argument\n{TRY}",
            2,
        ),
        (
            "https://172.16.9.84:16327",
            "curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n",
            35,
        ),
    ],
)
def test_what_can_not_be_done_is_told(attempt: Attempt, words: str, complaint: str, code: int) -> None:
    assert shown(attempt, f"curl {words}") == ("", complaint, code)


def test_an_option_that_is_not_supported_says_so_and_which_are(attempt: Attempt) -> None:
    _, errors, code = shown(attempt, "curl --proxy x a")
    assert errors.startswith("curl: option --proxy is not supported here; supported: --connect-timeout ")
    assert code == 2


def test_curl_in_a_host_mode_container_has_its_hosts_network() -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json", "laptop")
    name = typed(attempt, "docker ps --format '{{.Names}}'", "S1").text("stdout").strip()
    line = typed(attempt, "hostname -I; curl -s 127.0.0.1:16327", f"S1/{name}")
    addresses, pi = line.text("stdout").split("\n")
    assert (addresses.split()[:2], pi) == (["172.16.9.84", "172.17.0.1"], "3.1415926536")
    assert attempt.traces.document(line.traces[0])["from"] == "S1"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("http", "a", 80, "/")),
        ("a:81/b", ("http", "a", 81, "/b")),
        ("HTTP://a:/b?c", ("http", "a", 80, "/b?c")),
        ("https://a", ("https", "a", 443, "/")),
        ("http://me:pw@a:8/", ("http", "a", 8, "/")),
        ("http://a?b", ("http", "a", 80, "/?b")),
        ("http://a/..//b/../c/", ("http", "a", 80, "//c/")),
        ("http://a/b/..", ("http", "a", 80, "/")),
    ],
)
def test_a_url_is_taken_apart(text: str, parts: tuple[str, str, int, str]) -> None:
    url = parse_url(text)
    assert (url.scheme, url.host, url.port, url.path) == parts


@pytest.mark.parametrize(
    "text", ["", "http://", "http:///x", "http://a b", "http://a:x/", "http://[::1]/", "http://a:65536"]
)
def test_a_url_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CurlFault, match="bad/illegal format"):
        parse_url(text)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/x", "http://a/x"),
        ("x", "http://a/b/x"),
        ("//c/x", "http://c/x"),
        ("http://d:9/", "http://d:9/"),
        ("../x", "http://a/x"),
    ],
)
def test_a_redirect_leads_on_from_where_one_is(location: str, url: str) -> None:
    assert joined(parse_url("http://a/b/c?d"), location).text == url


@pytest.mark.parametrize(
    ("received", "expected", "sent", "spent_ms", "state"),
    [
        (0, 0, 0, 0, "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"),
        (12, 12, 0, 2, "\r100    12  100    12    0     0   6000      0 --:--:-- --:--:-- --:--:--  6000"),
        (0, 12, 0, 1, "\r  0    12    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"),
        (12, 12, 3, 2, "\r100    15  100    12  100     3   6000   1500 --:--:-- --:--:-- --:--:--  7500"),
        (107, 107, 0, 3050, "\r100   107  100   107    0     0     35      0  0:00:03  0:00:03 --:--:--    35"),
        (
            2_000_000,
            2_000_000,
            0,
            1000,
            "\r100 1953k  100 1953k    0     0  1953k      0  0:00:01  0:00:01 --:--:-- 1953k",
        ),
    ],
)
def test_the_meter_is_laid_out_as_curl_lays_it_out(
    received: int, expected: int, sent: int, spent_ms: int, state: str
) -> None:
    assert meter_line(received, expected, sent, sent, spent_ms) == state
