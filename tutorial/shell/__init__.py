"""The prompt: bash's grammar, interpreted over each host's files, and the tools, which print what the real ones print.

A line is a generator (`run_line`) that yields waits of `cluster.waits` and returns its exit code.
"""

from tutorial.shell import registry
from tutorial.shell.complete import Candidate, Completions, complete
from tutorial.shell.context import Interrupted, LineContext
from tutorial.shell.line import run_line
from tutorial.shell.parse import incomplete
from tutorial.shell.spans import Span
from tutorial.shell.terminal import (
    TERMINALS,
    Frame,
    Terminal,
    end_of_file,
    ensure_terminal,
    is_place,
    open_terminal,
    prompt,
    set_last_exit,
    terminal_document,
    terminal_ids,
)

__all__ = [
    "TERMINALS",
    "Candidate",
    "Completions",
    "Frame",
    "Interrupted",
    "LineContext",
    "Span",
    "Terminal",
    "complete",
    "end_of_file",
    "ensure_terminal",
    "incomplete",
    "is_place",
    "open_terminal",
    "prompt",
    "run_line",
    "set_last_exit",
    "terminal_document",
    "terminal_ids",
]

registry.all_commands()  # now, so that the first line does not wait for it
