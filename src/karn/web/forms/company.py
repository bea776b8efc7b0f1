"""The company's settings as a page shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.models import Company
from karn.apps.company.rules import is_currency, is_zone
from karn.apps.company.rules.trades import STATION_NAMES
from karn.apps.people.rules import ROLE_NAMES
from karn.web.forms.amounts import Amount
from karn.web.forms.rows import RowForm, as_text

SETTINGS: Final = (
    "name", "trade", "word", "zone", "country", "closed_days", "currency", "gross_margin",
    "winning_cost", "contact_cost", "answer_days", "rhythm_days", "grace_days", "stations",
    "health_data", "second_factor_roles",
)  # fmt: skip
"""Which settings, in which order."""

COSTS: Final = ("winning_cost", "contact_cost")
"""Those that are amounts of money."""

BOXES: Final = ("stations", "health_data", "second_factor_roles")
"""Those that are ticked."""


class Days(forms.CharField):
    """Days, one a line, as 2026-12-28."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        """Return the days in order, each once. Raises ValidationError for a line that is none."""
        lines = str(super().clean(value) or "").split()
        try:
            return sorted({date.fromisoformat(line).isoformat() for line in lines})
        except ValueError:
            raise forms.ValidationError(_("Write each day like 2026-12-28, one a line.")) from None


class CompanyForm(RowForm):
    """The settings; the margin as a percentage."""

    gross_margin = Amount(
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
        widget=forms.Textarea(attrs={"rows": 3}),
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

    def __init__(self, data: QueryDict | None = None, *, company: Company) -> None:
        super().__init__(data, version=company.version, texts=texts_of_company(company))

    def build(self) -> None:
        """Ask for the other settings as they are declared."""
        others = [name for name in SETTINGS if name not in self.base_fields]
        self.fields.update(fields_for_model(Company, others, field_classes=dict.fromkeys(COSTS, Amount)))
        self.order_fields(SETTINGS)

    def lines(self) -> list[forms.BoundField]:
        """Return the fields of one line each."""
        return [field for field in self if field.name not in BOXES]

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

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it: the margin as a share."""
        return self.cleaned_data | {"gross_margin": self.cleaned_data["gross_margin"] / 100}


def texts_of_company(company: Company) -> dict[str, str]:
    """Return what stands in the form for the company, per field as a browser sends it."""
    texts = {name: as_text(getattr(company, name)) for name in SETTINGS}
    return texts | {"gross_margin": as_text(company.gross_margin * 100)}
