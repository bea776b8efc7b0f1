"""The company's list of reasons for leaving: new versions, retired ones, and the words of imports."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.farewell.actions import reasons as actions
from karn.apps.farewell.models import Axis
from karn.apps.farewell.queries.reasons import mapped_words, reason_list, versions_of, words_not_listed
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked


@needs(Deed.KEEP_CRITERIA)
def reasons(request: HttpRequest) -> HttpResponse:
    """Show both lists with every earlier wording, and words of imports that stand on neither."""
    sections = []
    for axis in Axis:
        listed = reason_list(axis.value)
        versions = list(versions_of(axis.value))
        rows = [
            (one, [v for v in versions if v.code == one.code and v.number < one.number])
            for one in listed.reasons.values()
        ]
        mapped = [(word, listed.text_of(code)) for word, code in mapped_words(axis.value)]
        sections.append((axis, rows, words_not_listed(listed)[:50], mapped, listed.offered()))
    return render(request, "why/reasons.html", {"sections": sections})


@require_POST
@needs(Deed.KEEP_CRITERIA)
def add_reason(request: HttpRequest, axis: str) -> HttpResponse:
    """Add a reason of the company's own."""
    return _done(
        request,
        lambda: actions.add_reason(
            axis=axis, text=word_asked(request.POST, "text"), by=person_of(request), at=timezone.now()
        ),
    )


@require_POST
@needs(Deed.KEEP_CRITERIA)
def reword_reason(request: HttpRequest, axis: str, code: str) -> HttpResponse:
    """Word a reason otherwise: a new version; departures coded before keep the old one."""
    seen = word_asked(request.POST, "seen")
    return _done(
        request,
        lambda: actions.reword_reason(
            axis=axis, code=code, text=word_asked(request.POST, "text"), by=person_of(request),
            at=timezone.now(), seen=int(seen) if seen.isascii() and seen.isdecimal() else 0,
        ),
    )  # fmt: skip


@require_POST
@needs(Deed.KEEP_CRITERIA)
def retire_reason(request: HttpRequest, axis: str, code: str) -> HttpResponse:
    """Offer a reason no more, or again."""
    is_retired = word_asked(request.POST, "do") != "again"
    return _done(
        request,
        lambda: actions.retire_reason(
            axis=axis, code=code, is_retired=is_retired, by=person_of(request), at=timezone.now()
        ),
    )


@require_POST
@needs(Deed.KEEP_CRITERIA)
def map_word(request: HttpRequest, axis: str) -> HttpResponse:
    """Let a word of imports stand for a reason, or for none again."""
    return _done(
        request,
        lambda: actions.map_word(
            axis=axis, word=word_asked(request.POST, "word"), code=word_asked(request.POST, "code"),
            by=person_of(request), at=timezone.now(),
        ),
    )  # fmt: skip


def _done(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Stored."))
    return redirect("reasons")
