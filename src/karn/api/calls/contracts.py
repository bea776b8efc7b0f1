"""What a customer buys and owes, and how it leaves."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from karn.api.access import Asking, needs
from karn.api.calls.customers import CustomerNumber, seen_customer
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS
from karn.api.values import plain, text
from karn.apps.contracts.models import Departure, Order, PriceState, Subscription
from karn.apps.contracts.queries import Bill, agreements_of, departures_of
from karn.apps.contracts.queries.bills import bills_page, orders_page
from karn.apps.people.rules import Scope

router = Router(tags=["contracts"])


class PriceTold(BaseModel):
    """What a subscription costs from a day until a day."""

    starts_on: date = Field(description="The first day.")
    ends_on: date | None = Field(description="The first day it no longer holds; null for no end.")
    state: str = Field(description="active, trial (no revenue) or paused (revenue on hold).")
    mrr: str = Field(description="What it brings a month, as text.")
    amount: str = Field(description="The price, as text, per `interval`.")
    interval: str = Field(description="day, week, 4-week, month, quarter or year.")
    quantity: str = Field(description="How many, as text.")
    discount_percent: str = Field(description="The discount in per cent, as text.")
    plan: str = Field(description="The plan at this price.")


class SubscriptionTold(BaseModel):
    """One agreement to pay regularly."""

    id: int = Field(description="The subscription's number in Karn.")
    source: str = Field(description="Where it came from.")
    source_id: str = Field(description="Its number there.")
    plan: str = Field(description="The plan.")
    currency: str = Field(description="The currency of its prices, ISO 4217.")
    term_months: int | None = Field(description="The term in months.")
    notice_days: int | None = Field(description="The notice in days.")
    contract_ends_on: date | None = Field(description="When the term ends.")
    prices: list[PriceTold] = Field(description="What it costs when, the newest first.")


class SubscriptionList(BaseModel):
    """All subscriptions of a customer."""

    items: list[SubscriptionTold] = Field(description="The newest first.")


class InvoiceTold(BaseModel):
    """What a customer was asked to pay."""

    id: int = Field(description="The invoice's number in Karn.")
    source: str = Field(description="Where it came from.")
    source_id: str = Field(description="Its number there.")
    subscription: int | None = Field(description="The number of the subscription it is for.")
    invoiced_on: date | None = Field(description="The day it was sent.")
    due_on: date | None = Field(description="The day by which it should be paid.")
    amount: str = Field(description="The amount, as text.")
    currency: str = Field(description="Its currency, ISO 4217.")
    state: str = Field(
        description="How collecting it stands today: open, overdue, in_grace, failed, paid or credited."
    )


class InvoicePage(BaseModel):
    """A page of invoices."""

    items: list[InvoiceTold] = Field(description="At most 50, the last stored first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class OrderTold(BaseModel):
    """A purchase without a contract."""

    id: int = Field(description="The order's number in Karn.")
    source: str = Field(description="Where it came from.")
    source_id: str = Field(description="Its number there.")
    ordered_on: date = Field(description="The day.")
    amount: str = Field(description="The amount, as text.")
    currency: str = Field(description="Its currency, ISO 4217.")
    quantity: int | None = Field(description="How many.")


class OrderPage(BaseModel):
    """A page of orders."""

    items: list[OrderTold] = Field(description="At most 50, the last stored first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class DepartureTold(BaseModel):
    """A notice given or got, with its four days kept apart."""

    id: int = Field(description="The departure's number in Karn.")
    subscription: int | None = Field(description="The number of the subscription; null for all of them.")
    notice_on: date | None = Field(description="When notice was received.")
    contract_ends_on: date | None = Field(description="When the contract ends.")
    access_ends_on: date | None = Field(description="When access ends.")
    recognised_on: date | None = Field(description="The day it counts.")
    undone_on: date | None = Field(description="When the notice was taken back.")
    kind: str = Field(
        description="voluntary, payment_failure, ended_by_us, term_ended, withdrawal or unknown."
    )
    reason: str = Field(description="The reason given.")
    destination: str = Field(description="Where the customer went.")
    asked_by: str = Field(description="Who asked why.")
    comment: str = Field(description="What else was said.")


class DepartureList(BaseModel):
    """All departures of a customer."""

    items: list[DepartureTold] = Field(description="The latest notice first.")


class PageAsked(Asking):
    """Where the page begins."""

    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


@router.get("/subscriptions", response={200: SubscriptionList} | PROBLEMS, url_name="customer_subscriptions")
@needs(Scope.CONTRACTS_READ)
def list_subscriptions(request: HttpRequest, number: CustomerNumber) -> SubscriptionList:
    """List what a customer pays for regularly, with every price it had."""
    customer = seen_customer(request, number, what="subscriptions")
    return SubscriptionList(items=[_subscription(one) for one in agreements_of(customer)])


@router.get("/invoices", response={200: InvoicePage} | PROBLEMS, url_name="customer_invoices")
@needs(Scope.CONTRACTS_READ)
def list_invoices(request: HttpRequest, number: CustomerNumber, asked: Query[PageAsked]) -> InvoicePage:
    """List what a customer was asked to pay, and whether it did, 50 at a time."""
    question = {"invoices": number}
    before = place_of(asked.cursor, question)
    customer = seen_customer(request, number, what="invoices")
    page = bills_page(customer, on=timezone.localdate(), before=int(before) if before else None)
    items = [_invoice(bill) for bill in page.rows]
    return InvoicePage(items=items, next=cursor_after(str(page.before or ""), question))


@router.get("/orders", response={200: OrderPage} | PROBLEMS, url_name="customer_orders")
@needs(Scope.CONTRACTS_READ)
def list_orders(request: HttpRequest, number: CustomerNumber, asked: Query[PageAsked]) -> OrderPage:
    """List what a customer bought without a contract, 50 at a time."""
    question = {"orders": number}
    before = place_of(asked.cursor, question)
    customer = seen_customer(request, number, what="orders")
    page = orders_page(customer, before=int(before) if before else None)
    return OrderPage(
        items=[_order(order) for order in page.rows], next=cursor_after(str(page.before or ""), question)
    )


@router.get("/departures", response={200: DepartureList} | PROBLEMS, url_name="customer_departures")
@needs(Scope.CONTRACTS_READ)
def list_departures(request: HttpRequest, number: CustomerNumber) -> DepartureList:
    """List the notices a customer gave or got."""
    customer = seen_customer(request, number, what="departures")
    return DepartureList(items=[_departure(one) for one in departures_of(customer)])


def _subscription(one: Subscription) -> SubscriptionTold:
    names = SubscriptionTold.model_fields.keys() - {"prices"}
    prices = [_price(state) for state in one.price_states.all()]
    return SubscriptionTold(**{name: getattr(one, name) for name in names}, prices=prices)


def _price(state: PriceState) -> PriceTold:
    return PriceTold(
        starts_on=state.starts_on,
        ends_on=state.ends_on,
        state=state.state,
        mrr=plain(state.mrr) or "0",
        amount=plain(state.amount) or "0",
        interval=state.interval,
        quantity=plain(state.quantity) or "0",
        discount_percent=plain(state.discount_percent) or "0",
        plan=state.plan,
    )


def _invoice(bill: Bill) -> InvoiceTold:
    invoice = bill.invoice
    names = InvoiceTold.model_fields.keys() - {"subscription", "amount", "state"}
    return InvoiceTold(
        **{name: getattr(invoice, name) for name in names},
        subscription=invoice.subscription_id,
        amount=plain(invoice.amount) or "0",
        state=bill.state,
    )


def _order(order: Order) -> OrderTold:
    names = OrderTold.model_fields.keys() - {"amount"}
    return OrderTold(**{name: getattr(order, name) for name in names}, amount=plain(order.amount) or "0")


def _departure(departure: Departure) -> DepartureTold:
    names = DepartureTold.model_fields.keys() - {"subscription"}
    return DepartureTold(
        **{name: getattr(departure, name) for name in names}, subscription=departure.subscription_id
    )
