"""What all tests share: data in temporary folders, never in the installation's own, and one real server a session."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from tests.servers import Server, daphne

# How long an example takes says how busy the machine is, not whether the code is right. Where a change is judged, the
# examples follow from the tests, so that what was green is green again; at a desk they are new each time.
hypothesis_settings.register_profile("hopscope", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("hopscope")

# A shell's background jobs ignore Ctrl-C, and so would all programs that tests start and end by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_var(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.VAR_DIR = tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = tmp_path_factory.mktemp("database")
    settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real server; tests share it and each begins attempts of its own."""
    with daphne() as running:
        yield running
