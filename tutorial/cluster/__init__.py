"""The simulated world: plain Python, no wall clock, no dice, no files.

Everything below this package is a pure function of a seed, a scenario and the entries of a journal.
"""
