"""The simulated world: plain Python, no wall clock, no dice, no files.

Everything below this package is a pure function of a seed, a scenario and the entries of a journal.
"""

import sys

sys.set_int_max_str_digits(0)
"""Whoever takes a text bounds it, and a number of as many digits is one that is too large, in the tool's own words."""
