"""Pages for who has a link and no login: the company's name and colour, no script, no cookie, kept apart."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from karn.apps.company.queries import current_company
from karn.apps.surveys.queries.surveys import habits
from karn.apps.surveys.rules.questions import LANGUAGES
from karn.web.words.asked import on_accent

NAMES = {"nl": "Nederlands", "sv": "Svenska", "en": "English"}
_STYLE = Path(__file__).parent / "static" / "survey.css"


def public_page(
    request: HttpRequest, template: str, told: dict[str, object], language: str, *, status: int = 200,
    sheets: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    """Return a page in the company's name and colour that loads nothing and is listed nowhere.

    `sheets` are further style sheets of ours, by name, that stand inside the page too.
    """
    style, digest = _style(habits().accent, sheets)
    page = {
        "language": language,
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "company_name": told.get("company_name") or current_company().name,
        "style": style,
    }
    response = render(request, template, page | told, status=status)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def language_asked(request: HttpRequest, known: str = "") -> str:
    """Return the language the address asks for, else the one known of the reader, else the browser's."""
    told = (request.GET.get("lang", ""), known, (translation.get_language() or "")[:2])
    return next((language for language in told if language in LANGUAGES), "en")


def _paths(sheets: tuple[str, ...]) -> list[Path]:
    return [_STYLE, *(_STYLE.with_name(name) for name in sheets)]


@lru_cache(maxsize=16)
def _style(accent: str, sheets: tuple[str, ...]) -> tuple[str, str]:
    """Return the page's style in the company's colour, and the hash by which the policy knows it."""
    colours = f":root{{--accent:{accent};--on-accent:{on_accent(accent)}}}\n"
    style = colours + "".join(path.read_text(encoding="utf-8") for path in _paths(sheets))
    return style, b64encode(sha256(style.encode()).digest()).decode()
