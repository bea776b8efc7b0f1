"""How the day comes to somebody besides the page: by mail in the morning, and in a calendar."""

from __future__ import annotations

from datetime import time
from hashlib import sha256

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from karn.apps.company.queries import current_company, local_day
from karn.apps.desk.actions import change_day_habits, drop_calendar, make_calendar
from karn.apps.desk.models import HABITS, DayHabits
from karn.apps.desk.queries.calendars import calendar_of, calendar_opened
from karn.apps.desk.queries.day_digests import habits_of
from karn.apps.people.rules import Deed
from karn.platform.links import NoSuchLink
from karn.platform.versions import ChangedMeanwhile
from karn.web.access import needs, person_of
from karn.web.calendar_file import MEDIA, calendar_file
from karn.web.forms.rows import RowForm, as_text


class HabitsForm(RowForm):
    """Whether and when a mail comes, and what the calendar says."""

    digest = forms.BooleanField(label=gettext_lazy("Mail me my day on working days"), required=False)
    digest_at = forms.TimeField(
        label=gettext_lazy("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    when_empty = forms.BooleanField(label=gettext_lazy("Also when there is nothing to do"), required=False)
    calendar_words = forms.BooleanField(
        label=gettext_lazy("Say in the calendar what is to be done, and for whom"),
        help_text=gettext_lazy(
            "Otherwise it says what kind of task it is, and the names of companies, not of persons: whoever "
            "runs your calendar reads along."
        ),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, habits: DayHabits) -> None:
        super().__init__(data, version=habits.version, texts=texts_of_habits(habits))


def texts_of_habits(habits: DayHabits) -> dict[str, str]:
    """Return what stands in the form."""
    texts = {name: as_text(getattr(habits, name)) for name in HABITS if name != "digest_at"}
    at = habits.digest_at
    return texts | {"digest_at": f"{at:%H:%M}" if isinstance(at, time) else str(at)}


@never_cache
@needs(Deed.SEE_CUSTOMERS)
def day_settings(request: HttpRequest) -> HttpResponse:
    """Show and store how the day comes; 409 with both values when it was changed meanwhile."""
    person, status = person_of(request), 200
    habits = habits_of(person)
    form = HabitsForm(request.POST or None, habits=habits)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in HABITS}
        try:
            change_day_habits(person=person, facts=facts, at=timezone.now(), seen=form.seen)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, DayHabits):
                form.meet(error.stored.version, texts_of_habits(error.stored))
            status = 409
        else:
            messages.success(request, _("What you changed is stored."))
            return redirect("day_settings")
    shown = {"form": form, "habits": habits}
    return render(request, "day/settings.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Make the calendar's address anew, and show it this once."""
    secret = make_calendar(person=person_of(request), at=timezone.now())
    address = settings.INSTALLATION.site + reverse("calendar", args=[secret])
    response = render(request, "day/calendar.html", {"address": address})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def no_calendar(request: HttpRequest) -> HttpResponse:
    """Let the calendar's address open nothing any more."""
    drop_calendar(person=person_of(request), at=timezone.now())
    messages.success(
        request, _("The address opens nothing any more. Take the calendar out of your program, too.")
    )
    return redirect("day_settings")


@login_not_required
@require_http_methods(["GET", "HEAD"])
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out somebody's calendar to a program that knows its address; the same 404 for every other."""
    at = timezone.now()
    try:
        habits = calendar_opened(token, at=at)
    except NoSuchLink:
        return _guarded(HttpResponse(status=404))
    company, site = current_company(), settings.INSTALLATION.site
    with override(habits.person.language or company.language):
        entries = calendar_of(habits, on=local_day(at, company))
        content = calendar_file(entries, name=_("Karn: %(name)s") % {"name": habits.person.name}, site=site)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=MEDIA)
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return _guarded(answer)  # type: ignore[arg-type]  # an HttpResponse went in


def _guarded(response: HttpResponse) -> HttpResponse:
    """Let nobody between keep it, list it, or learn its address, which is as good as a key."""
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
