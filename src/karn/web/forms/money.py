"""What people say of invoices, orders, what came back, hours and costs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.contracts.models import Cost, HourRate, Hours
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.kernel.text import plain
from karn.web.forms.amounts import Amount, amount_text, money_field
from karn.web.forms.contracts import currency_field
from karn.web.forms.rows import RowForm, as_text, day_input


class NewRowForm(RowForm):
    """A form over a row that is not there yet, in a currency that is the company's own at first."""

    def __init__(self, data: QueryDict | None = None, *, currency: str = "", **texts: str) -> None:
        self.currency = currency
        super().__init__(data, version="", texts=texts)

    def build(self) -> None:
        """Ask for the currency, where there is one."""
        if self.currency:
            self.fields["currency"] = currency_field(self.currency)

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        told = dict(self.cleaned_data)
        if "currency" in told:
            told["currency"] = told["currency"].upper()
        return told


class InvoiceForm(NewRowForm):
    """What a customer is asked to pay."""

    number = forms.CharField(
        label=gettext_lazy("Invoice number"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty = Karn makes one."),
    )
    invoiced_on = forms.DateField(label=gettext_lazy("Day of the invoice"), widget=day_input())
    due_on = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=day_input())
    amount = money_field(gettext_lazy("Amount"))


class OrderForm(NewRowForm):
    """A purchase without a contract."""

    ordered_on = forms.DateField(label=gettext_lazy("Ordered on"), widget=day_input())
    amount = money_field(gettext_lazy("Amount"))
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"), min_value=0, max_value=10**9, required=False
    )


class ReturnForm(NewRowForm):
    """What came back of an order."""

    on = forms.DateField(label=gettext_lazy("Sent back on"), widget=day_input())
    amount = money_field(gettext_lazy("Paid back"))
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"), min_value=0, max_value=10**9, required=False
    )


class HoursForm(RowForm):
    """Time spent on a customer."""

    worked_on = forms.DateField(label=gettext_lazy("Day"), widget=day_input())
    hours = Amount(label=gettext_lazy("Hours"), max_digits=8, decimal_places=2, min_value=0)
    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=None, required=False, empty_label="–"
    )
    role = forms.CharField(
        label=gettext_lazy("Role"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Says what an hour costs, where that is settled."),
    )
    rate = money_field(
        gettext_lazy("Cost of an hour"),
        required=False,
        help_text=gettext_lazy("Empty = that of the role, or the ordinary one."),
    )
    what = forms.CharField(label=gettext_lazy("What for"), max_length=200, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, hours: Hours | None = None, on: date | None = None
    ) -> None:
        texts = self.texts_of(hours) if hours else {"worked_on": as_text(on)}
        super().__init__(data, version=hours.version if hours else "", texts=texts)

    def build(self) -> None:
        """Offer the people."""
        self.fields["person"].queryset = active_people()  # type: ignore[attr-defined]  # it is a choice

    @classmethod
    def texts_of(cls, stored: Any) -> dict[str, str]:
        """Return what stands in the form for hours."""
        texts = {name: as_text(getattr(stored, name)) for name in ("worked_on", "role", "what")}
        texts["person"] = as_text(stored.person_id)
        return texts | {"hours": amount_text(stored.hours), "rate": amount_text(stored.rate)}

    def clean_hours(self) -> Any:
        """Nobody notes no hours."""
        if not self.cleaned_data["hours"]:
            raise forms.ValidationError(_("Give more than no hours."))
        return self.cleaned_data["hours"]

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        return dict(self.cleaned_data)


class CostForm(RowForm):
    """What serving a customer cost besides hours."""

    cost_on = forms.DateField(label=gettext_lazy("Day"), widget=day_input())
    amount = money_field(gettext_lazy("Amount"))
    what = forms.CharField(label=gettext_lazy("What for"), max_length=200, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        cost: Cost | None = None,
        currency: str = "",
        on: date | None = None,
    ) -> None:
        self.currency = currency
        texts = self.texts_of(cost) if cost else {"cost_on": as_text(on)}
        super().__init__(data, version=cost.version if cost else "", texts=texts)

    def build(self) -> None:
        """Ask for the currency."""
        self.fields["currency"] = currency_field(self.currency)
        self.order_fields(["cost_on", "amount", "currency", "what"])

    @classmethod
    def texts_of(cls, stored: Any) -> dict[str, str]:
        """Return what stands in the form for a cost."""
        texts = {name: as_text(getattr(stored, name)) for name in ("cost_on", "currency", "what")}
        return texts | {"amount": amount_text(stored.amount)}

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        return self.cleaned_data | {"currency": self.cleaned_data["currency"].upper()}


class HourRateForm(RowForm):
    """What an hour costs: everybody's, or that of one role."""

    role = forms.CharField(
        label=gettext_lazy("Role"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty = everybody."),
    )
    rate = money_field(
        gettext_lazy("Cost of an hour"),
        required=False,
        help_text=gettext_lazy("In the company's currency; empty = forget it."),
    )

    def __init__(self, data: QueryDict | None = None, *, rates: Iterable[HourRate]) -> None:
        versions = json.dumps({rate.role: rate.version for rate in rates})
        super().__init__(data, version=versions, texts={})

    def seen_of_role(self) -> str:
        """Return which version was read of the role that is meant; nothing where there was none."""
        try:
            versions = json.loads(self.seen)
        except ValueError:
            return ""
        role = plain(self.cleaned_data["role"])
        return str(versions.get(role, "")) if isinstance(versions, dict) else ""
