"""The child process of the jq box: real jq's own `main`, on the library that the package `jq` brings.

Started as `python -I -S jqchild.py LIBRARY`, with an environment that names UTC and nothing else. It reads jobs from
standard input and writes results to standard output, each a JSON document behind its length in eight bytes. Every job
runs in a fork of its own with limits on processor time, memory and open files, so a job can neither harm nor see
another one.

Law of this file: it imports nothing of ours and only what stands in Python's library.
"""

import ctypes
import gc
import json
import os
import re
import resource
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any

CPU_SECONDS = 1
MEMORY_MIB = 512
STDOUT_CAP = 1_000_000
STDERR_CAP = 16_000
KILLED = 137

OK, NULL_KIND, SYSTEM, COMPILE, NO_OUTPUT, UNKNOWN = 0, -1, 2, 3, -4, 5
"""jq's own results of a run; what is above 0 is an exit code."""

PRETTY, ASCII, SORTED, TAB = 1, 2, 8, 64
FALSE_KIND, NULL_KIND_OF, STRING = 2, 1, 5
USAGE = (
    "Use jq --help for help with command-line options,\n"
    "or see the jq manpage, or online docs  at https://jqlang.github.io/jq\n"
)
DEATHS = {
    signal.SIGXCPU: f"jq: stopped: it used more than {CPU_SECONDS} s of processor time\n",
    signal.SIGABRT: f"jq: stopped: it needs more than {MEMORY_MIB} MiB of memory\n",
    signal.SIGSEGV: "jq: stopped: its data or its calls are nested too deep\n",
}


class Jv(ctypes.Structure):
    """jq's `jv`, passed by value: kind and flags, padding, offset, size, and a pointer or a double (left as bits)."""

    _fields_ = (
        ("kind", ctypes.c_ubyte),
        ("pad", ctypes.c_ubyte),
        ("offset", ctypes.c_ushort),
        ("size", ctypes.c_int),
        ("bits", ctypes.c_uint64),
    )


Message = ctypes.CFUNCTYPE(None, ctypes.c_void_p, Jv)
_P, _I, _S = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "jv_array": (Jv, ()),
    "jv_array_append": (Jv, (Jv, Jv)),
    "jv_copy": (Jv, (Jv,)),
    "jv_dump_string": (Jv, (Jv, _I)),
    "jv_free": (None, (Jv,)),
    "jv_get_kind": (_I, (Jv,)),
    "jv_invalid_get_msg": (Jv, (Jv,)),
    "jv_invalid_has_msg": (_I, (Jv,)),
    "jv_null": (Jv, ()),
    "jv_number_value": (ctypes.c_double, (Jv,)),
    "jv_object": (Jv, ()),
    "jv_object_set": (Jv, (Jv, Jv, Jv)),
    "jv_parse_sized": (Jv, (_S, _I)),
    "jv_parser_new": (_P, (_I,)),
    "jv_string_length_bytes": (_I, (Jv,)),
    "jv_string_sized": (Jv, (_S, _I)),
    "jv_string_value": (_P, (Jv,)),
    "jq_compile_args": (_I, (_P, _S, Jv)),
    "jq_format_error": (Jv, (Jv,)),
    "jq_get_error_message": (Jv, (_P,)),
    "jq_get_exit_code": (Jv, (_P,)),
    "jq_halted": (_I, (_P,)),
    "jq_init": (_P, ()),
    "jq_next": (Jv, (_P,)),
    "jq_set_attr": (None, (_P, Jv, Jv)),
    "jq_set_debug_cb": (None, (_P, Message, _P)),
    "jq_set_error_cb": (None, (_P, Message, _P)),
    "jq_set_input_cb": (None, (_P, _P, _P)),
    "jq_set_stderr_cb": (None, (_P, Message, _P)),
    "jq_start": (None, (_P, Jv, _I)),
    "jq_util_input_add_input": (None, (_P, _S)),
    "jq_util_input_get_position": (Jv, (_P,)),
    "jq_util_input_init": (_P, (_P, _P)),
    "jq_util_input_next_input": (Jv, (_P,)),
    "jq_util_input_set_parser": (None, (_P, _P, _I)),
}


