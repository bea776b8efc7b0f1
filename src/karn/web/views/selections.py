"""Customers chosen from a list: shown before and after, changed together, taken along, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.customers import DAYS_IN_BIN
from karn.apps.customers.actions.selections import (
    MOST,
    change_together,
    choose_customers,
    undo_together,
    wanted_with,
)
from karn.apps.customers.models import Selection, Together
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.customers.queries.selections import Wanted, preview, selection_of
from karn.apps.desk.actions import keep_listings
from karn.apps.desk.queries.customer_list import Row, rows_with
from karn.apps.desk.queries.matching import ids_that_match
from karn.apps.people.models import Person, Team
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back, safe_next
from karn.web.listings import Listing, list_as_file
from karn.web.templatetags.karn_format import count
from karn.web.undo import offer_undo
from karn.web.views.customers import CUSTOMERS, wish_of
from karn.web.words.together import MERGE, deeds_for

_LARGEST = 2**63 - 1  # what a database holds
_FILES = {"csv": "chosen_csv", "xlsx": "chosen_xlsx"}


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def choose(request: HttpRequest) -> HttpResponse:
    """Remember who was ticked, or all that match the list's filter, and lead on to what is done with them."""
    person, deed = person_of(request), request.POST.get("deed", "")
    numbers = _matching(request, person) if request.POST.get("all") else _ticked(request)
    if deed == MERGE and len(numbers) != 2:
        messages.error(request, _("Tick exactly two customers to merge them."))
        return back(request, reverse("customers"))
    try:
        chosen = choose_customers(numbers=numbers, by=person, at=timezone.now(), deed=deed[:10])
    except BadInput as error:
        messages.error(request, in_words(error))
        return back(request, reverse("customers"))
    if deed == MERGE:
        return redirect("pair", *numbers)
    if deed in _FILES:
        return redirect(_FILES[deed], chosen.pk)
    asked = {"deed": deed, "next": safe_next(request)}
    told = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"{reverse('together', args=[chosen.pk])}?{told}")


@needs(Deed.CHANGE_CUSTOMERS)
def together(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what to do with the chosen, and show what would become of them."""
    person, chosen = person_of(request), _chosen(request, number)
    if chosen.done_at is not None:
        return back(request, reverse("customers"))
    deed = request.GET.get("deed", chosen.deed)
    shown = _asked(request.GET, person, deed) | {
        "chosen": chosen,
        "count": len(chosen.customers),
        "next": safe_next(request),
    }
    try:
        wanted = _wanted(request.GET, person, deed)
    except BadInput as error:
        return render(request, "customers/together.html", shown | {"error": in_words(error)}, status=400)
    if wanted is not None:
        shown["preview"] = preview(chosen, wanted, person=person)
    return render(request, "customers/together.html", shown)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Do with all of the chosen what was shown."""
    person, chosen = person_of(request), _chosen(request, number)
    try:
        wanted = wanted_with(by=person, **_given(request.POST))
        done = change_together(selection=chosen.pk, wanted=wanted, by=person, at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        offer_undo(request, _said(done), reverse("undo_together", args=[done.pk]))
    return back(request, reverse("customers"))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was done with the chosen."""
    chosen = _chosen(request, number)
    try:
        undone = undo_together(selection=chosen.pk, by=person_of(request), at=timezone.now())
    except Selection.DoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return back(request, reverse("customers"))
    said = ngettext("%(count)s customer is as before.", "%(count)s customers are as before.", undone.back)
    stay = ngettext(
        "%(count)s was changed again since and stays as it is.",
        "%(count)s were changed again since and stay as they are.",
        undone.stay,
    )
    told = said % {"count": count(undone.back)}
    if undone.stay:
        told += " " + stay % {"count": count(undone.stay)}
    messages.success(request, told)
    return back(request, reverse("customers"))


def _ticked(request: HttpRequest) -> list[int]:
    ticked = dict.fromkeys(request.POST.getlist("customer"))
    return [int(number) for number in ticked if _is_number(number)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _matching(request: HttpRequest, person: Person) -> list[int]:
    today = timezone.localdate()
    keep_listings(on=today)
    return ids_that_match(wish_of(request), person=person, on=today, limit=MOST + 1)


def _chosen(request: HttpRequest, number: int) -> Selection:
    chosen = selection_of(person_of(request), number) if number <= _LARGEST else None
    if chosen is None:
        raise Http404
    return chosen


def _given(told: QueryDict) -> dict[str, str]:
    return {name: word_asked(told, name) for name in ("deed", "value", "attribute")}


def _wanted(asked: QueryDict, person: Person, deed: str) -> Wanted | None:
    """Return what is asked for, None while something is left to be chosen."""
    if deed in (Together.BIN, Together.RESTORE):
        return wanted_with(deed=deed, by=person)
    if "value" not in asked:
        return None
    return wanted_with(by=person, **(_given(asked) | {"deed": deed}))


def _asked(asked: QueryDict, person: Person, deed: str) -> dict[str, object]:
    """Return what the form offers: the deeds, and who or what they can be done with."""
    kinds = attribute_kinds()
    attribute = asked.get("attribute", "")
    shown: dict[str, object] = {
        "deeds": deeds_for(person),
        "deed": deed,
        "words": dict(Together.choices).get(deed, ""),
        "value": asked.get("value", ""),
        "attribute": attribute,
        "kinds": kinds,
        "kind": next((kind for kind in kinds if str(kind.pk) == attribute), None),
    }
    if deed == Together.OWNER:
        shown["options"] = [one for one in active_people() if may(one.role, Deed.CHANGE_CUSTOMERS)]
    if deed == Together.TEAM:
        shown["options"] = list(Team.objects.order_by("name", "pk"))
    return shown


def _said(done: Selection) -> str:
    number = len(done.changed)
    words = {
        Together.BIN: ngettext(
            "%(count)s customer is in the bin, for %(days)s days.",
            "%(count)s customers are in the bin, for %(days)s days.",
            number,
        ),
        Together.RESTORE: ngettext("%(count)s customer is back.", "%(count)s customers are back.", number),
    }
    changed = ngettext("%(count)s customer changed.", "%(count)s customers changed.", number)
    told = [words.get(Together(done.deed), changed) % {"count": count(number), "days": DAYS_IN_BIN}]
    if done.left_out:
        left = ngettext(
            "%(count)s was left out: it was changed meanwhile.",
            "%(count)s were left out: they were changed meanwhile.",
            done.left_out,
        )
        told.append(left % {"count": count(done.left_out)})
    return " ".join(told)


def _rows_chosen(request: HttpRequest, number: int) -> Iterable[Row]:
    chosen, today = _chosen(request, number), timezone.localdate()
    keep_listings(on=today)
    return rows_with([pk for pk, _version in chosen.customers], person=person_of(request), on=today)


CHOSEN = list_as_file(
    Listing[Row](
        name="chosen",
        address="customers/many/<int:number>/customers",
        rows=_rows_chosen,
        event=Event.CUSTOMERS_EXPORTED,
        columns=CUSTOMERS.columns,
        detail=lambda request, number: f"chosen {len(_chosen(request, number).customers)}",
    )
)
