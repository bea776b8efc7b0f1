"""Many conversations marked as answered at once: seen before it is done, done once, taken back at once."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from karn.apps.conversations.actions import answer_together, unanswer_together
from karn.apps.conversations.queries import chosen_to_answer
from karn.apps.customers.actions.selections import MOST
from karn.apps.customers.queries.selections import SHOWN
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of
from karn.web.back import back, safe_next
from karn.web.templatetags.karn_format import count
from karn.web.undo import micros_of, moment_of, offer_undo
from karn.web.views.conversations import all_waiting

_SALT: Final = "karn.answered.together"
_LASTS: Final = 24 * 60 * 60


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
def look(request: HttpRequest) -> HttpResponse:
    """Show what would be marked: what was ticked, or all that the list's filter matches."""
    person = person_of(request)
    ticked = [int(one) for one in request.POST.getlist("conversation") if _is_number(one)]
    numbers = all_waiting(request, limit=MOST + 1) if request.POST.get("all") else ticked
    if len(numbers) > MOST:
        told = _("At most %(count)s at one time: narrow the list first.") % {"count": count(MOST)}
        messages.error(request, told)
        return back(request, reverse("unanswered"))
    found = chosen_to_answer(person, numbers)
    if not found:
        messages.error(request, _("Tick at least one."))
        return back(request, reverse("unanswered"))
    seen = signing.dumps([person.pk, [[one.pk, one.version] for one in found]], salt=_SALT, compress=True)
    shown = {"rows": found[:SHOWN], "count": len(found), "more": len(found) - SHOWN, "chosen": seen}
    return render(request, "conversations/together.html", shown | {"next": safe_next(request)})


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
def mark(request: HttpRequest) -> HttpResponse:
    """Mark what was shown; what changed since it was shown stays as it is."""
    person, now = person_of(request), timezone.now()
    chosen = _chosen(request, person)
    done = answer_together(chosen=chosen, by=person, at=now)
    if not done:
        messages.error(request, _("There is nothing to change."))
        return back(request, reverse("unanswered"))
    said = ngettext("%(count)s marked as answered.", "%(count)s marked as answered.", len(done))
    told = said % {"count": count(len(done))}
    if left := len(chosen) - len(done):
        stays = ngettext(
            "%(count)s was left out: it was changed meanwhile.",
            "%(count)s were left out: they were changed meanwhile.",
            left,
        )
        told += " " + stays % {"count": count(left)}
    offer_undo(request, told, reverse("unmark_together", args=[micros_of(now)]))
    return back(request, reverse("unanswered"))


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
def unmark(request: HttpRequest, moment: int) -> HttpResponse:
    """Take back what was marked together at that moment."""
    number = unanswer_together(answered_at=moment_of(moment), by=person_of(request), at=timezone.now())
    said = ngettext("%(count)s waits for an answer again.", "%(count)s wait for an answer again.", number)
    messages.success(request, said % {"count": count(number)})
    return redirect("unanswered")


def _chosen(request: HttpRequest, person: Person) -> dict[int, str]:
    """Return what was shown to this person, with the versions seen; nothing for what Karn did not write."""
    try:
        by, told = signing.loads(request.POST.get("chosen", ""), salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return {}
    return {int(number): str(version) for number, version in told} if by == person.pk else {}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
