"""Prices, invoices, payments, orders and departures, for the timeline."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import (
    Departure,
    Invoice,
    Order,
    Payment,
    PaymentStatus,
    PriceState,
    Return,
    State,
    Subscription,
)
from karn.apps.contracts.queries import priced
from karn.apps.contracts.rules import destination_words, reason_words
from karn.platform.facts import Fact
from karn.platform.timeline import Entry, Known, Reach, newest

_END = Coalesce("recognised_on", "contract_ends_on", "access_ends_on")


class Prices:
    """What a subscription costs, from the day it does."""

    code = "price"
    kind = "contracts"
    name = _("Contracts")
    of = PriceState

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest price states. One query."""
        states = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(state, reach) for state in states]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[PriceState]:
        states = PriceState.objects.filter(
            reach.days("starts_on", self.code), subscription__customer=customer
        )
        return states.select_related("subscription").order_by("-starts_on", "-pk")

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return an entry for each price state."""
        return [self._entry(state, reach) for state in known[PriceState]]

    def _entry(self, state: PriceState, reach: Reach) -> Entry:
        titles = {
            State.TRIAL: gettext("Trial begins"),
            State.PAUSED: gettext("Paused"),
            State.ACTIVE: gettext("Price per month"),
        }
        return _dated(
            self.code,
            state,
            state.starts_on,
            reach,
            state.subscription,
            icon="file-invoice",
            title=titles.get(State(state.state), ""),
            detail=_pieces(state),
            amount=state.mrr if state.state == State.ACTIVE else None,
            currency=state.subscription.currency,
        )


def _pieces(state: PriceState) -> str:
    told = priced(state, state.subscription.currency) if state.state == State.ACTIVE else ""
    return " · ".join(part for part in (state.plan or state.subscription.plan, told) if part)


class Ends:
    """The first day something was no longer paid for, where no departure says so better."""

    code = "price_end"
    kind = "contracts"
    name = _("Contracts")
    of = PriceState

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the ends of subscriptions nothing follows. One query."""
        states = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(state, state.ends_on, reach) for state in states if state.ends_on]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[PriceState]:
        following = PriceState.objects.filter(
            subscription=OuterRef("subscription"), starts_on__gt=OuterRef("starts_on")
        )
        told = Departure.objects.filter(customer=customer, undone_on__isnull=True)
        states = PriceState.objects.filter(
            reach.days("ends_on", self.code),
            ~Exists(following),
            ~Exists(told),
            subscription__customer=customer,
            ends_on__isnull=False,
        )
        return states.select_related("subscription").order_by("-ends_on", "-pk")

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return the ends nothing follows."""
        if any(departure.undone_on is None for departure in known[Departure]):
            return []
        last: dict[int, date] = {}
        for state in known[PriceState]:
            last[state.subscription_id] = max(state.starts_on, last.get(state.subscription_id, date.min))
        ended = [one for one in known[PriceState] if one.starts_on == last[one.subscription_id]]
        return [self._entry(state, state.ends_on, reach) for state in ended if state.ends_on]

    def _entry(self, state: PriceState, day: date, reach: Reach) -> Entry:
        entry = _dated(
            self.code,
            state,
            day,
            reach,
            state.subscription,
            icon="door-exit",
            title=gettext("Contract ended"),
            detail=" · ".join(part for part in (state.subscription.plan, _end_kind(state)) if part),
            tone="bad",
        )
        return dataclasses.replace(entry, known_at=state.ends_known_at or entry.known_at)


def _end_kind(state: PriceState) -> str:
    return state.get_end_kind_display() if state.end_kind else ""


class Invoices:
    """What was asked."""

    code = "invoice"
    kind = "money"
    name = _("Money")

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest invoices. One query."""
        sent = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(invoice, reach) for invoice in sent]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Invoice]:
        sent = Invoice.objects.alias(day=Coalesce("invoiced_on", "due_on")).filter(
            reach.days("day", self.code), customer=customer, day__isnull=False
        )
        return sent.order_by("-day", "-pk")

    def _entry(self, invoice: Invoice, reach: Reach) -> Entry:
        day = invoice.invoiced_on or invoice.due_on or date.min
        its = {"amount": invoice.amount, "currency": invoice.currency}
        title = gettext("Invoice")
        return _dated(self.code, invoice, day, reach, invoice, icon="file-invoice", title=title, **its)


