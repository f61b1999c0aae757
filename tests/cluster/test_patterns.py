"""Patterns of constraints: what may be matched here is matched fast."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster import patterns

TAKEN = [
    r"172\.16\.(9|15)\..*",
    r"aws/us-west-2[ab]",
    r".*168",
    r"(a|b)?",
    r"[(|*+]+x",
    r"\(\*",
    r"(ab){2}",
    r"((a)(b))c*",
]
COSTLY = [r"(a+)+$", r"(a|a)*b", r"((a*))*", r"(.*)*(.*)*", r"(a|b){9}", r".*.*.*.*.*.*x", r"(x(a|b)y)+"]
BROKEN = ["(", "a{2,1}", "[z-a]", "*", r"\1", "[[a]]"]


@pytest.mark.parametrize("pattern", TAKEN)
def test_an_ordinary_pattern_is_taken(pattern: str) -> None:
    assert patterns.problem(pattern) is None


@pytest.mark.parametrize("pattern", COSTLY)
def test_a_pattern_that_might_run_for_ever_is_not_taken(pattern: str) -> None:
    assert patterns.problem(pattern) == patterns.COSTLY


@pytest.mark.parametrize("pattern", BROKEN)
def test_what_is_no_pattern_is_not_taken(pattern: str) -> None:
    assert patterns.problem(pattern) == "is not a valid regular expression"


@given(st.text(r"ab*+?{}()[]|.\1,^$", max_size=14), st.text("ab", min_size=18, max_size=18))
def test_whatever_is_taken_is_matched_in_no_time(pattern: str, text: str) -> None:
    if patterns.problem(pattern) is None:
        began = time.process_time()
        re.fullmatch(pattern, text)
        assert time.process_time() - began < 0.5
