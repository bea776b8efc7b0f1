"""Amounts and other numbers with decimals: shown and written as the reader's language does."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.formats import number_format


class AmountInput(forms.TextInput):
    """A number in the reader's way: 12,50 in Dutch and Swedish, 12.50 in English."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """Return the number as it is read; what is none, as it was written."""
        return None if value in (None, "") else shown_amount(value)


class Amount(forms.DecimalField):
    """A number, kept without idle zeros. A comma and a point both part the decimals."""

    widget = AmountInput

    def to_python(self, value: Any) -> Any:
        """Return the number."""
        number = super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
        return None if number is None else Decimal(format(number.normalize(), "f"))


def shown_amount(value: Any) -> str:
    """Return a number in the language in force, without grouping; what is none, as it is."""
    try:
        return number_format(Decimal(str(value)), use_l10n=True, force_grouping=False)
    except (InvalidOperation, ValueError):
        return str(value)


def amount_text(value: Decimal | None) -> str:
    """Return a number as :class:`Amount` keeps it."""
    return "" if value is None else format(value.normalize(), "f")


def money_field(label: Any, *, required: bool = True, **told: Any) -> Amount:
    """Return a field for an amount of money, nothing or more."""
    return Amount(label=label, max_digits=18, decimal_places=6, min_value=0, required=required, **told)
