"""What people say of a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.contracts.models import Interval, Plan
from karn.web.forms.amounts import amount_text, money_field
from karn.web.forms.contracts import currency_field
from karn.web.forms.rows import RowForm, as_text

OFFERED = (Interval.MONTH, Interval.QUARTER, Interval.YEAR)
"""The intervals for which the form asks a price."""


class PlanForm(RowForm):
    """A plan, its product and its list prices in one currency."""

    name = forms.CharField(
        label=gettext_lazy("Plan"),
        max_length=200,
        help_text=gettext_lazy("As contracts and the files you import call it."),
    )
    product = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What it is a plan of; a new name makes a new product."),
        widget=forms.TextInput(attrs={"list": "products", "autocomplete": "off"}),
    )
    month = money_field(gettext_lazy("Price per month, without tax"), required=False)
    quarter = money_field(gettext_lazy("Price per quarter"), required=False)
    year = money_field(gettext_lazy("Price per year"), required=False)
    term_months = forms.IntegerField(
        label=gettext_lazy("Term in months"), min_value=1, max_value=600, required=False
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice in days"), min_value=0, max_value=3650, required=False
    )

    def __init__(
        self, data: QueryDict | None = None, *, currency: str, plan: Plan | None = None, name: str = ""
    ) -> None:
        self.currency = currency
        texts = self.texts_of(plan) if plan else {"name": name, "currency": currency}
        super().__init__(data, version=plan.version if plan else "", texts=texts)

    def build(self) -> None:
        """Ask for the currency of the prices."""
        self.fields["currency"] = currency_field(self.currency)
        self.fields["currency"].label = _("Currency of these prices")
        self.order_fields(["name", "product", "currency", "month", "quarter", "year"])

    def texts_of(self, stored: Any) -> dict[str, str]:
        """Return what stands in the form for a plan."""
        texts = {name: as_text(getattr(stored, name)) for name in ("name", "term_months", "notice_days")}
        prices = {
            price.interval: amount_text(price.amount)
            for price in stored.list_prices.filter(currency=self.currency)
        }
        texts["product"] = stored.product.name if stored.product else ""
        return texts | {"currency": self.currency} | {name: prices.get(name, "") for name in OFFERED}

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        told = dict(self.cleaned_data)
        told["prices"] = {interval.value: told.pop(interval.value) for interval in OFFERED}
        return told
