"""The lesson round: one lesson, own clients as rows, three keys for each; and one answer by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.lessons.actions import rounds as actions
from karn.apps.lessons.models import Answer, Finding, Share
from karn.apps.lessons.queries.rounds import Part, finding_for, part_of, share_for, shares_for
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo
from karn.web.words.journal import history_in_words

KEYS = {Answer.SAFE: "s", Answer.EXPOSED: "e", Answer.UNKNOWN: "d"}


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def lesson_round(request: HttpRequest) -> HttpResponse:
    """Lead to the first round this person has not answered, else to the first; say so where none is."""
    person, today = person_of(request), timezone.localdate()
    parts = [part_of(share, person, on=today) for share in shares_for(person)]
    open_parts = [part for part in parts if not part.is_done]
    if not parts:
        return render(request, "lessons/no_round.html")
    return redirect("lesson_share", (open_parts or parts)[0].share.pk)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def lesson_share(request: HttpRequest, number: int) -> HttpResponse:
    """Show one owner's part of a round, a client a row."""
    return _page(request, _share(request, number))


def _page(request: HttpRequest, share: Share, *, met: list[int] | None = None) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    part = part_of(share, person, on=today)
    others = [part_of(one, person, on=today) for one in shares_for(person) if one.pk != share.pk]
    page: dict[str, Any] = {
        "share": share, "part": part, "lesson": share.round.lesson, "others": others, "met": met or [],
        "answers": [(answer.value, answer.label, KEYS[answer]) for answer in Answer],
        "is_over": share.round.ended_at is not None or not share.round.lesson.is_in_force,
        "is_own": share.owner_id == person.pk, "today": today,
        "can_undo": actions.answers_taken_at(one=share.round, by=person) is not None,
    }  # fmt: skip
    return render(request, "lessons/round.html", page, status=409 if met else 200)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def answer_share(request: HttpRequest, number: int) -> HttpResponse:
    """Store what was answered; what somebody else answered meanwhile stays, and is shown."""
    share, person = _share(request, number), person_of(request)
    part = part_of(share, person, on=timezone.localdate())
    try:
        said = actions.answer_round(
            one=share.round, answers=_given(request, part, "a"), seen=_given(request, part, "was"),
            by=person, at=timezone.now(),
        )  # fmt: skip
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("lesson_share", number)
    if said.stored:
        stored = ngettext("%(count)d answer stored.", "%(count)d answers stored.", len(said.stored))
        back = reverse("undo_answers", args=[number])
        offer_undo(request, stored % {"count": len(said.stored)}, back)
    if said.met:
        return _page(request, share, met=said.met)
    after = part_of(share, person, on=timezone.localdate())
    return redirect("lesson_round") if after.is_done and said.stored else redirect("lesson_share", number)


def _given(request: HttpRequest, part: Part, name: str) -> dict[int, str]:
    """Return what the form says by customer (ids), of those on this page and in the form."""
    told = {row.customer.pk: f"{name}-{row.customer.pk}" for row in part.rows}
    return {
        number: word_asked(request.POST, field) for number, field in told.items() if field in request.POST
    }


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def undo_answers(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what this person answered last in this round."""
    share = _share(request, number)
    taken = actions.take_answers_back(one=share.round, by=person_of(request), at=timezone.now())
    said = ngettext("%(count)d answer taken back.", "%(count)d answers taken back.", taken)
    messages.success(request, said % {"count": taken})
    return redirect("lesson_share", number)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was answered about one client."""
    its = _finding(request, number)
    page = {"finding": its, "lesson": its.round.lesson, "answers": list(Answer)}
    page["changes"] = history_in_words(its)
    return render(request, "lessons/finding.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def answer_finding(request: HttpRequest, number: int) -> HttpResponse:
    """Answer about one client again: somebody found out, or did something about it."""
    its, person, now = _finding(request, number), person_of(request), timezone.now()
    if request.POST.get("done"):
        actions.settle_finding(finding=its, is_done=True, by=person, at=now)
        messages.success(request, _("Done."))
        return redirect("finding", number)
    try:
        actions.answer_anew(finding=its, answer=word_asked(request.POST, "answer"), by=person, at=now)
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Stored."))
    return redirect("finding", number)


def _share(request: HttpRequest, number: int) -> Share:
    found = share_for(person_of(request), number)
    if found is None:
        raise Http404
    return found


def _finding(request: HttpRequest, number: int) -> Finding:
    found = finding_for(person_of(request), number)
    if found is None:
        raise Http404
    return found
