"""Scripts that a goal must accept or refuse: each proof can fail, with file and line, and forks share nothing."""

from pathlib import Path
from types import FunctionType

import pytest

from tests.build import no_tool
from tests.lesson.build import begin, changed, faults_of, load, met, written
from tutorial.lesson.checks import known
from tutorial.lesson.prove import faults
from tutorial.play import Typed, type_line

ADD = "dcos marathon app add httpi.json"
LADDER = """hint = [
  { en = "Deploy it", until = { check = "app_runs", app = "/httpi", instances = 2 } },
  { en = "One task will do", when = { check = "app_runs", app = "/httpi", instances = 2 } },
]"""
RUNS = """\
[[accepted]]
why = "as the page does it"
script = "dcos marathon app add httpi.json"

[[accepted]]
why = "through a pipe"
script = "cat httpi.json | dcos marathon app add"

[[accepted]]
why = "and looked at it twice"
script = '''
dcos marathon app add < httpi.json
dcos marathon app list
@master curl -s master:8080/ping
'''

[[refused]]
why = "nothing done"
script = "dcos marathon app list"
hint = 1

[[refused]]
why = "on its way"
script = "dcos marathon app add httpi.json"
hint = 1
then = ""

[[refused]]
why = "too many"
script = '''sed 's/"instances": 1/"instances": 2/' httpi.json | dcos marathon app add'''
from = 1
hint = 2

[[refused]]
why = "only shown"
script = "cat httpi.json"
hint = 1

[[refused]]
why = "only asked"
script = "@master curl -s http://172.16.9.84:16327"
hint = 1
"""
ASKED = """\
[[accepted]]
why = "by its address"
script = "@master curl http://172.16.9.84:16327"

[[accepted]]
why = "quietly"
script = "@master curl -s http://172.16.9.84:16327"

[[accepted]]
why = "in a loop"
script = '''
@master for n in 1 2; do
  curl -s http://172.16.9.84:16327
done'''

[[refused]]
why = "not from there"
script = "@S1 curl http://172.16.9.84:16327"
hint = 1
then = "@master curl http://172.16.9.84:16327"

[[refused]]
why = "another port"
script = "@master curl http://172.16.9.84:80"
hint = 1

[[refused]]
why = "another machine"
script = "@master curl http://172.16.17.198:16327"
hint = 1

[[refused]]
why = "no request"
script = "@master ping -c 1 172.16.9.84"
hint = 1

[[refused]]
why = "only said"
script = "@master echo curl http://172.16.9.84:16327"
hint = 1
"""
PROVEN = changed(("lesson.toml", 'hint = { en = "Deploy it" }', LADDER)) | {
    "proofs/runs.toml": RUNS,
    "proofs/asked.toml": ASKED,
}


def proven(folder: Path, **replaced: tuple[str, str]) -> list[str]:
    """What is wrong when texts are replaced in the proofs of a goal: old, new."""
    files = dict(PROVEN)
    for goal, (old, new) in replaced.items():
        text = str(files[f"proofs/{goal}.toml"])
        assert old in text
        files[f"proofs/{goal}.toml"] = text.replace(old, new, 1)
    written(folder / "01-port", files)
    wrong = faults_of(folder / "01-port")
    lesson = None if wrong else load(folder / "01-port")
    return wrong if lesson is None else faults(lesson, lambda: begin(lesson))


def test_good_proofs_have_no_fault(tmp_path: Path) -> None:
    assert proven(tmp_path) == []


WRONG: list[tuple[str, str, str, str]] = [
    (
        "runs",
        "app add < httpi.json",
        "app list",
        "proofs/runs.toml:9: goal 'runs' is not met by this script: and looked",
    ),
    (
        "runs",
        '"cat httpi.json"',
        f'"{ADD} && true"',
        "proofs/runs.toml:34: goal 'runs' is met by this script: only shown",
    ),
    ("runs", "hint = 2", "hint = 1", "proofs/runs.toml:28: the first hint shown is hint 2, not 1: too many"),
    ("runs", "hint = 1", "hint = 3", "proofs/runs.toml:17: hint must be the number of a hint of 'runs', from 1 to 2"),
    ("runs", "from = 1", "from = 0", "proofs/runs.toml:28: from must be a step from 1 to 2, not 0"),
    ("runs", "from = 1", "from = 2", "proofs/runs.toml:28: goal 'runs' is met where the script begins, before step 2"),
    ("runs", 'then = ""', "", "proofs/runs.toml: no refused script has `then`: one must be right"),
    ("runs", "then =", "than =", "proofs/runs.toml:22: than is not a field; known are from, hint, script, then, why"),
    ("runs", 'why = "only asked"', "", "proofs/runs.toml:39: why is missing"),
    ("runs", '"cat httpi.json"', '"dcos marathon app list"', "proofs/runs.toml: two refused scripts are the same"),
    ("runs", "[[refused]]", "[[refuse]]", "proofs/runs.toml: refuse is not a field; known are accepted, refused"),
    ("runs", "[[refused]]", "[[refused]", "proofs/runs.toml: Expected ']]' at the end"),
    (
        "runs",
        '[[refused]]\nwhy = "nothing done"',
        '[[accepted]]\nwhy = "nothing done"',
        "proofs/runs.toml:17: hint is not a field; known are from, script",
    ),
    (
        "asked",
        'then = "@master',
        'then = "@S1',
        "proofs/asked.toml:16: goal 'asked' is not met once `then` is typed, too",
    ),
    ("asked", "@master ping", "@nowhere ping", "proofs/asked.toml:32: @nowhere: no such place"),
    (
        "asked",
        "[[accepted]]",
        "[[refused]]\nhint = 1",
        "proofs/asked.toml: has 2 accepted script(s); there must be at least 3",
    ),
]


