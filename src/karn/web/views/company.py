"""The company's settings, for administrators, and what each trade begins with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.actions import change_company, use_preset
from karn.apps.company.models import Company, Trade
from karn.apps.company.queries import current_company, next_holidays
from karn.apps.company.rules import is_currency, is_zone
from karn.apps.company.rules.trades import PRESETS, STATION_MEANS, STATION_NAMES, Difference, difference_of
from karn.apps.company.rules.words import ONE
from karn.apps.people.rules import ROLE_NAMES, Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.undo import offer_undo

BEFORE = "company_before_preset"
"""In the session: what a preset replaced, for its undo."""


class Days(forms.CharField):
    """Days, one a line, as 2026-12-28."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Write a list of days one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the days in order, each once. Raises ValidationError for a line that is none."""
        lines = str(super().clean(value) or "").split()
        try:
            return sorted({date.fromisoformat(line).isoformat() for line in lines})
        except ValueError:
            raise forms.ValidationError(_("Write each day like 2026-12-28, one a line.")) from None


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's is not generic at run time
    """The settings as a page shows them; the margin as a percentage."""

    gross_margin = forms.DecimalField(
        label=gettext_lazy("Gross margin in %"),
        help_text=gettext_lazy("What you keep of the revenue after the cost of delivery."),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )
    closed_days = Days(
        label=gettext_lazy("Days on which you are closed"),
        help_text=gettext_lazy("Besides weekends and public holidays; one a line, like 2026-12-28."),
        required=False,
    )
    stations = forms.MultipleChoiceField(
        label=gettext_lazy("What you need"),
        choices=list(STATION_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    second_factor_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles that must log in with a second factor"),
        choices=list(ROLE_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        """Which settings, in which order."""

        model = Company
        fields: ClassVar = [
            "name", "trade", "word", "zone", "country", "closed_days", "currency", "gross_margin",
            "winning_cost", "contact_cost", "answer_days", "rhythm_days", "stations", "second_factor_roles",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gross_margin" in self.initial:
            self.initial["gross_margin"] = round(self.initial["gross_margin"] * 100, 2)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                field.widget.attrs["class"] = css
        self.fields["closed_days"].widget.attrs["rows"] = 3

    def lines(self) -> list[forms.BoundField]:
        """Return the fields of one line each."""
        return [field for field in self if field.name not in {"stations", "second_factor_roles"}]

    def clean_gross_margin(self) -> Decimal:
        """Turn the percentage back into a share."""
        share: Decimal = self.cleaned_data["gross_margin"] / 100
        return share

    def clean_currency(self) -> str:
        """Accept a currency there is, in any case."""
        code = str(self.cleaned_data["currency"]).upper()
        if not is_currency(code):
            raise forms.ValidationError(_("A currency is three letters, like EUR or SEK."))
        return code

    def clean_zone(self) -> str:
        """Accept a zone that exists."""
        zone = str(self.cleaned_data["zone"])
        if not is_zone(zone):
            raise forms.ValidationError(_("A time zone looks like Europe/Amsterdam or Europe/Stockholm."))
        return zone


@needs(Deed.CHANGE_COMPANY)
def company(request: HttpRequest) -> HttpResponse:
    """Show and change the company's settings."""
    stored = current_company()
    presets = [_described(code, label, stored) for code, label in Trade.choices]
    form = CompanyForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        change_company(form.instance, by=person_of(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The settings are stored. Refresh the figures to use them."))
        return redirect("company")
    holidays = next_holidays(stored, on=timezone.localdate())
    page = {"form": form, "presets": presets, "means": STATION_MEANS, "holidays": holidays}
    return render(request, "company.html", page, status=400 if form.errors else 200)


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
    try:
        use_preset(stored, trade=request.POST.get("trade", ""), by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("company")
    request.session[BEFORE] = before
    said = _("Set up for: %(trade)s. Nothing is lost; what is hidden can be shown again below.")
    offer_undo(request, said % {"trade": stored.get_trade_display().lower()}, reverse("undo_preset"))
    return redirect("company")


@needs(Deed.CHANGE_COMPANY)
@require_POST
def undo_preset(request: HttpRequest) -> HttpResponse:
    """Show and hide again what was shown and hidden before the last preset."""
    before = request.session.pop(BEFORE, None)
    if before is None:
        messages.error(request, _("There is nothing to undo."))
    else:
        change_company(current_company(), by=person_of(request), at=timezone.now(), **before)
        messages.success(request, _("It is as it was."))
    return redirect("company")
