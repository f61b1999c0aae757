"""The settings: the key that is made on the first run."""

import secrets
import threading
from pathlib import Path
from typing import Any

import pytest

from tutorial import settings


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh directory for what an installation keeps."""
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path / "var")
    return tmp_path / "var"


def test_the_key_is_made_once_and_only_its_owner_can_read_it(var: Path) -> None:
    key = settings._secret_key()
    assert len(key) >= 50
    assert settings._secret_key() == key
    assert [path.name for path in var.iterdir()] == ["secret_key"]
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600


def test_first_starts_at_the_same_time_agree_on_one_whole_key(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=10)
    make = secrets.token_urlsafe

    def made(size: int) -> str:
        both.wait()  # by now both have seen that there is no key
        return make(size)

    monkeypatch.setattr(secrets, "token_urlsafe", made)
    keys: list[Any] = []
    starts = [threading.Thread(target=lambda: keys.append(settings._secret_key())) for _ in range(2)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(keys) == 2
    assert keys[0] == keys[1] != ""
