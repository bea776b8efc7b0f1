"""What people say of contracts, their prices and how they end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.contracts.models import (
    Concluded,
    Deals,
    Interval,
    Party,
    PriceState,
    State,
    Subscription,
    TermKind,
)
from karn.apps.contracts.queries.agreements import price_of
from karn.apps.contracts.rules.prices import Price
from karn.web.forms.amounts import Amount, amount_text, money_field
from karn.web.forms.rows import RowForm, as_text, day_input

FIRST_DAY_NOT = gettext_lazy("The first day no longer; empty = open.")


def currency_field(code: str = "") -> forms.CharField:
    """Return a field for a currency."""
    return forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Currency"),
        initial=code,
        error_messages={"invalid": _("A currency is three letters, like EUR or SEK.")},
    )


TERMS = ("term_months", "notice_days", "contract_ends_on")
LAW = ("party", "law_country", "term_kind", "kind", "concluded", "concluded_on")
"""What the law wants to know of a contract."""


class PriceFields(RowForm):
    """A price: what is bought, for how much, how often."""

    plan = forms.CharField(
        label=gettext_lazy("Plan"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What is bought, as on the invoice."),
        widget=forms.TextInput(attrs={"list": "plans", "autocomplete": "off"}),
    )
    amount = money_field(gettext_lazy("Price without tax"))
    interval = forms.ChoiceField(
        label=gettext_lazy("Charged"), choices=Interval.choices, initial=Interval.MONTH
    )
    quantity = Amount(
        label=gettext_lazy("Quantity"),
        max_digits=17,
        decimal_places=6,
        min_value=0,
        required=False,
        initial=1,
    )

    def price(self, **more: Any) -> Price:
        """Return the price that was filled in."""
        told = self.cleaned_data
        quantity = told.get("quantity")
        return Price(
            amount=told["amount"],
            interval=told["interval"],
            quantity=Decimal(1) if quantity is None else quantity,
            plan=told["plan"].strip(),
            **more,
        )


class Discounts(RowForm):
    """What comes off the price."""

    percent = Amount(
        label=gettext_lazy("Discount in %"), min_value=0, max_value=100, decimal_places=4, required=False
    )
    off = money_field(gettext_lazy("Discount as an amount, each time it is charged"), required=False)

    def discount(self) -> dict[str, Any]:
        """Return both discounts, nothing where none was filled in."""
        told = self.cleaned_data
        return {"percent": told.get("percent") or Decimal(0), "amount": told.get("off") or Decimal(0)}


class Terms(RowForm):
    """For how long it was agreed, and how it can be ended."""

    term_months = forms.IntegerField(
        label=gettext_lazy("Term in months"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=gettext_lazy("So long at a time; empty = no fixed term."),
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice in days"), min_value=0, max_value=3650, required=False
    )
    contract_ends_on = forms.DateField(
        label=gettext_lazy("The term ends on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("The first day after it; empty = counted from the first day."),
    )

    party = forms.ChoiceField(
        label=gettext_lazy("Agreed with"),
        choices=[("", gettext_lazy("As the customer is: a person, or a business")), *Party.choices],
        required=False,
    )
    law_country = forms.RegexField(
        r"^[A-Za-z]{2}(-[A-Za-z]{2})?$",
        label=gettext_lazy("Country whose law holds"),
        max_length=5,
        required=False,
        error_messages={"invalid": gettext_lazy("Two letters, like NL or SE; for California US-CA.")},
        help_text=gettext_lazy("Empty = the customer's, else yours."),
    )
    term_kind = forms.ChoiceField(
        label=gettext_lazy("At the end of a term"),
        choices=[("", gettext_lazy("As the term above says")), *TermKind.choices],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        choices=[("", gettext_lazy("Not said")), *Deals.choices],
        required=False,
        help_text=gettext_lazy("In some countries a private person may leave a service on any day."),
    )
    concluded = forms.ChoiceField(
        label=gettext_lazy("Where it was agreed"),
        choices=[("", gettext_lazy("Not said")), *Concluded.choices],
        required=False,
        help_text=gettext_lazy("Not in person: then a private person may withdraw for two weeks."),
    )
    concluded_on = forms.DateField(
        label=gettext_lazy("Agreed on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Empty = the first day."),
    )

    @property
    def of_law(self) -> list[forms.BoundField]:
        """What the law wants to know, which most contracts leave as it is."""
        return [self[name] for name in LAW]

    @property
    def plain(self) -> list[forms.BoundField]:
        """All other fields."""
        return [field for field in self if field.name not in LAW]

    @property
    def law_is_open(self) -> bool:
        """Whether the fold is open: something stands in it, or is wrong."""
        return any(field.errors or field.value() for field in self.of_law)

    def terms(self) -> dict[str, Any]:
        """Return what was agreed."""
        told = {name: self.cleaned_data[name] for name in (*TERMS, *LAW)}
        return told | {"law_country": told["law_country"].upper()}


class NewSubscriptionForm(PriceFields, Discounts, Terms):
    """A contract that is not there yet."""

    starts_on = forms.DateField(label=gettext_lazy("From"), widget=day_input())
    trial = forms.BooleanField(label=gettext_lazy("On trial, nothing is paid yet"), required=False)
    field_order = (
        "accepted", "plan", "starts_on", "amount", "currency", "interval", "quantity", "percent", "off",
        "trial", *TERMS, *LAW,
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, currency: str, is_refused: bool = False) -> None:
        self.currency, self.is_refused = currency, is_refused
        super().__init__(data, version="", texts={})

    def build(self) -> None:
        """Ask for the currency, the company's own at first; and who does not fit is signed for a reason."""
        if self.is_refused:
            self.fields["accepted"] = forms.CharField(
                label=_("Why do you sign all the same?"), max_length=500, widget=forms.Textarea({"rows": 2})
            )
        self.fields["currency"] = currency_field(self.currency)
        self.order_fields(self.field_order)

    @property
    def accepted_because(self) -> str:
        """Why somebody who does not fit is signed all the same."""
        return str(self.cleaned_data.get("accepted", ""))

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        off = self.discount()
        state = State.TRIAL if self.cleaned_data["trial"] else State.ACTIVE
        price = self.price(discount_percent=off["percent"], discount_amount=off["amount"], state=state.value)
        told = {name: self.cleaned_data[name] for name in ("starts_on", "currency")}
        return self.terms() | told | {"price": price}


