"""A small lesson on disk, and somebody who does it."""

from collections.abc import Mapping
from pathlib import Path

from tests.build import app, no_tool
from tutorial.lesson.load import load
from tutorial.lesson.model import Lesson, LessonError
from tutorial.web.management.commands.check_lessons import Learner
from tutorial.web.management.commands.check_lessons import begin as beginning

TOML = """\
languages = ["en"]
minutes = 5
title = { en = "A port" }
summary = { en = "Deploy and ask." }

[scenario]
name = "article"

[[goal]]
id = "runs"
step = 1
check = "app_runs"
app = "/httpi"
instances = 1
text = { en = "It runs" }
hint = { en = "Deploy it" }

[[goal]]
id = "asked"
step = 2
check = "request_answered"
app = "/httpi"
origin = "master"
text = { en = "It answers" }
hint = { en = "Ask it" }

[[solution]]
step = 1
line = "dcos marathon app add httpi.json"

[[solution]]
step = 2
at = "master"
line = "curl http://172.16.9.84:16327"
"""
DEPLOY = """\
# Deploy

Give it to Marathon, which places it on [S1](#agent:S1):

```run
dcos marathon app add httpi.json
```

```output
Created deployment …
```
"""
ASK = """\
# Ask

```run master
curl http://172.16.9.84:16327
```

```output
3.1415926536
```
"""
FILES = {
    "lesson.toml": TOML,
    "10-deploy.en.md": DEPLOY,
    "20-ask.en.md": ASK,
    "files/httpi.json": app(),
}


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A lesson's folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def changed(*changes: tuple[str, str, str], **more: str | bytes) -> dict[str, str | bytes]:
    """The small lesson's files with texts replaced in them: file, old, new."""
    files: dict[str, str | bytes] = dict(FILES)
    for name, old, new in changes:
        text = files[name]
        assert isinstance(text, str)
        assert old in text
        files[name] = text.replace(old, new)
    return files | more


def faults_of(folder: Path) -> list[str]:
    """What is wrong with the lesson of a folder; empty when it loads."""
    try:
        load(folder)
    except LessonError as error:
        return error.faults
    return []


def begin(lesson: Lesson) -> Learner:
    """Somebody at the start of a lesson, who may ask no outside tool."""
    return beginning(lesson, no_tool)


def met(learner: Learner) -> set[str]:
    """The goals that are met once everything has settled."""
    learner.settle()
    return learner.met()
