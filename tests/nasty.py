"""A corpus of lines that mean harm, by family: what nests, grows, forks, never ends, hides or pretends to be markup.

Most are made: each family is a shape and what is put into it. Literals are those that somebody thought of.
"""

from collections.abc import Iterator
from itertools import product

from tutorial.shell import registry

MARKS = [*map(chr, range(1, 32)), "\x7f", "\x80", "\x85", "\x9b", "\xad", "\u0301", "\u200b", "\u200e", "\u200f"]
MARKS += ["\u2028", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\ud800", "\udfff", "\U000e0041", "🏳️‍🌈"]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</pre></code><h1>x</h1>",
    "<a href=javascript:alert(1)>x</a>",
    "&lt;b&gt;&#x3c;i&#62;",
    "{{constructor.constructor(1)()}}",
    "<!--",
    "]]><![CDATA[",
    "\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07",
    "\x1b[2J\x1b[H\x1b[31m",
    "\x1bP\x1b\\\x1b]0;title\x07",
    "<style>*{display:none}</style>",
    "data:text/html,<b>",
    "\r\n\r\n<b>",
]
OPENERS = {
    "(": ")",
    "{ ": "; }",
    "$(": ")",
    '"$(': ')"',
    "`": "`",
    "((": "))",
    "$((": "))",
    "[[ ( ": " ) ]]",
    "if ": "; then :; fi",
    "while ": "; do break; done",
    "for i in 1; do ": "; done",
    "case x in x) ": ";; esac",
    "f() { ": "; }; f",
    "${x:-": "}",
    '"${x:-': '}"',
    "{a,": "}",
    "! ": "",
    "time ": "",
    "x=$(": ")",
    "eval ": "",
    "bash -c '": "'",
    "env ": "",
    "watch -e ": "",
    "'": "'",
    "<<E\n": "\nE\n",
    "\\\n": "",
    "/*": "",
    "~": "",
    "[": "]",
    "<(": ")",
}
BOMBS = """\
:(){ :|:& };:
f() { f & f & }; f
f() { f | f & }; f
f() { f; }; f
f() { g; }; g() { f; }; f
f() { eval f; }; f
f() { $(f); }; f
f() { (f); }; f
while true; do true & done
while :; do (sleep 9 &) ; done
for ((;;)); do echo x & done
eval 'eval "eval \\"$x\\""'
x='eval $x'; eval $x
echo '. ./s' > s; . ./s
echo 'bash s' > s; bash s
echo 'source s & source s' > s; source s
yes | while read x; do yes & done
alias a=a; a
until false; do :; done
trap 'kill -9 $$' EXIT; exit
kill -9 $$; kill -STOP $$; kill -9 1; kill -9 -1; kill 0
sleep 99 & kill -STOP $!; wait
sleep 99 & sleep 99 & fg; fg; wait; bg %9; kill %%
watch 'watch watch'
watch -n 0 'echo x >> f; cat f'
seq 99999999 | sort | uniq -c | sort -rn | head
yes | head -n 99999999 | tail -n 99999999
yes | tr y '\\n' | cat -n > /dev/null
cat /dev/zero; cat /dev/random; cat /dev/tty; cat < /dev/stdin
cat f >> f; cat f > f; cat < f > f; tee f < f | tee f
echo x > f; for i in {1..40}; do cat f f > g; cat g g > f; done
for i in {1..2000}; do echo $i > file$i; done; ls | wc -l
for i in {1..2000}; do mkdir -p d/$i; cd d; done
x=x; while :; do x=$x$x; done
x=a; for i in {1..60}; do x="${x//a/aaaaaaaaaa}"; done
x=$(yes); y=$(seq 9999999); z=`cat /dev/zero`
set -- $(seq 99999); set -- "$@" "$@" "$@" "$@"; echo $#
for i in $(seq 100); do eval "v$i=$(seq 9999)"; done
for i in {1..9999}; do eval "f$i() { :; }"; done; declare -f | wc -l
f() { local x=$1; f $((x + 1)); }; f 0
f() { echo $1; [ $1 -lt 99999 ] && f $(($1 + 1)); }; f 0 | tail -1
exec 3>&1 4>&3 5>&4; while :; do exec 6>&5; done
exec < /dev/null > /dev/null 2>&1; while :; do echo; done
ssh root@172.16.9.84 'while :; do ssh root@172.16.9.84 true; done'
ssh root@172.16.9.84 'f() { ssh root@172.16.9.84 f & }; f; f() { f & f; }; f'
for i in $(seq 500); do curl -s -m 1 http://172.16.9.84:9 & done; wait
dcos node ssh --master-proxy --leader 'yes | cat'
sudo sudo sudo sudo -u nobody yes
ping -i 0.0001 172.16.9.84 & ping -f 172.16.9.84; ping -c 99999999 -i 0 172.16.9.10
traceroute -m 9999 -q 9999 172.16.9.84
curl -s http://172.16.9.84:{1..9999}
curl --max-time 99999999999999999999 http://[::1]:99999999/%00
dig @172.16.9.10 $(printf 'a.%.0s' {1..500})com +tries=99999999 +time=99999999
iptables -A INPUT $(printf -- '-s 1.2.3.4 %.0s' {1..9999})
for i in {1..3000}; do iptables -A INPUT -s 10.0.0.$((i % 250)) -j DROP; done
for i in {1..3000}; do ip route add 10.$((i / 250)).$((i % 250)).0/24 dev lo; done
ip link set lo down; ip addr flush dev lo; ip route flush table all; iptables -F; iptables -P INPUT DROP
docker ps --format '{{range .}}{{range .}}{{end}}{{end}}'
docker inspect --format '{{printf "%99999999d" 1}}' x
docker kill $(docker ps -q) $(docker ps -q); docker rm -f $(docker ps -aq)
for i in {1..400}; do dcos marathon app add < httpi_host.json; done
dcos marathon app add <<< '{"id":"/x","instances":999999999,"cpus":0.0001,"mem":0.1,"cmd":"x"}'
dcos marathon app add <<< '{"id":"/x","cmd":"false","instances":99,"backoffSeconds":0,"backoffFactor":0.1,"cpus":0.01}'
dcos marathon app add <<< '{"id":"/../../x/./","cmd":"x"}'
dcos marathon app add <<< "{\\"id\\":\\"/x\\",\\"cmd\\":\\"x\\",\\"instances\\":$(printf '1%.0s' {1..5000})}"
dcos marathon app add <<< "{\\"id\\":\\"/x\\",\\"cmd\\":\\"x\\",\\"cpus\\":1e$(printf '9%.0s' {1..5000})}"
sysctl -w net.ipv4.ip_forward=$(printf '1%.0s' {1..5000}); ip link set lo mtu $(printf '1%.0s' {1..5000})
dcos marathon app add <<< '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[['
""".splitlines()
JQ = [
    "[range(1e9)]",
    "def f: f; f",
    "def f: f, f; f",
    '"a" * 1e9',
    "until(false; .)",
    '"' + "a" * 40 + 'b" | test("(a*)*c")',
    "env, $ENV, input_filename, $__loc__, now, localtime, halt_error",
    "[.[][][][]], @sh, @base64d, @uri",
    "getpath([range(9999)])",
    'import "/etc/passwd" as x; x',
    "\ud800",
]
PATTERNS = [
    "(a*)*b",
    "(a|aa)+$",
    "((((a{9}){9}){9}){9})",
    "[" * 99,
    "\\(" * 99,
    "a{1,99999}",
    "(?:x)",
    "(a)\\1",
    "[[:nope:]]",
    "*" * 999,
]
SIZES = ("9" * 20, "-1", "1e9", "0x7fffffff", "2147483648", "1" * 5_000, "²", "+-5", "٣", "")


