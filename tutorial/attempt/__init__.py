"""An attempt binds the layers: a world, the lines typed on it, and what they showed. Entries in, frames out."""

from tutorial.attempt.attempt import ENGINE, Attempt, GiveWay
from tutorial.attempt.budget import JOURNAL_BUDGET, LINE_BUDGET
from tutorial.attempt.drive import run, settle
from tutorial.attempt.entries import Entry, Fault, Frame, Line, answer_key
from tutorial.attempt.inspecting import inspection
from tutorial.attempt.running import CRASHED, Running
from tutorial.attempt.screen import line_document
from tutorial.attempt.traces import KEPT_TRACES

__all__ = [
    "CRASHED",
    "ENGINE",
    "JOURNAL_BUDGET",
    "KEPT_TRACES",
    "LINE_BUDGET",
    "Attempt",
    "Entry",
    "Fault",
    "Frame",
    "GiveWay",
    "Line",
    "Running",
    "answer_key",
    "inspection",
    "line_document",
    "run",
    "settle",
]
