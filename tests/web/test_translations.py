"""The catalogues: complete, with the same places, compiled as they stand, with a word for all that the server says."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

from tests.build import article_attempt, typed
from tests.servers import ROOT, environment
from tutorial.cluster.network.trace import MESSAGES, SENTENCES
from tutorial.topology.structure import structure
from tutorial.web.management.commands import build_words

LANGUAGE = "zh-hans"
LOCALE = Path("tutorial/locale/zh_Hans/LC_MESSAGES")
DOMAINS = ["django", "djangojs"]
PLACES = re.compile(r"\{\w+\}|%\(\w+\)s|`[^`]*`")


def catalogue(root: Path, domain: str) -> Catalog:
    with (root / LOCALE / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def messages(found: Catalog) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Every message with its English forms and its translated ones."""
    for message in found:
        if message.id:
            said = (message.id, message.string)
            yield message, *([text] if isinstance(text, str) else list(text) for text in said)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources in which the catalogues were brought up to date."""
    copy = tmp_path_factory.mktemp("sources")
    for folder in ("tutorial", "templates", "static/js"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    subprocess.run([sys.executable, "manage.py", "messages"], cwd=copy, env=environment(copy / "var"), check=True)
    return copy


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_stands_in_the_catalogue_and_nothing_else(extracted: Path, domain: str) -> None:
    """When this fails: `make messages`, then translate what is new."""
    now = {(message.context, message.id) for message in catalogue(extracted, domain)}
    kept = {(message.context, message.id) for message in catalogue(ROOT, domain)}
    assert now - kept == set()
    assert kept - now == set()
    assert catalogue(ROOT, domain).obsolete == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_is_translated_with_the_same_places(domain: str) -> None:
    found = catalogue(ROOT, domain)
    assert len(found) > 80
    for message, english, said in messages(found):
        assert not message.fuzzy, message.id
        assert len(said) == (1 if isinstance(message.id, str) else found.num_plurals), message.id
        for text in said:
            assert text.strip(), message.id
            assert set(PLACES.findall(text)) == set(PLACES.findall(english[-1])), message.id


@pytest.mark.parametrize("domain", DOMAINS)
def test_chinese_is_set_with_its_own_signs(domain: str) -> None:
    """No Latin stop behind or before a Chinese sign, and a space between Chinese and a place for a Latin word."""
    for _, _, said in messages(catalogue(ROOT, domain)):
        for text in said:
            assert not re.search(r"[\u4e00-\u9fff][,;:?!.](?!\w)|[,;:?!][\u4e00-\u9fff]", text), text
            assert "您" not in text, text


def page_words() -> dict[str, dict[str, object]]:
    return json.loads((settings.BASE_DIR / "static" / "dist" / "words" / f"{LANGUAGE}.json").read_text())


def test_the_page_gets_its_own_words_and_the_worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_words, "WORDS", tmp_path)
    call_command("build_words")
    words = json.loads((tmp_path / f"{LANGUAGE}.json").read_text())
    assert words["language"] == LANGUAGE
    assert words["messages"]["Pause"] == "暂停"
    assert words["messages"]["kind\4task"] == "任务"
    assert words["messages"]["{count} hop"] == ["{count} 跳"]
    assert words["messages"]["does not hold {destination}"] == "不包含 {destination}"
    assert "All lessons" not in words["messages"]
    assert words["sentences"]["disposition.refused"].endswith("。")


def test_every_sentence_of_a_hop_and_an_ending_is_translated() -> None:
    sentences = page_words()["sentences"]
    assert set(sentences) == {*MESSAGES, *(f"disposition.{name}" for name in SENTENCES)}
    assert [key for key, text in sentences.items() if re.search(r"[\u4e00-\u9fff]", str(text)) is None] == []


def test_whatever_a_request_is_told_by_has_a_translation() -> None:
    """Titles of hops and reasons of entries, of requests that end in several ways."""
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "sleep 60")
    asked = [("master", "172.16.9.84:16327"), ("master", "172.16.9.84:9"), ("outside", "172.16.9.84:16327")]
    words = page_words()["messages"]
    told = []
    for where, to in asked:
        trace = typed(attempt, f"curl -s --connect-timeout 3 http://{to}", where).traces[-1]
        for hop in attempt.traces.document(trace)["hops"]:
            told += [hop["title_said"], *(entry["said"] for entry in hop["entries"])]
    assert len(told) > 30
    names = re.compile(r"(filter|nat) [A-Z]+( › [\w-]+)?|VXLAN")
    assert {text for text, _ in told if text not in words and not names.fullmatch(text)} == set()


def test_the_facts_of_elements_have_names() -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "sleep 60")
    words = page_words()["messages"]
    names = {name for element in structure(attempt.world).values() for name in element["facts"]}
    assert {name for name in names if f"a fact\4{name}" not in words} == {"VNI", "ip", "mac", "mtu"}


def test_every_refusal_has_words_in_the_page() -> None:
    codes = set()
    for path in (ROOT / "tutorial" / "web").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                codes |= {found.value for found in node.args[:1] if isinstance(found, ast.Constant)}
    assert len(codes) > 8
    source = (ROOT / "static" / "js" / "words.js").read_text()
    table = source[source.index("const refusals") : source.index("export let WORDS")]
    later = (ROOT / "static" / "js" / "time" / "words.js").read_text()
    table += later[later.index("const refusals") :]
    assert codes - set(re.findall(r"^  (\w+): gettext", table, flags=re.MULTILINE)) == set()
