"""What needs no database: options of a run, how headings are remembered, reasons in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from karn.kernel.errors import KarnError

BATCH_ROWS = 20_000
DEFAULT_SOURCE = "files"
# So begin the headings of what Karn itself remarks about a refused row.
REMARK = "Karn: "
# From this share of a file's rows on it is worth saying that their customers are known elsewhere.
SHARE_ELSEWHERE = 0.1

REASONS: dict[str, Promise] = {
    "missing": _("empty, but needed"),
    "not_a_date": _("not a date"),
    "not_a_number": _("not a number"),
    "not_a_boolean": _("neither yes nor no"),
    "not_a_currency": _("not a currency code such as EUR"),
    "not_a_choice": _("not one of the words allowed here"),
    "not_an_email": _("not an e-mail address"),
    "not_a_country": _("not a country"),
    "not_a_website": _("not a website such as acme.nl"),
    "not_a_registration": _("not a KvK number (8 digits) or organisationsnummer (10 that fit together)"),
    "below_zero": _("less than nothing"),
    "too_long": _("too long"),
    "out_of_range": _("outside what is possible"),
    "ends_before_start": _("ends before it starts"),
    "duplicate_id": _("this id was already in the file"),
    "too_many_cells": _("more cells than headings"),
    "no_price": _("no monthly amount can be made of this price"),
    "no_date": _("none of its dates is filled in"),
    "erased": _("of somebody who was erased"),
    "unknown_customer": _("unknown customer: import the customers first"),
    "unknown_order": _("unknown order: import the orders first"),
}
FIELDS: dict[str, Promise] = {
    "access_ends_on": _("first day without access"),
    "acquisition_cost": _("what winning it cost"),
    "acquisition_source": _("came from"),
    "amount": _("amount"),
    "answered_at": _("answered"),
    "asked_by": _("asked by"),
    "bulk": _("sent to many"),
    "champion": _("speaks up for us"),
    "channel": _("call, mail, meeting, …"),
    "city": _("city"),
    "comment": _("comment"),
    "contact_id": _("contact’s number"),
    "contract_ends_on": _("contract ends"),
    "cost_id": _("cost’s number"),
    "cost_on": _("day of the cost"),
    "concluded_on": _("agreed on"),
    "concluded_where": _("agreed where"),
    "contract_kind": _("about"),
    "conversation_id": _("conversation’s number"),
    "country": _("country"),
    "currency": _("currency"),
    "customer_id": _("customer’s number"),
    "departure_id": _("departure’s number"),
    "destination": _("went to"),
    "direction": _("in or out"),
    "discount_amount": _("discount per interval"),
    "discount_percent": _("discount %"),
    "due_on": _("due"),
    "email": _("e-mail"),
    "end_kind": _("why it ended"),
    "ends_on": _("until (first day no longer)"),
    "failed_on": _("failed on"),
    "handled_by": _("handled by"),
    "happened_at": _("when"),
    "hours": _("hours"),
    "hours_id": _("entry’s number"),
    "interval": _("charged per"),
    "invoice_id": _("invoice’s number"),
    "invoiced_on": _("invoiced on"),
    "joined_on": _("customer since"),
    "kind": _("kind"),
    "language": _("language"),
    "law_country": _("country whose law holds"),
    "left": _("left (yes or no)"),
    "mrr": _("monthly amount"),
    "name": _("name"),
    "notice_days": _("notice in days"),
    "notice_on": _("notice received"),
    "order_id": _("order’s number"),
    "ordered_on": _("ordered on"),
    "owner": _("account manager’s e-mail"),
    "paid_on": _("paid on"),
    "party": _("agreed with"),
    "payment_id": _("payment’s number"),
    "person": _("who (e-mail)"),
    "phone": _("phone"),
    "plan": _("plan"),
    "postcode": _("postcode"),
    "quantity": _("quantity"),
    "rate": _("cost of an hour"),
    "reason": _("reason given"),
    "recognised_on": _("counted on"),
    "registration_number": _("registration number"),
    "resumes_on": _("resumes on"),
    "return_id": _("return’s number"),
    "returned_on": _("came back on"),
    "role": _("role"),
    "starts_on": _("from"),
    "status": _("status"),
    "street": _("street and number"),
    "subject": _("subject"),
    "subscription_id": _("subscription’s number"),
    "tenure": _("months as a customer"),
    "term_kind": _("at the end of a term"),
    "term_months": _("term in months"),
    "undone_on": _("notice taken back on"),
    "what": _("what for"),
    "worked_on": _("day of the work"),
    "website": _("website"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read: formats, values for all rows, a snapshot's day, the size of a batch."""

    encoding: str | None = None
    delimiter: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    on: date | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    batch: int = BATCH_ROWS

    def stored(self) -> dict[str, Any]:
        """Return what a run keeps of them."""
        return asdict(self) | {
            "on": self.on.isoformat() if self.on else None,
            "constants": dict(self.constants),
        }

    def overruled_by(self, other: Options | None) -> Options:
        """Return these options with what `other` says in their place."""
        if other is None:
            return self
        told = {name: value for name, value in other.stored().items() if value is not None}
        return Options.of(self.stored() | told | {"constants": {**self.constants, **other.constants}})

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return the options that a run kept."""
        on = stored.get("on")
        return cls(**{**stored, "on": date.fromisoformat(on) if on else None})


def reason_of(code: str, detail: str = "", *, kept: bool = False) -> str:
    """Return the reason `code` in words, with the detail that helps to mend it.

    `kept` says that the row was stored all the same, without the value.
    """
    words = str(REASONS.get(code, code))
    words = f"{words} ({detail})" if detail else words
    return _now("%(reason)s: the row is stored without it") % {"reason": words} if kept else words


def notes_in_words(notes: Mapping[str, int], *, ahead: bool = False) -> list[str]:
    """Return the counts worth telling as sentences; `ahead` of an import they say what it will do."""
    say = _note_ahead if ahead else _note
    return [say(name, count) % {"count": _count(count)} for name, count in notes.items() if count]


def _note(name: str, count: int) -> str:  # noqa: PLR0911 (one sentence each)
    match name:
        case "customers_created":
            return ngettext(
                "%(count)s customer made, called by its number",
                "%(count)s customers made, called by their number",
                count,
            )
        case "owners_unknown":
            return ngettext(
                "%(count)s row whose account manager does not log in here: stored without",
                "%(count)s rows whose account manager does not log in here: stored without",
                count,
            )
        case "people_unknown":
            return ngettext(
                "%(count)s row of somebody who does not log in here: stored without",
                "%(count)s rows of people who do not log in here: stored without",
                count,
            )
        case "contacts_unknown":
            return ngettext(
                "%(count)s row whose contact is not known: stored without",
                "%(count)s rows whose contact is not known: stored without",
                count,
            )
        case "subscriptions_unknown":
            return ngettext(
                "%(count)s row whose subscription is not known: stored without",
                "%(count)s rows whose subscription is not known: stored without",
                count,
            )
        case "emails_left_out":
            return ngettext(
                "%(count)s e-mail address that is none: its row is stored without",
                "%(count)s e-mail addresses that are none: their rows are stored without",
                count,
            )
    return f"%(count)s {name}"


def _note_ahead(name: str, count: int) -> str:  # noqa: PLR0911 (one sentence each)
    match name:
        case "customers_created":
            return ngettext(
                "%(count)s customer will be made, called by its number",
                "%(count)s customers will be made, called by their number",
                count,
            )
        case "owners_unknown":
            return ngettext(
                "%(count)s row whose account manager does not log in here: will be stored without",
                "%(count)s rows whose account manager does not log in here: will be stored without",
                count,
            )
        case "people_unknown":
            return ngettext(
                "%(count)s row of somebody who does not log in here: will be stored without",
                "%(count)s rows of people who do not log in here: will be stored without",
                count,
            )
        case "contacts_unknown":
            return ngettext(
                "%(count)s row whose contact is not known: will be stored without",
                "%(count)s rows whose contact is not known: will be stored without",
                count,
            )
        case "subscriptions_unknown":
            return ngettext(
                "%(count)s row whose subscription is not known: will be stored without",
                "%(count)s rows whose subscription is not known: will be stored without",
                count,
            )
        case "emails_left_out":
            return ngettext(
                "%(count)s e-mail address that is none: its row will be stored without",
                "%(count)s e-mail addresses that are none: their rows will be stored without",
                count,
            )
    return _note(name, count)


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


def strange_sources(elsewhere: Mapping[str, int], rows: int) -> list[tuple[str, int]]:
    """Return the other sources, each with its number of rows, that know many of a file's customers."""
    found = ((source, count) for source, count in elsewhere.items() if count >= SHARE_ELSEWHERE * rows)
    return sorted(found, key=lambda pair: -pair[1])


