"""The rows of the exports, as the simulation makes them; amounts in cents, dates as dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime


@dataclass(slots=True)
class Customer:
    """Who pays."""

    customer_id: str
    name: str
    kind: str
    email: str
    phone: str
    city: str
    country: str
    language: str
    joined_on: date
    owner: str
    acquisition_source: str
    sector: str
    size: str


@dataclass(slots=True)
class Contact:
    """A person at a customer."""

    contact_id: str
    customer_id: str
    name: str
    email: str
    phone: str
    role: str
    champion: bool
    starts_on: date
    ends_on: date | None = None


@dataclass(slots=True)
class Subscription:
    """One price state of a subscription; `amount` is the list price of one piece per interval."""

    subscription_id: str
    customer_id: str
    plan: str
    starts_on: date
    ends_on: date | None
    amount: int
    interval: str
    quantity: int
    discount_percent: int
    currency: str
    status: str
    resumes_on: date | None
    term_months: int | None
    notice_days: int | None
    contract_ends_on: date | None
    end_kind: str


@dataclass(slots=True)
class Payment:
    """One attempt to collect one invoice."""

    payment_id: str
    invoice_id: str
    customer_id: str
    subscription_id: str
    invoiced_on: date
    due_on: date
    amount: int
    currency: str
    status: str
    paid_on: date | None
    failed_on: date | None
    attempt: int = 1  # not exported: orders the attempts of one invoice


@dataclass(slots=True)
class Conversation:
    """One call, mail, meeting, chat or ticket; moments are local times."""

    conversation_id: str
    customer_id: str
    contact_id: str
    channel: str
    direction: str
    happened_at: datetime
    answered_at: datetime | None
    handled_by: str
    subject: str
    bulk: bool


@dataclass(slots=True)
class Order:
    """A project or purchase without a contract."""

    order_id: str
    customer_id: str
    ordered_on: date
    amount: int
    currency: str
    quantity: int


@dataclass(slots=True)
class Hours:
    """Time somebody spent on a customer; `hours` in hundredths, `rate` what one costs the company."""

    hours_id: str
    customer_id: str
    worked_on: date
    hours: int
    person: str
    role: str
    rate: int
    what: str


@dataclass(slots=True)
class Departure:
    """A customer who gave or got notice."""

    departure_id: str
    customer_id: str
    subscription_id: str
    notice_on: date | None
    contract_ends_on: date
    access_ends_on: date
    kind: str
    reason: str
    destination: str
    asked_by: str
    comment: str


@dataclass(slots=True)
class Employee:
    """Somebody who works at the company."""

    email: str
    name: str
    role: str


@dataclass(slots=True)
class Truth:
    """Why a departure really happened."""

    customer_id: str
    left_on: date
    true_cause: str
    stated_reason: str
    hidden: bool
    departure: Departure


@dataclass(slots=True)
class StateMonth:
    """One month of one customer: its chance to give notice, the troubles that made it, what came of it."""

    customer_id: str
    starts_on: date
    hazard: float
    states: str
    left: bool


@dataclass(slots=True)
class Note:
    """Something people wrote down of a client: `what` it is, and what more there is to say of it.

    `of` is the horizon of an expectation, the title of a wish, the criterion that is answered, or the kind
    of a hint; `cost` is in cents; the days are those on which it is due, was confirmed, and was settled.
    """

    customer_id: str
    what: str
    on: date
    by: str
    text: str
    of: str = ""
    state: str = ""
    contact_id: str = ""
    due_on: date | None = None
    confirmed_on: date | None = None
    settled_on: date | None = None
    weight: int = 3
    urgency: int = 3
    unexpected: bool = False
    brought: str = ""
    cost: int = 0


@dataclass(slots=True)
class Books:
    """Everything one simulated company has on record, and the truth beside it."""

    customers: list[Customer] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    people: list[Employee] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    states: list[StateMonth] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def gather(parts: Iterable[Books]) -> Books:
    """Return one company's books from those of its customers."""
    whole = Books()
    for part in parts:
        for field_ in fields(Books):
            getattr(whole, field_.name).extend(getattr(part, field_.name))
    return whole
