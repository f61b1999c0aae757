"""Which language a page comes in, and that it says so."""

import re

import pytest
from django.test import AsyncClient

from tests.web.talk import begin

pytestmark = pytest.mark.django_db(transaction=True)
CHINESE = "zh-CN,zh;q=0.9,en;q=0.1"


@pytest.mark.parametrize(
    ("query", "wishes", "language"),
    [
        ("", "", "en"),
        ("", "fr,de;q=0.5", "en"),
        ("", CHINESE, "zh-hans"),
        ("", "zh", "zh-hans"),
        ("", "en;q=0.2,zh-Hans-SG;q=0.8", "zh-hans"),
        ("", "fr,zh-CN;q=0.5", "zh-hans"),
        ("?lang=zh-hans", "en", "zh-hans"),
        ("?lang=zh-CN", "", "zh-hans"),
        ("?lang=EN", CHINESE, "en"),
        ("?lang=xx", CHINESE, "zh-hans"),
        ("?lang=", "", "en"),
        ("?lang=" + "z" * 5000, "", "en"),
        ("?lang=%00'%22<", "x" * 5000, "en"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/l/02-host-mode", "/nowhere"])
async def test_the_address_decides_then_the_browsers_wishes(
    client: AsyncClient, path: str, query: str, wishes: str, language: str
) -> None:
    response = await client.get(path + query, headers={"Accept-Language": wishes})
    shown = response.content.decode()
    assert f'<html lang="{language}"' in shown
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]
    assert ("跳到" in shown) == (language == "zh-hans")
    assert re.findall(r'hreflang="([\w-]+)"[^>]*aria-current', shown) == [language]
    assert response.cookies == {}


async def test_links_carry_the_language_that_the_address_asks_for(client: AsyncClient) -> None:
    asked = (await client.get("/?lang=zh-hans")).content.decode()
    assert 'href="/l/02-host-mode?lang=zh-hans"' in asked
    wished = (await client.get("/", headers={"Accept-Language": CHINESE})).content.decode()
    assert 'href="/l/02-host-mode"' in wished


async def test_the_switch_keeps_the_rest_of_the_address(client: AsyncClient) -> None:
    shown = (await client.get("/?theme=dark&lang=en")).content.decode()
    assert 'href="?theme=dark&amp;lang=zh-hans"' in shown


async def test_the_page_names_its_words_and_english_needs_none(client: AsyncClient) -> None:
    chinese = (await client.get("/?lang=zh-hans")).content.decode()
    assert re.search(r'<html lang="zh-hans" data-words="/static/dist/words/zh-hans[.\w]*json">', chinese)
    assert 'rel="preload" as="fetch"' in chinese
    english = (await client.get("/?lang=en")).content.decode()
    assert '<html lang="en" data-words="">' in english
    assert 'rel="preload"' not in english


async def test_an_attempt_comes_in_the_language_in_which_it_was_begun(client: AsyncClient) -> None:
    made = await client.post(
        "/api/attempts", {"lesson": "02-host-mode", "lang": "zh-hans"}, content_type="application/json"
    )
    path = f"/a/{made.json()['id']}"
    for query, language in [("", "zh-hans"), ("?lang=en", "en"), ("?lang=zh-hans", "zh-hans")]:
        response = await client.get(path + query, headers={"Accept-Language": "en"})
        assert f'<html lang="{language}"' in response.content.decode()
        assert response.headers["Content-Language"] == language
    other = await begin()
    shown = (await client.get(f"/v/{other.view}", headers={"Accept-Language": CHINESE})).content.decode()
    assert '<html lang="en"' in shown


async def test_the_apis_have_one_language(client: AsyncClient) -> None:
    begun = await begin()
    for path in (f"/c/{begun.cluster}/marathon/v2/apps", "/api/attempts/nothing", "/healthz"):
        chinese = await client.get(path, headers={"Accept-Language": CHINESE})
        assert chinese.content == (await client.get(path)).content
        assert "Content-Language" not in chinese.headers


async def test_a_fault_of_ours_is_told_in_the_language(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tutorial.web.starts.lessons", broken)
    response = await client.get("/?lang=zh-hans")
    assert response.status_code == 500
    assert '<html lang="zh-hans">' in response.content.decode()
    assert "出错" in response.content.decode()
