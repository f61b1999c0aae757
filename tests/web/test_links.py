"""The link of a whole lesson, as the page makes it: every solution fits into an address."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tutorial.lesson.load import folders, load
from tutorial.lesson.model import Lesson

ROOT = Path(__file__).parents[2]
LESSONS = [load(folder) for folder in folders(ROOT / "lessons")]
LONGEST = 2000
SITE = "https://course.example.org"
WAIT_MS = 61_237
"""What passes between two lines, and is not a round number."""
PACK = """
import { pack } from "./static/js/time/link.js";
let text = "";
for await (const part of process.stdin) text += part;
const packed = [];
for (const journal of JSON.parse(text)) packed.push(await pack(journal));
console.log(JSON.stringify(packed));
"""


def journal(lesson: Lesson) -> dict[str, object]:
    """What a learner has typed who has followed the solution."""
    lines = [
        {"at_ms": number * WAIT_MS, "terminal": line.terminal, "kind": "line", "text": line.text}
        for number, line in enumerate(lesson.solution)
    ]
    end = {"engine": "1", "lesson_hash": lesson.content_hash, "seed": None, "at_ms": len(lines) * WAIT_MS}
    return {**end, "entries": lines}


@pytest.fixture(scope="module")
def packed() -> dict[str, str]:
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    given = json.dumps([journal(lesson) for lesson in LESSONS])
    command = ["node", "--input-type=module", "-e", PACK]
    done = subprocess.run(
        command, input=given, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    return dict(zip([lesson.id for lesson in LESSONS], json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("lesson", [lesson.id for lesson in LESSONS])
def test_the_link_of_a_lessons_whole_solution_is_short(lesson: str, packed: dict[str, str]) -> None:
    link = f"{SITE}/l/{lesson}#j={packed[lesson]}"
    assert len(link) < LONGEST
