"""`manage.py build_words`: translations as they are used, made from the `.po` files under `tutorial/locale`.

For each language, `django.mo` beside `django.po` for the server, and `static/dist/words/<code>.json` for the page: the
messages of `djangojs.po`, those that are said below `tutorial/web`, where nothing is translated, and hops' and
dispositions' sentences by their keys.
"""

import json
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import to_locale

from tutorial.cluster.network.trace import MESSAGES, SENTENCES

LOCALES = settings.BASE_DIR / "tutorial" / "locale"
WORLD = tuple(f"tutorial/{name}/" for name in ("cluster", "shell", "topology", "lesson", "attempt"))
"""What is said there is translated in the page."""
IN_SCHEMAS = "tutorial/cluster/marathon/fields.py"
"""What is said there reaches the page in the schema of app definitions, by `tutorial/web/schemas.py`."""
WORDS = settings.BASE_DIR / "static" / "dist" / "words"


class Command(BaseCommand):
    help = "Compile the translations for the server and for the page."
    requires_system_checks: list[str] = []  # noqa: RUF012, as Django declares it

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile every language but the one in which the texts are written."""
        WORDS.mkdir(parents=True, exist_ok=True)
        for code, _ in settings.LANGUAGES:
            if code != settings.LANGUAGE_CODE:
                (WORDS / f"{code}.json").write_text(_compiled(code), encoding="utf-8")


def _compiled(code: str) -> str:
    """Write a language's `.mo` file; returns the page's words as JSON."""
    folder = LOCALES / to_locale(code) / "LC_MESSAGES"
    server, page = _catalogue(folder / "django.po"), _catalogue(folder / "djangojs.po")
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, server)
    sentences = {**MESSAGES, **{f"disposition.{name}": text for name, text in SENTENCES.items()}}
    said = {key: text for key, text in _messages(server, WORLD).items() if key not in sentences.values()}
    document = {
        "language": code,
        "messages": _messages(page) | said,
        "sentences": {key: _text(server, text) for key, text in sentences.items()},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _messages(catalogue: Catalog, places: tuple[str, ...] = ("",)) -> dict[str, str | list[str]]:
    """The translated messages that stand in files of these places, by English text, behind `context\\4` where there is
    one; a list holds plural forms."""
    found: dict[str, str | list[str]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy or not all(_forms(message.string) or ("",)):
            continue
        if not any(path.startswith(places) and path != IN_SCHEMAS for path, _ in message.locations):
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        key = f"{message.context}\4{text}" if message.context else text
        found[key] = str(message.string) if isinstance(message.id, str) else list(_forms(message.string))
    return found


def _forms(string: Any) -> tuple[str, ...]:
    """The texts of a message: one, or a plural's; none where nothing is translated."""
    return (string,) if isinstance(string, str) else tuple(string or ())


def _text(catalogue: Catalog, text: str) -> str:
    """A message's translation; the English text where there is none."""
    message = catalogue.get(text)
    return str(message.string) if message is not None and message.string and not message.fuzzy else text
