"""The course's words and pace: each fault is named with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.lesson.build import changed, written
from tutorial.lesson import pace, wording
from tutorial.lesson.load import load
from tutorial.lesson.prose import blanked
from tutorial.web.management.commands.check_lessons import course_faults

T = "lesson.toml"
GLOSSARY = """\
[[term]]
page = "01-port/20-ask"
en = ["agent", "virtual address"]
zh-hans = ["代理节点"]

[[term]]
page = "02-more/10-deploy"
en = ["VIP"]
"""


def chinese(**files: str) -> dict[str, str | bytes]:
    """The small lesson in English and Chinese."""
    both = changed((T, '["en"]', '["en", "zh-hans"]'))
    toml = str(both[T])
    for text in ("A port", "Deploy and ask.", "It runs", "Deploy it", "It answers", "Ask it"):
        toml = toml.replace(f'{{ en = "{text}" }}', f'{{ en = "{text}", zh-hans = "…" }}')
    pages = {"10-deploy.zh-hans.md": "# 部署\n", "20-ask.zh-hans.md": "# 问\n"}
    return {**both, T: toml, **pages, **files}


def course(root: Path, first: dict[str, str | bytes], glossary: str = GLOSSARY, terms: str = "") -> list[str]:
    """What is wrong with the words of a course of two lessons."""
    written(root / "01-port", first)
    written(root / "02-more", changed())
    written(root, {"glossary.toml": glossary} | ({"zh-terms.tsv": terms} if terms else {}))
    return course_faults(root, [root / "01-port", root / "02-more"])


def page(text: str, name: str = "10-deploy") -> Callable[[], dict[str, str | bytes]]:
    return lambda: chinese(**{f"{name}.en.md": text})


EARLY = [
    (
        page("# D\n\nAn Agent.\n"),
        "01-port/10-deploy.en.md:3: 'agent' stands before 01-port/20-ask, which introduces it",
    ),
    (page("# D\n\nTwo\nagents\n"), "01-port/10-deploy.en.md:4: 'agent' stands before"),
    (page("# D\n\na virtual\naddress\n"), "01-port/10-deploy.en.md:3: 'virtual address' stands before"),
    (page("# A VIP\n", "20-ask"), "01-port/20-ask.en.md:1: 'VIP' stands before 02-more/10-deploy, which introduces it"),
    (
        lambda: chinese(**{"10-deploy.zh-hans.md": "# D\n\n代\n理节点\n"}),
        "01-port/10-deploy.zh-hans.md:3: '代理节点' stands",
    ),
    (lambda: changed((T, '"Deploy it"', '"Ask the agent"')), "01-port/lesson.toml:16: 'agent' stands before"),
]


@pytest.mark.parametrize(("files", "fault"), EARLY, ids=[fault for _, fault in EARLY])
def test_a_term_before_its_page_is_an_error(
    tmp_path: Path, files: Callable[[], dict[str, str | bytes]], fault: str
) -> None:
    found = course(tmp_path, files())
    assert any(text.startswith(fault) for text in found), found


@pytest.mark.parametrize(
    "text",
    ["`agent`", "\n\n```\nagent\n```\n", "[it](#agent:S1)", "agency", "user-agent", "vip", "virtual, address"],
)
def test_what_is_no_term_is_none(tmp_path: Path, text: str) -> None:
    assert course(tmp_path, chinese(**{"10-deploy.en.md": f"# D\n\nSo: {text} here\n"})) == []


def test_a_term_on_the_page_that_introduces_it_is_no_fault(tmp_path: Path) -> None:
    assert course(tmp_path, chinese(**{"20-ask.en.md": "# An agent\n"})) == []


@pytest.mark.parametrize(
    ("glossary", "fault"),
    [
        ('[[term]]\npage = "01-port/99-no"\nen = ["a"]', "glossary.toml:1: page must be a page of the course"),
        ('\n[[term]]\npage = "01-port/20-ask"\nen = "a"', "glossary.toml:2: en must be a list of the term's forms"),
        ("[[term]", "glossary.toml: Expected"),
    ],
)
def test_a_wrong_glossary_is_named(tmp_path: Path, glossary: str, fault: str) -> None:
    assert course(tmp_path, chinese(), glossary)[0].startswith(fault)


TERMS = "# English\tChinese\tnot\ncontainer\t容器\nagent\t代理节点|代理\t节点代理|代理\n"


@pytest.mark.parametrize(
    ("english", "translated", "fault"),
    [
        (
            "# C\n\nA container\n",
            "# C\n\n盒子\n",
            "01-port/20-ask.zh-hans.md:1: has no '容器', but the English page has",
        ),
        (
            "# C\n\n",
            "# C\n\n一个\n节点代理\n",
            "01-port/20-ask.zh-hans.md:4: '节点代理' must be '代理节点' (zh-terms.tsv:3)",
        ),
        ("# C\n\nAn agent, a container", "# C\n\n容器和代理节点", ""),
        ("# C\n\n`container`", "# C\n\n盒子", ""),
    ],
)
def test_another_chinese_word_is_an_error(tmp_path: Path, english: str, translated: str, fault: str) -> None:
    found = course(
        tmp_path, chinese(**{"20-ask.en.md": english, "20-ask.zh-hans.md": translated}), glossary="", terms=TERMS
    )
    assert [text for text in found if not text.startswith(fault or "!")] == []
    assert bool(found) == bool(fault)


def test_a_wrong_row_of_terms_is_named(tmp_path: Path) -> None:
    found = course(tmp_path, chinese(), glossary="", terms="container 容器\n")
    assert found == ["zh-terms.tsv:1: must be English, a tab, Chinese, and perhaps a tab and words not to be used"]


RUN = "\n```run\ntrue\n```\n"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("10-deploy.en.md", "# D\n\n" + "word " * 149 + "\n", ""),
        (
            "10-deploy.en.md",
            "# D\n\n" + "word " * 149 + "\nlast\n",
            "10-deploy.en.md:4: 151 words without something to do",
        ),
        ("10-deploy.en.md", "# D\n" + "word " * 140 + RUN + "word " * 150, ""),
        ("10-deploy.en.md", "# D\n" + RUN + "word\n" * 152, "10-deploy.en.md:156: 152 words without"),
        ("10-deploy.en.md", "# D\n\n```\n" + "word\n" * 200 + "```\n", ""),
        ("20-ask.zh-hans.md", "# 问\n\n" + "字" * 299, ""),
        ("20-ask.zh-hans.md", "# 问\n\n" + "字" * 298 + " TCP\n字", "20-ask.zh-hans.md:4: 301 characters without"),
    ],
)
def test_nobody_reads_long_without_something_to_do(tmp_path: Path, name: str, text: str, fault: str) -> None:
    folder = written(tmp_path / "01-port", chinese(**{name: text}))
    found = list(pace.faults(load(folder), folder))
    assert [line for line in found if not line.startswith(f"01-port/{fault}")] == []
    assert bool(found) == bool(fault)


def test_a_step_without_anything_to_do_counts_for_the_next_one(tmp_path: Path) -> None:
    toml = changed((T, 'id = "runs"\nstep = 1', 'id = "runs"\nstep = 2'))
    long = "# D\n\n" + "word " * 100 + "\n"
    folder = written(tmp_path / "01-port", {**toml, "10-deploy.en.md": long, "20-ask.en.md": long})
    assert [fault.split(":")[0] for fault in pace.faults(load(folder), folder)] == ["01-port/20-ask.en.md"]


def test_blanked_text_keeps_its_lines() -> None:
    text = "a `b\nc` d\n```run\ne\n```\n[f](#g:h) `` ` ``\n"
    assert blanked(text) == "a   \n   d\n      \n \n   \n[f" + " " * 7 + " " + " " * 7 + "\n"


def test_the_command_names_what_is_wrong_with_the_words_and_the_lessons(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    course(tmp_path, chinese(**{"10-deploy.en.md": "# An agent\n"}))
    with pytest.raises(CommandError, match="fault"):
        call_command("check_lessons", tmp_path)
    said = capfd.readouterr().err
    assert "01-port/10-deploy.en.md:1: 'agent' stands before" in said
    assert "01-port: step '问' (zh-hans) does not type the same lines as in en" in said


def test_the_faults_of_one_lesson_alone_are_told_where_it_alone_is_checked(tmp_path: Path) -> None:
    course(tmp_path, chinese(**{"10-deploy.en.md": "# An agent\n"}))
    assert course_faults(tmp_path / "02-more", [tmp_path / "02-more"]) == []
    assert len(course_faults(tmp_path / "01-port", [tmp_path / "01-port"])) == 1
    assert wording.pattern("代理").search("代\n理")
