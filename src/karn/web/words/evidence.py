"""The rows a sign of leaving stands on, in words, each with where it can be looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from karn.apps.threats.models.signals import Signal
from karn.platform.amounts import amount_words
from karn.platform.days import short_day_words


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of evidence: what it is, and the address of the page that shows it."""

    words: str
    address: str


def pieces_of(signal: Signal) -> list[Piece]:
    """Return the rows a sign stands on, as far as they are still there. One query."""
    named = [one for one in signal.evidence if one.get("model") in _WORDS]
    if not named:
        return []
    label = named[0]["model"]
    rows = apps.get_model(label)._default_manager.in_bulk(
        [one["id"] for one in named if one["model"] == label]
    )
    told = [rows[one["id"]] for one in named if one["id"] in rows]
    return [Piece(_WORDS[label](row), _address(label, row, signal.customer_id)) for row in told]


def _day(moment: Any) -> str:
    day = timezone.localtime(moment) if hasattr(moment, "hour") else moment
    return short_day_words(day) if day else ""


def _said(row: Any) -> str:
    return ", ".join(filter(None, (row.get_channel_display(), _day(row.happened_at), row.subject)))


def _noticed(row: Any) -> str:
    return ", ".join(filter(None, (row.get_kind_display(), _day(row.noticed_at), row.words)))


def _billed(row: Any) -> str:
    return f"{amount_words(row.amount, row.currency)}, {_day(row.invoiced_on or row.due_on)}"


def _priced(row: Any) -> str:
    return _("%(amount)s a month from %(day)s") % {
        "amount": amount_words(row.mrr, row.subscription.currency),
        "day": _day(row.starts_on),
    }


def _agreed(row: Any) -> str:
    return f"{row.plan or _('Contract')}, {_day(row.contract_ends_on)}"


def _promised(row: Any) -> str:
    return f"{row.text}, {_day(row.due_on)}"


def _judged(row: Any) -> str:
    return f"{row.get_light_display()}: {row.get_colour_display()}, {_day(row.at)}, “{row.words}”"


_WORDS: dict[str, Callable[[Any], str]] = {
    "conversations.conversation": _said,
    "conversations.hint": _noticed,
    "contracts.invoice": _billed,
    "contracts.pricestate": _priced,
    "contracts.subscription": _agreed,
    "customers.contact": lambda row: str(row.name),
    "surveys.response": lambda row: f"{row.survey.name}, {_day(row.said_at)}",
    "care.promise": _promised,
    "customers.historicalcustomer": lambda row: _day(row.history_date),
    "threats.lightoverrule": _judged,
    "fit.check": lambda row: f"{row.get_fit_display()}, {_day(row.on)}",
}


def _address(label: str, row: Any, customer: int) -> str:
    match label:
        case "conversations.conversation":
            return reverse("conversation", args=[row.pk])
        case "contracts.subscription":
            return reverse("edit_subscription", args=[row.pk])
        case "customers.contact":
            return reverse("edit_contact", args=[row.pk])
        case "customers.historicalcustomer":
            return reverse("customer_changes", args=[customer])
    return reverse("customer", args=[customer])
