"""Each proof of a lesson can fail: a broken lesson for every kind of fault."""

from pathlib import Path
from typing import Any

import pytest

from tests.lesson.build import FILES, begin, changed, load, written
from tutorial.lesson.prove import faults, shows

T = "lesson.toml"
EARLY = """
[[goal]]
id = "early"
step = 1
check = "app_runs"
app = "/nobody"
instances = 0
text = { en = "Nobody runs" }
hint = { en = "-" }
"""
ASK_ALOUD = "# Fragen\n\n```run master\ncurl -s http://172.16.9.84:16327\n```\n"


def proven(folder: Path, files: dict[str, Any]) -> list[str]:
    lesson = load(written(folder / "01-port", files))
    return faults(lesson, lambda: begin(lesson))


def german(**files: str) -> dict[str, Any]:
    """The small lesson in two languages."""
    both = changed((T, 'languages = ["en"]', 'languages = ["en", "de"]'))
    toml = str(both[T])
    for text in ("A port", "Deploy and ask.", "It runs", "Deploy it", "It answers", "Ask it"):
        toml = toml.replace(f'{{ en = "{text}" }}', f'{{ en = "{text}", de = "…" }}')
    pages = {"10-deploy.de.md": FILES["10-deploy.en.md"], "20-ask.de.md": FILES["20-ask.en.md"]}
    return {**both, T: toml, **pages, **files}


def test_a_good_lesson_has_no_fault(tmp_path: Path) -> None:
    assert proven(tmp_path, FILES) == []
    assert proven(tmp_path / "two", german()) == []


BROKEN: list[tuple[dict[str, Any], str]] = [
    (
        changed((T, "[[solution]]\nstep = 1", EARLY + "\n[[solution]]\nstep = 1")),
        "01-port/lesson.toml: goal 'early' is met before anything was typed",
    ),
    (
        changed((T, "instances = 1", "instances = 2")),
        "01-port/lesson.toml: goal 'runs' is not met by the solution",
    ),
    (
        changed((T, "app add httpi.json", "app add nothing.json")),
        "01-port/lesson.toml: solution 'dcos marathon app add nothing.json' exits with 1, not 0: Can't",
    ),
    (
        changed((T, 'at = "master"\nline', 'at = "master"\nexit = 7\nline')),
        "01-port/lesson.toml: solution 'curl http://172.16.9.84:16327' exits with 0, not 7: 3.1415926536",
    ),
    (
        changed(
            (T, 'id = "asked"\nstep = 2', 'id = "asked"\nstep = 1'),
            (T, 'id = "runs"\nstep = 1', 'id = "runs"\nstep = 2'),
        ),
        "01-port/lesson.toml: goal 'runs' is met without the lines of its step 2",
    ),
    (
        changed(("20-ask.en.md", "3.1415926536", "3.14")),
        "01-port/20-ask.en.md:3: 'curl http://172.16.9.84:16327' prints '3.1415926536', but the prose shows '3.14\\n'",
    ),
    (
        changed(("20-ask.en.md", "run master", "run master exit=7")),
        "01-port/20-ask.en.md:3: 'curl http://172.16.9.84:16327' exits with 0, not 7: 3.1415926536",
    ),
    (
        changed(("lesson.toml", "minutes = 5", "minutes = 5\ndrill = true")),
        "01-port: a drill, but who runs every block has nothing left to repair",
    ),
    (
        changed(("20-ask.en.md", "run master", "run S1")),
        "01-port: who runs every block has not met asked",
    ),
    (
        german(**{"20-ask.de.md": ASK_ALOUD}),
        "01-port: step 'Fragen' (de) does not type the same lines as in en",
    ),
    (
        german(**{"20-ask.de.md": str(FILES["20-ask.en.md"]).replace("3.1415926536", "3")}),
        "01-port/20-ask.de.md:3: 'curl http://172.16.9.84:16327' prints '3.1415926536', but the prose shows '3\\n'",
    ),
]


@pytest.mark.parametrize(("files", "fault"), BROKEN, ids=[fault for _, fault in BROKEN])
def test_a_broken_lesson_is_found_out(tmp_path: Path, files: dict[str, Any], fault: str) -> None:
    found = proven(tmp_path, files)
    assert any(text.startswith(fault) for text in found), found


def test_the_pages_of_a_drill_need_not_show_the_repair(tmp_path: Path) -> None:
    shown = changed(
        ("lesson.toml", "minutes = 5", "minutes = 5\ndrill = true"), ("20-ask.en.md", "run master", "run S1")
    )
    assert proven(tmp_path, shown) == []


SHOWN = [
    ("a", "a\n", True),
    ("a\nb", "a\nb", True),
    ("a", "ab", False),
    ("a…", "abc\nd", True),
    ("…b…", "abc", True),
    ("…b", "abc", False),
    ("…", "", True),
    ("a.c", "abc", False),
    ("  a", "a", True),
    ("a…b…c", "a1b2", False),
    ("a\nb", "a  \nb  \n", True),
    ("a\n b", "a\nb", False),
]


@pytest.mark.parametrize(("shown", "printed", "agrees"), SHOWN)
def test_dots_stand_for_anything(shown: str, printed: str, agrees: bool) -> None:
    assert shows(shown, printed) == agrees
