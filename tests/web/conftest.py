"""A fresh hall for every test, and attempts to work with."""

from collections.abc import Iterator

import pytest
from django.test import AsyncClient

from tutorial.web.hall import hall


@pytest.fixture
def client() -> AsyncClient:
    """A client of the pages and the HTTP interface, at the host `testserver`."""
    return AsyncClient(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _fresh_hall() -> Iterator[None]:
    hall.cache_clear()
    yield
    hall.cache_clear()
