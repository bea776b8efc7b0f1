"""Many notices closed at once, as after a flood of false ones: seen first, done once, taken back at once."""

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

from karn.apps.company.rules.trades import Station
from karn.apps.customers.actions.selections import MOST
from karn.apps.customers.queries.selections import SHOWN
from karn.apps.farewell.actions.closing import close_together, open_together
from karn.apps.farewell.queries.declarations import chosen_to_close
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back, safe_next
from karn.web.station_pages import at_station
from karn.web.templatetags.karn_format import count
from karn.web.undo import micros_of, moment_of, offer_undo
from karn.web.views.notices import all_listed

_SALT: Final = "karn.notices.together"
_LASTS: Final = 24 * 60 * 60


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def look_to_close(request: HttpRequest) -> HttpResponse:
    """Show what would be closed: what was ticked, or all that the list's filter matches."""
    person = person_of(request)
    ticked = [int(one) for one in request.POST.getlist("notice") if _is_number(one)]
    numbers = all_listed(request, limit=MOST + 1) if request.POST.get("all") else ticked
    if len(numbers) > MOST:
        told = _("At most %(count)s at one time: narrow the list first.") % {"count": count(MOST)}
        messages.error(request, told)
        return back(request, reverse("notices"))
    found = chosen_to_close(person, numbers)
    if not found:
        messages.error(request, _("Tick at least one that nobody confirmed."))
        return back(request, reverse("notices"))
    seen = signing.dumps([person.pk, [[one.pk, one.version] for one in found]], salt=_SALT, compress=True)
    shown = {"rows": found[:SHOWN], "count": len(found), "more": len(found) - SHOWN, "chosen": seen}
    return render(request, "goodbye/close_together.html", shown | {"next": safe_next(request)})


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def close_many(request: HttpRequest) -> HttpResponse:
    """Close what was shown; what changed since it was shown stays as it is."""
    person, now = person_of(request), timezone.now()
    chosen = _chosen(request, person)
    try:
        done = close_together(chosen=chosen, why=word_asked(request.POST, "why"), by=person, at=now)
    except BadInput as error:
        messages.error(request, in_words(error))
        return back(request, reverse("notices"))
    if not done:
        messages.error(request, _("There is nothing to change."))
        return back(request, reverse("notices"))
    offer_undo(request, _said(len(done), len(chosen)), reverse("open_together", args=[micros_of(now)]))
    return back(request, reverse("notices"))


def _said(done: int, chosen: int) -> str:
    told = ngettext("%(count)s closed.", "%(count)s closed.", done) % {"count": count(done)}
    if left := chosen - done:
        stays = ngettext(
            "%(count)s was left out: it was changed meanwhile.",
            "%(count)s were left out: they were changed meanwhile.",
            left,
        )
        told += " " + stays % {"count": count(left)}
    return told


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def open_many(request: HttpRequest, moment: int) -> HttpResponse:
    """Open again what was closed together at that moment."""
    number = open_together(closed_at=moment_of(moment), by=person_of(request), at=timezone.now())
    said = ngettext("%(count)s is open again.", "%(count)s are open again.", number)
    messages.success(request, said % {"count": count(number)})
    return redirect("notices")


def _chosen(request: HttpRequest, person: Person) -> dict[int, str]:
    """Return what was shown to this person, with the versions seen; nothing for what Karn did not write."""
    try:
        by, told = signing.loads(request.POST.get("chosen", ""), salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return {}
    return {int(number): str(version) for number, version in told} if by == person.pk else {}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
