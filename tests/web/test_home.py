"""The list of lessons: each with the way of its last request, found by playing its solution, once a process."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import AsyncClient

from tutorial.lesson.load import folders, load
from tutorial.lesson.model import Lesson
from tutorial.web import starts, ways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Nothing was found or drawn before."""
    monkeypatch.setattr(ways, "_found", {})
    settings.VAR_DIR = tmp_path
    ways._drawn.cache_clear()


def host_mode(settings: Any) -> Lesson:
    return next(load(folder) for folder in folders(settings.LESSONS_DIR) if folder.name == "02-host-mode")


async def shown(client: AsyncClient) -> str:
    response = await client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def drawn(page: str, lesson: str) -> list[str]:
    """The signs of a lesson's way, as the page has them."""
    row = page[page.index(f'data-lesson="{lesson}"') :].partition("</li>")[0]
    return re.findall(r'href="#way-(\w+)"', row)


async def test_every_lesson_has_the_way_of_the_last_request_of_its_solution(client: AsyncClient) -> None:
    page = await shown(client)
    assert drawn(page, "02-host-mode") == ["asked", "asked", "process"]
    for lesson in starts.lessons():
        assert bool(drawn(page, lesson.id)) == any("curl" in line.text for line in lesson.solution), lesson.id
    for sign in set(re.findall(r'href="#way-(\w+)"', page)):
        assert f'id="way-{sign}"' in page
    assert "its request: 0 rewrites" in page


async def test_a_way_is_found_once_a_process_and_anew_for_another_solution(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    played: list[str] = []
    play = ways._played

    def counted(lesson: Lesson) -> tuple[str, ...]:
        played.append(lesson.content_hash)
        return play(lesson)

    monkeypatch.setattr(ways, "_played", counted)
    lesson = host_mode(settings)
    other = replace(lesson, solution=lesson.solution[:3], content_hash="another")
    monkeypatch.setattr(starts, "lessons", lambda: [lesson])
    first = drawn(await shown(client), lesson.id)
    assert drawn(await shown(client), lesson.id) == first
    monkeypatch.setattr(starts, "lessons", lambda: [other])
    assert drawn(await shown(client), lesson.id) != first
    assert played == [lesson.content_hash, "another"]


async def test_what_was_drawn_beforehand_is_not_played_again(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    lesson = host_mode(settings)
    monkeypatch.setattr(starts, "lessons", lambda: [lesson])
    call_command("draw_ways")
    monkeypatch.setattr(ways, "_played", lambda lesson: pytest.fail("it was played again"))
    assert drawn(await shown(client), lesson.id) == ["asked", "asked", "process"]


async def test_half_a_drawing_is_none(client: AsyncClient, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    lesson = host_mode(settings)
    monkeypatch.setattr(starts, "lessons", lambda: [lesson])
    ways.place().write_text('{"02')
    assert drawn(await shown(client), lesson.id) == ["asked", "asked", "process"]


async def test_a_solution_that_cannot_be_played_is_reported_and_costs_the_list_only_its_way(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    lesson = host_mode(settings)
    lost = tuple(replace(line, terminal="nowhere") for line in lesson.solution)
    monkeypatch.setattr(starts, "lessons", lambda: [replace(lesson, solution=lost, content_hash="lost")])
    page = await shown(client)
    assert lesson.title["en"] in page
    assert drawn(page, lesson.id) == []
    assert "the solution of lesson 02-host-mode cannot be played" in caplog.text


def test_more_signs_than_there_is_room_for_stand_closer_together() -> None:
    few, many = ways.placed(("asked",) * 3), ways.placed(("rewritten",) * 40)
    assert few is not None
    assert many is not None
    assert [sign.x for sign in few.signs] == [10, 35, 60]
    assert many.width == pytest.approx(196)
    assert many.changes == 40
    assert ways.placed(()) is None
