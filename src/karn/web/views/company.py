"""The company's settings, for administrators, and what each trade begins with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.company.actions import change_company, use_preset
from karn.apps.company.models import Company, Trade
from karn.apps.company.queries import current_company, next_holidays
from karn.apps.company.rules.trades import PRESETS, STATION_MEANS, STATION_NAMES, Difference, difference_of
from karn.apps.company.rules.words import ONE
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.company import CompanyForm, texts_of_company
from karn.web.undo import offer_undo

BEFORE = "company_before_preset"
"""In the session: what a preset replaced, for its undo."""


@needs(Deed.CHANGE_COMPANY)
def company(request: HttpRequest) -> HttpResponse:
    """Show and change the company's settings; 409 with both values when somebody else did meanwhile."""
    stored = current_company()
    presets = [_described(code, label, stored) for code, label in Trade.choices]
    form, status = CompanyForm(request.POST or None, company=stored), 200
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"by": person_of(request), "at": timezone.now(), "seen": form.seen}
        try:
            change_company(stored, **told, **form.facts())
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Company):
                form.meet(error.stored.version, texts_of_company(error.stored))
            status = 409
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The settings are stored. Refresh the figures to use them."))
            return redirect("company")
    holidays = next_holidays(stored, on=timezone.localdate())
    page = {"form": form, "presets": presets, "means": STATION_MEANS, "holidays": holidays}
    page["version"] = stored.version
    return render(request, "company.html", page, status=400 if form.errors else status)


def _described(code: str, label: Any, stored: Company) -> dict[str, Any]:
    difference = difference_of(PRESETS[code], stations=stored.stations, word=stored.word)
    return {"code": code, "label": label, "is_own": code == stored.trade, **_in_words(difference)}


def _in_words(difference: Difference) -> dict[str, Any]:
    return {
        "changes": bool(difference),
        "comes": [STATION_NAMES[station] for station in difference.comes],
        "goes": [STATION_NAMES[station] for station in difference.goes],
        "word": ONE[difference.word] if difference.word else "",
    }


@needs(Deed.CHANGE_COMPANY)
@require_POST
def preset(request: HttpRequest) -> HttpResponse:
    """Begin with what a trade needs; it can be undone."""
    stored = current_company()
    before = {name: getattr(stored, name) for name in ("trade", "stations", "word")}
    told = {"trade": word_asked(request.POST, "trade"), "seen": request.POST.get("seen", "")}
    try:
        changed = use_preset(stored, **told, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("company")
    request.session[BEFORE] = {"settings": before, "version": changed.version}
    said = _("Set up for: %(trade)s. Nothing is lost; what is hidden can be shown again below.")
    offer_undo(request, said % {"trade": changed.get_trade_display().lower()}, reverse("undo_preset"))
    return redirect("company")


@needs(Deed.CHANGE_COMPANY)
@require_POST
def undo_preset(request: HttpRequest) -> HttpResponse:
    """Show and hide again what was shown and hidden before the last preset."""
    before = request.session.pop(BEFORE, None)
    if before is None:
        messages.error(request, _("There is nothing to undo."))
        return redirect("company")
    told: dict[str, Any] = {"by": person_of(request), "at": timezone.now(), "seen": before["version"]}
    try:
        change_company(current_company(), **told, **before["settings"])
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("It is as it was."))
    return redirect("company")
