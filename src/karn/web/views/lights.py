"""Five lights per client cared for one by one: everybody at a glance, and one client with the evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.people.rules import Deed
from karn.apps.threats.actions.lights import end_overrule, overrule_light
from karn.apps.threats.models import LightOverrule
from karn.apps.threats.queries.lights import LitRow, lamps_of, lit_rows, overrules_of
from karn.apps.threats.rules.lights import COLOUR_NAMES, LIGHT_NAMES, OVERRULED_DAYS, Colour, Light
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.forms.lights import OverruleForm
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import customer_or_404
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
def lights(request: HttpRequest) -> HttpResponse:
    """Show everybody cared for one by one with the five lights, those to act on first."""
    shown = {"rows": _rows(request), "names": LIGHT_NAMES}
    return render(request, "lights/list.html", shown)


def _rows(request: HttpRequest) -> list[LitRow]:
    return lit_rows(person_of(request), on=timezone.localdate())


def _colour(light: str) -> Any:
    def told(row: LitRow) -> str:
        colours = {code: colour for code, colour, _old in row.colours}
        return str(COLOUR_NAMES.get(colours[light], ""))

    return told


LIGHTS = list_as_file(
    Listing[LitRow](
        name="lights",
        address="lights/lights",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.customer.name),
            (
                gettext_lazy("Looked after by"),
                lambda row: row.customer.owner.name if row.customer.owner else "",
            ),
            *((LIGHT_NAMES[light], _colour(light)) for light in Light),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
def customer_lights(request: HttpRequest, number: int) -> HttpResponse:
    """Show the five lights of one client, each with its evidence and its day."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="lights")
    return _page(request, customer)


def _page(
    request: HttpRequest,
    customer: Customer,
    refused: tuple[str, OverruleForm] | None = None,
    status: int = 400,
) -> HttpResponse:
    on = timezone.localdate()
    lamps = [(lamp, _form(lamp.light, lamp.colour, refused)) for lamp in lamps_of(customer, on=on)]
    shown = {"customer": customer, "lamps": lamps, "earlier": overrules_of(customer), "today": on}
    return render(request, "lights/customer.html", shown, status=status if refused else 200)


def _form(light: str, colour: str, refused: tuple[str, OverruleForm] | None) -> OverruleForm:
    if refused is not None and refused[0] == light:
        return refused[1]
    until = timezone.localdate() + timedelta(days=OVERRULED_DAYS)
    begins = colour if colour != Colour.OFF else Colour.AMBER.value
    return OverruleForm(light=light, initial={"colour": begins, "until": until})


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def overrule(request: HttpRequest, number: int, light: str) -> HttpResponse:
    """Say something else of a light, with a reason that ends on a day."""
    customer = customer_or_404(request, number)
    if light not in LIGHT_NAMES:
        raise Http404
    form, now = OverruleForm(request.POST, light=light, initial={}), timezone.now()
    if not form.is_valid():
        return _page(request, customer, (light, form))
    try:
        overrule_light(
            customer=customer, light=light, **form.cleaned_data, by=person_of(request),
            on=timezone.localdate(now), at=now, seen=word_asked(request.POST, "seen"),
        )  # fmt: skip
    except ChangedMeanwhile as error:
        form.add_error(None, _told_meanwhile(error.stored))
        return _page(request, customer, (light, form), 409)
    except KarnError as error:
        form.add_error(None, in_words(error))
        return _page(request, customer, (light, form))
    offer_undo(request, _("Your judgement holds."), reverse("end_overrule", args=[number, light]))
    return redirect("customer_lights", number=number)


def _told_meanwhile(stored: object) -> str:
    if not isinstance(stored, LightOverrule):
        return ""
    told = {"colour": stored.get_colour_display(), "words": stored.words}
    return (
        _("Somebody else judged it meanwhile: %(colour)s, “%(words)s”. Send yours again if it still holds.")
        % told
    )


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def end_own(request: HttpRequest, number: int, light: str) -> HttpResponse:
    """Let what was found hold again."""
    customer = customer_or_404(request, number)
    end_overrule(customer=customer, light=light, by=person_of(request), at=timezone.now())
    messages.success(request, _("What was found holds again."))
    return redirect("customer_lights", number=number)
