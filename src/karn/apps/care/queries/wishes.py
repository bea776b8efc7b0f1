"""Reads of what customers ask for that we do not offer yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from karn.apps.care.models.innovations import Innovation, Tick, Uptake
from karn.apps.care.models.wishes import Need, Wish, WishState
from karn.apps.care.rules.wishes import STAYED_DAYS, Question, to_ask, trade_of
from karn.apps.contracts.models import PriceState
from karn.apps.contracts.queries import active_on
from karn.apps.contracts.queries.standing import mrr_on, price_states_on
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import is_visible_to
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may, sees_every_customer
from karn.apps.surveys.queries.answers import wishes as said_in_surveys

SHOWN = 100
"""So many needs that nobody put to a wish yet stand on the page."""

SIMILAR = 2000
"""So many similar customers are looked at, the newest left out."""

LOOK_BACK_DAYS = 365
"""Answers to surveys are offered so long."""

_LARGEST = 2**63 - 1


@dataclass(slots=True)
class Ranked:
    """A wish, and who is behind it: how many customers, and what they pay a month by currency.

    Counted over everybody; named are only the customers the reader may see.
    """

    wish: Wish
    customers: set[int] = field(default_factory=set)
    money: dict[str, Decimal] = field(default_factory=dict)
    untold: int = 0

    @property
    def many(self) -> int:
        """How many customers asked."""
        return len(self.customers)

    @property
    def largest(self) -> Decimal:
        """The largest sum, to sort by."""
        return max(self.money.values(), default=Decimal(0))


def wish_for(number: int, *, removed: bool = False) -> Wish | None:
    """Return a wish, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its = Wish.objects.select_related("innovation").filter(pk=number)
    return (its if removed else its.filter(removed_at__isnull=True)).first()


def may_change_wish(wish: Wish, person: Person) -> bool:
    """Say whether this person may change a wish, or throw it away: it is the whole company's.

    Who sees every customer may; who sees some alone, only what he made himself and while nobody else's
    customers stand behind it.
    """
    if sees_every_customer(person.role):
        return may(person.role, Deed.LOG_CONVERSATIONS)
    its = _present().filter(wish=wish)
    return wish.made_by_id == person.pk and not its.exclude(is_visible_to(person, "customer")).exists()


def open_wishes() -> QuerySet[Wish]:
    """Return the wishes a need can be put to, by title."""
    return Wish.objects.filter(removed_at__isnull=True).exclude(state=WishState.WONT).order_by("title", "pk")


def ranked_wishes(person: Person, *, on: date, state: str = "") -> list[Ranked]:
    """Return the wishes, those of most customers first, then by the money behind them. Three queries.

    Counted are the customers this person may see: with one who asked, the sum is what that one pays.
    """
    its = Wish.objects.filter(removed_at__isnull=True).order_by("-pk")
    rows = {wish.pk: Ranked(wish) for wish in (its.filter(state=state) if state in WishState.values else its)}
    seen = _present().filter(is_visible_to(person, "customer"))
    needs = seen.filter(wish__in=rows).values_list("wish", "customer", "told_at")
    for number, customer, told_at in needs:
        rows[number].customers.add(customer)
        rows[number].untold += told_at is None
    _add_money(rows.values(), on)
    return sorted(
        rows.values(), key=lambda one: (-one.many, -one.largest, one.wish.title.casefold(), one.wish.pk)
    )


def _present() -> QuerySet[Need]:
    its = Need.objects.filter(removed_at__isnull=True, customer__deleted_at__isnull=True)
    return its.filter(customer__merged_into__isnull=True).order_by()


def _add_money(rows: Iterable[Ranked], on: date) -> None:
    wanted: dict[int, list[Ranked]] = defaultdict(list)
    for row in rows:
        for customer in row.customers:
            wanted[customer].append(row)
    paid = mrr_on(on).filter(subscription__customer__in=Need.objects.values("customer"))
    for told in paid:
        for row in wanted.get(told["customer"], ()):
            row.money[told["currency"]] = row.money.get(told["currency"], Decimal(0)) + told["mrr"]


def needs_of_wish(wish: Wish, person: Person) -> list[Need]:
    """Return who asked for it, of customers this person may see, the latest first. One query."""
    its = Need.objects.filter(is_visible_to(person, "customer"), wish=wish, removed_at__isnull=True)
    return list(its.select_related("customer__owner", "noted_by", "mail").order_by("-noted_at", "-pk"))


def needs_of(customer: Customer) -> list[Need]:
    """Return what the customer asked for, the latest first. One query."""
    its = Need.objects.filter(customer=customer, removed_at__isnull=True).select_related("wish", "noted_by")
    return list(its.order_by("-noted_at", "-pk")[:SHOWN])