def load(path: str) -> ctypes.CDLL:
    """libjq, with the signatures of its functions."""
    library = ctypes.CDLL(path)
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Stop(Exception):
    """The run ends here with this exit code."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Streams:
    """What the job has printed, up to a cap on each stream."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        self._room = {"out": STDOUT_CAP, "err": STDERR_CAP}

    def write(self, name: str, text: str) -> None:
        """Append to `out` or `err`; Stop when its cap is reached."""
        kept = text[: self._room[name]]
        getattr(self, name).append(kept)
        self._room[name] -= len(kept)
        if len(kept) < len(text):
            cap = STDOUT_CAP if name == "out" else STDERR_CAP
            raise Stop(KILLED, f"jq: stopped: it prints more than {cap} characters\n")


class Options:
    """The options of a command line in their short form, as `tutorial/shell/commands/jq.py` passes them."""

    def __init__(self, words: list[str]) -> None:
        self.flags: set[str] = set()
        self.named: list[tuple[str, str, bool]] = []
        self.positional: list[tuple[str, bool]] = []
        self.indent = 2
        as_json = False
        words = list(words)
        while words:
            word = words.pop(0)
            if word in {"--arg", "--argjson"}:
                self.named.append((words.pop(0), words.pop(0), word == "--argjson"))
            elif word in {"--args", "--jsonargs"}:
                as_json = word == "--jsonargs"
            elif word == "--":
                self.positional.append((words.pop(0), as_json))
            elif word == "--indent":
                self._indent(words.pop(0))
            else:
                self._flag(word)

    def _flag(self, word: str) -> None:
        self.flags.add(word)
        if word == "-j":
            self.flags.add("-r")
        elif word == "-c":
            self.indent = 0
        elif word == "--tab":
            self.indent = -1

    def _indent(self, text: str) -> None:
        if not text.isascii() or not text.isdigit():
            raise Stop(SYSTEM, f"jq: Cannot indent {text} characters\n{USAGE}")
        if int(text) > 7:
            raise Stop(SYSTEM, f"jq: Cannot indent more than 7 characters\n{USAGE}")
        self.indent = int(text)

    @property
    def dump_flags(self) -> int:
        """The flags of `jv_dump_string` for a result."""
        layout = PRETTY | TAB if self.indent < 0 else self.indent << 8 | (PRETTY if self.indent else 0)
        return layout | (ASCII if "-a" in self.flags else 0) | (SORTED if "-S" in self.flags else 0)