class Payments:
    """What came in, and what did not."""

    code = "payment"
    kind = "money"
    name = _("Money")

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest payments made or failed; an open one has not happened. One query."""
        tried = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(payment, reach) for payment in tried]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Payment]:
        tried = Payment.objects.alias(day=Coalesce("paid_on", "failed_on")).filter(
            reach.days("day", self.code), invoice__customer=customer, day__isnull=False
        )
        return tried.select_related("invoice").order_by("-day", "-pk")

    def _entry(self, payment: Payment, reach: Reach) -> Entry:
        failed = payment.status == PaymentStatus.FAILED
        return _dated(
            self.code,
            payment,
            payment.paid_on or payment.failed_on or date.min,
            reach,
            payment,
            icon="credit-card-off" if failed else "cash",
            title=gettext("Payment failed") if failed else gettext("Paid"),
            amount=payment.invoice.amount,
            currency=payment.invoice.currency,
            tone="bad" if failed else "",
        )


class Orders:
    """Purchases without a contract."""

    code = "order"
    kind = "orders"
    name = _("Orders")
    of = Order

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest orders. One query."""
        bought = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(order, reach) for order in bought]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Order]:
        bought = Order.objects.filter(reach.days("ordered_on", self.code), customer=customer)
        return bought.order_by("-ordered_on", "-pk")

    def _entry(self, order: Order, reach: Reach) -> Entry:
        its = {"amount": order.amount, "currency": order.currency}
        detail = f"× {order.quantity}" if order.quantity not in (None, 1) else ""
        return _dated(
            self.code, order, order.ordered_on, reach, order,
            icon="shopping-cart", title=gettext("Order"), detail=detail, **its,
        )  # fmt: skip


class Returns:
    """What came back of orders."""

    code = "return"
    kind = "orders"
    name = _("Orders")
    of = Return

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the latest returns. One query."""
        back = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(one, reach) for one in back]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Return]:
        back = Return.objects.filter(reach.days("returned_on", self.code), order__customer=customer)
        return back.select_related("order").order_by("-returned_on", "-pk")

    def _entry(self, one: Return, reach: Reach) -> Entry:
        its = {"amount": one.amount, "currency": one.order.currency, "tone": "bad"}
        return _dated(
            self.code, one, one.returned_on, reach, one,
            icon="arrow-back-up", title=gettext("Sent back"), **its,
        )  # fmt: skip


class Notices:
    """Notice given, or got."""

    code = "notice"
    kind = "departures"
    name = _("Departures")
    of = Departure

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the latest notices. One query."""
        given = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(one, one.notice_on, reach) for one in given if one.notice_on]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Departure]:
        given = Departure.objects.filter(reach.days("notice_on", self.code), customer=customer)
        return given.filter(notice_on__isnull=False).order_by("-notice_on", "-pk")

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return the notices of these departures."""
        return [self._entry(one, one.notice_on, reach) for one in known[Departure] if one.notice_on]

    def _entry(self, departure: Departure, day: date, reach: Reach) -> Entry:
        title = gettext("Notice, taken back later") if departure.undone_on else gettext("Notice received")
        return _departed(self.code, departure, day, reach, title)


class Departures:
    """The day somebody was gone."""

    code = "departure"
    kind = "departures"
    name = _("Departures")
    of = Departure

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the latest departures that were not taken back. One query."""
        gone = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(departure, reach) for departure in gone]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Departure]:
        gone = Departure.objects.alias(day=_END).filter(
            reach.days("day", self.code), customer=customer, day__isnull=False, undone_on__isnull=True
        )
        return gone.order_by("-day", "-pk")

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return those that were not taken back and have a day."""
        stand = [one for one in known[Departure] if one.undone_on is None]
        return [self._entry(one, reach) for one in stand if _day(one) is not None]

    def _entry(self, departure: Departure, reach: Reach) -> Entry:
        return _departed(self.code, departure, _day(departure) or date.min, reach, gettext("Left"))


def _day(departure: Departure) -> date | None:
    return departure.recognised_on or departure.contract_ends_on or departure.access_ends_on


def _departed(code: str, departure: Departure, day: date, reach: Reach, title: str) -> Entry:
    why, where = reason_words(departure.reason), destination_words(departure.destination)
    parts = (departure.get_kind_display(), why, where, departure.comment)
    detail = " · ".join(part for part in parts if part)
    return _dated(
        code, departure, day, reach, departure, icon="door-exit", title=title, detail=detail, tone="bad"
    )


def _dated(
    code: str,
    row: PriceState | Fact,
    day: date,
    reach: Reach,
    fact: Subscription | Fact,
    **values: Any,
) -> Entry:
    """Return an entry of which only the day is known; a price state's source is its subscription's."""
    return Entry(
        at=reach.start_of(day),
        code=code,
        number=row.pk,
        dated=True,
        source=fact.source,
        source_id=fact.source_id,
        known_at=row.known_at,
        **values,
    )
