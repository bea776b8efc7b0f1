"""The company's settings, for administrators."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.actions import change_company
from karn.apps.company.models import Company
from karn.apps.company.queries import current_company
from karn.apps.company.rules import is_currency, is_zone
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's is not generic at run time
    """The settings as a page shows them; the margin as a percentage."""

    gross_margin = forms.DecimalField(
        label=gettext_lazy("Gross margin in %"),
        help_text=gettext_lazy("What you keep of the revenue after the cost of delivery."),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )

    class Meta:
        """Which settings, in which order."""

        model = Company
        fields: ClassVar = [
            "name", "trade", "zone", "currency", "gross_margin", "winning_cost", "answer_days", "rhythm_days",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gross_margin" in self.initial:
            self.initial["gross_margin"] = round(self.initial["gross_margin"] * 100, 2)
        for field in self.fields.values():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = css

    def clean_gross_margin(self) -> Decimal:
        """Turn the percentage back into a share."""
        share: Decimal = self.cleaned_data["gross_margin"] / 100
        return share

    def clean_currency(self) -> str:
        """Accept three letters in any case."""
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
    form = CompanyForm(request.POST or None, instance=current_company())
    if request.method == "POST" and form.is_valid():
        change_company(form.instance, by=person_of(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The settings are stored. Refresh the figures to use them."))
        return redirect("company")
    return render(request, "company.html", {"form": form}, status=400 if form.errors else 200)
