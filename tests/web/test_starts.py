"""Lessons that attempts began with: their files are kept, and put in place as a whole."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tutorial.lesson.load import load
from tutorial.lesson.model import Lesson
from tutorial.web import models, records, starts

pytestmark = pytest.mark.django_db
NAME = "02-host-mode"


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def old(settings: Any, tmp_path: Path) -> Iterator[Lesson]:
    """A lesson that was kept and has changed since."""
    shutil.copytree(settings.LESSONS_DIR, tmp_path / "lessons")
    settings.LESSONS_DIR, settings.VAR_DIR = tmp_path / "lessons", tmp_path / "var"
    lesson = starts.lesson_named(NAME)
    assert lesson is not None
    starts.keep(lesson)
    page = next((tmp_path / "lessons" / NAME).glob("*.en.md"))
    page.write_text(page.read_text() + "\nMore.\n")
    load.cache_clear()  # as if the server had been started again
    assert starts.lesson_named(NAME) != lesson
    yield lesson
    load.cache_clear()


def test_an_old_lesson_comes_back_from_what_was_kept(old: Lesson) -> None:
    found = starts.lesson_at(NAME, old.content_hash)
    assert found is not None
    assert (found.content_hash, found.goals) == (old.content_hash, old.goals)
    assert starts.lesson_at(NAME, "0" * len(old.content_hash)) is None


def test_it_is_written_once(old: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    starts.lesson_at(NAME, old.content_hash)
    monkeypatch.setattr(Path, "write_text", None)
    assert starts.lesson_at(NAME, old.content_hash) is not None


def test_nothing_is_seen_of_it_before_it_is_whole(old: Lesson, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write, seen = Path.write_text, []

    def watched(path: Path, *args: Any, **more: Any) -> int:
        seen.extend(settings.VAR_DIR.glob("lessons/kept/[!.]*"))
        return write(path, *args, **more)

    monkeypatch.setattr(Path, "write_text", watched)
    assert starts.lesson_at(NAME, old.content_hash) is not None
    assert seen == []
    assert [path.name for path in settings.VAR_DIR.glob("lessons/kept/*")] == [old.content_hash]


def test_of_two_that_unpack_at_once_both_get_the_whole(
    old: Lesson, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = models.LessonFiles.objects.get(content_hash=old.content_hash)
    both, rename = threading.Barrier(2, timeout=10), Path.rename

    def together(path: Path, target: Path) -> Path:
        both.wait()
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", together)
    folders: list[Path] = []
    threads = [threading.Thread(target=lambda: folders.append(starts._unpacked(kept))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(folders) == 2
    files = json.loads(kept.files)
    for folder in folders:
        assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == set(files)


def attempt_of(lesson: Lesson) -> str:
    """The page of an attempt that began with a version of a lesson."""
    attempt, _ = records.create(lesson, "article", "", "en")
    return f"/a/{attempt}"


def test_an_attempt_keeps_its_lesson_and_offers_the_new_one(old: Lesson, client: Client) -> None:
    page = client.get(attempt_of(old)).content.decode()
    assert 'id="newer"' in page
    assert "This lesson has a new version." in page
    assert "<p>More.</p>" not in page
    assert f'data-version="{old.content_hash}"' in page
    new = starts.lesson_named(NAME)
    assert new is not None
    page = client.get(attempt_of(new)).content.decode()
    assert 'id="newer"' not in page
    assert "<p>More.</p>" in page


def test_pages_are_watched_in_development_alone(old: Lesson, client: Client, settings: Any) -> None:
    where = attempt_of(old)
    assert client.get(f"/l/{NAME}/stamp").status_code == 404
    assert "data-watched" not in client.get(where).content.decode()
    settings.DEBUG = True
    before = client.get(f"/l/{NAME}/stamp").content
    assert client.get(f"/l/{NAME}/stamp").content == before
    page = settings.LESSONS_DIR / NAME / "10-no-network.en.md"
    page.write_text(page.read_text() + "\nEven more.\n")
    assert client.get(f"/l/{NAME}/stamp").content != before
    shown = client.get(where).content.decode()
    assert "data-watched" in shown
    assert "<p>Even more.</p>" in shown, "an author sees what was just written"
    assert client.get("/l/nothing/stamp").status_code == 404
    assert client.get("/l/..%2f/stamp").status_code == 404


def test_proofs_are_no_part_of_a_lessons_version(old: Lesson, settings: Any) -> None:
    today = starts.lesson_named(NAME)
    assert today is not None
    proof = next((settings.LESSONS_DIR / NAME / "proofs").glob("*.toml"))
    proof.write_text(proof.read_text() + "\n# said otherwise\n")
    load.cache_clear()
    assert starts.lesson_named(NAME) == today


def _missing_file(lesson: Path) -> str:
    (lesson / "proofs" / "runs.toml").unlink()
    return "02-host-mode/proofs/runs.toml: cannot be read: No such file or directory"


def _unknown_check(lesson: Path) -> str:
    table = lesson / "lesson.toml"
    table.write_text(table.read_text().replace('check = "app_runs"', 'check = "app_walks"', 1))
    return "02-host-mode/lesson.toml: goal[0].check: there is no 'app_walks'"


def _untranslated(lesson: Path) -> str:
    (lesson / "20-find.zh-hans.md").unlink()
    return "02-host-mode/20-….zh-hans.md: step 20 is missing in zh-hans"


@pytest.mark.parametrize("spoil", [_missing_file, _unknown_check, _untranslated])
def test_a_wrong_lesson_is_refused_with_file_and_field_and_the_others_still_work(
    spoil: Callable[[Path], str], settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(settings.LESSONS_DIR, tmp_path / "lessons")
    every = [lesson.id for lesson in starts.lessons()]
    settings.LESSONS_DIR = tmp_path / "lessons"
    fault = spoil(tmp_path / "lessons" / NAME)
    assert [lesson.id for lesson in starts.lessons()] == [name for name in every if name != NAME]
    assert fault in caplog.text
