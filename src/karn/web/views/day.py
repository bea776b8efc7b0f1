"""My day: one short list of what is overdue, due today, and next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.desk.queries.my_day import MOST, SHOWN, Part, my_day
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of
from karn.web.forms.task_moves import takers

HEADINGS: dict[Part, Promise] = {
    Part.OVERDUE: _("Overdue"),
    Part.TODAY: _("Today"),
    Part.NEXT: _("Next"),
}


@needs(Deed.SEE_CUSTOMERS)
def day(request: HttpRequest) -> HttpResponse:
    """Show what the person who is logged in has to do, and whom he or she covers: seven things, or more."""
    everything = request.GET.get("all") == "1"
    person, today = person_of(request), timezone.localdate()
    mine = my_day(person, on=today, limit=MOST if everything else SHOWN)
    shown = {
        "mine": mine,
        "parts": [(HEADINGS[part], part.value, rows) for part, rows in mine.parts],
        "today": today,
        "everything": everything,
        "takers": takers(),
        # Nothing to do because nobody is there yet is no reason to congratulate.
        "is_new": not mine.rows and not Customer.objects.exists(),
    }
    return render(request, "day/day.html", shown)
