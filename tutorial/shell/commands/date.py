"""date: the time of the cluster's clock. All machines here keep UTC."""

import re

from tutorial.cluster.clock import epoch_ms
from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.errors import UsageError
from tutorial.shell.moments import written
from tutorial.shell.options import Parsed, parse_options

DEFAULT = "%a %b %e %H:%M:%S %Z %Y"
MAIL = "%a, %d %b %Y %H:%M:%S %z"
_ISO = {"": "%Y-%m-%d", "date": "%Y-%m-%d", "hours": "%Y-%m-%dT%H%:z", "minutes": "%Y-%m-%dT%H:%M%:z"}
_ISO |= {"seconds": "%Y-%m-%dT%H:%M:%S%:z", "ns": "%Y-%m-%dT%H:%M:%S,%N%:z"}
_RFC_3339 = {"date": "%Y-%m-%d", "seconds": "%Y-%m-%d %H:%M:%S%:z", "ns": "%Y-%m-%d %H:%M:%S.%N%:z"}
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?)?(?: ?(?:Z|UTC))?"
)
_SECONDS = re.compile(r"@(-?[0-9]{1,11})(?:\.[0-9]{1,9})?")
_OFFSET = re.compile(r"([+-]?)\s*([0-9]{1,9})\s*(sec|second|min|minute|hour|day|week|fortnight)s?(\s+ago)?")
_NAMED = {"now": 0, "today": 0, "yesterday": -86_400_000, "tomorrow": 86_400_000}
_UNITS = {
    "sec": 1,
    "second": 1,
    "min": 60,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "week": 604_800,
    "fortnight": 1_209_600,
}
FORMS = "now, yesterday, tomorrow, @SECONDS, YYYY-MM-DD [HH:MM[:SS]], N days|hours|minutes|seconds [ago]"
LATEST_S = 253_402_300_799
"""The end of the year 9999."""


def run(call: Call) -> int:
    """Prints the moment by a format."""
    options = parse_options(COMMAND.options, tuple(_bare_iso(word) for word in call.args))
    if len(options.operands) > 1:
        raise UsageError(f"extra operand '{options.operands[1]}'\nTry 'date --help' for more information.", exit_code=1)
    form = _form(options)
    now_ms = call.world.state.epoch_ms + call.world.now_ms
    path, text = options.last("-r"), options.last("-d", "now")
    shown_ms = _modified(call, path) if options.has("-r") else _moment(text, now_ms)
    call.out(written(shown_ms, form) + "\n")
    return 0


def _bare_iso(word: str) -> str:
    """`-I` and `--iso-8601` may have their argument only with them."""
    if re.fullmatch("-I[a-z]*", word):
        return f"--iso-8601={word[2:]}"
    return "--iso-8601=" if word == "--iso-8601" else word


def _form(options: Parsed) -> str:
    forms = [word[1:] for word in options.operands if word.startswith("+")]
    if options.operands and not forms:
        word = options.operands[0]
        raise UsageError(f"setting the clock ('{word}') is not supported here; supported: +FORMAT", exit_code=1)
    forms += [MAIL] * options.has("-R")
    for flag, known in (("--iso-8601", _ISO), ("--rfc-3339", _RFC_3339)):
        if options.has(flag):
            kind = options.last(flag)
            if kind not in known:
                words = f"invalid argument '{kind}' for '{flag}'; supported: {' '.join(filter(None, known))}"
                raise UsageError(words, exit_code=1)
            forms.append(known[kind])
    if len(forms) > 1:
        raise UsageError("multiple output formats specified", exit_code=1)
    return forms[0] if forms else DEFAULT


def _modified(call: Call, path: str) -> int:
    session = call.session
    file = files.lookup(call.world, session.place, files.absolute(session.cwd, path))
    if file is None:
        raise UsageError(f"{path}: No such file or directory", exit_code=1)
    return call.world.state.epoch_ms + file.modified_ms


def _moment(text: str, now_ms: int) -> int:
    """The instant that a text names, in milliseconds since 1970."""
    shown = text.strip().lower()
    if not shown:
        return now_ms // 86_400_000 * 86_400_000
    if shown in _NAMED:
        return now_ms + _NAMED[shown]
    if found := _SECONDS.fullmatch(shown):
        seconds = int(found[1])
        if 0 <= seconds <= LATEST_S:
            return seconds * 1000
    if found := _OFFSET.fullmatch(shown):
        amount = int(found[2]) * _UNITS[found[3]] * 1000
        moved = now_ms - amount if (found[1] == "-") != bool(found[4]) else now_ms + amount
        if 0 <= moved <= LATEST_S * 1000:
            return moved
    if found := _MOMENT.fullmatch(text.strip()):
        instant = epoch_ms(*(int(part or 0) for part in found.groups()))
        if instant is None:
            raise UsageError(f"invalid date '{text}'", exit_code=1)
        return instant
    raise UsageError(f"invalid date '{text}'; supported: {FORMS}", exit_code=1)


COMMAND = Command(
    "date",
    "Tell the time of the cluster's clock.",
    "date [-u] [-d TEXT] [-R | -I[KIND]] [+FORMAT]",
    run,
    (
        Option(("-u", "--utc", "--universal"), "in UTC (all machines keep it)"),
        Option(("-d", "--date"), f"another moment: {FORMS}", "TEXT"),
        Option(("-r", "--reference"), "when a file was changed", "FILE"),
        Option(("-R", "--rfc-2822", "--rfc-email"), "as in mail"),
        Option(("--iso-8601",), "as in ISO 8601, also -I[KIND]: date, hours, minutes, seconds, ns", "KIND"),
        Option(("--rfc-3339",), "as in RFC 3339: date, seconds, ns", "KIND"),
    ),
)
