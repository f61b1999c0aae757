"""Loading a lesson: what it becomes, and every fault named with its file and field."""

from pathlib import Path
from typing import Any

import pytest

from tests.lesson.build import FILES, changed, faults_of, load, written
from tutorial.lesson.load import folders
from tutorial.lesson.model import LessonError

T = "lesson.toml"
GOAL = """
[[goal]]
id = "more"
step = 1
check = "app_runs"
app = "/httpi"
text = { en = "a" }
hint = { en = "b" }
"""


QUESTION = """
[[question]]
id = "sure"
step = 2
text = { en = "Sure?" }
[[question.choice]]
text = { en = "yes" }
right = true
why = { en = "Yes" }
[[question.choice]]
text = { en = "no" }
why = { en = "No" }
"""
CHOICE = "lesson.toml: question[0].choice: there are"


def question(old: str, new: str) -> dict[str, Any]:
    """The small lesson with a question, in which a text is replaced."""
    assert old in QUESTION
    return {**FILES, T: str(FILES[T]) + QUESTION.replace(old, new)}


def test_a_lesson_comes_as_a_value(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", FILES))
    assert (lesson.id, lesson.title, lesson.minutes, lesson.languages) == ("01-port", {"en": "A port"}, 5, ("en",))
    assert [page.title for page in lesson.steps["en"]] == ["Deploy", "Ask"]
    assert [goal.id for goal in lesson.goals] == ["runs", "asked"]
    assert dict(lesson.goals[0].parameters) == {"app": "/httpi", "instances": 1}
    assert [(line.step, line.terminal, line.exit_code) for line in lesson.solution] == [
        (1, "laptop", 0),
        (2, "master", 0),
    ]
    assert dict(lesson.files) == {"httpi.json": FILES["files/httpi.json"]}


FAULTS: list[tuple[dict[str, Any], str]] = [
    (changed((T, "minutes = 5", "minutes = ")), "lesson.toml: Invalid value (at line 2, column 11)"),
    (changed((T, "minutes = 5", 'minutes = "5"')), "lesson.toml: minutes must be a whole number, not '5'"),
    (changed((T, "minutes = 5", "minutes = true")), "lesson.toml: minutes must be a whole number, not True"),
    (
        changed((T, "minutes = 5", "colour = 5")),
        "lesson.toml: colour is not a field; known are drill, goal, languages, minutes, predict, question",
    ),
    (changed((T, 'title = { en = "A port" }', "")), "lesson.toml: title is missing"),
    (changed((T, 'title = { en = "A port" }', 'title = "A port"')), "lesson.toml: title must be a table, not 'A port'"),
    (changed((T, 'title = { en = "A port" }', 'title = { de = "A port" }')), "lesson.toml: title.en is missing"),
    (
        changed((T, 'title = { en = "A port" }', 'title = { en = "A", de = "B" }')),
        "lesson.toml: title.de: the lesson has no language 'de'",
    ),
    (changed((T, 'title = { en = "A port" }', 'title = { en = " " }')), "lesson.toml: title.en is missing"),
    (changed((T, 'languages = ["en"]', "")), "lesson.toml: languages is missing"),
    (changed((T, 'languages = ["en"]', "languages = []")), "lesson.toml: languages must name at least one"),
    (changed((T, 'languages = ["en"]', 'languages = ["en", "en"]')), "lesson.toml: languages: 'en' stands there twice"),
    (
        changed((T, 'languages = ["en"]', 'languages = ["en", 7]')),
        "lesson.toml: languages: 7 is not the code of a language, such as 'en' or 'zh-hans'",
    ),
    (changed((T, 'languages = ["en"]', 'languages = ["en", "de"]')), "10-….de.md: step 10 is missing in de"),
    (
        changed((T, 'name = "article"', 'name = "atlantis"')),
        "lesson.toml: scenario.name: there is no scenario 'atlantis'; known are article",
    ),
    (
        changed((T, 'check = "app_runs"', 'check = "app_flies"')),
        "lesson.toml: goal[0].check: there is no 'app_flies'; known are app_as_asked, ",
    ),
    (changed((T, 'check = "app_runs"\n', "")), "lesson.toml: goal[0].check is missing"),
    (
        changed((T, "instances = 1", "instance = 1")),
        "lesson.toml: goal[0].instance is not a parameter of app_runs; it takes app, instances",
    ),
    (
        changed((T, "instances = 1", 'instances = "1"')),
        "lesson.toml: goal[0].instances must be a whole number, not '1'",
    ),
    (changed((T, 'origin = "master"\n', "")), "lesson.toml: goal[1].origin is missing"),
    (changed((T, 'id = "asked"', 'id = "runs"')), "lesson.toml: goal 'runs' stands there twice"),
    (
        changed((T, 'id = "asked"\nstep = 2', 'id = "asked"\nstep = 3')),
        "lesson.toml: goal[1].step must be from 1 to 2, not 3",
    ),
    (changed((T, 'hint = { en = "Ask it" }', "")), "lesson.toml: goal[1].hint is missing"),
    (changed((T, 'hint = { en = "Ask it" }', "hint = {}")), "lesson.toml: goal[1].hint.en is missing"),
    (changed((T, 'hint = { en = "Ask it" }', "hint = []")), "lesson.toml: goal[1].hint must have at least one"),
    (
        changed((T, 'hint = { en = "Ask it" }', 'hint = ["Ask"]')),
        "lesson.toml: goal[1].hint[0] must be a table, not 'Ask'",
    ),
    (
        changed((T, 'hint = { en = "Ask it" }', 'hint = [{ en = "Ask" }, { de = "Frag" }]')),
        "lesson.toml: goal[1].hint[1].en is missing",
    ),
    (
        changed((T, 'hint = { en = "Ask it" }', 'hint = { en = "Ask it" }\nafter = "asked"')),
        "lesson.toml: goal[1].after: no goal above is called 'asked'",
    ),
    (question('right = true\nwhy = { en = "Yes" }', 'why = { en = "Yes" }'), f"{CHOICE} 2, of them right 0"),
    (question('why = { en = "No" }', 'right = true\nwhy = { en = "No" }'), f"{CHOICE} 2, of them right 2"),
    (
        question(
            QUESTION.partition("[[question.choice]]")[2], '\nright = true\ntext = { en = "a" }\nwhy = { en = "b" }'
        ),
        f"{CHOICE} 1, of them right 1",
    ),
    (question('why = { en = "No" }', ""), "lesson.toml: question[0].choice[1].why is missing"),
    (question('text = { en = "Sure?" }', ""), "lesson.toml: question[0].text is missing"),
    (question('id = "sure"', "id = 1"), "lesson.toml: question[0].id must be a text, not 1"),
    (question("step = 2", "step = 3"), "lesson.toml: question[0].step must be from 1 to 2, not 3"),
    (question("right = true", 'right = "yes"'), "lesson.toml: question[0].choice[0].right must be true or false"),
    (question("right = true", "correct = true"), "lesson.toml: question[0].choice[0].correct is not a field"),
    (question("step = 2", "step = 2\nhint = 1"), "lesson.toml: question[0].hint is not a field; known are choice, id"),
    (question(QUESTION, QUESTION + QUESTION), "lesson.toml: question 'sure' stands there twice"),
    (changed((T, "[[goal]]", "[[goals]]")), "lesson.toml: goals is not a field"),
    (
        changed((T, "[[solution]]\nstep = 1", "[[solution]]\nstep = 0")),
        "lesson.toml: solution[0].step must be from 1 to 2, not 0",
    ),
    (
        changed((T, 'at = "master"', 'at = "mistress"')),
        "lesson.toml: solution[1].at: there is no terminal 'mistress'; known are master, S0, S1, S2",
    ),
    (
        changed((T, 'at = "master"', 'where = "master"')),
        "lesson.toml: solution[1].where is not a field; known are at, exit, line, step",
    ),
    (
        changed((T, 'line = "curl', 'exit = 256\nline = "curl')),
        "lesson.toml: solution[1].exit must be from 0 to 255, not 256",
    ),
    (
        {**FILES, T: 'solution = ["a"]\n' + str(FILES[T]).partition("[[solution]]")[0]},
        "lesson.toml: solution[0] must be a table, not 'a'",
    ),
    (changed(("20-ask.en.md", "# Ask", "Ask")), "20-ask.en.md: line 1: a step begins with its title, as in `# Title`"),
    (
        changed(("20-ask.en.md", "run master", "run mistress")),
        "20-ask.en.md: line 3: there is no terminal 'mistress'; known are master, S0, S1, S2, S3, S4, outside, laptop",
    ),
    (changed(("20-ask.en.md", "run master", "run router")), "20-ask.en.md: line 3: there is no terminal 'router'"),
    (
        changed(("20-ask.en.md", "run master", "run master exit=no")),
        "20-ask.en.md: line 3: exit=no is not an exit code from 0 to 255",
    ),
    (
        changed(("10-deploy.en.md", "#agent:S1", "#agent:S9")),
        "10-deploy.en.md: line 3: #agent:S9: there is no terminal 'S9'",
    ),
    ({**FILES, "30.md": "# A"}, "30.md: is not named <number>-<name>.<language>.md with a language of the lesson"),
    (
        {**FILES, "30-a.de.md": "# A"},
        "30-a.de.md: is not named <number>-<name>.<language>.md with a language of the lesson",
    ),
    ({**FILES, "020-a.en.md": "# A"}, "20-ask.en.md: step 20 stands there twice in en"),
    ({**FILES, "30-a.en.md": b"# \xff"}, "30-a.en.md: is not UTF-8: byte 2"),
    ({**FILES, "files/a": b"\xff"}, "files/a: is not UTF-8: byte 0"),
    ({T: FILES[T]}, ": has no step: write 10-<name>.<language>.md"),
    ({}, "lesson.toml: cannot be read: No such file or directory"),
    ({T: b"\xff"}, "lesson.toml: is not UTF-8: byte 0"),
]


@pytest.mark.parametrize(("files", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_fault_is_named_with_file_and_field(tmp_path: Path, files: dict[str, Any], fault: str) -> None:
    folder = tmp_path / "01-port"
    folder.mkdir()
    found = faults_of(written(folder, files))
    assert any(text.startswith(f"01-port/{fault}") for text in found), found


def test_a_question_has_choices_of_which_one_is_right(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", question("", "")))
    (asked,) = lesson.questions
    assert (asked.id, asked.step, asked.text) == ("sure", 2, {"en": "Sure?"})
    assert [(choice.text["en"], choice.right, choice.why["en"]) for choice in asked.choices] == [
        ("yes", True, "Yes"),
        ("no", False, "No"),
    ]


def test_hints_are_a_ladder_of_one_or_more(tmp_path: Path) -> None:
    ladder = 'hint = [{ en = "Ask" }, { en = "Ask it" }]\nafter = "runs"'
    lesson = load(written(tmp_path / "01-port", changed((T, 'hint = { en = "Ask it" }', ladder))))
    hints = [[hint.text["en"] for hint in goal.hints] for goal in lesson.goals]
    assert hints == [["Deploy it"], ["Ask", "Ask it"]]
    assert [goal.after for goal in lesson.goals] == ["", "runs"]


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    files = changed(
        (T, "minutes = 5", "colour = 5"), (T, "instances = 1", 'instances = "1"'), ("20-ask.en.md", "# Ask", "Ask")
    )
    found = faults_of(written(tmp_path / "01-port", files))
    assert len(found) == 3
    with pytest.raises(LessonError) as caught:
        load(tmp_path / "01-port")
    assert str(caught.value) == "\n".join(found)


def test_a_parameter_with_a_default_may_be_left_out(tmp_path: Path) -> None:
    lesson = load(
        written(tmp_path / "01-port", changed((T, "[[solution]]\nstep = 1", GOAL + "\n[[solution]]\nstep = 1")))
    )
    assert dict(lesson.goals[-1].parameters) == {"app": "/httpi", "instances": 1}


def test_the_hash_names_exactly_these_files(tmp_path: Path) -> None:
    variants = [
        FILES,
        {**FILES, "20-ask.en.md": str(FILES["20-ask.en.md"]) + "\n"},
        {**FILES, "files/more": ""},
        {**FILES, "files/mor": "e"},
    ]
    found = [load(written(tmp_path / str(n) / "01-port", files)).content_hash for n, files in enumerate(variants)]
    assert len(set(found)) == len(found)
    again = load(written(tmp_path / "again" / "01-port", FILES))
    assert again.content_hash == found[0]


def test_lessons_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("02-b", "01-a", "notes"):
        written(tmp_path / name, FILES if name != "notes" else {"a": ""})
    assert [folder.name for folder in folders(tmp_path)] == ["01-a", "02-b"]
    assert folders(tmp_path / "01-a") == [tmp_path / "01-a"]


def test_a_language_that_the_lesson_has_not_falls_back_to_its_first(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", FILES))
    assert (lesson.language("en"), lesson.language("de")) == ("en", "en")
