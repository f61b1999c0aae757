"""One run of a program on its inputs, as jq's own `main` does it."""

import ctypes
import re
from collections.abc import Callable

from tutorial.web.jqchild.library import Jv, Message
from tutorial.web.jqchild.options import USAGE, Options
from tutorial.web.jqchild.outcome import SYSTEM, Stop, Streams

OK, NULL_KIND, COMPILE, NO_OUTPUT, UNKNOWN = 0, -1, 3, -4, 5
"""jq's own results of a run; what is above 0 is an exit code."""
FALSE_KIND, NULL_KIND_OF, STRING = 2, 1, 5


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