class Jq:
    """One run of jq: `run` follows `main` and `process` of jq 1.8's main.c, step by step."""

    def __init__(self, library: ctypes.CDLL, streams: Streams, prelude: str, end: Callable[[Stop], None]) -> None:
        self.c = library
        self.streams = streams
        self.prelude = prelude
        self.end = end
        self.state = library.jq_init()
        self._kept = [Message(self._error), Message(self._debug), Message(self._stderr)]
        library.jq_set_error_cb(self.state, self._kept[0], None)
        library.jq_set_debug_cb(self.state, self._kept[1], None)
        library.jq_set_stderr_cb(self.state, self._kept[2], None)
        for name, value in (("JQ_LIBRARY_PATH", library.jv_array()), ("PROGRAM_ORIGIN", self._string("."))):
            library.jq_set_attr(self.state, self._string(name), value)

    # Values

    def _string(self, text: str) -> Jv:
        data = text.encode("utf-8", "replace")
        made: Jv = self.c.jv_string_sized(data, len(data))
        return made

    def _text(self, value: Jv) -> str:
        """The text of a jq string, which is given up."""
        size = self.c.jv_string_length_bytes(self.c.jv_copy(value))
        data = ctypes.string_at(self.c.jv_string_value(value), size)
        self.c.jv_free(value)
        return data.decode("utf-8", "replace")

    def _dumped(self, value: Jv, flags: int = 0) -> str:
        return self._text(self.c.jv_dump_string(value, flags))

    def _kind(self, value: Jv) -> int:
        kind: int = self.c.jv_get_kind(value)
        return kind

    def _parsed(self, text: str, option: str) -> Jv:
        data = text.encode("utf-8", "replace")
        value: Jv = self.c.jv_parse_sized(data, len(data))
        if self._kind(value) == 0:
            raise Stop(SYSTEM, f"jq: Invalid JSON text passed to --{option}\n{USAGE}")
        return value

    # What jq says while it runs. An exception can't pass through C: the process ends there.

    def _note(self, text: str) -> None:
        try:
            self.streams.write("err", text)
        except Stop as stop:
            self.end(stop)

    def _error(self, _: int | None, message: Jv) -> None:
        text = self._text(self.c.jq_format_error(message))
        self._note(without_prelude(text, self.prelude) + "\n")

    def _debug(self, _: int | None, value: Jv) -> None:
        self._note(f'["DEBUG:",{self._dumped(value)}]\n')

    def _stderr(self, _: int | None, value: Jv) -> None:
        self._note(self._text(value) if self._kind(value) == STRING else self._dumped(value))

    # The run

    def run(self, program: str, options: Options) -> int:
        """The exit code."""
        arguments = self._arguments(options)
        if not self.c.jq_compile_args(self.state, (self.prelude + program).encode("utf-8", "replace"), arguments):
            return COMPILE
        inputs = self._inputs(options)
        code = self._process(self.c.jv_null(), options) if "-n" in options.flags else self._each(inputs, options)
        return abs(code) if "-e" in options.flags else max(code, 0)

    def _arguments(self, options: Options) -> Jv:
        c = self.c
        named, positional = c.jv_object(), c.jv_array()
        for name, text, as_json in options.named:
            value = self._parsed(text, "argjson") if as_json else self._string(text)
            named = c.jv_object_set(named, self._string(name), value)
        for text, as_json in options.positional:
            positional = c.jv_array_append(
                positional, self._parsed(text, "jsonargs") if as_json else self._string(text)
            )
        both = c.jv_object_set(c.jv_object(), self._string("positional"), positional)
        both = c.jv_object_set(both, self._string("named"), c.jv_copy(named))
        arguments: Jv = c.jv_object_set(named, self._string("ARGS"), both)
        return arguments

    def _inputs(self, options: Options) -> int:
        inputs: int = self.c.jq_util_input_init(None, None)
        parser = None if "-R" in options.flags else self.c.jv_parser_new(0)
        self.c.jq_util_input_set_parser(inputs, parser, int("-s" in options.flags))
        reader = ctypes.cast(self.c.jq_util_input_next_input_cb, ctypes.c_void_p)
        self.c.jq_set_input_cb(self.state, reader, inputs)
        self.c.jq_util_input_add_input(inputs, b"-")
        return inputs

    def _each(self, inputs: int, options: Options) -> int:
        """Runs the program for each input; the result of the last run, where runs without a result do not count."""
        code = last = NO_OUTPUT
        while True:
            value = self.c.jq_util_input_next_input(inputs)
            if self._kind(value) == 0:
                if not self.c.jv_invalid_has_msg(self.c.jv_copy(value)):
                    return last if code == NO_OUTPUT else code
                message = self._text(self.c.jv_invalid_get_msg(value))
                self.streams.write("err", f"jq: parse error: {message}\n")
                return SYSTEM
            code = self._process(value, options)
            last = code if code <= 0 and code != NO_OUTPUT else last
            if self.c.jq_halted(self.state):
                return code

    def _process(self, value: Jv, options: Options) -> int:
        self.c.jq_start(self.state, value, 0)
        code = NO_OUTPUT
        while kind := self._kind(result := self.c.jq_next(self.state)):
            raw = kind == STRING and "-r" in options.flags and "-a" not in options.flags
            text = self._text(result) if raw else self._dumped(result, options.dump_flags)
            self.streams.write("out", text if "-j" in options.flags else text + "\n")
            code = NULL_KIND if kind in {FALSE_KIND, NULL_KIND_OF} and not raw else OK
        if self.c.jq_halted(self.state):
            return self._halted()
        return self._uncaught(result, code)

    def _halted(self) -> int:
        exit_code = self.c.jq_get_exit_code(self.state)
        kind = self._kind(exit_code)
        code = OK if kind == 0 else int(self.c.jv_number_value(exit_code)) & 0xFF if kind == 4 else UNKNOWN
        message = self.c.jq_get_error_message(self.state)
        if self._kind(message) == STRING:
            self.streams.write("err", self._text(message))
        elif self._kind(message) > NULL_KIND_OF:
            self.streams.write("err", self._dumped(message) + "\n")
        return code

    def _uncaught(self, result: Jv, code: int) -> int:
        if not self.c.jv_invalid_has_msg(self.c.jv_copy(result)):
            return code
        message = self.c.jv_invalid_get_msg(result)
        place = self._text(self.c.jq_util_input_get_position(self.state))
        if self._kind(message) == STRING:
            self.streams.write("err", f"jq: error (at {place}): {self._text(message)}\n")
        else:
            self.streams.write("err", f"jq: error (at {place}) (not a string): {self._dumped(message)}\n")
        return UNKNOWN


