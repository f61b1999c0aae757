"""Regular expressions of POSIX with GNU's additions, matched in time proportional to the text whatever the pattern.

A pattern becomes an automaton that is walked without going back (`automaton`), so nothing that is typed can make it
take long; back-references, which need going back, are refused.
"""

from tutorial.shell.regex.automaton import Automaton
from tutorial.shell.regex.pattern import PatternFault, parse

__all__ = ["Automaton", "PatternFault", "parse"]