class SubscriptionForm(Terms):
    """A contract that is there, apart from its prices."""

    plan = forms.CharField(
        label=gettext_lazy("Plan"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "plans", "autocomplete": "off"}),
    )
    field_order = ("plan", *TERMS, *LAW)

    def __init__(self, data: QueryDict | None = None, *, subscription: Subscription) -> None:
        super().__init__(data, version=subscription.version, texts=self.texts_of(subscription))

    @classmethod
    def texts_of(cls, stored: Any) -> dict[str, str]:
        """Return what stands in the form for a contract."""
        return {name: as_text(getattr(stored, name)) for name in cls.base_fields}

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        return self.terms() | {"plan": self.cleaned_data["plan"].strip()}


class Days(RowForm):
    """From a day until a day."""

    on = forms.DateField(label=gettext_lazy("From"), widget=day_input())
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=day_input(), help_text=FIRST_DAY_NOT
    )

    def __init__(
        self, data: QueryDict | None = None, *, on: date | None = None, texts: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, version="", texts={"on": as_text(on), **(texts or {})})

    def clean(self) -> dict[str, Any]:
        """Nothing ends before it starts."""
        told = dict(self.cleaned_data)
        if told.get("on") and told.get("until") and told["until"] <= told["on"]:
            self.add_error("until", _("This ends before it starts."))
        return told

    def days(self) -> dict[str, Any]:
        """Return both days."""
        return {name: self.cleaned_data[name] for name in ("on", "until")}


class PriceFromForm(Days, PriceFields):
    """Another price from a day on."""

    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Empty = until another price was agreed already, or for good."),
    )
    field_order = ("plan", "amount", "interval", "quantity", "on", "until")


class PauseForm(Days):
    """Nothing to pay for a while."""

    until = forms.DateField(
        label=gettext_lazy("Goes on again on"),
        widget=day_input(),
        help_text=gettext_lazy("The first day that is paid again."),
    )


class DiscountForm(Days, Discounts):
    """Less to pay for a while, or for good."""

    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("The first day without it; empty = for good."),
    )
    field_order = ("percent", "off", "on", "until")


class PriceStateForm(PriceFields, Discounts):
    """One price as it should have been."""

    starts_on = forms.DateField(label=gettext_lazy("From"), widget=day_input())
    ends_on = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=day_input(), help_text=FIRST_DAY_NOT
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=State.choices)
    field_order = (
        "starts_on", "ends_on", "plan", "amount", "interval", "quantity", "percent", "off", "state",
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, state: PriceState) -> None:
        self.resumes_on = state.resumes_on
        super().__init__(data, version=state.version, texts=self.texts_of(state))

    @classmethod
    def texts_of(cls, stored: Any) -> dict[str, str]:
        """Return what stands in the form for a price."""
        price = price_of(stored)
        texts = {name: as_text(getattr(stored, name)) for name in ("starts_on", "ends_on", "state")}
        texts |= {"plan": price.plan, "interval": price.interval}
        numbers = {
            "amount": price.amount,
            "quantity": price.quantity,
            "percent": price.discount_percent or None,
            "off": price.discount_amount or None,
        }
        return texts | {name: amount_text(number) for name, number in numbers.items()}

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        off, told = self.discount(), self.cleaned_data
        price = self.price(
            discount_percent=off["percent"],
            discount_amount=off["amount"],
            state=told["state"],
            resumes_on=self.resumes_on if told["state"] == State.PAUSED else None,
        )
        return {"starts_on": told["starts_on"], "ends_on": told["ends_on"], "price": price}