def nested() -> Iterator[str]:
    """Everything that opens, so often, closed and not."""
    for (opens, closes), depth, closed in product(OPENERS.items(), (3, 39, 600), (True, False)):
        yield f"echo {opens * depth}:{closes * depth * closed}"
        yield f"{opens * depth}:{closes * depth * closed}"


def invisible() -> Iterator[str]:
    """Signs that are not seen, where a word, a name, a file or an app's id may stand."""
    shapes = (
        "echo 'a{}b'",
        "{}",
        "x{}=1; echo ${{x{}}}",
        "echo x > 'f{}'; ls",
        "curl -s 'http://a{}b/'",
        "cat 'no{}such'",
    )
    for mark, shape in product(MARKS, shapes):
        yield shape.format(mark, mark)


def pretending() -> Iterator[str]:
    """Markup and sequences for terminals, wherever somebody's words are printed again."""
    shapes = (
        "echo '{}'",
        "'{}'",
        "cat '{}'",
        "cd '{}'",
        "printf '{}'",
        "ssh '{}'",
        "dcos marathon app show '{}'",
        "docker logs '{}'",
    )
    shapes += (
        'echo \'{{"id": "/{}", "cmd": "x"}}\' | dcos marathon app add',
        "ip link show '{}'",
        "x='{}'; echo $y${{x#<}}",
    )
    for text, shape in product(MARKUP, shapes):
        yield shape.format(text)


