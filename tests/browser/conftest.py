"""The learner's browser: the system's Chromium, against a real server. Tests wait on conditions, never on the clock."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import launch_args
from tests.browser.learner import Learner
from tests.servers import Server, daphne

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_args()


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A real server for the tests of a file: together they begin fewer attempts than one address may in a minute."""
    with daphne() as running:
        yield running


@pytest.fixture
def learner(page: Page, server: Server) -> Iterator[Learner]:
    """A learner at the course's address. At the end the page must have had no error to complain of."""
    with Learner.at(page, server.url) as found:
        yield found
