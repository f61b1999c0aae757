"""The language of a page: the address says it (`?lang=`), else the browser's wishes, else English. No cookie.

What was chosen by the switch is kept in the browser; `static/js/early.js` asks for it by `?lang=` before anything is
painted. An attempt has the language in which it was begun, which is asked before the browser's wishes.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from tutorial.web.middleware import Finish, Middleware

PARAMETER = "lang"
SHORT = {"en": "EN", "zh-hans": "中文"}
"""What the switch calls a language."""


def offered(code: str) -> str | None:
    """The language of ours that a tag means, as `zh-CN` means `zh-hans`; None when there is none."""
    try:
        return translation.trans_real.get_supported_language_variant(code.lower())
    except LookupError:
        return None


def asked(request: HttpRequest) -> str | None:
    """The language that the address asks for; None when it asks for none of ours."""
    return offered(request.GET.get(PARAMETER, ""))


def wished(request: HttpRequest) -> str:
    """The first language of ours among the browser's wishes."""
    wishes = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((found for code, _ in wishes if (found := offered(code))), settings.LANGUAGE_CODE)


class Language(Middleware):
    """Lets every request be answered in its language, and every page say which that is."""

    def begin(self, request: HttpRequest) -> Finish:
        """The language is that of the address, else the first of ours among the browser's wishes."""
        language = asked(request) or wished(request)
        translation.activate(language)
        return lambda response: _labelled(response, language)


def _labelled(response: HttpResponseBase, language: str) -> HttpResponseBase:
    """A page says its language, and that it would be another for other wishes; the APIs have one language."""
    if response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language",))
    return response


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: the language, the others to switch to, what links carry on, the page's words."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "languages": [_choice(request, code, name, current=code == language) for code, name in settings.LANGUAGES],
        "lang_query": f"?{PARAMETER}={language}" if asked(request) else "",
        "words": "" if language == settings.LANGUAGE_CODE else static(f"dist/words/{language}.json"),
    }


def _choice(request: HttpRequest, code: str, name: str, *, current: bool) -> dict[str, Any]:
    query = urlencode([*((key, value) for key, value in request.GET.items() if key != PARAMETER), (PARAMETER, code)])
    return {"code": code, "name": name, "short": SHORT[code], "href": f"?{query}", "current": current}
