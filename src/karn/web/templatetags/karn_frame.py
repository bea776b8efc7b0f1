"""What stands around every page, drawn once for all pages on which it says the same."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from karn.apps.company.models import Company
from karn.apps.people.models import Person

register = template.Library()

_TOKEN: Final = secrets.token_hex(16)
_ADDRESS: Final = secrets.token_hex(16)
"""What stands in a kept part where each page has its own form token, and its address."""

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Here:
    """What a part of the frame may know of the request."""

    path: str
    get_full_path: str = _ADDRESS


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything a part of the frame depends on: all it is drawn from, and the key it is kept under."""

    part: str
    language: str | None
    person: tuple[int, str, str, bool]
    company: Company | None = field(compare=False)
    settings: str
    theme: str
    path: str


@register.simple_tag(takes_context=True)
def frame_part(context: template.Context, name: str) -> SafeString:
    """Draw a template of the frame, which knows these and no more: `user` (id, name, role, is_active),
    `company`, `theme`, `csrf_token`, `request` (its address, and its path with every number as 0).
    """  # noqa: D205 (one list)
    request, user = context.get("request"), context.get("user")
    if settings.DEBUG or not isinstance(request, HttpRequest) or not isinstance(user, Person):
        return mark_safe(render_to_string(name, context.flatten()))  # type: ignore[arg-type]  # noqa: S308
    company = context.get("company")
    drawn = _drawn(
        _Frame(
            part=name,
            language=get_language(),
            person=(user.pk, user.name, user.role, user.is_active),
            company=company,
            settings=_all_of(company) if company else "",
            theme=str(context.get("theme", "")),
            path=_NUMBER.sub("0", request.path),
        )
    )
    own = drawn.replace(_TOKEN, conditional_escape(str(context.get("csrf_token", ""))))
    return mark_safe(own.replace(_ADDRESS, conditional_escape(request.get_full_path())))  # noqa: S308


def _all_of(company: Company) -> str:
    """Return the whole row as text: with any change, the next page in any process has another frame."""
    return repr([getattr(company, column.attname) for column in company._meta.concrete_fields])


@lru_cache(maxsize=512)
def _drawn(frame: _Frame) -> str:
    number, name, role, active = frame.person
    shown = {
        "user": Person(pk=number, name=name, role=role, is_active=active),
        "company": frame.company,
        "theme": frame.theme,
        "request": _Here(frame.path),
        "csrf_token": _TOKEN,
    }
    return render_to_string(frame.part, shown)
