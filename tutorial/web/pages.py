"""The pages: the course, a lesson, an attempt, an attempt that is only shown. Templates lie in `templates/web`."""

from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.gzip import gzip_page

from tutorial.lesson import way
from tutorial.lesson.load import files_of, folders
from tutorial.lesson.model import Lesson, Measured, Prediction, Question
from tutorial.web import capabilities, language, models, shared, starts, ways

Context = dict[str, Any]

LONG = 90
"""From so many minutes on the length of the course is told in hours."""


@gzip_page
def home(request: HttpRequest) -> HttpResponse:
    """The course: every lesson."""
    return render(request, "web/home.html", _course())


@gzip_page
def lesson_page(request: HttpRequest, lesson: str) -> HttpResponse:
    """A lesson without an attempt: the page makes one."""
    found = starts.lesson_named(lesson)
    if found is None:
        raise Http404(f"no lesson {lesson}")
    return render(request, "web/lesson.html", _context(found))


@gzip_page
def attempt_page(request: HttpRequest, attempt: str) -> HttpResponse:
    """An attempt; the capability to write stands in the fragment, which the server never sees."""
    found = models.Attempt.objects.filter(pk=attempt).first()
    if found is None:
        raise Http404("no such attempt")
    return _attempt(request, found)


def view_page(request: HttpRequest, view: str) -> HttpResponse:
    """An attempt to look at. It holds its capability, so it isn't compressed: its length must tell nothing."""
    grant = capabilities.find(view)
    if grant is None or grant.kind != capabilities.VIEW:
        raise Http404("no such view")
    found = models.Attempt.objects.get(pk=grant.attempt)
    return _attempt(request, found, view)


@gzip_page
def shared_page(request: HttpRequest, link: str) -> HttpResponse:
    """The journal of a stored link, as a picture of its moment."""
    found = shared.find(link)
    if found is None:
        raise Http404("no such link")
    name, content_hash = found.get("lesson") or "", found.get("lesson_hash") or ""
    lesson = starts.lesson_at(name, content_hash) if content_hash else starts.lesson_named(name)
    return render(request, "web/lesson.html", {**_context(lesson), "link": link})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page."""
    return render(request, "web/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return render(request, "web/500.html", status=500)


def _attempt(request: HttpRequest, attempt: models.Attempt, view: str = "") -> HttpResponse:
    """The page of an attempt, in the language of the address, else in that in which the attempt was begun."""
    lesson = starts.lesson_at(attempt.lesson, attempt.lesson_hash) if attempt.lesson else None
    shown = language.asked(request) or language.offered(attempt.language) or _language()
    with translation.override(shown):
        newer = lesson is not None and not view and _is_old(lesson)
        today = starts.lesson_named(attempt.lesson) if settings.DEBUG else None  # authors see what they write
        found = {"attempt": attempt.id, "view": view, "newer": newer}
        response = render(request, "web/lesson.html", {**_context(today or lesson), **found})
    response.headers["Content-Language"] = shown
    return response


def _is_old(lesson: Lesson) -> bool:
    """Whether the course has another version of a lesson today."""
    today = starts.lesson_named(lesson.id)
    return today is not None and today.content_hash != lesson.content_hash


def watched(request: HttpRequest, lesson: str) -> HttpResponse:
    """What changes with any file of a lesson, for pages in development."""
    folder = settings.LESSONS_DIR / lesson
    if not settings.DEBUG or folder not in folders(settings.LESSONS_DIR):
        raise Http404(f"no lesson {lesson} to be watched")
    stamps = [(path.name, path.stat().st_mtime_ns) for path in files_of(folder)]
    response = HttpResponse(blake2b(repr(stamps).encode(), digest_size=8).hexdigest(), content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _course() -> Context:
    """All lessons with their ways, and the signs that occur in these, in the order in which they are explained."""
    found = starts.lessons()
    lessons = [{**_summary(lesson, number), "way": ways.way_of(lesson)} for number, lesson in enumerate(found, 1)]
    used = {sign.kind for lesson in lessons if lesson["way"] for sign in lesson["way"].signs}
    minutes = sum(lesson.minutes for lesson in found)
    return {
        "lessons": lessons,
        "signs": [sign for sign in way.SIGNS if sign in used],
        "minutes": minutes,
        "hours": round(minutes / 60) if minutes >= LONG else 0,
    }


def _list() -> list[Context]:
    return [_summary(lesson, number) for number, lesson in enumerate(starts.lessons(), 1)]


def _summary(lesson: Lesson, number: int) -> Context:
    """A lesson as a list shows it; `lang` is the language of its texts, which may lack the page's."""
    shown = lesson.language(_language())
    return {
        "id": lesson.id,
        "lang": shown,
        "number": number,
        "title": lesson.title[shown],
        "summary": lesson.summary[shown],
        "minutes": lesson.minutes,
        "url": f"/l/{lesson.id}",
    }


def _context(lesson: Lesson | None) -> Context:
    """What the template of a lesson needs; without a lesson only the cluster is shown."""
    others = _list()
    if lesson is None:
        shown: Context = {"lesson": None, "steps": [], "next_lesson": None}
        return shown | {"attempt": "", "view": "", "others": others}
    number = next((other["number"] for other in others if other["id"] == lesson.id), 0)
    return {
        "lesson": _summary(lesson, number),
        "version": lesson.content_hash,
        "watched": settings.DEBUG,
        "steps": _steps(lesson, lesson.language(_language())),
        "next_lesson": next((other for other in others if other["number"] == number + 1), None) if number else None,
        "attempt": "",
        "view": "",
        "others": [other for other in others if other["id"] != lesson.id],
    }


def _steps(lesson: Lesson, language: str) -> list[Context]:
    return [
        {
            "number": number,
            "title": page.title,
            "html": mark_safe(page.html),  # noqa: S308, made by tutorial.lesson.render, which escapes what it is given
            "goals": [
                {"id": goal.id, "text": goal.text[language], "hints": [hint.text[language] for hint in goal.hints]}
                for goal in lesson.goals
                if goal.step == number
            ],
            "card": mark_safe(lesson.card.get(language, "")),  # noqa: S308, made by tutorial.lesson.render, too
            "par": len(lesson.solution),
            "solution": [line for line in lesson.solution if line.step == number],
            "questions": [_question(asked, language) for asked in lesson.questions if asked.step == number],
            "predictions": [_prediction(asked, language) for asked in lesson.predictions if asked.step == number],
            "tables": [_table(asked, language) for asked in lesson.tables if asked.step == number],
        }
        for number, page in enumerate(lesson.steps[language], 1)
    ]


def _prediction(asked: Prediction, language: str) -> Context:
    choices = [{"value": choice.value, "text": choice.text[language]} for choice in asked.choices]
    return {"id": asked.id, "text": asked.text[language], "choices": choices}


def _table(asked: Measured, language: str) -> Context:
    rows = [
        {
            "id": f"{asked.id}-r{row}",
            "text": text[language],
            "cells": [f"{asked.id}.{row}.{column}" for column in range(len(cells))],
        }
        for row, (text, cells) in enumerate(asked.rows)
    ]
    columns = [column[language] for column in asked.columns]
    return {"id": asked.id, "text": asked.text[language], "columns": columns, "rows": rows}


def _question(question: Question, language: str) -> Context:
    choices = [
        {"text": choice.text[language], "right": choice.right, "why": choice.why[language]}
        for choice in question.choices
    ]
    return {"id": question.id, "text": question.text[language], "choices": choices}