def need_for(person: Person, number: int) -> Need | None:
    """Return a need of a customer this person may see, one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its = Need.objects.filter(is_visible_to(person, "customer"), pk=number)
    return its.select_related("customer", "wish").first()


def loose_needs(person: Person) -> list[Need]:
    """Return what customers this person may see asked for and nobody put to a wish yet, the latest first.

    What was put to a wish that was thrown away is among them, until the wish is back.
    """
    loose = Q(wish__isnull=True) | Q(wish__removed_at__isnull=False)
    its = Need.objects.filter(is_visible_to(person, "customer"), loose, removed_at__isnull=True)
    return list(its.select_related("customer", "noted_by").order_by("-noted_at", "-pk")[:SHOWN])


@dataclass(frozen=True, slots=True)
class Offered:
    """What was asked for in an answer to a survey, and nobody took over yet."""

    response: int
    words: str
    customer: Customer
    said_at: datetime

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"answer:{self.response}"


def offered_by_surveys(person: Person, *, at: datetime) -> list[Offered]:
    """Return what customers this person may see asked for in surveys and nobody took over yet. Two queries.

    Several wishes in one answer are one text; an answer without a customer is on the survey's own page.
    """
    texts: dict[int, list[str]] = defaultdict(list)
    first: dict[int, tuple[Customer, datetime]] = {}
    for text in said_in_surveys(person=person, since=at - timedelta(days=LOOK_BACK_DAYS)):
        if text.customer is not None:
            texts[text.response].append(text.words)
            first[text.response] = (text.customer, text.said_at)
    taken = set(Need.objects.filter(response__in=texts).values_list("response", flat=True))
    rows = [
        Offered(number, " · ".join(words), *first[number])
        for number, words in texts.items()
        if number not in taken
    ]
    return sorted(rows, key=lambda one: (one.said_at, one.response), reverse=True)[:SHOWN]


@dataclass(frozen=True, slots=True)
class NewThing:
    """Something that is new here: how many were told, and how many took it up, with who they are.

    Told is to whom it was proposed, and who had asked for it and heard that it is there.
    """

    innovation: Innovation
    told: int
    taken_up: int
    customers: list[Customer]


def new_things(person: Person) -> list[NewThing]:
    """Return what is new here, the newest first: told to whom, taken up by whom. Four queries."""
    its = Innovation.objects.filter(removed_at__isnull=True, new_since__isnull=False)
    innovations = list(its.order_by("-new_since", "-pk")[:20])
    ticks: dict[int, list[Tick]] = defaultdict(list)
    told = Tick.objects.filter(
        is_visible_to(person, "customer"),
        innovation__in=innovations,
        customer__deleted_at__isnull=True,
    )
    for tick in (
        told.exclude(state=Uptake.DOES_NOT).select_related("customer").order_by("customer__name", "pk")
    ):
        ticks[tick.innovation_id].append(tick)
    heard = _heard(person, innovations)
    return [
        NewThing(
            one,
            len(heard[one.pk] | {tick.customer_id for tick in ticks[one.pk] if tick.proposed_on}),
            sum(tick.state == Uptake.TAKEN_UP for tick in ticks[one.pk]),
            [tick.customer for tick in ticks[one.pk] if tick.state == Uptake.TAKEN_UP],
        )
        for one in innovations
    ]


def _heard(person: Person, innovations: Collection[Innovation]) -> dict[int, set[int]]:
    """Return the customers (ids) who asked for each of these things and were told that it is there."""
    told = Need.objects.filter(
        is_visible_to(person, "customer"),
        wish__innovation__in=innovations,
        customer__deleted_at__isnull=True,
        removed_at__isnull=True,
        told_at__isnull=False,
    )
    heard: dict[int, set[int]] = defaultdict(set)
    for number, customer in told.order_by().values_list("wish__innovation", "customer"):
        heard[number].add(customer)
    return heard


@dataclass(frozen=True, slots=True)
class Likeness:
    """Who is like a customer: how many, by which trade, and what one could ask."""

    trade: str
    many: int
    questions: list[Question]


def to_ask_about(customer: Customer, *, on: date) -> Likeness:
    """Return what similar customers who stayed have and this one does not. Five queries.

    Similar is who is in the same trade (one of the company's own attributes); where that is not known,
    nobody is. Stayed has who pays and became a customer a year ago or before.
    """
    name, trade = trade_of(customer.attributes or {})
    if not trade:
        return Likeness("", 0, [])
    like = active_on(on).filter(
        **{f"attributes__{name}": trade}, joined_on__lte=on - timedelta(days=STAYED_DAYS), prospect=False
    )
    numbers = list(
        like.exclude(pk=customer.pk).order_by("joined_on", "pk").values_list("pk", flat=True)[:SIMILAR]
    )
    plans, done = _plans([*numbers, customer.pk], on), _done([*numbers, customer.pk])
    asked = to_ask(plans[customer.pk], {number: plans[number] for number in numbers})
    asked += to_ask(done[customer.pk], {number: done[number] for number in numbers}, kind="innovation")
    return Likeness(trade, len(numbers), asked)


def _plans(numbers: list[int], on: date) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    its: QuerySet[PriceState] = price_states_on(on).filter(subscription__customer__in=numbers)
    told = its.order_by().values_list("subscription__customer", "plan", "subscription__plan")
    for number, plan, agreed in told.distinct():
        found[number].add(plan or agreed)
    return found


def _done(numbers: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    its = Tick.objects.filter(customer__in=numbers, state__in=(Uptake.DOES, Uptake.TAKEN_UP))
    its = its.filter(innovation__removed_at__isnull=True).order_by()
    for number, name in its.values_list("customer", "innovation__name"):
        found[number].add(name)
    return found
