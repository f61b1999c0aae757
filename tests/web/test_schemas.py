"""The schema of app definitions as an editor asks for it: in a language, and else as the file in `docs/`."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

HAN = re.compile(r"[\u4e00-\u9fff]")
URL = "/schemas/marathon-app.json"


def told(part: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Where fields are explained, and how."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if name == "description" and isinstance(value, str):
            yield where, value
        yield from told(value, f"{where}/{name}")


def schema(language: str) -> Any:
    return json.loads(Client().get(URL, {"lang": language}).content)


def test_every_field_is_explained_in_the_language_that_is_asked_for() -> None:
    english, chinese = dict(told(schema("en"))), dict(told(schema("zh-CN")))
    assert english.keys() == chinese.keys()
    assert len(english) > 60
    assert [where for where, text in chinese.items() if not HAN.search(text)] == []
    assert not any(map(HAN.search, english.values()))


def test_all_else_is_the_same_in_each_language() -> None:
    def bare(part: Any) -> Any:
        if isinstance(part, list):
            return [bare(one) for one in part]
        if not isinstance(part, dict):
            return part
        return {name: bare(value) for name, value in part.items() if name != "description" or isinstance(value, dict)}

    assert bare(schema("en")) == bare(schema("zh-hans"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_file_in_docs_is_the_english_one(language: str) -> None:
    file = json.loads((settings.BASE_DIR / "docs" / "marathon-app.schema.json").read_text(encoding="utf-8"))
    assert (schema(language) == file) == (language == "en")


def test_a_cache_keeps_languages_apart() -> None:
    answer = Client().get(URL, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "Accept-Language" in answer["Vary"]
    assert HAN.search(json.loads(answer.content)["properties"]["instances"]["description"])
