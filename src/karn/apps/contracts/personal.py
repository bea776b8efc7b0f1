"""What contracts, invoices and departures hold about persons, and when they stand against erasing."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Payment, PaymentStatus, PriceState
from karn.platform.personal import Marks, Person, Why

PERSONAL = (
    Marks(
        "contracts.subscription",
        Why.CONTRACT,
        _("Subscriptions"),
        customer=("customer",),
        numbered="source_id",
        scrubbed="plan",
        kept={
            Why.FIGURES: (
                "term_months notice_days contract_ends_on law_country party kind term_kind concluded_on "
                "concluded"
            )
        },
        none="id source known_at customer currency",
    ),
    Marks(
        "contracts.renewalplan",
        Why.CONTRACT,
        _("What is planned for the end of a term"),
        customer=("subscription__customer",),
        scrubbed="words",
        kept={Why.FIGURES: "for_end planned_on"},
        none="id subscription at by taken_back_at",
    ),
    Marks(
        "contracts.pricestate",
        Why.CONTRACT,
        _("Prices"),
        customer=("subscription__customer",),
        scrubbed="plan",
        kept={
            Why.FIGURES: (
                "starts_on ends_on mrr state amount interval quantity discount_percent discount_amount "
                "resumes_on end_kind"
            )
        },
        none="id subscription by_hand known_at ends_known_at",
    ),
    Marks(
        "contracts.invoice",
        Why.CONTRACT,
        _("Invoices"),
        customer=("customer",),
        kept={Why.BOOKS: "source_id invoiced_on due_on credited_on amount"},
        none="id source known_at customer subscription currency",
    ),
    Marks(
        "contracts.payment",
        Why.CONTRACT,
        _("Payments"),
        customer=("invoice__customer",),
        kept={Why.BOOKS: "source_id status paid_on failed_on"},
        none="id source known_at invoice",
    ),
    Marks(
        "contracts.order",
        Why.CONTRACT,
        _("Orders"),
        customer=("customer",),
        kept={Why.BOOKS: "source_id ordered_on amount quantity"},
        none="id source known_at customer currency",
    ),
    Marks(
        "contracts.return",
        Why.CONTRACT,
        _("Returns"),
        customer=("order__customer",),
        kept={Why.BOOKS: "source_id returned_on amount quantity"},
        none="id source known_at order",
    ),
    Marks(
        "contracts.hours",
        Why.CONTRACT,
        _("Hours"),
        customer=("customer",),
        numbered="source_id",
        cleared="what",
        kept={Why.FIGURES: "worked_on hours person role rate"},
        none="id source known_at customer",
    ),
    Marks(
        "contracts.cost",
        Why.CONTRACT,
        _("Costs"),
        customer=("customer",),
        numbered="source_id",
        cleared="what",
        kept={Why.FIGURES: "cost_on amount"},
        none="id source known_at customer currency",
    ),
    Marks(
        "contracts.edit",
        Why.CONTRACT,
        _("Changes of contracts by hand"),
        customer=("customer",),
        goes=("customer",),
        cleared="rows",
        kept={Why.FIGURES: "deed at"},
        none="id customer by undone_at undone_by",
    ),
    Marks("contracts.hourrate", none="id role rate"),
    Marks("contracts.product", none="id name known_at"),
    Marks("contracts.plan", none="id name product term_months notice_days retired_on deleted_at known_at"),
    Marks("contracts.listprice", none="id plan amount currency interval"),
    Marks(
        "contracts.departure",
        Why.LEAVING,
        _("Departures"),
        customer=("customer",),
        numbered="source_id",
        cleared="asked_by comment",
        scrubbed="reason destination",
        kept={Why.FIGURES: ("notice_on contract_ends_on access_ends_on recognised_on undone_on kind")},
        none="id source known_at customer subscription",
    ),
)


class Running:
    """A contract that still runs stands against erasing: it must be carried out."""

    def reason(self, person: Person, on: date) -> Promise | str:
        """Say that one does."""
        ahead = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
        its = PriceState.objects.filter(ahead, subscription__customer__in=person.customers)
        if person.kind == "customer" and its.exists():
            return _("A contract still runs. End it first.")
        return ""


class Unpaid:
    """An invoice that is not paid stands against erasing: it must be collected, or written off."""

    def reason(self, person: Person, on: date) -> Promise | str:  # noqa: ARG002 (the same for all)
        """Say that there is one."""
        if person.kind != "customer":
            return ""
        its = Payment.objects.filter(invoice__customer__in=person.customers)
        settled = its.filter(status=PaymentStatus.PAID).values("invoice")
        if its.filter(status=PaymentStatus.OPEN).exclude(invoice__in=settled).exists():
            return _("An invoice is still open. Settle it first.")
        return ""
