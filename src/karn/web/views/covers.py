"""Who covers whom, and who gives customers to whom."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.hand_overs import hand_back, hand_over
from karn.apps.customers.queries import customers_of
from karn.apps.people.actions.covers import arrange_cover, end_cover
from karn.apps.people.models import Cover, HandOver, Person
from karn.apps.people.queries.persons import active_people
from karn.apps.people.rules import Deed, may
from karn.kernel.errors import KarnError
from karn.kernel.period import Period
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.undo import offer_undo

NAMED = 20
"""So many customers are named before they are handed over; all are counted."""

LISTED = 500
"""Of so many customers one can choose; of more, all go or none."""


class CoverForm(forms.Form):
    """Who is away, from when until when, and who stands in."""

    away = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Who is away"),
        widget=forms.Select({"class": "form-select"}),
    )
    covering = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Covered by"), widget=forms.Select({"class": "form-select"})
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day away"),
        widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("First day back"),
        widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        for name in ("away", "covering"):
            self.fields[name].queryset = active_people()  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date:
        """Refuse an absence without a day."""
        ends_on: date = self.cleaned_data["ends_on"]
        starts_on = self.cleaned_data.get("starts_on")
        if starts_on and ends_on <= starts_on:
            raise ValidationError(_("The first day back comes after the first day away."))
        return ends_on


@needs(Deed.ARRANGE_COVER)
def new_cover(request: HttpRequest) -> HttpResponse:
    """Say who covers for whom."""
    form = CoverForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            cover = arrange_cover(
                away=said["away"],
                covering=said["covering"],
                period=Period(said["starts_on"], said["ends_on"]),
                by=person_of(request),
                at=timezone.now(),
            )
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            told = _("%(covering)s covers for %(away)s.") % {
                "covering": cover.covering.name,
                "away": cover.away.name,
            }
            offer_undo(request, told, reverse("end_cover", args=[cover.pk]))
            return redirect("people")
    return render(request, "people/cover.html", {"form": form}, status=400 if form.errors else 200)


@needs(Deed.ARRANGE_COVER)
@require_POST
def stop_cover(request: HttpRequest, number: int) -> HttpResponse:
    """End a cover today."""
    cover = get_object_or_404(Cover.objects.select_related("away"), pk=number)
    end_cover(cover, by=person_of(request), on=timezone.localdate(), at=timezone.now())
    messages.success(request, _("From today nobody covers by this any more."))
    return redirect("people")


@needs(Deed.HAND_OVER)
def new_hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Choose whose customers go to whom, see how many and which, then give them."""
    giver = get_object_or_404(Person, pk=number)
    asked = request.POST if request.method == "POST" else request.GET
    taker = _taker(asked.get("taker", ""))
    chosen = _chosen(asked.getlist("customer")) if asked.get("which") == "chosen" else None
    its = customers_of(giver)
    page: dict[str, object] = {
        "giver": giver,
        "taker": taker,
        "takers": [one for one in active_people() if _may_take(one, giver)],
        "count": its.count(),
        "customers": its[:LISTED],
        "chosen": chosen,
        "which": asked.get("which", "all"),
    }
    if request.method != "POST":
        if taker:
            going = its if chosen is None else its.filter(pk__in=chosen)
            page |= {"going": going[:NAMED], "going_count": going.count()}
        return render(request, "people/hand_over.html", page)
    return _hand_over(request, giver, taker, chosen, page)


def _hand_over(
    request: HttpRequest,
    giver: Person,
    taker: Person | None,
    chosen: list[int] | None,
    page: dict[str, object],
) -> HttpResponse:
    if taker is None:
        error = _("Choose who takes them.")
        return render(request, "people/hand_over.html", page | {"error": error}, status=400)
    try:
        made = hand_over(giver=giver, taker=taker, customers=chosen, by=person_of(request), at=timezone.now())
    except KarnError as problem:
        return render(request, "people/hand_over.html", page | {"error": in_words(problem)}, status=400)
    count = len(made.customers)
    told = ngettext(
        "%(n)s customer now belongs to %(name)s.", "%(n)s customers now belong to %(name)s.", count
    ) % {"n": count, "name": taker.name}
    offer_undo(request, told, reverse("hand_back", args=[made.pk]))
    return redirect("people")


@needs(Deed.HAND_OVER)
@require_POST
def undo_hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Give customers back to who had them."""
    made = get_object_or_404(HandOver.objects.select_related("giver", "taker"), pk=number)
    try:
        count = hand_back(made, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("people")
    told = ngettext("%(n)s customer is back with %(name)s.", "%(n)s customers are back with %(name)s.", count)
    messages.success(request, told % {"n": count, "name": made.giver.name})
    return redirect("people")


def _may_take(one: Person, giver: Person) -> bool:
    return one.pk != giver.pk and may(one.role, Deed.CHANGE_CUSTOMERS)


def _taker(text: str) -> Person | None:
    return active_people().filter(pk=int(text)).first() if _is_number(text) else None


def _chosen(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if _is_number(text)][:LISTED]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