@pytest.mark.parametrize(("goal", "old", "new", "fault"), WRONG, ids=[fault[:60] for *_, fault in WRONG])
def test_wrong_proofs_are_named_with_file_and_line(tmp_path: Path, goal: str, old: str, new: str, fault: str) -> None:
    found = proven(tmp_path, **{goal: (old, new)})
    assert any(text.startswith(f"01-port/{fault}") for text in found), found


def test_a_goal_without_proofs_and_proofs_without_a_goal_are_named(tmp_path: Path) -> None:
    files = {**PROVEN, "proofs/nobody.toml": RUNS}
    del files["proofs/asked.toml"]
    found = faults_of(written(tmp_path / "01-port", files))
    assert "01-port/proofs/nobody.toml: proves no goal: the goals are runs, asked" in found
    assert "01-port/proofs/asked.toml: cannot be read: No such file or directory" in found


def test_a_goal_of_a_trace_cannot_last(tmp_path: Path) -> None:
    files = changed(("lesson.toml", 'id = "asked"', 'id = "asked"\nlasting = true'))
    fault = (
        "01-port/lesson.toml: goal[1].lasting: request_answered holds at the moment of a trace; nothing of it can last"
    )
    assert faults_of(written(tmp_path / "01-port", files)) == [fault]


def test_a_hints_condition_is_checked_like_a_goal(tmp_path: Path) -> None:
    files = changed(("lesson.toml", 'hint = { en = "Deploy it" }', LADDER.replace("app_runs", "app_wait", 1)))
    assert faults_of(written(tmp_path / "01-port", files))[0].startswith(
        "01-port/lesson.toml: goal[0].hint[0].until.check: there is no 'app_wait'; known are"
    )


def test_every_check_says_whether_it_looks_at_traces() -> None:
    for name, check in known().items():
        names = check.holds.__code__.co_names
        assert check.of_traces == bool({"traces", "gathered"} & {*names, *_within(check.holds)}), name


def _within(function: FunctionType) -> set[str]:
    """The names in the expressions that a function makes functions of."""
    return {name for part in function.__code__.co_consts if hasattr(part, "co_names") for name in part.co_names}


def test_a_fork_of_an_attempt_is_another_attempt(tmp_path: Path) -> None:
    learner = begin(load(written(tmp_path / "01-port", PROVEN)))
    learner.type("laptop", ADD)
    before = learner.attempt.world.state.hash()
    other = learner.fork()
    assert met(other) == {"runs"}
    other.type("master", "curl http://172.16.9.84:16327")
    assert (learner.attempt.world.state.hash(), learner.met(), len(learner.attempt.lines)) == (before, set(), 1)
    assert learner.hints("runs") == (1,)
    learner.type("master", "curl http://172.16.9.84:16327")
    assert learner.attempt.world.state.hash() == other.attempt.world.state.hash()
    assert learner.attempt.traces.summaries() == other.attempt.traces.summaries()
    assert learner.shown() == other.shown()


def test_an_attempt_in_which_a_job_runs_has_no_fork(tmp_path: Path) -> None:
    learner = begin(load(written(tmp_path / "01-port", PROVEN)))
    type_line(learner.attempt, Typed("master", "sleep 1000 &"), no_tool)
    assert learner.busy
    with pytest.raises(ValueError, match="a line or a job runs"):
        learner.fork()


def test_a_lasting_goal_is_lost_and_met_again(tmp_path: Path) -> None:
    files = changed(("lesson.toml", 'id = "runs"', 'id = "runs"\nlasting = true'))
    learner = begin(load(written(tmp_path / "01-port", files)))
    learner.type("laptop", ADD)
    assert met(learner) == {"runs"}
    learner.type("laptop", "dcos marathon app remove /httpi")
    assert met(learner) == set()
    assert learner.attempt.judge.document()[0] == {"id": "runs", "step": 1, "met": False, "lost": True}
    learner.type("laptop", ADD)
    assert met(learner) == {"runs"}
    assert learner.attempt.judge.document()[0] == {"id": "runs", "step": 1, "met": True}


def test_an_element_that_a_page_names_stands_in_the_picture_then(tmp_path: Path) -> None:
    files = changed(("10-deploy.en.md", "#agent:S1", "#instance:nobody"))
    lesson = load(written(tmp_path / "01-port", files))
    fault = "01-port/10-deploy.en.md:3: #instance:nobody does not stand in the picture on this page"
    assert faults(lesson, lambda: begin(lesson)) == [fault]
