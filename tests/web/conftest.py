"""A fresh hall for every test, and attempts to work with."""

from collections.abc import Iterator

import pytest

from tutorial.web.hall import hall


@pytest.fixture(autouse=True)
def _fresh_hall() -> Iterator[None]:
    hall.cache_clear()
    yield
    hall.cache_clear()
