"""The prompt: bash's grammar, interpreted over each host's files, and the tools, which print what the real ones print.

A line is a generator (`run_line`) that yields waits of `cluster.waits` and returns its exit code.
"""

from tutorial.shell import registry
from tutorial.shell.browse import Seen, look
from tutorial.shell.complete import Candidate, Completions, complete
from tutorial.shell.context import Interrupted, LineContext
from tutorial.shell.files import FileError
from tutorial.shell.jobs import CONTINUE, INTERRUPT, STOPS, taken
from tutorial.shell.jobs import ended as job_ended
from tutorial.shell.jobs import stopped as job_stopped
from tutorial.shell.line import ENDED, run_line
from tutorial.shell.links import typed_spans
from tutorial.shell.parse import first_whole, incomplete
from tutorial.shell.spans import Span
from tutorial.shell.terminal import (
    TERMINALS,
    Frame,
    Job,
    Terminal,
    bereaved,
    end_of_file,
    ensure_terminal,
    is_place,
    leave_the_dead,
    open_terminal,
    prompt,
    set_last_exit,
    terminal_document,
    terminal_ids,
)

__all__ = [
    "CONTINUE",
    "ENDED",
    "INTERRUPT",
    "STOPS",
    "TERMINALS",
    "Candidate",
    "Completions",
    "FileError",
    "Frame",
    "Interrupted",
    "Job",
    "LineContext",
    "Seen",
    "Span",
    "Terminal",
    "bereaved",
    "complete",
    "end_of_file",
    "ensure_terminal",
    "first_whole",
    "incomplete",
    "is_place",
    "job_ended",
    "job_stopped",
    "leave_the_dead",
    "look",
    "open_terminal",
    "prompt",
    "run_line",
    "set_last_exit",
    "taken",
    "terminal_document",
    "terminal_ids",
    "typed_spans",
]

registry.all_commands()  # now, so that the first line does not wait for it
