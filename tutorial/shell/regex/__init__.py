"""Regular expressions of POSIX with GNU's additions, matched in time proportional to the text whatever the pattern.

A pattern becomes an automaton that is walked without going back (`automaton`), so nothing that is typed can make it
take long; back-references, which need going back, are refused. Who runs in a line searches with `Search`, which counts.
"""

from tutorial.shell.regex.automaton import Automaton
from tutorial.shell.regex.pattern import PatternFault, parse
from tutorial.shell.regex.search import Match, Search

__all__ = ["Automaton", "Match", "PatternFault", "Search", "parse"]
