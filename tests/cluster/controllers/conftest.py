"""What the tests of controllers begin with."""

import pytest

from tests.build import article_attempt, typed
from tests.cluster.controllers.marathonlb import INSTALL
from tutorial.attempt import Attempt


@pytest.fixture
def attempt() -> Attempt:
    """The article's cluster with Marathon-LB."""
    found = article_attempt()
    assert typed(found, INSTALL).exit_code == 0
    return found