def prelude(program: str, now_ms: int) -> str:
    """Definitions in front of a program that asks for the time: the world's, not the machine's."""
    if not re.search(r"\bnow\b", program):
        return ""
    return f"def now: {now_ms / 1000:.13g}; "


def without_prelude(message: str, front: str) -> str:
    """A compile error as it would be without the prelude, which stands at the start of line 1."""

    def moved(match: re.Match[str]) -> str:
        column = int(match["column"]) - len(front)
        return f"line 1, column {column}:\n    {match['line'][len(front) :]}\n{match['caret'][len(front) :]}"

    pattern = rf"line 1, column (?P<column>\d+):\n    (?P<line>{re.escape(front)}.*)\n(?P<caret> +\^)"
    return re.sub(pattern, moved, message) if front else message


# One job, in a fork of its own


def perform(library: ctypes.CDLL, job: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
    """Run a job and deliver what it prints and its exit code; the limits are those of this process."""
    streams = Streams()

    def end(stop: Stop) -> None:
        torn = stop.message and streams.err and not streams.err[-1].endswith("\n")
        streams.err += ["\n" if torn else "", stop.message]
        deliver({"stdout": "".join(streams.out), "stderr": "".join(streams.err), "exit_code": stop.code})

    try:
        front = prelude(job["program"], job["now_ms"])
        end(Stop(Jq(library, streams, front, end).run(job["program"], Options(job["options"]))))
    except Stop as stop:
        end(stop)


def confine() -> None:
    """Limit this process: no file can be opened any more, and time and memory are bounded."""
    for what, limit in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_MIB << 20),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        hard = limit + 1 if what == resource.RLIMIT_CPU else limit
        resource.setrlimit(what, (limit, hard))


def feed(data: bytes) -> None:
    """Make data the standard input. What a pipe cannot hold is written by a thread."""
    source, sink = os.pipe()
    os.dup2(source, 0)
    os.close(source)
    if len(data) <= select.PIPE_BUF:
        os.write(sink, data)
        os.close(sink)
    else:
        threading.Thread(target=pour, args=(sink, data), daemon=True).start()


def pour(descriptor: int, data: bytes) -> None:
    """Write all of it; whoever stops reading has read enough."""
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BrokenPipeError:
        return


class Spare:
    """A forked process that waits for its one job: forked ahead, so that nobody waits for the fork."""

    def __init__(self, library: ctypes.CDLL) -> None:
        source, self._jobs = os.pipe()
        self._results, sink = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._jobs)
                os.close(self._results)
                self._run(library, source, sink)
            finally:
                os._exit(1)
        os.close(source)
        os.close(sink)

    def __call__(self, job: bytes) -> bytes:
        """The result of the job as a JSON document, whatever becomes of the process."""
        with os.fdopen(self._jobs, "wb") as file:
            file.write(job)
        with os.fdopen(self._results, "rb") as file:
            data = file.read()
        status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return data if status == 0 and data else json.dumps(died(status)).encode()

    def _run(self, library: ctypes.CDLL, source: int, sink: int) -> None:
        """In the forked process: standard input is the job's, standard output and error lead nowhere."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        with os.fdopen(source, "rb") as file:
            text = file.read()
        if not text:
            os._exit(0)  # the parent has gone
        job = json.loads(text)
        os.environ.update(job["environment"])
        feed(job["stdin"].encode("utf-8", "replace"))
        confine()
        if "TZ" in job["environment"]:
            time.tzset()  # without files: a zone that is written out holds, one that is only named is UTC everywhere

        def deliver(document: dict[str, Any]) -> None:
            with os.fdopen(sink, "wb") as file:
                file.write(json.dumps(document).encode())
            os._exit(0)

        perform(library, job, deliver)


def died(status: int) -> dict[str, Any]:
    """The result of a job whose process ended without one: killed by a signal, or out of memory in Python itself."""
    cause = signal.Signals(-status) if status < 0 else signal.SIGABRT
    text = DEATHS.get(cause, f"jq: stopped by signal {cause}\n")
    return {"stdout": "", "stderr": text, "exit_code": KILLED}


def serve(library: ctypes.CDLL, source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer jobs until the other side closes."""
    gc.freeze()
    spare = Spare(library)
    while head := source.read(8):
        data = spare(source.read(int.from_bytes(head, "big")))
        sink.write(len(data).to_bytes(8, "big") + data)
        sink.flush()
        spare = Spare(library)


if __name__ == "__main__":
    os.environ.clear()  # Python itself puts LC_CTYPE there
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(load(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