def commands() -> Iterator[str]:
    """Each command with what it did not expect."""
    for name in registry.all_commands():
        yield f"{name} {'A' * 9_000}"
        yield f"{name} -{'-x' * 2_000} {'/..' * 900}"
        yield f"yes '{{[\"' | {name} - -- '' \\\\ '\ud800'"
        yield f"{name} < /dev/null > /dev/null 2>&1; {name} &"


def growing() -> Iterator[str]:
    """Numbers and sizes that are too large, wherever a tool takes one."""
    shapes = (
        "echo {{1..{0}}}",
        "echo $(({0} ** {0}))",
        "seq {0}",
        "head -c {0} < /dev/zero",
        "printf '%{0}d' 1",
        "sleep {0}",
        "tail -n +{0} f",
    )
    shapes += (
        "echo ${{x:{0}:{0}}}",
        "for ((i = {0}; i; i++)); do :; done",
        "fold -w {0} f",
        "set -- a; shift {0}",
        "exit {0}",
        "kill -{0} $!",
    )
    shapes += (
        "cut -c{0} f",
        "ping -c {0} -s {0} 172.16.9.84",
        "watch -n {0} yes",
        "echo x >&{0}",
        "return {0}",
        "grep -m {0} -A {0} x f",
        "wait {0}",
    )
    for size, shape in product(SIZES, shapes):
        yield shape.format(size)


def matching() -> Iterator[str]:
    """Patterns that would take long, or are none, for all that take patterns."""
    shapes = (
        "yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -99 | grep -E '{}'",
        "[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaa =~ {} ]]",
        "echo {}*{}*{}",
    )
    shapes += (
        "x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; echo ${{x//{}/b}}",
        "case aaaaaaaaaaaaaaaaaaa in *{}*) ;; esac",
        "echo aaaaaaaaaaaaaa | sed -E 's/{}/x/g'",
    )
    for pattern, shape in product(PATTERNS, shapes):
        yield shape.format(pattern, pattern, pattern)


def jq() -> Iterator[str]:
    """Programs for jq that never end, grow, or ask for what is none of their business."""
    for program in JQ:
        yield f"echo '[{'[' * 50}1{']' * 50}]' | jq '{program}'"


FAMILIES = {
    "nested": nested,
    "invisible": invisible,
    "pretending": pretending,
    "commands": commands,
    "growing": growing,
    "matching": matching,
    "jq": jq,
    "bombs": lambda: iter(BOMBS),
}


def corpus() -> dict[str, tuple[str, ...]]:
    """All lines, by family."""
    return {name: tuple(dict.fromkeys(family())) for name, family in FAMILIES.items()}
