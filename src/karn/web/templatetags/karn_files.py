"""The two buttons with which a list is taken along."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from karn.apps.people.models import Person
from karn.web.listings import PAGING, listing_named

register = template.Library()


@register.inclusion_tag("partials/files.html", takes_context=True)
def files(context: dict[str, Any], name: str, *places: Any, what: str = "", **asked: Any) -> dict[str, Any]:
    """Offer a list as CSV and for Excel, as it is searched and filtered, to who may take it along.

    `places` are the numbers in its address; `what` says which list, where a page has several; `asked`
    narrows it in another way than the page does.
    """
    request = context["request"]
    if not isinstance(request.user, Person) or not listing_named(name).may_be_taken_by(request.user):
        return {}
    kept = f"?{urlencode(asked)}" if asked else _asked(request.GET)
    addresses = [f"{reverse(f'{name}_{kind}', args=places)}{kept}" for kind in ("csv", "xlsx")]
    other_style = not (get_language() or "en").startswith("en")
    return {"addresses": addresses, "what": what, "other_style": other_style}


def _asked(given: QueryDict) -> str:
    kept = given.copy()
    for name in PAGING:
        kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else ""