def warnings_of(elsewhere: Mapping[str, int], rows: int, source: str) -> list[str]:
    """Say of each source that knows many of a file's customers that it may be the right one."""
    return [
        ngettext(
            "%(count)s of %(rows)s rows is about a customer who is known from the source "
            "“%(other)s”, not from “%(source)s”.",
            "%(count)s of %(rows)s rows are about customers who are known from the source "
            "“%(other)s”, not from “%(source)s”.",
            count,
        )
        % {"count": _count(count), "rows": _count(rows), "other": other, "source": source}
        for other, count in strange_sources(elsewhere, rows)
    ]


def is_remark(heading: str) -> bool:
    """Say whether the heading is that of a remark of Karn's own."""
    return heading.casefold().startswith(REMARK.strip().casefold())


def plain_values(error: KarnError) -> dict[str, Any]:
    """Return the error's values as a run can keep them."""
    return {name: value if isinstance(value, int) else str(value) for name, value in error.values.items()}


def signature_of(headings: Iterable[str]) -> str:
    """Return what is the same for two files with the same headings, whatever their order and case."""
    simple = sorted("".join(sign for sign in heading.lower() if sign.isalnum()) for heading in headings)
    return hashlib.sha256(json.dumps(simple).encode()).hexdigest()


def digest_of(*values: Any) -> str:
    """Return a digest by which two choices of mapping and options can be compared."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
